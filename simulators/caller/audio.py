"""Sound as the caller's own parts need it: resampling, level, mu-law, and where speech lies."""

import audioop
import io
import wave
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE = 8000
"""Samples a second on the line."""
FRAME = 160
"""Samples (and mu-law bytes) in 20 ms."""
FRAME_MS = 20
SILENCE = b"\xff" * FRAME
SPEECH_RMS = 2600.0
"""Level of active speech on 16-bit samples: -22 dB of full scale, an ordinary telephone voice."""
_LOUDEST = 30000.0
_TAPS = 64
"""Half the length of the low-pass filter, in output samples' worth of input."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of sound in samples, end not included."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return (self.end - self.start) / RATE


def read_wav(data: bytes | Path) -> bytes:
    """Return a WAV (PCM 16 bit or mu-law, any rate, first channel) as 8 kHz mu-law.

    Raises ValueError for other encodings.
    """
    import numpy as np

    content = data.read_bytes() if isinstance(data, Path) else data
    if (plain := _mulaw_chunk(content)) is not None:
        return plain
    try:
        with wave.open(io.BytesIO(content)) as file:
            if file.getsampwidth() != 2:
                raise ValueError(f"{8 * file.getsampwidth()}-bit samples, expected 16")
            raw = file.readframes(file.getnframes())
            channels, rate = file.getnchannels(), file.getframerate()
    except (wave.Error, EOFError) as fault:
        raise ValueError(f"not a WAV file we can read: {fault}") from fault
    samples = np.frombuffer(raw, "<i2")[::channels].astype(np.float64)
    return to_ulaw(resample(samples, rate))


def resample(samples: "NDArray[np.float64]", rate: int) -> "NDArray[np.float64]":
    """Bring a clip to 8 kHz: low-pass by a windowed sinc, then interpolate."""
    import numpy as np

    if rate == RATE:
        return samples
    step = rate / RATE
    if step > 1:
        reach = int(_TAPS * step)
        grid = np.arange(-reach, reach + 1) / step
        kernel = np.sinc(grid * 0.95) * np.hanning(len(grid) + 2)[1:-1]
        samples = np.convolve(samples, kernel / kernel.sum(), "same")
    places = np.arange(int(len(samples) / step)) * step
    found: NDArray[np.float64] = np.interp(places, np.arange(len(samples)), samples)
    return found


def level(samples: "NDArray[np.float64]", rms: float = SPEECH_RMS) -> "NDArray[np.float64]":
    """Scale a clip so that its active frames have this RMS, without clipping."""
    import numpy as np

    whole = len(samples) // FRAME * FRAME
    power = np.sqrt((samples[:whole].reshape(-1, FRAME) ** 2).mean(axis=1))
    if not len(power) or power.max() == 0:
        return samples
    active = power[power > power.max() / 10]
    gain = rms / float(np.sqrt((active**2).mean()))
    return samples * min(gain, _LOUDEST / float(np.abs(samples).max()))


def to_ulaw(samples: "NDArray[np.float64]") -> bytes:
    """Encode 8 kHz samples as mu-law."""
    import numpy as np

    pcm = np.clip(np.rint(samples), -32768, 32767).astype("<i2").tobytes()
    return audioop.lin2ulaw(pcm, 2)


def loudness(ulaw: bytes) -> list[int]:
    """RMS (16-bit scale) of every 20 ms frame."""
    pcm = audioop.ulaw2lin(ulaw, 2)
    width = 2 * FRAME
    return [audioop.rms(pcm[at : at + width], 2) for at in range(0, len(pcm) - width + 1, width)]


def spans(ulaw: bytes, threshold: int = 200, *, join_ms: int = 300) -> list[Span]:
    """Find stretches louder than `threshold`, pauses shorter than `join_ms` counted in."""
    loud = [at for at, rms in enumerate(loudness(ulaw)) if rms > threshold]
    if not loud:
        return []
    gap = join_ms // FRAME_MS
    cuts = [(a, b) for a, b in pairwise(loud) if b - a > gap]
    starts = [loud[0], *(b for _, b in cuts)]
    ends = [*(a for a, _ in cuts), loud[-1]]
    return [Span(a * FRAME, (b + 1) * FRAME) for a, b in zip(starts, ends, strict=True)]


def trim(ulaw: bytes) -> bytes:
    """Cut silence off both ends, so that a clip's end is the end of speech."""
    found = spans(ulaw)
    return ulaw[found[0].start : found[-1].end] if found else b""


def _mulaw_chunk(content: bytes) -> bytes | None:
    """The samples of an 8 kHz mono mu-law WAV (format tag 7), or None for another kind."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return None
    at, plain = 12, False
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : at + 8 + size]
        if name == b"fmt ":
            tag, channels = (int.from_bytes(body[i : i + 2], "little") for i in (0, 2))
            rate = int.from_bytes(body[4:8], "little")
            plain = (tag, channels, rate) == (7, 1, RATE)
        if name == b"data":
            return body if plain else None
        at += 8 + size + size % 2
    return None
