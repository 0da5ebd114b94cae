"""The two-channel recording of a leg on one sample clock, with stamps of what happened when."""

import io
import wave
from dataclasses import dataclass
from pathlib import Path

from simulators.twilio.ulaw import RATE, to_pcm


@dataclass(frozen=True, slots=True)
class Stamp:
    """Something that happened on the line.

    `kind` is mark.in, mark.out, clear, media (first audio after silence), connect, digit, end.
    """

    at: float
    """`time.monotonic()` of the event."""
    sample: int
    """Samples of the recording complete at that moment."""
    kind: str
    detail: str = ""


class Recording:
    """Left: what this phone said. Right: what it heard. Sample 0 is the moment of the answer."""

    def __init__(self) -> None:
        self.started_at = 0.0
        """`time.monotonic()` of sample 0; 0 before the answer."""
        self.left = bytearray()
        self.right = bytearray()
        self.stamps: list[Stamp] = []

    @property
    def seconds(self) -> float:
        """Length so far."""
        return len(self.right) / RATE

    def frame(self, said: bytes, heard: bytes) -> None:
        """Append one frame of both directions (µ-law)."""
        self.left += said
        self.right += heard

    def stamp(self, at: float, kind: str, detail: str = "") -> None:
        """Note an event at its monotonic time."""
        self.stamps.append(Stamp(at, self.sample_at(at), kind, detail))

    def sample_at(self, at: float) -> int:
        """Return the sample that sounds at monotonic time `at`."""
        return max(0, round((at - self.started_at) * RATE)) if self.started_at else 0

    def time_of(self, sample: int) -> float:
        """Return the monotonic time at which `sample` sounds."""
        return self.started_at + sample / RATE

    def pcm(self) -> bytes:
        """Return interleaved 16-bit stereo samples."""
        length = min(len(self.left), len(self.right))
        return to_pcm(bytes(self.left[:length]), bytes(self.right[:length]))

    def save(self, path: Path) -> None:
        """Write a WAV file: 8 kHz, 16 bit, left = said, right = heard."""
        path.write_bytes(wav_file(self.pcm(), 2))


def wav_file(pcm: bytes, channels: int) -> bytes:
    """Return a WAV file of 16-bit samples at 8 kHz."""
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(channels)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(pcm)
    return file.getvalue()
