"""How many requests an engine takes: a bucket of tokens and a number of places."""

from collections.abc import Iterator
from contextlib import contextmanager

from simulators.polly.errors import PollyError
from simulators.polly.plan import Quota


class Gate:
    """Lets requests for one engine in, or refuses them."""

    def __init__(self, quota: Quota) -> None:
        self._quota = quota
        self._tokens = float(quota.burst)
        self._at: float | None = None
        self.inside = 0
        """Requests in flight."""

    @contextmanager
    def passed(self, now: float) -> Iterator[None]:
        """Be inside for the duration. `now`: seconds of a steady clock. Raises PollyError."""
        if self._at is not None:
            gained = (now - self._at) * self._quota.rate
            self._tokens = min(float(self._quota.burst), self._tokens + gained)
        self._at = now
        if self._tokens < 1 or self.inside >= self._quota.concurrent:
            raise PollyError("ThrottlingException", "Rate exceeded")
        self._tokens -= 1
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1
