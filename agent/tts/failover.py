"""One voice made of several: by language, and the next engine when one gives no sound in time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing

from agent.events import Language
from agent.ports import ProviderError, Voice


class Failover:
    """`agent.ports.Voice`: the first of several that gives audio.

    Only before the first audio: what fails after that is the mouth's to mend, as it alone knows
    how much was heard. An engine that failed rests, so that not every sentence waits for it.
    Put clip caches around the single engines, not around this: a clip belongs to one engine.
    """

    def __init__(self, voices: Sequence[Voice], *, deadline: float = 2.0, rest: float = 15.0):
        """`deadline`: seconds to first audio; `rest`: seconds a failed engine is passed over."""
        if not voices:
            raise ValueError("a failover voice needs at least one voice")
        self._voices = tuple(voices)
        self._deadline = deadline
        self._rest = rest
        self._resting: dict[int, float] = {}

    @property
    def name(self) -> str:
        """All engines in order of preference."""
        return ">".join(voice.name for voice in self._voices)

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Yield audio of the first engine that gives any. Raises the last ProviderError."""
        fault = ProviderError("broken", "no voice")
        order = self._order()
        for place in order:
            last = place == order[-1]
            async with aclosing(_closing(self._voices[place], text, language, slow)) as chunks:
                try:
                    # The last engine has its own deadline: late speech beats none.
                    async with asyncio.timeout(None if last else self._deadline):
                        first = await anext(chunks, None)
                except TimeoutError:
                    fault = ProviderError("slow", f"{self._voices[place].name}: no audio in time")
                except ProviderError as error:
                    fault = error
                else:
                    self._resting.pop(place, None)
                    if first is not None:
                        yield first
                        async for chunk in chunks:
                            yield chunk
                    return
            self._resting[place] = asyncio.get_running_loop().time() + self._rest
        raise fault

    def _order(self) -> list[int]:
        """Engines that work first, those that rest after them (better late than silent)."""
        now = asyncio.get_running_loop().time()
        return sorted(
            range(len(self._voices)), key=lambda place: self._resting.get(place, now) > now
        )


class ByLanguage:
    """`agent.ports.Voice`: another voice for each language."""

    def __init__(self, voices: Mapping[Language, Voice]) -> None:
        self._voices = dict(voices)

    @property
    def name(self) -> str:
        """Languages with their voices."""
        return " ".join(f"{language}:{voice.name}" for language, voice in self._voices.items())

    def synthesize(self, text: str, language: Language, *, slow: bool) -> AsyncIterator[bytes]:
        """Audio of the language's voice. Raises ProviderError when there is none."""
        voice = self._voices.get(language)
        if voice is None:
            raise ProviderError("broken", f"no voice for {language!r}")
        return voice.synthesize(text, language, slow=slow)


async def _closing(
    voice: Voice, text: str, language: Language, slow: bool
) -> AsyncGenerator[bytes, None]:
    """The voice's chunks, as a generator that can be closed early."""
    chunks = voice.synthesize(text, language, slow=slow)
    try:
        async for chunk in chunks:
            yield chunk
    finally:
        close = getattr(chunks, "aclose", None)
        if close is not None:
            await close()
