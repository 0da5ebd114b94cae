"""Redis is stopped, hung, emptied, filled and slowed under live calls: does any caller notice?

Scripted callers book visits one after the other at one node, many at once. Each fault lasts a
while and has a while without any beside it, now before and now after it, so that whatever else the
machine does falls on both. How long a caller waits is read from the carrier's recording: from the
end of the caller's sound to the first one of the agent. Some answers are waited for longer than
others whatever happens (a number may go on, a name hardly), and there are too few of each in a
while: so a wait counts by what it is longer than the usual one behind the same words. What a fault
costs is the difference of the 95th percentiles, the median of all pairs. Whether bookings held is
judged from books and sound, see `node_loss_report`.
"""

import asyncio
import audioop
import os
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

import redis.asyncio as aioredis

from simulators.speech import tones
from simulators.twilio.call import Call
from simulators.twilio.ulaw import FRAME
from voicectl.bench.fleet import books_file
from voicectl.bench.node_loss import Show, stage
from voicectl.bench.node_loss_report import judge
from voicectl.bench.relay import Relay
from voicectl.bench.traces import AUDIBLE, RATE, figures

CALLS = 25
PAIRS = 5
LASTS_S = 20.0
DIALS_S = 0.3
"""Between two callers at the beginning."""
EMPTIED_S = 5.0
"""Between two restarts of a Redis that loses everything."""
SLOW_S = 0.5
WELL_S = 30.0
"""So long Redis may take to be used again."""
MOST_SLOWER_MS = 20.0
NAMES = ("stopped", "hung", "emptied", "full", "slow")

