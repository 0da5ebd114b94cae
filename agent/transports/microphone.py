"""A call's audio path on this machine: a microphone and a speaker instead of the carrier.

Inside are telephone frames as everywhere; the ends have rates of their own. The ends may call from
any thread: what they bring is handed to the call's loop in order, so that the echo canceller
knows what was played before it hears it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, Protocol

from agent.audio import mulaw
from agent.audio.echo import RATE as CLEAN_RATE
from agent.audio.resample import Resampler
from agent.ports import FRAME_BYTES, FRAME_SECONDS, SILENCE, Frame, Inbound, KeyPress, Mark
from agent.transports.playout import Playout

if TYPE_CHECKING:
    from agent.audio.echo import EchoCanceller

LINE_RATE = 8000
PLAYED_S = 0.25
"""What a card was given so long ago has sounded: nothing is left in it to be dropped."""
NO_SOUND_S = 3.0
"""A microphone that gives nothing for so long is gone, and so is a speaker that takes nothing."""

PathEnd = Literal["open", "closed", "lost"]
"""Why the path ended: `closed` by us, or `lost`: `fault` says what happened."""


class Source(Protocol):
    """Where the caller's sound comes from: 16-bit mono samples."""

    @property
    def rate(self) -> int:
        """Samples a second."""
        ...

    def start(
        self,
        heard: Callable[[bytes], None],
        ended: Callable[[str], None],
        slipped: Callable[[], None],
    ) -> None:
        """Give `heard` all that sounds from now on, and `ended` a reason when it can't go on;
        call `slipped` when sound was lost.
        """
        ...

    def stop(self) -> None:
        """Give no more."""
        ...


class Sink(Protocol):
    """Where our sound goes: 16-bit mono samples."""

    @property
    def rate(self) -> int:
        """Samples a second."""
        ...

    def start(
        self,
        take: Callable[[int], bytes],
        ended: Callable[[str], None],
        slipped: Callable[[], None],
    ) -> None:
        """Ask `take` for so many bytes whenever it is time to play them; call `slipped` when they
        came too late, so that all after them sounds later.
        """
        ...

    def drop(self, dropped: Callable[[], None]) -> None:
        """Be silent at once, whatever was taken already. Returns without waiting; `dropped` is
        called between the last old and the first new sound if any is lost.
        """
        ...

    def stop(self) -> None:
        """Take no more."""
        ...


