"""A voice for tests: each word has a sound of its own, so that a recording proves what was heard.

A word (letters and digits only, lower case) is a number by its CRC-32, modulo 576. It sounds as
400 + 40 * (number mod 24) Hz together with 1600 + 60 * (number div 24) Hz for 160 ms, then 80 ms
of silence. Simulated services sing the same way, so it does not matter which voice spoke.
"""

import re
import zlib
from collections.abc import AsyncIterator
from functools import lru_cache

from agent.audio import mulaw
from agent.events import Language

RATE = 8000
TONE = 0.16
GAP = 0.08
WORD_SECONDS = TONE + GAP
LOW, LOW_STEP = 400.0, 40.0
HIGH, HIGH_STEP = 1600.0, 60.0
SIDE = 24
AMPLITUDE = 0.2
EDGE = 0.008


class Tones:
    """`agent.ports.Voice` that sings words; ready at once, same sound every time."""

    name = "tones/2"

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncIterator[bytes]:
        """Yield one chunk a word (divided at white space)."""
        for word in text.split():
            yield sound(number(word))


def number(word: str) -> int:
    """The number of a word; punctuation and case do not count."""
    return zlib.crc32(re.sub(r"[^\w]", "", word.lower()).encode()) % (SIDE * SIDE)


@lru_cache(maxsize=SIDE * SIDE)
def sound(number: int) -> bytes:
    """Mu-law of one word and the silence after it, 240 ms."""
    import numpy as np

    at = np.arange(int(TONE * RATE)) / RATE
    low, high = LOW + LOW_STEP * (number % SIDE), HIGH + HIGH_STEP * (number // SIDE)
    tone = AMPLITUDE * (np.sin(2 * np.pi * low * at) + np.sin(2 * np.pi * high * at))
    ramp = np.minimum(1.0, np.arange(len(tone)) / (EDGE * RATE))
    samples = np.concatenate([tone * ramp * ramp[::-1], np.zeros(int(GAP * RATE))]) * 32767.0
    return mulaw.encode(np.rint(samples).astype("<i2").tobytes())
