"""A voice in tones whose words a listener then knows, so that it hears what was said to it."""

from typing import Protocol

from simulators.speech.tones import Tones
from simulators.speech.voice import Speech


class Ears(Protocol):
    """Learns words."""

    def add_words(self, text: str) -> None:
        """Know one more text that may be said in tones."""
        ...


class Overheard:
    """`simulators.speech.voice.Voice` that says every text to `ears`, too."""

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self._tones = Tones()
        self._said: set[str] = set()

    async def speak(self, text: str, rate: int) -> Speech:
        """Each word takes 240 ms, as in `Tones`."""
        if text not in self._said:
            self._said.add(text)
            self._ears.add_words(text)
        return await self._tones.speak(text, rate)
