"""Runs many hours, in several processes, and puts together what they came to."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import get_args

from agent.dialogue.state import Phase
from agent.events import Milestone
from voicectl.simulation.judging import violations
from voicectl.simulation.plan import ALL_FAULTS, CALLS, Plan, plan
from voicectl.simulation.rules.violation import Violation
from voicectl.simulation.town import Hour, play

MILESTONES = tuple(f"M{number}" for number in range(15))


@dataclass(frozen=True, slots=True)
class Order:
    """One hour to be played."""

    seed: int
    calls: int = CALLS
    hours: float = 1.0
    only: frozenset[int] | None = None
    """Numbers of the calls that are made; None: all."""
    faults: frozenset[int] | None = None
    """Places of the faults that happen; None: all."""
    still: bool = False
    """Nothing happens to the nodes."""

    def plan(self) -> Plan:
        """What happens in it."""
        hour = plan(self.seed, calls=self.calls, hours=self.hours)
        if self.only is not None:
            hour = hour.only(self.only)
        faults = frozenset(range(len(hour.faults)))
        return hour.without(
            faults=faults - self.faults if self.faults is not None else frozenset(),
            nodes=self.still,
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was reached, and how often."""

    phases: Counter[str] = field(default_factory=Counter)
    milestones: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Coverage") -> None:
        """Put another hour's beside it."""
        for own, more in zip(self._all(), other._all(), strict=True):
            own.update(more)

    def missing(self) -> dict[str, tuple[str, ...]]:
        """What was not reached, by kind."""
        wanted = (("phases", get_args(Phase)), ("milestones", MILESTONES), ("faults", ALL_FAULTS))
        return {
            kind: gone
            for kind, names in wanted
            if (gone := tuple(one for one in names if not getattr(self, kind)[one]))
        }

    def _all(self) -> tuple[Counter[str], ...]:
        return (self.phases, self.milestones, self.faults, self.outcomes)


@dataclass(frozen=True, slots=True)
class Result:
    """What one hour came to."""

    order: Order
    calls: int
    steps: int
    digest: str
    violations: tuple[Violation, ...]
    coverage: Coverage


def run(order: Order) -> Result:
    """Play one hour and judge it."""
    hour = play(order.plan())
    return Result(
        order=order,
        calls=len(hour.records),
        steps=sum(len(record.steps) for record in hour.records.values()),
        digest=hour.digest,
        violations=tuple(violations(hour)),
        coverage=_coverage(hour),
    )


def run_all(orders: Sequence[Order], workers: int) -> Iterator[Result]:
    """Play them, `workers` at a time, and yield their results in order; 1: in this process."""
    if workers <= 1:
        yield from map(run, orders)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(run, orders)


def joined(digests: Sequence[str]) -> str:
    """One hash of several hours."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:16]


def _coverage(hour: Hour) -> Coverage:
    found = Coverage(faults=Counter(hour.met))
    for record in hour.records.values():
        found.outcomes[str(record.outcome or "none")] += 1
        for step in record.steps:
            found.phases[step.after.phase] += 1
            found.milestones.update(one.name for one in step.commands if isinstance(one, Milestone))
    return found
