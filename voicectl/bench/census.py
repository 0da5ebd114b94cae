"""A thousand short calls, many at once: does the node come back to what it was before?

Each caller hears the greeting, says what is wrong, and hangs up at some moment after that; some
hang up before they say anything. After every tenth of the calls the node is empty for a moment and
is counted from outside: threads, sockets and files of its process and its memory by /proc, its
tasks by /metrics. Before that it gets calls until its caches are full: answers to webhooks (three
minutes), news (5,000), readings of texts (256 each), clips, and what the allocator keeps of a rush.
From then on only the outcome of each call is remembered, for an hour, of at most 10,000 calls. What
counts is the memory's slope, and that nothing else is more at the end than at the start.
"""

import asyncio
import os
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from simulators.twilio.carrier import Carrier
from simulators.twilio.party import Handset
from voicectl.bench import tone_caller
from voicectl.bench.fleet import NodeProcess
from voicectl.bench.node_loss import COMPANY, stage

CALLS = 1000
AT_ONCE = 50
ROUNDS = 10
SETTLE_S = 60.0
CALM_S = 1.5
"""After the last call: its rows, its session and its sockets are still being put away."""
WARM_S = 240.0
"""Longer than anything but outcomes is remembered."""
MOST_KB_PER_CALL = 1.0
"""A call's outcome takes 0.35 KB; pages of the system make the rest."""
SLACK = 2
"""A connection of our own may still be closing while we count."""
WORDS = "My air conditioner is blowing warm air."
SILENCE = b"\xff" * 160


@dataclass(frozen=True, slots=True)
class Count:
    """What a node has while no call is live."""

    calls: int
    """Before."""
    tasks: int
    threads: int
    sockets: int
    files: int
    rss_kb: int


class Caller:
    """Says one sentence a while after the greeting began; needs no ears."""

    def __init__(self, speech: bytes, starts_s: float) -> None:
        self._audio = iter(
            [SILENCE] * round(starts_s * 50)
            + [speech[at : at + 160] for at in range(0, len(speech) - 159, 160)]
        )

    def joined(self, phone: Handset) -> None:
        """The call was answered."""

    def hear(self, ulaw: bytes) -> None:
        """Nobody listens."""

    def speak(self) -> bytes:
        """The next 20 ms."""
        return next(self._audio, SILENCE)

    def left(self) -> None:
        """The call is over."""


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Call and count. `settings` may hold calls (1000), at_once (50) and warm_s (240): so long the
    node is called before it is counted. Other names are the node's settings. Raises CommandError.
    """
    calls, at_once = settings.pop("calls", CALLS), settings.pop("at_once", AT_ONCE)
    warm_s = settings.pop("warm_s", WARM_S)
    draw = random.Random(seed)
    speech = await tone_caller.ToneVoice().speak(WORDS)
    counts: list[Count] = []
    numbers = count(10_000)
    async with stage(folder, seed, settings, names=("a",)) as show:
        node = show.fleet.nodes["a"]
        assert node.process is not None

        async def tenth() -> None:
            gate = asyncio.Semaphore(at_once)
            async with asyncio.TaskGroup() as group:
                for _ in range(calls // ROUNDS):
                    caller = Caller(speech, draw.uniform(0.3, 1.5))
                    who, leaves_s = f"+19725{next(numbers)}1", draw.uniform(0.5, 6.0)
                    group.create_task(_call(show.carrier, gate, who, caller, leaves_s))

        until = monotonic() + warm_s
        while monotonic() < until:
            await tenth()
        for number in range(ROUNDS + 1):
            counts.append(await _count(node, node.process.pid, number * (calls // ROUNDS)))
            if number < ROUNDS:
                await tenth()
    return report(counts, calls) | {"load": round(os.getloadavg()[0], 1)}


def report(counts: Sequence[Count], calls: int) -> dict[str, Any]:
    """The figures; `ok` says that the node came back."""
    first, last = counts[0], counts[-1]
    slope = float(np.polyfit([one.calls for one in counts], [one.rss_kb for one in counts], 1)[0])
    more = {
        name: getattr(last, name) - getattr(first, name)
        for name in ("tasks", "threads", "sockets", "files")
    }
    return {
        "ok": slope <= MOST_KB_PER_CALL and all(one <= SLACK for one in more.values()),
        "calls": calls,
        "more_at_the_end": more,
        "memory_kb_per_call": round(slope, 2),
        "counts": {f"after {one.calls}": asdict(one) for one in counts},
    }


async def _call(
    carrier: Carrier, gate: asyncio.Semaphore, number: str, caller: Caller, leaves_s: float
) -> None:
    async with gate:
        call = await carrier.dial(number, COMPANY, caller)
        await call.wait_answer()
        await asyncio.sleep(leaves_s)
        call.drop()
        await call.wait_end()
        carrier.calls.pop(call.sid, None)


async def _count(node: NodeProcess, pid: int, calls: int) -> Count:
    async with asyncio.timeout(SETTLE_S):
        while (await node.figures())["voicectl_calls_live"]:  # noqa: ASYNC110  # seen from outside
            await asyncio.sleep(0.1)
    await asyncio.sleep(CALM_S)
    tasks = int((await node.figures())["voicectl_tasks"])
    await asyncio.sleep(0.1)  # our own request's connection closes
    return _counted(pid, calls, tasks)


def _counted(pid: int, calls: int, tasks: int) -> Count:
    kinds = [os.readlink(one) for one in _descriptors(pid)]
    sockets = sum(one.startswith("socket:") for one in kinds)
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines)
    return Count(
        calls=calls,
        tasks=tasks,
        threads=int(status["Threads"]),
        sockets=sockets,
        files=len(kinds) - sockets,
        rss_kb=int(status["VmRSS"].split()[0]),
    )


def _descriptors(pid: int) -> list[str]:
    folder = f"/proc/{pid}/fd"
    return [path for name in os.listdir(folder) if os.path.islink(path := f"{folder}/{name}")]
