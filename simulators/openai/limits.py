"""What an account may use, and how much of it is left."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from simulators.openai.errors import Problem, over_limit, usual

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """The quotas of one key."""

    requests: int = 10_000
    """A minute."""
    tokens: int = 2_000_000
    """A minute."""
    concurrent: int | None = None
    """HTTP requests at a time; one more gets a 429. The real service documents no such limit."""
    sessions: int | None = None
    """Open realtime sessions at a time."""
    total: int | None = None
    """Requests until the account's money is spent: 429 insufficient_quota from then on."""


class Meter:
    """The use of one account. Buckets that fill evenly: a minute's worth at most."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._requests = float(limits.requests)
        self._tokens = float(limits.tokens)
        self._filled = 0.0
        self._spent = 0
        self.open = 0
        """HTTP requests under way."""
        self.sessions = 0
        """Realtime sessions under way."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """An HTTP request under way."""
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1

    def take(self, model: str, tokens: int, now: float) -> Problem | None:
        """Count a request in at loop time `now`, or say why it is refused."""
        limits = self.limits
        self._fill(now)
        if limits.total is not None and self._spent >= limits.total:
            return usual(429, "insufficient_quota", "requests", 1.0)
        if limits.concurrent is not None and self.open >= limits.concurrent:
            return over_limit(model, "requests", limits.concurrent, self.open, 1, 1.0)
        if self._requests < 1:
            wait = (1 - self._requests) * _MINUTE / max(limits.requests, 1)
            used = limits.requests - int(self._requests)
            return over_limit(model, "requests", limits.requests, used, 1, wait)
        if self._tokens < tokens:
            wait = (tokens - self._tokens) * _MINUTE / max(limits.tokens, 1)
            used = limits.tokens - int(self._tokens)
            return over_limit(model, "tokens", limits.tokens, used, tokens, wait)
        self._requests -= 1
        self._tokens -= tokens
        self._spent += 1
        return None

    def spend(self, tokens: int) -> None:
        """Count the tokens of an answer, too; the bucket may be overdrawn."""
        self._tokens -= tokens

    def headers(self, now: float) -> Mapping[str, str]:
        """The x-ratelimit headers at loop time `now`."""
        self._fill(now)
        limits = self.limits
        return {
            "x-ratelimit-limit-requests": str(limits.requests),
            "x-ratelimit-limit-tokens": str(limits.tokens),
            "x-ratelimit-remaining-requests": str(max(0, int(self._requests))),
            "x-ratelimit-remaining-tokens": str(max(0, int(self._tokens))),
            "x-ratelimit-reset-requests": _duration(_full(self._requests, limits.requests)),
            "x-ratelimit-reset-tokens": _duration(_full(self._tokens, limits.tokens)),
        }

    def _fill(self, now: float) -> None:
        passed, self._filled = (now - self._filled) / _MINUTE, now
        limits = self.limits
        self._requests = min(limits.requests, self._requests + passed * limits.requests)
        self._tokens = min(limits.tokens, self._tokens + passed * limits.tokens)


def _full(left: float, most: int) -> float:
    """Seconds until a bucket is full."""
    return (most - left) * _MINUTE / max(most, 1)


def _duration(seconds: float) -> str:
    """As 20ms, 1.2s, 6m0s."""
    if seconds < 1:
        return f"{round(seconds * 1000)}ms"
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}m{round(rest)}s" if minutes else f"{rest:.3g}s"
