"""Counters and latencies of every provider's operations, kept in the process and plain to read."""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from agent.resilience.circuit import Key
from agent.resilience.outcomes import Outcome

BUCKETS_MS = (
    25.0, 50.0, 75.0, 100.0, 150.0, 200.0, 300.0, 400.0, 600.0, 800.0,
    1000.0, 1500.0, 2000.0, 3000.0, 5000.0, 8000.0, 15000.0,
)  # fmt: skip
"""Upper bounds of the histograms' buckets; one more takes what is longer."""
LATE_MS = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 120.0, 200.0, 400.0, 1000.0)
"""The same for how late something ran that was due."""
RECENT_S = 300.0
"""Percentiles are of so many seconds back, so that an old slowness fades without new calls."""
RECENT_MOST = 500


class Histogram:
    """Durations: buckets since the start, and percentiles of the recent past."""

    def __init__(self, bounds: tuple[float, ...] = BUCKETS_MS) -> None:
        self.most = 0.0
        """The longest since the start."""
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0
        self._recent: deque[tuple[float, float]] = deque(maxlen=RECENT_MOST)

    def add(self, ms: float, now: float) -> None:
        """Take one duration."""
        self._counts[bisect_left(self._bounds, ms)] += 1
        self._sum += ms
        self.most = max(self.most, ms)
        self._recent.append((now, ms))

    def percentile(self, share: float, now: float) -> float | None:
        """The duration that `share` (0..1) of the recent ones do not exceed; None without any."""
        recent = sorted(ms for at, ms in self._recent if at > now - RECENT_S)
        if not recent:
            return None
        return recent[min(len(recent) - 1, int(share * len(recent)))]

    def cumulative(self) -> tuple[list[tuple[float, int]], float]:
        """Bucket bounds with the counts up to each (the last is infinite), and the sum in ms."""
        bounds = (*self._bounds, float("inf"))
        return list(zip(bounds, accumulate(self._counts), strict=True)), self._sum

    def within(self, share: float) -> float | None:
        """What `share` of all since the start do not exceed, by the buckets; None without any."""
        buckets, _ = self.cumulative()
        count = buckets[-1][1]
        bound = next((bound for bound, most in buckets if most >= share * count), 0.0)
        return round(min(bound, self.most), 1) if count else None

    def as_dict(self, now: float) -> dict[str, float | None]:
        """Rounded percentiles in ms."""
        found = {"p50": self.percentile(0.5, now), "p95": self.percentile(0.95, now)}
        return {name: None if ms is None else round(ms, 1) for name, ms in found.items()}


@dataclass(frozen=True, slots=True)
class Connections:
    """Lasting connections of an operation."""

    open: int
    """Now."""
    reconnects: int
    """Made in place of one that was lost, since the start."""


FAILURES: tuple[Outcome, ...] = ("slow", "auth", "quota", "broken")


@dataclass(slots=True)
class Operation:
    """Figures of one provider's operation since the start."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    """How calls ended; retries count as calls."""
    first_ms: Histogram = field(default_factory=Histogram)
    """To the first chunk of streams that gave one."""
    total_ms: Histogram = field(default_factory=Histogram)
    """Waiting for the whole of good calls."""
    retries: int = 0
    refused: int = 0
    """Not let through by the circuit."""
    limited: int = 0
    """Not sent because the service was sent as much as it may be of late."""
    last_resorts: int = 0
    failovers: int = 0
    """Another provider took over from this one."""
    connections: Callable[[], Connections] | None = None
    """None: it has no lasting ones."""

    @property
    def connected(self) -> int | None:
        """Lasting connections that are open; None for an operation without such."""
        return self.connections().open if self.connections else None

    @property
    def reconnects(self) -> int:
        """Lasting connections that were made in place of lost ones."""
        return self.connections().reconnects if self.connections else 0

    @property
    def failures(self) -> int:
        """Calls that failed by the provider's fault."""
        return sum(self.outcomes[outcome] for outcome in FAILURES)

    @property
    def calls(self) -> int:
        """Calls that have ended."""
        return self.outcomes.total()

    def as_dict(self, now: float) -> dict[str, Any]:
        """Everything, for /health."""
        return {
            "connected": self.connected,
            "calls": self.calls,
            "failures": self.failures,
            "outcomes": dict(self.outcomes),
            "first_ms": self.first_ms.as_dict(now),
            "total_ms": self.total_ms.as_dict(now),
            "retries": self.retries,
            "refused": self.refused,
            "limited": self.limited,
            "last_resorts": self.last_resorts,
            "failovers": self.failovers,
            "reconnects": self.reconnects,
        }


class Figures:
    """All operations of a node."""

    def __init__(self) -> None:
        self._operations: dict[Key, Operation] = {}

    def __iter__(self) -> Iterator[tuple[Key, Operation]]:
        return iter(self._operations.items())

    def of(self, key: Key) -> Operation:
        """The figures of one operation, empty at first."""
        return self._operations.setdefault(key, Operation())

    def as_dict(self, now: float) -> dict[str, Any]:
        """Figures by "provider/operation"."""
        return {str(key): figures.as_dict(now) for key, figures in self._operations.items()}
