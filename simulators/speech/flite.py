"""Flite as the voice of a simulated service, for calls in which somebody has to understand it."""

import audioop
from pathlib import Path

from simulators.caller.voice import Voice as Flite
from simulators.speech.voice import Speech, Word

RATE = 8000
PAUSE = 0.08
"""Seconds of silence after a text."""


class Spoken:
    """`simulators.speech.voice.Voice` by flite; finished clips are kept in a folder."""

    def __init__(self, cache: Path, name: str = "slt") -> None:
        """`name`: one of flite's voices."""
        self._voice = Flite(cache, name)

    async def speak(self, text: str, rate: int) -> Speech:
        """Times of words are a guess by their lengths. Raises VoiceError."""
        import numpy as np

        ulaw = await self._voice.speak(text) + b"\xff" * round(PAUSE * RATE)
        samples = np.frombuffer(audioop.ulaw2lin(ulaw, 2), "<i2").astype(np.float64)
        places = np.arange(round(len(samples) * rate / RATE)) * RATE / rate
        found = np.interp(places, np.arange(len(samples)), samples)
        seconds = len(ulaw) / RATE - PAUSE
        return Speech(np.rint(found).astype(np.int16), rate, tuple(_placed(text, seconds)))


def _placed(text: str, seconds: float) -> list[Word]:
    words = text.split()
    total = sum(len(word) + 1 for word in words) or 1
    found, at = [], 0.0
    for word in words:
        length = seconds * (len(word) + 1) / total
        found.append(Word(word, at, at + length))
        at += length
    return found
