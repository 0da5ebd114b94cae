"""A voice for tests: one tone pair per word, so that a recording proves which words were heard.

Word number n of a text (from 0) sounds as 400 + 60 * (n mod 16) Hz together with
1700 + 100 * (n div 16 mod 16) Hz for 160 ms, then 80 ms of silence: 256 words without repeating.
"""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from agent.audio import mulaw
from agent.events import Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE = 8000
TONE = 0.16
GAP = 0.08
WORD_SECONDS = TONE + GAP
LOW, LOW_STEP = 400.0, 60.0
HIGH, HIGH_STEP = 1700.0, 100.0
BASE = 16
AMPLITUDE = 0.2
HEARD = 0.06
"""A tone of at least this many seconds counts as a heard word."""
BLOCK = 80
"""Samples judged at once when looking for tones: 10 ms."""
AUDIBLE = 0.02
"""RMS of a block that is part of a tone."""


class Tones:
    """`agent.ports.Voice` that sings word numbers; ready at once, same sound every time."""

    name = "tones/1"

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncIterator[bytes]:
        """Yield one chunk a word (divided at white space)."""
        for number in range(len(text.split())):
            yield word(number)


def word(number: int) -> bytes:
    """Mu-law of one word's tone pair and the silence after it, 240 ms."""
    import numpy as np

    at = np.arange(int(TONE * RATE)) / RATE
    low, high = (2.0 * np.pi * hertz * at for hertz in _pair(number))
    tone = AMPLITUDE * (np.sin(low) + np.sin(high))
    ramp = np.minimum(1.0, np.arange(len(tone)) / (0.005 * RATE))
    tone = tone * ramp * ramp[::-1]
    samples = np.concatenate([tone, np.zeros(int(GAP * RATE))]) * 32767.0
    return mulaw.encode(samples.astype("<i2").tobytes())


def decode(ulaw: bytes) -> list[int]:
    """The word numbers in a recording of this voice (8 kHz mu-law), in order.

    A tone cut shorter than `HEARD` is left out; silence of any length may lie between words.
    """
    return [number for _, number in placed(ulaw)]


def placed(ulaw: bytes) -> list[tuple[int, int]]:
    """(first sample, word number) of each tone in a recording of this voice, as for `decode`."""
    import numpy as np

    samples = np.frombuffer(mulaw.decode(ulaw), dtype="<i2").astype(np.float32) / 32768.0
    samples = samples[: len(samples) // BLOCK * BLOCK]
    levels = np.sqrt((samples.reshape(-1, BLOCK) ** 2).mean(axis=1))
    edges = np.diff((levels > AUDIBLE).astype(np.int8), prepend=0, append=0)
    (starts,), (stops,) = np.nonzero(edges > 0), np.nonzero(edges < 0)
    return [
        (int(start) * BLOCK, _number(samples[start * BLOCK : stop * BLOCK]))
        for start, stop in zip(starts, stops, strict=True)
        if (stop - start) * BLOCK >= HEARD * RATE
    ]


def _pair(number: int) -> tuple[float, float]:
    return LOW + LOW_STEP * (number % BASE), HIGH + HIGH_STEP * (number // BASE % BASE)


def _number(tone: "NDArray[np.float32]") -> int:
    """Which word's tone pair this is: the strongest frequency of each group."""
    import numpy as np

    shaped = tone * np.hanning(len(tone))
    turns = 2j * np.pi * np.arange(len(tone)) / RATE
    low = [abs(np.dot(shaped, np.exp(turns * (LOW + LOW_STEP * n)))) for n in range(BASE)]
    high = [abs(np.dot(shaped, np.exp(turns * (HIGH + HIGH_STEP * n)))) for n in range(BASE)]
    return int(np.argmax(low)) + BASE * int(np.argmax(high))
