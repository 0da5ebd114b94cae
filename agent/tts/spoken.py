"""Any voice as one that tells how far it is; what does not know it says so. Names and probes."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing

from agent.events import Language
from agent.ports import Spoken, TimedVoice, Voice
from agent.resilience.outcomes import Evidence, Failure

PROBE = "One moment please."


async def spoken(
    voice: Voice, text: str, language: Language, *, slow: bool
) -> AsyncGenerator[Spoken, None]:
    """The voice's audio, closed however this ends. Raises ProviderError."""
    source: AsyncIterator[Spoken] | AsyncIterator[bytes]
    if isinstance(voice, TimedVoice):
        source = voice.speak(text, language, slow=slow)
    else:
        source = voice.synthesize(text, language, slow=slow)
    try:
        async for part in source:
            yield part if isinstance(part, Spoken) else Spoken(part)
    finally:
        close = getattr(source, "aclose", None)
        if close is not None:
            await close()


async def audio_of(parts: AsyncGenerator[Spoken, None]) -> AsyncGenerator[bytes, None]:
    """The audio alone, for who does not ask for places. Closing it closes `parts`."""
    async with aclosing(parts) as source:
        async for part in source:
            yield part.audio


async def tried(parts: AsyncGenerator[object, None]) -> None:
    """Hear a probe to its end. Raises ProviderError, also when there is no sound."""
    async with aclosing(parts) as source:
        if not [part async for part in source]:
            raise Failure(Evidence(kind="silent"))


def named(provider: str, model: str, voices: Mapping[Language, str]) -> str:
    """The name of a service's voice."""
    told = ",".join(f"{language}:{voice}" for language, voice in voices.items())
    return f"{provider}/{model}/{told}"
