"""Speech engines of the simulated world: voice and recogniser that speak in tones, and faults."""

import asyncio
import audioop
from collections.abc import AsyncIterator, Callable

from agent.events import Expecting, Language
from agent.ports import ProviderError, Transcript
from agent.tongue import Tongue
from simulators.world.tones import Vocabulary, read, speak

WINDOW = 256


class ToneVoice:
    """Speaks a tone a word, in real time's tempo or faster."""

    def __init__(self, vocabulary: Vocabulary, *, first: float = 0.05, rate: float = 8.0) -> None:
        """`first`: seconds to the first chunk; `rate`: seconds of audio made per second."""
        self.fault: ProviderError | None = None
        self.hang = False
        self.halt = 0.0
        """Seconds between a first chunk of 160 ms and all the rest; 0: chunks of 100 ms."""
        self.spoken: list[str] = []
        self._vocabulary = vocabulary
        self._first = first
        self._rate = rate

    @property
    def name(self) -> str:
        """Part of a clip's key."""
        return "tones"

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncIterator[bytes]:
        """Audio in chunks."""
        self.spoken.append(text)
        await asyncio.sleep(self._first if not self.hang else 1e6)
        if self.fault is not None:
            raise self.fault
        audio = speak(text, self._vocabulary)
        if self.halt:
            yield audio[:1280]
            await asyncio.sleep(self.halt)
            yield audio[1280:]
            return
        for place in range(0, len(audio), 800):
            yield audio[place : place + 800]
            await asyncio.sleep(0.1 / self._rate)


class ToneRecognizer:
    """Reads tones back into words."""

    def __init__(self, vocabulary: Vocabulary, *, seconds: float = 0.3) -> None:
        self.fault: ProviderError | None = None
        self.hang = False
        self.asked = 0
        self.cancelled = 0
        self.running = 0
        self._vocabulary = vocabulary
        self._seconds = seconds

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """Recognise after a fixed time."""
        self.asked += 1
        self.running += 1
        try:
            await asyncio.sleep(self._seconds if not self.hang else 1e6)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        if self.fault is not None:
            raise self.fault
        words = [word for word in read(ulaw, self._vocabulary) if word != "?"]
        return Transcript(text=" ".join(words), confidence=0.9 if words else 0.0, engine="tones")


class LevelDetector:
    """Everything loud is speech."""

    def __init__(self, rms: int = 300) -> None:
        self._rms = rms
        self._waiting = bytearray()

    def begin_anew(self) -> None:
        """Nothing: each window is judged by itself."""

    def hear(self, ulaw: bytes, judged: Callable[[float], None], failed: object) -> None:
        """One probability a window."""
        self._waiting += ulaw
        while len(self._waiting) >= WINDOW:
            pcm = audioop.ulaw2lin(bytes(self._waiting[:WINDOW]), 2)
            del self._waiting[:WINDOW]
            judged(0.95 if audioop.rms(pcm, 2) >= self._rms else 0.02)
