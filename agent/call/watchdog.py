"""Notices an audio path that is dead although nobody closed it: frames are due each 20 ms.

It counts looks without a frame between them, not time: a node that stood still finds the frames it
missed in the socket, and then nothing was dead.
"""

import asyncio
from collections.abc import Callable

from agent.call.clock import Clock

LOOK_S = 0.1


class Watchdog:
    """Watches one path at a time; calls `dead` once."""

    def __init__(self, clock: Clock, limit: float, dead: Callable[[], None]) -> None:
        self._clock = clock
        self._limit = limit
        self._dead = dead
        self._fed = False
        self._missed = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Watch a new path."""
        self.stop()
        self._fed, self._missed = False, 0
        self._timer = self._clock.call_later(LOOK_S, self._look)

    def fed(self) -> None:
        """Something came from the carrier."""
        self._fed = True

    def stop(self) -> None:
        """Watch nothing."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._missed = 0 if self._fed else self._missed + 1
        self._fed = False
        self._timer = self._clock.call_later(LOOK_S, self._look)
        if self._missed * LOOK_S >= self._limit:
            self.stop()
            self._dead()
