"""How many calls one core carries before anybody hears a silence: up in steps, then between."""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from voicectl.chaos.gauge import Gauge, load
from voicectl.chaos.ground import Ground
from voicectl.chaos.shapes import Traffic
from voicectl.chaos.stalls import Stall, between
from voicectl.chaos.stalls import told as told_stalls
from voicectl.chaos.traffic import Town
from voicectl.errors import CommandError

FINE = 10
"""Steps end at a tenth of the number found."""
FULL = 0.9
"""Of a core."""
LATE = 0.01
"""Of the carrier's ticks: more, and its own figures are worth little."""


@dataclass(frozen=True, slots=True)
class Step:
    """So many calls at once for a while."""

    calls: int
    underruns: int
    """The carrier ran dry in a sentence, or the node says it would have: the greater of both."""
    unanswered: int
    late_ticks: float
    """Share of the carrier's ticks."""
    node: float
    """Cores used, as those of the others."""
    others: float
    rss_mb: float
    noted: int = 0
    """Underruns of which the node knows: its voice or its loop was late. Others came between node
    and carrier, or of the carrier's own lateness."""
    stalls: tuple[Stall, ...] = ()
    """Of the node's event loop, worst first."""

    @property
    def clean(self) -> bool:
        """Nobody heard anything of it."""
        return not self.underruns and not self.unanswered


@dataclass(frozen=True, slots=True)
class Cores:
    """Which core the node has, and which all others share."""

    node: int
    others: frozenset[int]


@contextmanager
def cores() -> Iterator[Cores]:
    """Keep one core free of this process and of what it starts. Raises CommandError."""
    every = os.sched_getaffinity(0)
    if len(every) < 2:
        raise CommandError("--step-up needs two cores: one for the node, one for everybody else")
    chosen = Cores(max(every), frozenset(every - {max(every)}))
    os.sched_setaffinity(0, chosen.others)
    try:
        yield chosen
    finally:
        os.sched_setaffinity(0, every)


def following(first: int, tried: Sequence[Step]) -> int | None:
    """How many calls to try now; None: the answer is known."""
    good = max((one.calls for one in tried if one.clean), default=0)
    bad = min((one.calls for one in tried if not one.clean), default=0)
    if not bad:
        return good * 2 or first
    if bad - good <= max(1, good // FINE):
        return None
    return (good + bad) // 2


async def climb(
    ground: Ground, first: int, hold_s: float, told: Callable[[Step], None]
) -> list[Step]:
    """Try until the answer is known; a step that something else may have spoilt is tried twice."""
    tried: list[Step] = []
    while (calls := following(first, tried)) is not None:
        step = await _step(ground, calls, hold_s)
        if not step.clean and step.late_ticks > LATE:
            told(step)
            step = await _step(ground, calls, hold_s)
        tried.append(step)
        told(step)
    return tried


async def _step(ground: Ground, calls: int, hold_s: float) -> Step:
    assert ground.rig is not None
    town = Town(ground.carrier, ground.number, ground.people)
    gauge = Gauge(ground.pids, lambda: town.live, town.began)
    before = await ground.rig.health()
    async with asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(gauge.run())
        await town.phone(Traffic(hold_s, calls), to_the_end=False)
        gauge.look()
        looking.cancel()
    after = await ground.rig.health()
    own = after["speaking"]["underruns"] - before["speaking"]["underruns"]
    legs = [one.call for one in town.calls]
    ticks = sum(len(leg.line.pacing.lateness) for leg in legs)
    late = sum(leg.line.pacing.late_ticks for leg in legs)
    carrier = sum(len(stream.playout.underruns) for leg in legs for stream in leg.streams)
    return Step(
        calls=calls,
        underruns=max(own, carrier),
        unanswered=sum(not any(stream.arrivals for stream in leg.streams) for leg in legs),
        late_ticks=round(late / max(1, ticks), 4),
        node=_mean(gauge, "node"),
        others=round(sum(_mean(gauge, name) for name in gauge.pids if name != "node"), 2),
        rss_mb=round(gauge.looks[-1].rss_mb, 1),
        noted=own,
        stalls=between(before["stalls"], after["stalls"]),
    )


def _mean(gauge: Gauge, name: str) -> float:
    first, last = gauge.looks[0], gauge.looks[-1]
    return round((last.cpu[name] - first.cpu[name]) / (last.at_s - first.at_s), 2)


def report(tried: Sequence[Step], cores: int) -> dict[str, Any]:
    """The answer and why it is not more; `cores` are those of everybody but the node."""
    good = [one for one in tried if one.clean]
    least_bad = min((one for one in tried if not one.clean), key=lambda one: one.calls)
    return {
        "calls_on_one_core": max((one.calls for one in good), default=0),
        "least_bad": least_bad.calls,
        "limit": limit(least_bad, cores),
        "steps": [asdict(one) | {"clean": one.clean} for one in tried],
        "load": load(),
    }


def limit(bad: Step, cores: int) -> str:
    """What was used up at the first number of calls that was too much, as far as it can be told."""
    if bad.node >= FULL:
        return f"the node's core is full ({bad.node:.2f} of 1)"
    if bad.others >= FULL * cores:
        return (
            f"the simulated carrier, callers and services fill their {cores} core(s) "
            f"({bad.others:.2f}): the node had {1 - bad.node:.2f} of its core left and may do more"
        )
    if bad.late_ticks > LATE:
        return (
            f"the simulated carrier was late with {bad.late_ticks:.1%} of its ticks: something "
            f"else uses this machine; the node had {1 - bad.node:.2f} of its core left"
        )
    return (
        f"not the CPU on average (node {bad.node:.2f}, others {bad.others:.2f}) but "
        f"{told_stalls(bad.stalls)}; the node noted {bad.noted} of {bad.underruns} underruns itself"
    )
