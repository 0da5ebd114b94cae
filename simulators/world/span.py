"""A telephone line for long simulations: sound moves in spans of many frames, marks by the clock.

It plays our audio in real time without a tick for each frame: what was sent begins to play where
the one before it ends. It keeps what was played, so that somebody can tell what the caller heard.
"""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from agent.call.pacer import Pacer
from agent.ports import AHEAD, FRAME_BYTES, FRAME_SECONDS, Frame, Inbound, KeyPress, Mark

SPAN_S = 0.1
"""Caller audio comes in pieces of this length."""
SPAN = int(SPAN_S * 8000)
LONG = 4
"""While the caller has been silent for some time so many pieces come as one."""
SETTLED_S = 2.0
SILENT = b"\xff" * SPAN


class SpanPacer(Pacer):
    """One clock for all mouths that ticks once a span: each sends several frames at a time."""

    @property
    def busy(self) -> int:
        """Mouths that have something to send."""
        return len(self._members)

    def _schedule(self) -> None:
        tick = math.floor(self._loop.time() / SPAN_S + 1.000001) * SPAN_S
        self._timer = self._loop.call_at(tick, self._tick, tick)


@dataclass(slots=True)
class Played:
    """What the carrier played to the caller. Times are loop times."""

    frames: list[tuple[float, bytes, float]] = field(default_factory=list)
    """(when it began to play, sound, when it was sent)."""
    clears: list[float] = field(default_factory=list)


class SpanLine:
    """One audio path; implements `agent.ports.Transport`."""

    ahead = AHEAD

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.played = Played()
        self.closed = asyncio.Event()
        self.mute_marks = False
        """The carrier returns no marks any more."""
        self.ends = loop.time()
        """When all audio that the carrier holds will have been played."""
        self.spoke_at = loop.time()
        """When the caller's words ended, or will end."""
        self._loop = loop
        self._inbox: asyncio.Queue[Inbound | None] = asyncio.Queue()
        self._marks: deque[tuple[float, str]] = deque()
        self._mark_timer: asyncio.TimerHandle | None = None
        self._caller = bytearray()
        self.began = loop.time()
        self.ended: float | None = None
        self._spans = 0
        self._due = 1
        """How many spans the next piece of caller audio holds."""
        self._frozen = False
        self._held: list[Frame] = []
        self._timer = loop.call_at(self.began + SPAN_S, self._span)

    # --- the agent's side --------------------------------------------------------------------

    async def inbound(self) -> AsyncIterator[Inbound]:
        """Caller audio, marks and keys until the line ends."""
        while (item := await self._inbox.get()) is not None:
            yield item

    def send(self, frame: bytes) -> None:
        """Audio for the caller."""
        assert len(frame) == FRAME_BYTES
        now = self._loop.time()
        begins = max(self.ends, now)
        self.played.frames.append((begins, frame, now))
        self.ends = begins + FRAME_SECONDS

    def mark(self, name: str) -> None:
        """Ask for a mark."""
        self._marks.append((max(self.ends, self._loop.time()), name))
        self._await_marks()

    def clear(self) -> None:
        """Drop what is not played."""
        now, frames = self._loop.time(), self.played.frames
        self.played.clears.append(now)
        while frames and frames[-1][0] >= now:
            frames.pop()
        self.ends = min(self.ends, now)
        self._return_marks(everything=True)

    async def close(self) -> None:
        """End the path."""
        self.cut()

    # --- the caller's side -------------------------------------------------------------------

    def speak(self, ulaw: bytes) -> float:
        """Say something after what is being said; returns how long until it is said."""
        self._caller += ulaw
        left = len(self._caller) / 8000
        waits = self.began + (self._spans + self._due - 1) * SPAN_S - self._loop.time()
        self.spoke_at = self._loop.time() + left + max(0.0, waits)
        return left

    def press(self, key: str) -> None:
        """Press a key."""
        self._inbox.put_nowait(KeyPress(key))

    def freeze(self, frozen: bool) -> None:
        """Caller audio stops arriving (and comes in one burst afterwards)."""
        self._frozen = frozen

    def cut(self) -> None:
        """The path is gone for both; what the carrier held is not heard."""
        if self.closed.is_set():
            return
        now, frames = self._loop.time(), self.played.frames
        while frames and frames[-1][0] >= now:
            frames.pop()
        self.closed.set()
        self.ended = now
        self._timer.cancel()
        if self._mark_timer is not None:
            self._mark_timer.cancel()
        self._inbox.put_nowait(None)

    @property
    def audible(self) -> bool:
        """The carrier is playing something of ours."""
        return self.ends > self._loop.time()

    # --- the carrier -------------------------------------------------------------------------

    def _span(self) -> None:
        ulaw = SILENT * self._due
        if self._caller and self._due == 1:
            ulaw = bytes(self._caller[:SPAN]).ljust(SPAN, b"\xff")
            del self._caller[:SPAN]
        frame = Frame(ulaw, round(self._spans * SPAN_S * 1000))
        self._spans += self._due
        settled = self._loop.time() > self.spoke_at + SETTLED_S
        self._due = LONG if settled and not self._caller else 1
        due = self.began + (self._spans + self._due) * SPAN_S
        self._timer = self._loop.call_at(due, self._span)
        if self._frozen:
            self._held.append(frame)
            return
        for late in self._held:
            self._inbox.put_nowait(late)
        self._held.clear()
        self._inbox.put_nowait(frame)

    def _await_marks(self) -> None:
        if self._mark_timer is None and self._marks:
            self._mark_timer = self._loop.call_at(self._marks[0][0], self._mark_due)

    def _mark_due(self) -> None:
        self._mark_timer = None
        self._return_marks(everything=False)
        self._await_marks()

    def _return_marks(self, *, everything: bool) -> None:
        now = self._loop.time()
        while self._marks and (everything or self._marks[0][0] <= now + 1e-6):
            _, name = self._marks.popleft()
            if not self.mute_marks:
                self._inbox.put_nowait(Mark(name))
