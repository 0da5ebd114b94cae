"""The loop's clock as one call sees it: its callbacks cannot hurt other calls, and can be counted.

An exception in a bare timer callback would vanish in the loop; here it reaches the call's boundary.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol


class Clock(Protocol):
    """What the parts of a call need of time; an event loop will do."""

    def time(self) -> float:
        """Seconds on the loop's clock."""
        ...

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any
    ) -> asyncio.TimerHandle:
        """Call back `delay` seconds from now."""
        ...

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any
    ) -> asyncio.TimerHandle:
        """Call back at a time of this clock."""
        ...


class CallClock:
    """The clock of one call."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, failed: Callable[[Exception], None]
    ) -> None:
        """`failed` is told what a callback raised."""
        self._loop = loop
        self._failed = failed
        self._handles: set[asyncio.TimerHandle] = set()
        self.began = loop.time()
        """When the call began, on the loop's clock."""

    def __len__(self) -> int:
        """Timers that are still to fire."""
        self._handles = {handle for handle in self._handles if not handle.cancelled()}
        return len(self._handles)

    def time(self) -> float:
        """Seconds on the loop's clock."""
        return self._loop.time()

    def begin(self, ago: float = 0.0) -> None:
        """The call begins now, or has begun at another node so many seconds ago."""
        self.began = self._loop.time() - ago

    def at(self) -> float:
        """Seconds since the call began, as events carry them."""
        return round(self._loop.time() - self.began, 3)

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any
    ) -> asyncio.TimerHandle:
        """Call back `delay` seconds from now."""
        return self.call_at(self._loop.time() + delay, callback, *args)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any
    ) -> asyncio.TimerHandle:
        """Call back at a time of the loop's clock."""

        def guarded() -> None:
            self._handles.discard(handle)
            try:
                callback(*args)
            except Exception as error:  # the boundary: a bug ends this call only
                self._failed(error)

        handle = self._loop.call_at(when, guarded)
        if len(self._handles) > 32:
            len(self)
        self._handles.add(handle)
        return handle
