"""A voice behind its guard: circuit, deadlines, figures, and a look at what it gives."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from agent.events import Language
from agent.ports import Spoken, Voice
from agent.resilience.guarded import Guard
from agent.tts.plausible import Usual, checked
from agent.tts.spoken import spoken


class GuardedVoice:
    """`agent.ports.TimedVoice` through a guard."""

    def __init__(
        self, voice: Voice, guard: Guard, usual: Usual | None = None, *, last_resort: bool = False
    ) -> None:
        """`last_resort`: asked although its circuit is open; `usual` is shared by both kinds."""
        self._voice = voice
        self._guard = guard
        self._usual = usual or Usual()
        self._last_resort = last_resort

    @property
    def name(self) -> str:
        """The inner voice's name."""
        return self._voice.name

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Yield the inner voice's audio. Raises ProviderError."""
        async with aclosing(self.speak(text, language, slow=slow)) as parts:
            async for part in parts:
                yield part.audio

    async def speak(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[Spoken, None]:
        """The same with places in the text."""

        def make() -> AsyncGenerator[Spoken, None]:
            return checked(spoken(self._voice, text, language, slow=slow), text, self._usual)

        silent = not any(map(str.isalnum, text))
        stream = self._guard.stream(make, last_resort=self._last_resort, may_be_empty=silent)
        async with aclosing(stream) as parts:
            async for part in parts:
                yield part
