"""A voice whose texts are counted, as services bill them: by characters."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from agent.events import Language
from agent.ports import ProviderError, Spoken, Voice
from agent.tts.spoken import audio_of, spoken


class Metered:
    """`agent.ports.TimedVoice` around a service."""

    def __init__(self, voice: Voice, use: Callable[[int], None]) -> None:
        """`use` is told the characters of each text, unless it failed before any sound."""
        self._voice = voice
        self._use = use

    @property
    def name(self) -> str:
        """The inner voice's name."""
        return self._voice.name

    def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Yield the inner voice's audio. Raises ProviderError."""
        return audio_of(self.speak(text, language, slow=slow))

    async def speak(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[Spoken, None]:
        """The same with places in the text."""
        came = failed = False
        try:
            async with aclosing(spoken(self._voice, text, language, slow=slow)) as parts:
                async for part in parts:
                    came = True
                    yield part
        except ProviderError:
            failed = True
            raise
        finally:  # left in the middle or not: the service has worked
            if came or not failed:
                self._use(len(text))
