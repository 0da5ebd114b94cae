"""Two lines joined: each hears what the other says, one frame of slack between their clocks."""

import asyncio
from collections import deque

from simulators.twilio.line import Line
from simulators.twilio.ulaw import SILENCE

_SLACK_FRAMES = 1
_MOST_FRAMES = 5
"""More waiting than this is a stall of this process: the oldest frames are dropped."""


class _End:
    """One side of a bridge."""

    def __init__(self, keys: "asyncio.Queue[str]") -> None:
        self.incoming: deque[bytes] = deque([SILENCE] * _SLACK_FRAMES, maxlen=_MOST_FRAMES)
        self.other: _End | None = None
        self._keys = keys

    def send(self, ulaw: bytes) -> None:
        """Hand a frame to the other side."""
        if self.other is not None:
            self.other.incoming.append(ulaw)

    def play(self) -> bytes:
        """Return what the other side said."""
        return self.incoming.popleft() if self.incoming else SILENCE

    def digit(self, key: str) -> None:
        """Remember the key for `wait_key`."""
        self._keys.put_nowait(key)


class Bridge:
    """Joins two lines until closed."""

    def __init__(self, caller: Line, callee: Line) -> None:
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._sides = ((caller, _End(self._keys)), (callee, _End(asyncio.Queue())))
        (_, first), (_, second) = self._sides
        first.other, second.other = second, first
        for line, end in self._sides:
            line.connect(end)

    async def wait_key(self, key: str) -> None:
        """Wait until the caller presses `key`."""
        while await self._keys.get() != key:
            pass

    def close(self) -> None:
        """Take the lines apart."""
        for line, end in self._sides:
            line.disconnect(end)
