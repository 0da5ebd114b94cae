"""Two nodes are deployed one after the other while 25 callers talk: does anybody notice?

Each node gets SIGTERM, gives its calls to the other one, and starts again. Times are taken at the
carrier. The added silence is the time a call had no media stream: from the old one's end to the
new one's beginning. RECONNECT_S of it is the carrier's: it publishes no figure, so we take four
round trips of 40 ms (the request for what comes next, then TCP, TLS and the WebSocket's upgrade).
A caller hears of it only if somebody was speaking: such calls are counted as not at rest, and
`node_loss_report` judges whether anything was lost or asked again.
"""

import asyncio
import json
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from simulators.twilio.call import Call
from simulators.twilio.carrier import Carrier
from simulators.twilio.faults import Faults
from voicectl.bench.balancer import haproxy, through_balancer
from voicectl.bench.fleet import books_file
from voicectl.bench.node_loss import Hit, Show, stage
from voicectl.bench.node_loss_report import judge

CALLS = 25
RECONNECT_S = 0.16
DIALS_S = 0.3
"""Between two callers at the beginning."""
TALKING_S = 120.0
LEFT_S = 60.0
"""A node that has not gone by then is killed."""
MOST_SILENCE_MS = 500
SORRY = "the line dropped"
"""What a node says that goes on after a call was cut off."""


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Deploy and count. `settings` may hold calls (25), haproxy: whether HAProxy stands before the
    nodes (false: a simulated balancer), and to_the_end: whether callers who still talk then finish
    (true). Other names are nodes' settings.

    Raises CommandError.
    """
    to_the_end = bool(settings.pop("to_the_end", True))
    wanted = int(settings.pop("calls", CALLS))
    balanced: dict[str, Any] = {}
    if settings.pop("haproxy", False):
        balanced = {"balancing": partial(haproxy, folder=folder), "stream_url": through_balancer}
    async with stage(folder, seed, settings, **balanced) as show:
        show.faults = Faults(reconnect_s=RECONNECT_S)
        took = {}
        async with asyncio.TaskGroup() as group:
            for _ in range(wanted):
                group.create_task(show.callers())
                await asyncio.sleep(DIALS_S)
            for name in show.fleet.nodes:
                await _talking(show, wanted)
                took[name] = await deploy(show, name)
            await _talking(show, wanted)
            show.end(to_the_end=to_the_end)
    return report(show, folder) | {"took_s": took, "load": round(os.getloadavg()[0], 1)}


async def deploy(show: Show, name: str) -> float:
    """Stop a node and start it again; seconds until all its calls were elsewhere."""
    hit = show.live()[name]
    at = monotonic()
    show.hits += [Hit("deploy", call, at, len(call.streams)) for call in hit]
    node = show.fleet.nodes[name]
    await node.stop(LEFT_S)
    took = monotonic() - at
    await node.start()
    async with asyncio.timeout(LEFT_S):
        while name in await show.fleet.front.down():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return round(took, 1)


async def _talking(show: Show, wanted: int) -> None:
    """Wait until most callers talk; one or the other has just finished or begins anew."""
    async with asyncio.timeout(TALKING_S):
        while sum(map(len, show.live().values())) < 0.8 * wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def report(show: Show, folder: Path) -> dict[str, Any]:
    """The figures; `ok` says whether nobody was dropped and nobody waited too long."""
    judged = judge(books_file(folder), folder / "journal", show.calls, show.reader.words)
    booked = judged["booked_calls"]
    gaps = sorted(gap for call in show.calls for gap in silences(show.carrier, call))
    hit = {one.call.sid for one in show.hits}
    lost = [
        one.call
        for one in show.hits
        if one.audio_after is None and one.call.sid not in booked and _left_alone(one)
    ]
    told_off = [call for call in show.calls if call.texts]
    dropped = {call.sid for call in (*lost, *told_off)}
    given = _given(folder)
    most = round(1000 * gaps[-1]) if gaps else 0
    return {
        "ok": not dropped and most <= MOST_SILENCE_MS,
        "calls": len(show.calls),
        "on_a_node_that_left": len(hit),
        "given_at_rest": sum(given),
        "given_while_speaking": len(given) - sum(given),
        "dropped": len(dropped),
        "added_silence_ms": {
            "p50": round(1000 * gaps[len(gaps) // 2]) if gaps else 0,
            "max": most,
            "of_it_the_carriers": round(1000 * RECONNECT_S),
        },
        "apologies": _apologies(folder),
        **{name: judged[name] for name in ("visits", "visits_doubled", "visits_lost")},
        "slots_asked_again": judged["slots_asked_again"],
        "outcomes": judged["outcomes"],
    }


def silences(carrier: Carrier, call: Call) -> Sequence[float]:
    """For each further stream of a call: seconds since the one before ended."""
    ends = [record.at for record in carrier.log.of("ws.close", call.sid)]
    begins = [stream.opened_at for stream in call.streams[1:]]
    return [begin - end for begin, end in zip(begins, ends, strict=False)]


def _left_alone(hit: Hit) -> bool:
    """Its stream went and no other one came."""
    return len(hit.call.streams) == hit.streams and hit.call.streams[-1].close_code is not None


def _given(folder: Path) -> list[bool]:
    """For each call that was given away: whether it was at rest, from the nodes' logs."""
    lines = (line for log in folder.glob("*.log") for line in log.read_text().splitlines())
    given = (json.loads(line) for line in lines if '"call_given"' in line)
    return [bool(one["at_rest"]) for one in given]


def _apologies(folder: Path) -> int:
    return sum(one.read_text().count(SORRY) for one in (folder / "journal").glob("*/*.jsonl"))
