"""Voices of OpenAI (or of a service that speaks its protocol), with the official SDK.

The service does not tell how far it is, so it is asked for short phrases. It sends 24 kHz PCM,
which becomes 8 kHz mu-law as it arrives.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.audio.decoder import decoder_of
from agent.events import Language
from agent.resilience.exceptions import failure_of
from agent.resilience.outcomes import Evidence, Failure
from agent.tts.spoken import PROBE, named, tried

SLOW = 0.85
"""Speed after a caller's "slower"."""
BYTES = 2400
"""50 ms: how much is read at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Whose voice it is, and where."""

    api_key: str = field(repr=False)
    base_url: str
    model: str
    voices: Mapping[Language, str]
    """Voice by language; all voices speak all languages."""
    manner: str = ""
    """How to speak, in words, for models that take such instructions."""
    connect_s: float = 1.0
    total_s: float = 15.0


class OpenAiSpeech:
    """`agent.ports.Voice` by OpenAI."""

    def __init__(self, options: Options) -> None:
        from openai import AsyncOpenAI, Timeout

        self._options = options
        self._client = AsyncOpenAI(
            api_key=options.api_key,
            base_url=options.base_url,
            timeout=Timeout(options.total_s, connect=options.connect_s),
            max_retries=0,
        )

    @property
    def name(self) -> str:
        """Model and voices: part of a clip's key."""
        return named("openai", self._options.model, self._options.voices)

    async def start(self) -> None:
        """Nothing to load; whether the service answers shows when it is needed."""

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    def health(self) -> dict[str, Any]:
        """Which voice it is; how it does stands with its guard."""
        return {"voice": self.name}

    async def probe(self) -> None:
        """Speak a few words. Raises ProviderError."""
        language = next(iter(self._options.voices))
        await tried(self.synthesize(PROBE, language, slow=False))

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Yield 8 kHz mu-law as it arrives. Raises ProviderError."""
        if not any(map(str.isalnum, text)):
            return
        voice = self._options.voices.get(language)
        if voice is None:
            raise Failure(Evidence(kind="http", status=404, code="voice_not_found"))
        decoder, begun = decoder_of("pcm_24000"), False
        asked = self._client.audio.speech.with_streaming_response.create(
            model=self._options.model,
            voice=voice,
            input=text,
            response_format="pcm",
            **self._manner(slow),
        )
        try:
            async with asked as answer:
                async for data in answer.iter_bytes(BYTES):
                    if chunk := decoder.push(data):
                        begun = True
                        yield chunk
            if chunk := decoder.flush():
                yield chunk
        except Exception as error:  # an SDK may fail in more ways than it tells
            raise failure_of(error, begun=begun) from error

    def _manner(self, slow: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"speed": SLOW} if slow else {}
        return {**told, "instructions": self._options.manner} if self._options.manner else told
