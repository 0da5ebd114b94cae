"""A voice behind its guard: circuit, deadlines, figures, and a look at what it gives."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from agent.events import Language
from agent.ports import Spoken, Voice
from agent.resilience.guarded import Guard
from agent.resilience.outcomes import Evidence, Failure
from agent.tts.plausible import audible, checked
from agent.tts.spoken import audio_of, spoken
from agent.tts.usual import Usual

PROBE = "One moment please, let me look."
"""Long enough to tell whether all of it came."""


class GuardedVoice:
    """`agent.ports.TimedVoice` through a guard."""

    def __init__(
        self,
        voice: Voice,
        guard: Guard,
        *,
        checks: bool = True,
        last_resort: bool = False,
    ) -> None:
        """`checks`: look whether the audio can be the text, before it is let out; without it only
        silence is held back.
        """
        self._voice = voice
        self._guard = guard
        self._checks = checks
        self._last_resort = last_resort
        self._usual: dict[tuple[Language, bool], Usual] = {}

    def last_resort(self) -> "GuardedVoice":
        """The same voice, asked although its circuit is open, and taken at its word unless it is
        silent: when all others have failed, odd audio beats none."""
        return GuardedVoice(self._voice, self._guard, checks=False, last_resort=True)

    @property
    def name(self) -> str:
        """The inner voice's name."""
        return self._voice.name

    async def probe(self, language: Language) -> None:
        """Have the inner voice say a few words, past the guard, and look at them as ever: what
        opens the circuit must not close it. Raises ProviderError."""
        usual = self._usual.setdefault((language, False), Usual())
        parts = spoken(self._voice, PROBE, language, slow=False)
        async with aclosing(checked(parts, PROBE, usual)) as looked_at:
            if not [part async for part in looked_at]:
                raise Failure(Evidence(kind="silent"))

    def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Yield the inner voice's audio. Raises ProviderError."""
        return audio_of(self.speak(text, language, slow=slow))

    async def speak(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[Spoken, None]:
        """The same with places in the text."""

        usual = self._usual.setdefault((language, slow), Usual())

        def make() -> AsyncGenerator[Spoken, None]:
            parts = spoken(self._voice, text, language, slow=slow)
            return checked(parts, text, usual) if self._checks else audible(parts, text)

        silent = not any(map(str.isalnum, text))
        stream = self._guard.stream(make, last_resort=self._last_resort, may_be_empty=silent)
        async with aclosing(stream) as parts:
            async for part in parts:
                yield part
