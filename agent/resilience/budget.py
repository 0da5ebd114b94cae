"""What may be spent: retries as a share of calls, and money by the hour and the day. Without IO."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRules:
    """How many retries a provider is sent."""

    share: float = 0.1
    """Retries per call: an ill provider must not get much more traffic than a healthy one."""
    floor_per_s: float = 0.1
    """Retries a second that are allowed however few calls there are."""
    burst: float = 5.0
    """Most retries saved up."""


class RetryBudget:
    """A token bucket filled by calls, and slowly by time."""

    def __init__(self, rules: RetryRules = RetryRules()) -> None:  # frozen
        self._rules = rules
        self._tokens = min(1.0, rules.burst)
        self._at: float | None = None

    def called(self, now: float) -> None:
        """A first try was made."""
        self._refill(now)
        self._tokens = min(self._rules.burst, self._tokens + self._rules.share)

    def take(self, now: float) -> bool:
        """Whether one more retry may be sent; if so, it is paid for."""
        self._refill(now)
        # A sum of tenths is not quite one.
        if self._tokens < 1.0 - 1e-9:
            return False
        self._tokens -= 1.0
        return True

    def _refill(self, now: float) -> None:
        passed = max(0.0, now - self._at) if self._at is not None else 0.0
        self._at = now if self._at is None else max(self._at, now)
        self._tokens = min(self._rules.burst, self._tokens + passed * self._rules.floor_per_s)


HOUR_S = 3600.0
DAY_S = 86400.0
SLICES = 60
"""Each period is forgotten in this many steps."""


class CostBudget:
    """Money spent on providers in the last hour and day, in US cents, against limits.

    Held in memory: a node that starts anew has spent nothing yet.
    """

    def __init__(self, *, hour_cents: float = 0.0, day_cents: float = 0.0) -> None:
        """Limits; 0: none."""
        self._windows = (_Window(HOUR_S, hour_cents), _Window(DAY_S, day_cents))

    def spend(self, cents: float, now: float) -> None:
        """Money was spent."""
        for window in self._windows:
            window.add(cents, now)

    def share(self, now: float) -> float:
        """How much of the tighter limit is spent; 1 and more: all of it. 0 without limits."""
        return max(window.share(now) for window in self._windows)

    def spent_cents(self, now: float) -> tuple[float, float]:
        """Spent in the last hour and in the last day."""
        hour, day = (window.total(now) for window in self._windows)
        return hour, day


class _Window:
    """A sum over the last `seconds`."""

    def __init__(self, seconds: float, limit: float) -> None:
        self._slice_s = seconds / SLICES
        self._limit = limit
        self._slices: deque[tuple[int, float]] = deque()

    def add(self, cents: float, now: float) -> None:
        number = int(now // self._slice_s)
        if self._slices and self._slices[-1][0] >= number:
            number, before = self._slices.pop()
            cents += before
        self._slices.append((number, cents))

    def total(self, now: float) -> float:
        oldest = int(now // self._slice_s) - SLICES
        while self._slices and self._slices[0][0] <= oldest:
            self._slices.popleft()
        return sum(cents for _, cents in self._slices)

    def share(self, now: float) -> float:
        return self.total(now) / self._limit if self._limit > 0 else 0.0
