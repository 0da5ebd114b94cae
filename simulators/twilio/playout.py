"""The buffer between the media we receive and the caller's ear: one FIFO, played in real time.

Pure and clockless: whoever owns the 20 ms clock calls `pull` once a tick. A frame pulled at one
tick sounds until the next, so its samples count as played only then.
"""

from collections import deque
from dataclasses import dataclass

from simulators.twilio.ulaw import FRAME, RATE

_STILL_ONE_UTTERANCE = RATE
"""Samples: audio that goes on within a second was interrupted, later it is a new utterance."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Silence the caller heard because the buffer ran dry between two pieces of audio."""

    position: int
    """Samples of media played when it began."""
    samples: int
    after_mark: bool
    """A mark closed the audio before it: a pause that was meant."""


class Playout:
    """Media waiting to be heard, with marks at sample positions."""

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._offset = 0
        self._marks: deque[tuple[int, str]] = deque()
        self._ends_with_mark = True
        self._dry_samples = 0
        self.received = 0
        """Samples pushed and not dropped by `clear`."""
        self.taken = 0
        """Samples handed out by `pull`."""
        self.played = 0
        """Samples that were heard to their end."""
        self.dropped = 0
        """Samples dropped by `clear`."""
        self.gaps: list[Gap] = []

    @property
    def buffered(self) -> int:
        """Samples waiting."""
        return self.received - self.taken

    @property
    def underruns(self) -> list[Gap]:
        """Gaps in the middle of an utterance: under a second and not announced by a mark."""
        return [g for g in self.gaps if not g.after_mark and g.samples < _STILL_ONE_UTTERANCE]

    def push(self, ulaw: bytes) -> None:
        """Queue audio of any length."""
        if not ulaw:
            return
        if self._dry_samples:
            self.gaps.append(Gap(self.played, self._dry_samples, self._ends_with_mark))
            self._dry_samples = 0
        self._chunks.append(ulaw)
        self.received += len(ulaw)
        self._ends_with_mark = False

    def mark(self, name: str) -> bool:
        """Queue a mark behind all audio so far; True if all of it was played already."""
        self._ends_with_mark = True
        if self.received <= self.played and not self._marks:
            return True
        self._marks.append((self.received, name))
        return False

    def clear(self) -> list[str]:
        """Drop what was not handed out yet and return the names of all pending marks in order."""
        self.dropped += self.buffered
        self.received = self.taken
        self._chunks.clear()
        self._offset = 0
        self._ends_with_mark = True
        names = [name for _, name in self._marks]
        self._marks.clear()
        return names

    def pull(self) -> tuple[bytes, list[str]]:
        """Return the next 160 bytes to play and the marks reached by what has sounded so far."""
        self.played = self.taken
        reached = []
        while self._marks and self._marks[0][0] <= self.played:
            reached.append(self._marks.popleft()[1])
        audio = self._take(FRAME)
        self.taken += len(audio)
        missing = FRAME - len(audio)
        if missing and self.taken:
            self._dry_samples += missing
        return audio + b"\xff" * missing, reached

    def _take(self, wanted: int) -> bytes:
        parts = []
        while wanted and self._chunks:
            head = self._chunks[0]
            part = head[self._offset : self._offset + wanted]
            parts.append(part)
            wanted -= len(part)
            self._offset += len(part)
            if self._offset == len(head):
                self._chunks.popleft()
                self._offset = 0
        return b"".join(parts)
