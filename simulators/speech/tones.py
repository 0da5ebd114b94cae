"""One sound a word: whoever records it can tell which words were played, whatever engine spoke.

A word (letters and digits only, lower case) is a number by its CRC-32; the number picks one of 24
low and one of 24 high frequencies, which sound together for 160 ms and are silent for 80 ms. Two
words in 576 sound alike; a word that is lost, doubled or cut in half is seen all the same.
"""

import audioop
import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from simulators.speech.voice import Speech, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOW, LOW_STEP = 400.0, 40.0
HIGH, HIGH_STEP = 1600.0, 60.0
SIDE = 24
TONE = 0.16
GAP = 0.08
LEVEL = 0.2
EDGE = 0.008
HEARD_RATE = 8000
SHORTEST = 0.08
"""A sound shorter than this is the rest of a word that was cut: no word."""
_BLOCK = 40
_AUDIBLE = 0.03
_BINS = 2000
_BIN = HEARD_RATE / _BINS
"""Hertz: every frequency of a word lies on a bin."""
_LOBE = 7
"""Bins around a frequency that belong to it, even in a word cut in half."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A word in a recording."""

    number: int
    start: float
    """Seconds."""
    end: float
    purity: float = 1.0
    """Share of its energy at its two frequencies: near 1, and far less for speech or noise."""


class Tones:
    """`simulators.speech.voice.Voice` without an engine: ready at once, the same every time."""

    async def speak(self, text: str, rate: int) -> Speech:
        """Each word takes 240 ms."""
        import numpy as np

        words = text.split()
        parts = [_word(number(word), rate) for word in words]
        samples = np.concatenate(parts) if parts else np.zeros(0, np.int16)
        step = TONE + GAP
        return Speech(
            samples,
            rate,
            tuple(Word(word, n * step, n * step + TONE) for n, word in enumerate(words)),
        )


def number(word: str) -> int:
    """The number of a word; punctuation and case do not count."""
    plain = re.sub(r"[^\w]", "", word.lower())
    return zlib.crc32(plain.encode()) % (SIDE * SIDE)


def numbers(text: str) -> list[int]:
    """The numbers of all words of a text."""
    return [number(word) for word in text.split()]


def heard(ulaw: bytes, shortest: float = SHORTEST) -> list[Sound]:
    """The words in a recording (8 kHz mu-law), in order; none shorter than `shortest` seconds."""
    import numpy as np

    pcm = np.frombuffer(audioop.ulaw2lin(ulaw, 2), "<i2").astype(np.float64) / 32768.0
    pcm = pcm[: len(pcm) // _BLOCK * _BLOCK]
    levels = np.sqrt((pcm.reshape(-1, _BLOCK) ** 2).mean(axis=1))
    edges = np.diff((levels > _AUDIBLE).astype(np.int8), prepend=0, append=0)
    (starts,), (ends,) = np.nonzero(edges > 0), np.nonzero(edges < 0)
    found = []
    for start, end in zip(starts * _BLOCK, ends * _BLOCK, strict=True):
        if end - start >= shortest * HEARD_RATE:
            number, purity = _recognised(pcm[start:end])
            found.append(Sound(number, start / HEARD_RATE, end / HEARD_RATE, purity))
    return found


@lru_cache(maxsize=2048)
def _word(number: int, rate: int) -> "NDArray[np.int16]":
    import numpy as np

    at = np.arange(round(TONE * rate)) / rate
    low, high = LOW + LOW_STEP * (number % SIDE), HIGH + HIGH_STEP * (number // SIDE)
    sound = LEVEL * (np.sin(2 * np.pi * low * at) + np.sin(2 * np.pi * high * at))
    ramp = np.minimum(1.0, np.arange(len(sound)) / (EDGE * rate))
    silence = np.zeros(round((TONE + GAP) * rate) - len(sound))
    whole = np.concatenate([sound * ramp * ramp[::-1], silence]) * 32767.0
    return np.rint(whole).astype(np.int16)


def _recognised(sound: "NDArray[np.float64]") -> tuple[int, float]:
    """The number of the two strongest frequencies, and their share of all energy."""
    import numpy as np

    part = sound[:_BINS]
    powers = np.abs(np.fft.rfft(part * np.hanning(len(part)), _BINS)) ** 2
    low, high = (
        int(np.argmax(powers[round(first / _BIN) :: round(step / _BIN)][:SIDE]))
        for first, step in ((LOW, LOW_STEP), (HIGH, HIGH_STEP))
    )
    peaks = (round((LOW + LOW_STEP * low) / _BIN), round((HIGH + HIGH_STEP * high) / _BIN))
    near = sum(float(powers[peak - _LOBE : peak + _LOBE + 1].sum()) for peak in peaks)
    return low + SIDE * high, near / (float(powers.sum()) + 1e-12)
