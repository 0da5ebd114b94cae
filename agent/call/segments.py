"""Speech intervals in the stream of one caller: where one begins, pauses, goes on.

Synchronous and clockless: positions are samples of the stream (8 kHz). The judgement whether a
pause ends the utterance is not made here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

WINDOW = 256
"""Samples the speech detector judges at once (32 ms)."""
RATE = 8000


class SpeechDetector(Protocol):
    """Judges speech in the stream of one call."""

    def hear(
        self, ulaw: bytes, judged: Callable[[float], None], failed: Callable[[Exception], None]
    ) -> None:
        """Take audio. `judged` is told the probability of speech of each window of 256 samples that
        `ulaw` completes, in order, now or within this turn of the loop; `failed` of a bug then.
        """
        ...

    def begin_anew(self) -> None:
        """Judge what comes without regard to what was before it."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    """When a window is speech. Times in seconds."""

    begin: float = 0.5
    """Likeness to speech from which windows begin (or take up) speech ..."""
    begin_windows: int = 2
    """... when so many follow each other."""
    keep: float = 0.35
    """Likeness that still counts as going on."""
    preroll: float = 0.45
    """Audio kept from before the beginning: soft first sounds."""


State = Literal["silent", "speaking", "pausing"]


class Segments:
    """The running interval: its audio and the extent of its speech."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or Rules()
        self.state: State = "silent"
        self.position = 0
        """Samples judged so far."""
        self.began = 0
        """First sample of the interval's speech."""
        self.ended = 0
        """Sample behind its last speech so far."""
        self.spoken = 0
        """Samples of the interval judged as speech."""
        self._run = 0
        self._audio = bytearray()
        self._audio_at = 0
        """Position of the first byte of `_audio`."""

    @property
    def pause(self) -> float:
        """Seconds since the last speech of the interval; 0 while speaking or silent."""
        return (self.position - self.ended) / RATE if self.state == "pausing" else 0.0

    @property
    def received(self) -> int:
        """Samples pushed so far; the last ones may not be judged yet."""
        return self._audio_at + len(self._audio)

    def push(self, ulaw: bytes) -> None:
        """Keep audio; `judge` follows for each window it completes."""
        self._audio += ulaw
        if self.state == "silent":
            self._forget_before(self.position - int(self._rules.preroll * RATE) - 4 * WINDOW)

    def next_window(self) -> bytes:
        """The audio of the window that `judge` takes next."""
        place = self.position - self._audio_at
        return bytes(self._audio[place : place + WINDOW])

    def judge(self, likeness: float) -> None:
        """Move on by one window, given how much it is like speech (0..1)."""
        self.position += WINDOW
        rules = self._rules
        self._run = self._run + 1 if likeness >= rules.begin else 0
        if self.state == "speaking":
            if likeness >= rules.keep:
                self.ended = self.position
                self.spoken += WINDOW
            else:
                self.state = "pausing"
        elif self._run >= rules.begin_windows:
            if self.state == "silent":
                self.began = self.position - self._run * WINDOW
            self.state = "speaking"
            self.ended = self.position
            self.spoken += self._run * WINDOW

    def audio(self) -> bytes:
        """The interval so far with its pre-roll."""
        first = max(0, self.began - int(self._rules.preroll * RATE) - self._audio_at)
        return bytes(self._audio[first : self.position - self._audio_at])

    def end(self) -> None:
        """The interval is over; wait for the next."""
        self.state = "silent"
        self._run = 0
        self.spoken = 0
        self._forget_before(self.position - int(self._rules.preroll * RATE))

    def __len__(self) -> int:
        return len(self._audio)

    def clear(self) -> None:
        """Forget all audio."""
        self.end()
        self._audio_at += len(self._audio)
        self._audio.clear()

    def _forget_before(self, position: int) -> None:
        surplus = position - self._audio_at
        if surplus > 0:
            del self._audio[:surplus]
            self._audio_at += surplus
