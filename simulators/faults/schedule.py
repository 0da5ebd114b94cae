"""Which fault strikes when, where and how often; the same seed decides the same.

Decisions are drawn by seed, entry and the entry's own count of requests that fit, so they do not
depend on the clock nor on what other entries decide.
"""

import asyncio
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random

from simulators.faults.exchange import Ask, Fault


@dataclass(frozen=True, slots=True)
class Entry:
    """A fault and when it strikes."""

    fault: Fault
    start_s: float = 0.0
    """Seconds from the start of the proxy, or from when the entry was added to a running one."""
    end_s: float = math.inf
    share: float = 1.0
    """Of the requests (0 to 1) in that time."""
    path: str = "*"
    """Pattern of the path, with * and ?."""
    times: int = 0
    """At most so many requests; 0: any number."""


@dataclass(slots=True)
class Scheduled:
    """An entry in force, with its memory."""

    id: int
    entry: Entry
    added_s: float
    fitted: int = 0
    """Requests it was considered for."""
    struck: int = 0

    def open(self, at_s: float) -> bool:
        """Whether it is time."""
        return self.entry.start_s <= at_s - self.added_s < self.entry.end_s

    def opens_s(self) -> float:
        """When it begins, in seconds from the start of the proxy."""
        return self.added_s + self.entry.start_s


@dataclass(slots=True)
class Schedule:
    """The faults of one proxy. Times are seconds from `begin`."""

    entries: Iterable[Entry] = ()
    seed: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set (and replaced) whenever an entry is added."""
    _scheduled: dict[int, Scheduled] = field(default_factory=dict)
    _next: int = 1
    _began: float | None = None

    def __post_init__(self) -> None:
        for entry in self.entries:
            self.add(entry)

    def begin(self) -> None:
        """Start the clock."""
        self._began = asyncio.get_running_loop().time()

    @property
    def elapsed_s(self) -> float:
        """Seconds from `begin`; 0 before it."""
        if self._began is None:
            return 0.0
        return asyncio.get_running_loop().time() - self._began

    def add(self, entry: Entry) -> int:
        """Put a fault in force, its times counted from now; returns its number."""
        number, self._next = self._next, self._next + 1
        self._scheduled[number] = Scheduled(number, entry, self.elapsed_s)
        self.changed.set()
        self.changed = asyncio.Event()
        return number

    def remove(self, number: int) -> None:
        """Take a fault out of force; it leaves exchanges it has struck as they are.

        Raises KeyError.
        """
        del self._scheduled[number]

    def clear(self) -> None:
        """Take all faults out of force."""
        self._scheduled.clear()

    def __iter__(self) -> Iterator[Scheduled]:
        return iter(tuple(self._scheduled.values()))

    def strikes(self, scheduled: Scheduled, ask: Ask) -> bool:
        """Decide whether an open entry strikes a request that it has not seen before."""
        entry = scheduled.entry
        if not fnmatchcase(ask.path, entry.path) or not entry.fault.fits(ask):
            return False
        if entry.times and scheduled.struck >= entry.times:
            return False
        number, scheduled.fitted = scheduled.fitted, scheduled.fitted + 1
        if entry.share < 1 and self._random(scheduled, number).random() >= entry.share:
            return False
        scheduled.struck += 1
        return True

    def random(self, scheduled: Scheduled, way: str) -> Random:
        """Random numbers for the request that was struck last."""
        return self._random(scheduled, scheduled.struck, way)

    def _random(self, scheduled: Scheduled, *more: object) -> Random:
        return Random(f"{self.seed}:{scheduled.id}:{more}")
