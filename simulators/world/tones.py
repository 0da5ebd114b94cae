"""Speech without an engine: each word is one tone of its own, so that audio can be read exactly.

What a caller really heard is decoded from the sound, never taken from the speaker's books.
"""

import audioop
import math
import struct
from functools import lru_cache

RATE = 8000
LOWEST_HZ = 400.0
STEP_HZ = 25.0
WORDS = 120
"""Different words one vocabulary can hold."""
WORD_SECONDS = 0.24
GAP_SECONDS = 0.06
_STEP = 80


class Vocabulary:
    """Numbers words in the order in which they come up."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def hertz(self, word: str) -> float:
        """The tone of a word. Raises ValueError when there are too many words."""
        plain = word.strip(".,;:!?").lower()
        if plain not in self._words:
            if len(self._words) == WORDS:
                raise ValueError("the vocabulary is full")
            self._words.append(plain)
        return LOWEST_HZ + STEP_HZ * self._words.index(plain)

    def word(self, hertz: float) -> str:
        """The word whose tone is nearest."""
        place = round((hertz - LOWEST_HZ) / STEP_HZ)
        return self._words[place] if 0 <= place < len(self._words) else "?"


def speak(text: str, vocabulary: Vocabulary, *, level_db: float = -15.0) -> bytes:
    """Mu-law audio of `text`."""
    words = text.split()
    gap = b"\xff" * int(GAP_SECONDS * RATE)
    return gap.join(tone(vocabulary.hertz(word), WORD_SECONDS, level_db) for word in words)


@lru_cache(maxsize=256)
def tone(hertz: float, seconds: float, level_db: float) -> bytes:
    """Mu-law audio of one tone with soft edges."""
    count = int(seconds * RATE)
    peak = 32767 * math.sqrt(2) * 10 ** (level_db / 20)
    edge = 40
    samples = (
        int(
            peak
            * min(1.0, place / edge, (count - place) / edge)
            * math.sin(2 * math.pi * hertz * place / RATE)
        )
        for place in range(count)
    )
    return audioop.lin2ulaw(struct.pack(f"<{count}h", *samples), 2)


def read(ulaw: bytes, vocabulary: Vocabulary, *, least: float = 0.5) -> list[str]:
    """The words in the audio; a tone counts when at least the share `least` of it is there."""
    words = []
    for first, last in _sounds(ulaw):
        if (last - first) / RATE >= least * WORD_SECONDS:
            words.append(vocabulary.word(_pitch(ulaw[first:last])))
    return words


def _sounds(ulaw: bytes) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in range(0, len(ulaw), _STEP):
        if audioop.rms(audioop.ulaw2lin(ulaw[place : place + _STEP], 2), 2) < 300:
            continue
        end = min(place + _STEP, len(ulaw))
        if runs and place - runs[-1][1] < 3 * _STEP:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((place, end))
    return runs


def _pitch(ulaw: bytes) -> float:
    import numpy as np

    samples = np.frombuffer(audioop.ulaw2lin(ulaw, 2), dtype="<i2").astype(np.float64)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * len(samples)))
    return float(np.argmax(spectrum)) * RATE / (8 * len(samples))
