"""Runs many hours, in several processes, and puts together what they came to."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from voicectl.simulation import coverage
from voicectl.simulation.coverage import Coverage
from voicectl.simulation.judging import violations
from voicectl.simulation.plan import CALLS, Plan, plan
from voicectl.simulation.rules.violation import Violation
from voicectl.simulation.town import play


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
        coverage=coverage.of(hour),
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