Fault = Callable[[float], Awaitable[None]]
"""Is in force for so many seconds."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A caller waited for the agent."""

    at: float
    """When the caller had ended."""
    seconds: float
    said: tuple[int, ...] = ()
    """What the caller had said, in words that are tones."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A while with a fault, or the while beside it. Times are monotonic."""

    fault: str
    pair: int
    faulty: bool
    began: float
    ended: float

    def holds(self, wait: Wait) -> bool:
        """Whether all of it fell into this while."""
        return self.began <= wait.at and wait.at + wait.seconds <= self.ended


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Spoil and count. `settings` may hold calls (25), pairs (5), lasts_s (20), and faults: the
    names of those wanted (all). Other names are the node's settings. Raises CommandError.
    """
    calls, pairs = int(settings.pop("calls", CALLS)), int(settings.pop("pairs", PAIRS))
    lasts_s = float(settings.pop("lasts_s", LASTS_S))
    names = tuple(settings.pop("faults", NAMES))
    line = Relay()
    chosen = {"profile": str(_profile(folder))} | settings
    async with stage(folder, seed, chosen, lines={"a": line}, names=("a",)) as show:
        bench = Bench(show, _faults(show, line), lasts_s)
        async with asyncio.TaskGroup() as group:
            for _ in range(calls):
                group.create_task(show.callers())
                await asyncio.sleep(DIALS_S)
            await bench.well()
            for number in range(pairs):
                for place, name in enumerate(names):
                    await bench.pair(name, number, faulty_first=(number + place) % 2 == 0)
            show.end(to_the_end=True)
    judged = judge(books_file(folder), folder / "journal", show.calls, show.reader.words)
    found = report(bench.stretches, show.calls, judged)
    found["back_s"] = {name: max(took) for name, took in bench.took.items()}
    return found | {"load": [round(one, 1) for one in os.getloadavg()]}


class Bench:
    """Runs the pairs."""

    def __init__(self, show: Show, faults: Mapping[str, Fault], lasts_s: float) -> None:
        self.stretches: list[Stretch] = []
        self.took: dict[str, list[float]] = {}
        """Seconds until Redis was used again and knew everything, by fault."""
        self._node = show.fleet.nodes["a"]
        self._faults = faults
        self._lasts_s = lasts_s

    async def pair(self, name: str, number: int, *, faulty_first: bool) -> None:
        """A while with the fault and one without."""
        for faulty in (faulty_first, not faulty_first):
            began = monotonic()
            await (self._faults[name] if faulty else asyncio.sleep)(self._lasts_s)
            ended = monotonic()
            self.stretches.append(Stretch(name, number, faulty, began, ended))
            if faulty:
                await self.well()
                self.took.setdefault(name, []).append(round(monotonic() - ended, 1))

    async def well(self) -> None:
        """Wait until the node uses Redis and has nothing left to tell it."""
        async with asyncio.timeout(WELL_S):
            while not (await self._node.figures())["voicectl_sessions_in_redis"]:  # noqa: ASYNC110  # seen from outside
                await asyncio.sleep(0.1)


def _faults(show: Show, line: Relay) -> dict[str, Fault]:
    server = show.redis

    async def stopped(seconds: float) -> None:
        await server.stop()
        await asyncio.sleep(seconds)
        await server.start()

    async def hung(seconds: float) -> None:
        server.freeze(True)
        await asyncio.sleep(seconds)
        server.freeze(False)

    async def emptied(seconds: float) -> None:
        for _ in range(max(1, round(seconds / EMPTIED_S))):
            await server.stop()
            await server.start()
            await asyncio.sleep(EMPTIED_S)

    async def full(seconds: float) -> None:
        async with aioredis.Redis.from_url(server.url) as client:
            await client.config_set("maxmemory", 1)  # nothing is evicted unless told so
            await asyncio.sleep(seconds)
            await client.config_set("maxmemory", 0)

    async def slow(seconds: float) -> None:
        line.delay_s = SLOW_S
        await asyncio.sleep(seconds)
        line.delay_s = 0.0

    return dict(zip(NAMES, (stopped, hung, emptied, full, slow), strict=True))


def _profile(folder: Path) -> Path:
    """The demo company with seats for everybody."""
    text = files("agent.profile").joinpath("default.yaml").read_text("utf-8")
    made = folder / "company.yaml"
    made.write_text(re.sub(r"crews: {.*}", "crews: {DAL: 99, FTW: 99, ARL: 99}", text))
    return made


def waits(call: Call) -> list[Wait]:
    """How long this caller waited, each time; sounds that the agent spoke into do not count."""
    heard, said = (_sounding(one) for one in (call.recording.right, call.recording.left))
    found: list[Wait] = []
    spoke, ended = 0, -1
    """The blocks behind the agent's last sound, and behind the caller's last one without answer."""
    for block, (agent, caller) in enumerate(zip(heard, said, strict=False)):
        if caller:
            ended = -1 if agent else block + 1
        elif agent and ended >= 0:
            at = call.recording.time_of(ended * FRAME)
            words = tones.heard(bytes(call.recording.left[spoke * FRAME : ended * FRAME]))
            numbers = tuple(one.number for one in words)
            found.append(Wait(at, (block - ended) * FRAME / RATE, numbers))
            ended = -1
        if agent:
            spoke = block + 1
    return found


def _sounding(ulaw: bytearray) -> list[bool]:
    return [
        audioop.rms(audioop.ulaw2lin(ulaw[at : at + FRAME], 2), 2) >= AUDIBLE
        for at in range(0, len(ulaw) - FRAME + 1, FRAME)
    ]


def report(
    stretches: Sequence[Stretch], calls: Sequence[Call], judged: Mapping[str, Any]
) -> dict[str, Any]:
    """The figures; `ok` says that nobody noticed."""
    every = [wait for call in calls for wait in waits(call)]
    usual = usually(stretches, every)
    found: dict[str, Any] = {}
    for name in dict.fromkeys(one.fault for one in stretches):
        mine = [one for one in stretches if one.fault == name]
        found[name] = against(mine, every, usual)
    failed = failures(calls, judged["booked_calls"])
    lost = judged["visits_lost"] + judged["visits_doubled"]
    slower = [one["slower_ms"] for one in found.values()]
    unnoticed = all(one is not None and one <= MOST_SLOWER_MS for one in slower)
    wanted = ("visits", "visits_lost", "visits_doubled", "visits_never_told", "outcomes")
    return {
        "ok": not failed and not lost and unnoticed,
        "calls": len(calls),
        "failed": len(failed),
        "why": failed,
        **{name: judged[name] for name in wanted},
        **found,
    }


def failures(calls: Sequence[Call], booked: Collection[str]) -> dict[str, str]:
    """Calls that a fault of Redis has spoilt, and how."""
    found = {}
    for call in calls:
        if call.texts:
            found[call.sid] = "the carrier spoke in our place"
        elif len(call.streams) != 1:
            found[call.sid] = f"{len(call.streams)} media streams"
        elif call.sid not in booked:
            found[call.sid] = "no visit was booked"
    return found


def usually(stretches: Sequence[Stretch], every: Sequence[Wait]) -> dict[tuple[int, ...], float]:
    """The median wait behind the same words while nothing was wrong."""
    calm: dict[tuple[int, ...], list[float]] = {}
    for wait in every:
        if any(one.holds(wait) for one in stretches if not one.faulty):
            calm.setdefault(wait.said, []).append(wait.seconds)
    return {said: median(waited) for said, waited in calm.items()}


def against(
    stretches: Sequence[Stretch], every: Sequence[Wait], usual: Mapping[tuple[int, ...], float]
) -> dict[str, Any]:
    """The callers' waits with a fault and beside it; `slower_ms` is None when nobody waited."""
    p95: dict[tuple[int, bool], float] = {}
    sums: dict[bool, list[float]] = {True: [], False: []}
    for one in stretches:
        mine = [wait for wait in every if one.holds(wait)]
        longer = [1000 * (one.seconds - usual[one.said]) for one in mine if one.said in usual]
        if longer:
            p95[one.pair, one.faulty] = figures(longer)["p95"]
        sums[one.faulty] += [1000 * wait.seconds for wait in mine]
    added = [
        p95[pair, True] - free
        for (pair, faulty), free in p95.items()
        if not faulty and (pair, True) in p95
    ]
    return {
        "slower_ms": round(median(added), 1) if added else None,
        "pairs_ms": [round(one, 1) for one in added],
        "with_fault_ms": figures(sums[True]),
        "without_ms": figures(sums[False]),
    }
