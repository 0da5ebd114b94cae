"""A two-channel recording of a call: what came in (left) and what the caller heard of us (right).

Both channels lie on the call's clock. What the carrier dropped after a clear is not in it. Settled
audio is handed to the kernel as the call goes on; a disk that refuses ends the recording only.
"""

import audioop
import struct
from pathlib import Path
from typing import BinaryIO

from agent.ports import SILENCE

RATE = 8000
SETTLED = 2.0
"""Audio older than this cannot change any more (late frames, clears)."""
JITTER = 0.06
"""Frames follow each other without a gap when they are late by less."""
_HEADER = "<4sI4s4sIHHIIHH4sI"


class _Channel:
    """Mu-law from `first` (seconds) on, padded with silence."""

    def __init__(self) -> None:
        self.audio = bytearray()
        self.dropped = 0
        """Samples already written to the file."""

    @property
    def end(self) -> float:
        return (self.dropped + len(self.audio)) / RATE

    def put(self, at: float, ulaw: bytes) -> None:
        gap = int((at - self.end) * RATE)
        if gap > JITTER * RATE:
            self.audio += SILENCE[:1] * gap
        self.audio += ulaw

    def cut(self, at: float) -> None:
        surplus = self.dropped + len(self.audio) - int(at * RATE)
        if surplus > 0:
            del self.audio[-surplus:]

    def take(self, count: int) -> bytes:
        """The next `count` samples as 16-bit PCM, silence where there is none."""
        part = bytes(self.audio[:count])
        del self.audio[:count]
        self.dropped += count
        return audioop.ulaw2lin(part + SILENCE[:1] * (count - len(part)), 2)


class Recorder:
    """Writes one WAV file (16-bit stereo, 8 kHz); times are seconds since the call began."""

    def __init__(self, path: Path) -> None:
        self.failed = False
        """The disk refused: the file ends early."""
        self._caller, self._agent = _Channel(), _Channel()
        self._written = 0
        self._file: BinaryIO | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb")
            self._file.write(_header(0))
        except OSError:
            self.failed = True

    @property
    def closed(self) -> bool:
        """No file is held open."""
        return self._file is None

    def caller(self, at: float, ulaw: bytes) -> None:
        """Audio that came in, its last sample at `at`."""
        self._caller.put(at - len(ulaw) / RATE, ulaw)

    def agent(self, at: float, ulaw: bytes) -> None:
        """Our audio, to be played from `at`."""
        self._agent.put(at, ulaw)

    def cleared(self, at: float) -> None:
        """What was to be played after `at` was dropped."""
        self._agent.cut(at)

    def flush(self, now: float) -> None:
        """Write what is settled by now."""
        self._write(int((now - SETTLED) * RATE) - self._written)

    def close(self, now: float) -> None:
        """Write the rest and the file's final length."""
        self._agent.cut(now)
        self._write(int(max(now, self._caller.end) * RATE) - self._written)
        if self._file is None:
            return
        try:
            self._file.seek(0)
            self._file.write(_header(self._written))
            self._file.close()
        except OSError:
            self.failed = True
        self._file = None

    def _write(self, count: int) -> None:
        if count <= 0:
            return
        left, right = self._caller.take(count), self._agent.take(count)
        self._written += count
        if self._file is None or self.failed:
            return
        stereo = audioop.add(audioop.tostereo(left, 2, 1, 0), audioop.tostereo(right, 2, 0, 1), 2)
        try:
            self._file.write(stereo)
        except OSError:
            self.failed = True


def _header(samples: int) -> bytes:
    size = samples * 4
    return struct.pack(
        _HEADER,
        b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 2, RATE, RATE * 4, 4, 16, b"data", size,
    )  # fmt: skip
