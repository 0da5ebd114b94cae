"""What a workspace has in use: generations in flight, those that wait, characters spoken."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from simulators.elevenlabs.errors import Refused
from simulators.elevenlabs.plan import Limits


class Workspace:
    """The books of one API key."""

    def __init__(self, limits: Callable[[], Limits]) -> None:
        self._limits = limits
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.in_flight = 0
        """Generations under way."""
        self.most = 0
        """The most there ever were at once."""
        self.characters = 0
        """Spoken so far."""

    @property
    def headers(self) -> dict[str, str]:
        """What every answer tells about generations in flight."""
        return {
            "current-concurrent-requests": str(self.in_flight),
            "maximum-concurrent-requests": str(self._limits().concurrent),
        }

    @asynccontextmanager
    async def generation(self, characters: int) -> AsyncIterator[bool]:
        """A place among the generations in flight; yields whether it had to be waited for.

        Raises Refused: 401 quota_exceeded, 429 concurrent_limit_exceeded.
        """
        if self.characters + characters > self._limits().characters:
            raise Refused(401, "quota_exceeded", "This request exceeds your quota.")
        waited = await self._enter()
        self.characters += characters
        try:
            yield waited
        finally:
            self._leave()

    async def _enter(self) -> bool:
        limits = self._limits()
        waits = self.in_flight >= limits.concurrent
        if waits:
            if len(self._waiting) >= limits.queue:
                raise Refused(429, "concurrent_limit_exceeded", "Too many concurrent requests.")
            await self._wait()
        else:
            self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        return waits

    async def _wait(self) -> None:
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place  # who leaves hands the place over: it stays in flight
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
            elif place.done() and not place.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
        self.in_flight -= 1
