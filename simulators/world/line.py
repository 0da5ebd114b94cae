"""An in-memory telephone line with a carrier that plays our audio in real time.

It keeps what the caller heard as sound. Both directions take `delay` seconds.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from agent.ports import AHEAD, FRAME_BYTES, FRAME_SECONDS, SILENCE, Frame, Inbound, KeyPress, Mark


@dataclass(slots=True)
class Heard:
    """What was played to the caller, and when things happened (loop times)."""

    audio: bytearray = field(default_factory=bytearray)
    frames: list[tuple[float, bytes]] = field(default_factory=list)
    clears: list[float] = field(default_factory=list)
    most_ahead: float = 0.0
    """Seconds of audio the carrier held at most."""


class Line:
    """One audio path; implements `agent.ports.Transport`."""

    ahead = AHEAD

    def __init__(self, loop: asyncio.AbstractEventLoop, *, delay: float = 0.0) -> None:
        self.heard = Heard()
        self.closed = False
        self.mute_marks = False
        """The carrier returns no marks any more."""
        self._loop = loop
        self._delay = delay
        self._inbox: asyncio.Queue[Inbound | None] = asyncio.Queue()
        self._playout: deque[bytes | str] = deque()
        self._caller: deque[bytes] = deque()
        self._ticks = 0
        self._began = loop.time()
        self._timer: asyncio.Handle | None = loop.call_soon(self._tick)
        self._frozen = False
        self._paused = False
        self._held: deque[Frame] = deque()

    # --- the agent's side --------------------------------------------------------------------

    async def inbound(self) -> AsyncIterator[Inbound]:
        """Caller audio, marks and keys until the line ends."""
        while (item := await self._inbox.get()) is not None:
            yield item

    def send(self, frame: bytes) -> None:
        """Audio for the caller."""
        assert len(frame) == FRAME_BYTES
        self._later(self._arrive, frame)

    def mark(self, name: str) -> None:
        """Ask for a mark."""
        self._later(self._arrive, name)

    def clear(self) -> None:
        """Drop what is not played."""
        self._later(self._clear)

    async def close(self) -> None:
        """End the path."""
        self.cut()

    # --- the caller's side -------------------------------------------------------------------

    def speak(self, ulaw: bytes) -> float:
        """Say something after what is being said; returns how long until it is said."""
        self._caller.extend(
            ulaw[place : place + FRAME_BYTES].ljust(FRAME_BYTES, b"\xff")
            for place in range(0, len(ulaw), FRAME_BYTES)
        )
        return len(self._caller) * FRAME_SECONDS

    def press(self, key: str) -> None:
        """Press a key."""
        self._put(KeyPress(key))

    def freeze(self, frozen: bool) -> None:
        """Frames from the caller stop arriving (and come in one burst afterwards)."""
        self._frozen = frozen

    def cut(self) -> None:
        """The path is gone for both."""
        if self.closed:
            return
        self.closed = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._inbox.put_nowait(None)

    # --- the carrier -------------------------------------------------------------------------

    def _tick(self) -> None:
        if self.closed:
            return
        self._play()
        frame = self._caller.popleft() if self._caller else SILENCE
        self._pending(Frame(frame, self._ticks * 20))
        self._ticks += 1
        due = self._began + self._ticks * FRAME_SECONDS
        self._timer = self._loop.call_at(due, self._tick)

    def _pending(self, frame: Frame) -> None:
        if self._frozen:
            self._held.append(frame)
            return
        while self._held:
            self._put(self._held.popleft())
        self._put(frame)

    def _play(self) -> None:
        ahead = sum(isinstance(item, bytes) for item in self._playout) * FRAME_SECONDS
        self.heard.most_ahead = max(self.heard.most_ahead, ahead)
        self._return_marks()
        played = SILENCE
        if self._playout and not self._paused:
            item = self._playout.popleft()
            assert isinstance(item, bytes)
            played = item
            self.heard.frames.append((self._loop.time(), played))
        self.heard.audio += played

    def _return_marks(self) -> None:
        while self._playout and isinstance(self._playout[0], str):
            name = self._playout.popleft()
            assert isinstance(name, str)
            if not self.mute_marks:
                self._put(Mark(name))

    def _arrive(self, item: bytes | str) -> None:
        self._playout.append(item)

    def _clear(self) -> None:
        self.heard.clears.append(self._loop.time())
        marks = [item for item in self._playout if isinstance(item, str)]
        self._playout = deque(marks)
        self._return_marks()

    def _put(self, item: Inbound) -> None:
        self._later(self._inbox.put_nowait, item)

    def _later(self, call: Callable[..., object], *args: object) -> None:
        if self._delay:
            self._loop.call_later(self._delay, call, *args)
        else:
            call(*args)


class PausingLine(Line):
    """A line that can stand still: a sound card of this machine."""

    def pause(self, on: bool) -> None:
        """Play nothing for an instant."""
        self._later(self._pause, on)

    def _pause(self, on: bool) -> None:
        self._paused = on