class MicrophoneTransport:
    """An `agent.ports.Transport` that can pause. Create and use it in the call's loop."""

    ahead = 0.06
    """No network is in between, and the card holds sound of its own."""

    def __init__(
        self, source: Source, sink: Sink, *, canceller: "EchoCanceller | None" = None
    ) -> None:
        self.ended: PathEnd = "open"
        self.fault = ""
        """Why the path was lost."""
        self.listening = True
        """Off: the caller is heard as silence (push-to-talk)."""
        self.heard_db = mulaw.QUIETEST_DB
        """Level of the last 20 ms from the microphone, heard or not."""
        self.said_db = mulaw.QUIETEST_DB
        """Level of what the speaker took last."""
        self.deaf_s = 0.0
        """So long the microphone has given nothing but digital silence."""
        self._source, self._sink, self._canceller = source, sink, canceller
        self._loop = asyncio.get_running_loop()
        self._playout = Playout()
        self._inbound: asyncio.Queue[Inbound | None] = asyncio.Queue()
        self._took_at = self._loop.time()
        self._ulaw = bytearray()
        self._frames = 0
        self._anew = False
        """The next frame is the first that the canceller takes for a person's."""
        self._from_source = _converter(source.rate, CLEAN_RATE)
        self._from_sink = _converter(sink.rate, CLEAN_RATE)
        self._to_line = _converter(CLEAN_RATE, LINE_RATE)
        self._to_sink = _converter(LINE_RATE, sink.rate)

    def start(self) -> None:
        """Open both ends. Raises what they raise."""
        self._took_at = self._loop.time()
        # The microphone first: what is played before it hears would wait in the canceller for ever.
        self._source.start(lambda pcm: self._soon(self._hear, pcm), self._ended, self._slipped)
        self._sink.start(self._take, self._ended, self._slipped)

    async def inbound(self) -> AsyncIterator[Inbound]:
        """Caller audio, keys and marks, until the path ends."""
        while self.ended == "open":
            try:
                async with asyncio.timeout(NO_SOUND_S):
                    item = await self._inbound.get()
            except TimeoutError:
                self._lose("the microphone gives no sound any more")
                return
            if item is None:
                return
            if self._loop.time() - self._took_at > NO_SOUND_S:
                self._lose("the speaker plays nothing any more")
                return
            yield item

    def send(self, frame: bytes) -> None:
        """Queue audio for the speaker."""
        self._playout.add(self._to_sink(mulaw.decode(frame)))

    def mark(self, name: str) -> None:
        """Tell when everything sent so far was taken by the speaker."""
        self._playout.mark(name)

    def clear(self) -> None:
        """Be silent now; pending marks come back."""
        passed = self._playout.clear()
        self._to_sink = _converter(LINE_RATE, self._sink.rate)
        if self._playout.idle < 2 * PLAYED_S * self._sink.rate:
            # A card that starts again takes another time; the canceller has to learn the way anew.
            self._sink.drop(lambda: self._soon(self._dropped))
        self._tell(passed)

    def pause(self, on: bool) -> None:
        """The speaker is silent as soon as it has played what the card holds."""
        self._playout.pause(on)

    def press(self, key: str) -> None:
        """A telephone key of the caller's."""
        self._inbound.put_nowait(KeyPress(key))

    async def close(self) -> None:
        """Let go of both ends."""
        self._end("closed")

    # --- what the ends bring ------------------------------------------------------------------

    def _take(self, size: int) -> bytes:
        """For the speaker's thread."""
        piece, passed = self._playout.take(size)
        self._soon(self._played, piece, passed)
        return piece

    def _ended(self, why: str) -> None:
        self._soon(self._lose, why)

    def _slipped(self) -> None:
        if self._canceller is not None:
            self._soon(self._canceller.slipped)

    def _soon(self, do: Callable[..., None], *what: Any) -> None:
        """Do it in the call's loop, unless that is over."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(do, *what)

    def _played(self, pcm: bytes, passed: list[str]) -> None:
        self._took_at = self._loop.time()
        self.said_db = mulaw.pcm_level_db(pcm)
        if self._canceller is not None:
            self._canceller.played(self._from_sink(pcm))
        self._tell(passed)

    def _dropped(self) -> None:
        if self._canceller is not None:
            self._canceller.dropped()

    def _tell(self, marks: list[str]) -> None:
        for name in marks:
            self._inbound.put_nowait(Mark(name))

    def _hear(self, pcm: bytes) -> None:
        if self.ended != "open":
            return
        self.deaf_s = 0.0 if any(pcm) else self.deaf_s + len(pcm) / 2 / self._source.rate
        clean = self._from_source(pcm)
        if self._canceller is not None:
            clean = self._canceller.clean(clean)
            self._anew = self._anew or self._canceller.let_in
        self._ulaw += mulaw.encode(self._to_line(clean))
        while len(self._ulaw) >= FRAME_BYTES:
            frame = bytes(self._ulaw[:FRAME_BYTES])
            del self._ulaw[:FRAME_BYTES]
            self.heard_db = mulaw.level_db(frame)
            at_ms = round(1000 * FRAME_SECONDS * self._frames)
            anew, self._anew = self._anew, False
            self._inbound.put_nowait(Frame(frame if self.listening else SILENCE, at_ms, anew))
            self._frames += 1

    def _lose(self, why: str) -> None:
        if self.ended == "open":
            self.fault = why
        self._end("lost")

    def _end(self, why: PathEnd) -> None:
        if self.ended != "open":
            return
        self.ended = why
        self._source.stop()
        self._sink.stop()
        self._inbound.put_nowait(None)


def _converter(source: int, target: int) -> Callable[[bytes], bytes]:
    """Changes the rate of a stream of 16-bit samples."""
    if source == target:
        return bytes
    import numpy as np

    stream = Resampler(source, target)

    def convert(pcm: bytes) -> bytes:
        samples = stream.push(np.frombuffer(pcm, "<i2").astype(np.float32))
        return np.clip(np.rint(samples), -32768, 32767).astype("<i2").tobytes()

    return convert
