"""Where segments begin and end in a stream of audio, and when partial transcripts are due.

No clock and no socket: time is the audio that came. Speech is what is louder than a threshold and
than the noise of the line.
"""

import audioop
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulators.elevenlabs.scribe.options import Options

RATE = 8000
FRAME = 160
_FRAME_SECONDS = FRAME / RATE
_LEAD = round(0.3 * RATE)
"""Audio before the speech that belongs to its segment."""
_ABOVE_NOISE = 3.0
_RISE = 1.01
"""By which the noise floor grows in a frame, until a quieter frame comes."""
_LONGEST = 90.0
"""Seconds after which a segment is committed whatever the strategy (guess)."""


@dataclass(frozen=True, slots=True)
class Part:
    """Audio that is to be transcribed."""

    segment: int
    """Number of the segment, from 0."""
    audio: bytes
    """Mu-law, from the segment's beginning on."""
    start: float
    """Where the segment begins, in seconds of the session."""
    final: bool
    """The segment ends here."""
    spoken: bool
    """Something that may be speech is in it."""


class Segments:
    """Takes audio, tells what is due."""

    def __init__(self, options: Options, interval: Callable[[], float]) -> None:
        """`interval`: seconds of speech until the next partial transcript."""
        self._manual = options.strategy == "manual"
        self._loud = 32768 * 10 ** ((-55 + 30 * options.threshold) / 20)
        self._least = options.least_speech
        self._silence = options.silence
        self._interval = interval
        self._floor = self._loud
        self._rest = b""
        self._number = 0
        self._audio = bytearray()
        self._start = 0.0
        self._heard = 0.0
        self._begin()

    @property
    def seconds(self) -> float:
        """Audio of the current segment."""
        return len(self._audio) / RATE

    def push(self, ulaw: bytes) -> Iterator[Part]:
        """Take in audio of any length."""
        data = self._rest + ulaw
        whole = len(data) // FRAME * FRAME
        self._rest = data[whole:]
        for at in range(0, whole, FRAME):
            yield from self._frame(data[at : at + FRAME])

    def commit(self) -> Part:
        """End the segment here."""
        self._audio += self._rest
        self._heard += len(self._rest) / RATE
        self._rest = b""
        part = self._part(final=True)
        self._number += 1
        self._audio.clear()
        self._start = self._heard
        self._begin()
        return part

    def _begin(self) -> None:
        self._speech = 0.0
        self._quiet = 0.0
        self._wait = self._interval()

    def _frame(self, frame: bytes) -> Iterator[Part]:
        self._audio += frame
        self._heard += _FRAME_SECONDS
        if self._is_loud(frame):
            self._speech += _FRAME_SECONDS
            self._quiet = 0.0
            self._wait -= _FRAME_SECONDS
        else:
            self._quiet += _FRAME_SECONDS
            if not self._spoken and self._quiet > self._least:
                self._speech = 0.0
        if not self._spoken and not self._manual and len(self._audio) > 2 * _LEAD:
            self._start += (len(self._audio) - _LEAD) / RATE
            del self._audio[:-_LEAD]
        if self._spoken and self._wait <= 0:
            self._wait += self._interval()
            yield self._part(final=False)
        ended = self._spoken and self._quiet >= self._silence and not self._manual
        if ended or self.seconds >= _LONGEST:
            yield self.commit()

    @property
    def _spoken(self) -> bool:
        return self._speech >= self._least

    def _is_loud(self, frame: bytes) -> bool:
        level = audioop.rms(audioop.ulaw2lin(frame, 2), 2)
        self._floor = max(1.0, min(level, self._floor * _RISE))
        return level > max(self._loud, _ABOVE_NOISE * self._floor)

    def _part(self, *, final: bool) -> Part:
        return Part(self._number, bytes(self._audio), self._start, final, self._spoken)
