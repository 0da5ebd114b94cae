"""Any voice as one that tells how far it is; what does not know it says so."""

from collections.abc import AsyncGenerator, AsyncIterator

from agent.events import Language
from agent.ports import Spoken, TimedVoice, Voice


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
