"""What may be spent: retries as a share of calls, and money by the hour and the day. Without IO."""

from dataclasses import dataclass

from agent.resilience.together import Counted


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

    Of all nodes that count together; alone, a node that starts anew has spent nothing yet.
    """

    def __init__(self, *, hour_cents: float = 0.0, day_cents: float = 0.0) -> None:
        """Limits; 0: none."""
        self._hour = Counted("cents-hour", HOUR_S / SLICES, SLICES)
        self._day = Counted("cents-day", DAY_S / SLICES, SLICES)
        self._limits = ((self._hour, hour_cents), (self._day, day_cents))

    @property
    def counted(self) -> tuple[Counted, ...]:
        """What all nodes count together."""
        return self._hour, self._day

    def spend(self, cents: float, now: float) -> None:
        """Money was spent here. Times are seconds since 1970."""
        for one in self.counted:
            one.add(cents, now)

    def share(self, now: float) -> float:
        """How much of the tighter limit all have spent; 1 and more: all of it. 0 without limits."""
        return max(one.total(now) / limit if limit > 0 else 0.0 for one, limit in self._limits)

    def spent_cents(self, now: float) -> tuple[float, float]:
        """Spent here in the last hour and in the last day."""
        return self._hour.own(now), self._day.own(now)

    def all_cents(self, now: float) -> tuple[float, float]:
        """The same of all nodes."""
        return self._hour.total(now), self._day.total(now)
