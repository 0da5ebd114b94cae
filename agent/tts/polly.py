"""Voices of Amazon Polly, with aiobotocore: mu-law for the line as the service makes it.

Polly is asked for short phrases. Its speech marks would tell places in the text, but they are a
second request for every text, against the same quota.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

from agent.events import Language
from agent.resilience.exceptions import failure_of
from agent.resilience.outcomes import Evidence, Failure
from agent.tts.spoken import PROBE, named, tried

SLOW = "85%"
"""Rate after a caller's "slower"."""
BYTES = 800
"""100 ms: how much is read at a time."""
CONNECTIONS = 64
TONGUES: Mapping[Language, str] = {"en": "en-US", "es": "es-US"}

Grade = Literal["standard", "neural", "long-form", "generative"]
"""Polly's engines. Quotas differ: 80 requests a second for standard, 8 for the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Whose voice it is, and where."""

    access_key_id: str = field(repr=False)
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    region: str = "us-east-1"
    base_url: str = ""
    """Empty: the region's own."""
    grade: Grade = "standard"
    voices: Mapping[Language, str]
    """Voice id by language."""
    connect_s: float = 1.0
    total_s: float = 15.0


class Polly:
    """`agent.ports.Voice` by Amazon Polly."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._stack = AsyncExitStack()
        self._client: Any = None

    @property
    def name(self) -> str:
        """Engine and voices: part of a clip's key."""
        return named("polly", self._options.grade, self._options.voices)

    async def start(self) -> None:
        """Make the client, which stays open. No connection is made yet."""
        if self._client is not None:
            return
        from aiobotocore.config import AioConfig
        from aiobotocore.session import get_session

        told = self._options
        self._client = await self._stack.enter_async_context(
            get_session().create_client(
                "polly",
                region_name=told.region,
                endpoint_url=told.base_url or None,
                aws_access_key_id=told.access_key_id,
                aws_secret_access_key=told.secret_access_key,
                aws_session_token=told.session_token or None,
                config=AioConfig(
                    connect_timeout=told.connect_s,
                    read_timeout=told.total_s,
                    max_pool_connections=CONNECTIONS,
                    retries={"mode": "standard", "total_max_attempts": 1},
                ),
            )
        )

    async def close(self) -> None:
        """Close the connections."""
        self._client = None
        await self._stack.aclose()

    def health(self) -> dict[str, Any]:
        """Which voice it is; how it does stands with its guard."""
        return {"voice": self.name}

    async def probe(self) -> None:
        """Speak a few words. Raises ProviderError."""
        language = next(iter(self._options.voices))
        await tried(self.synthesize(PROBE, language, slow=False))

    async def offered(self) -> dict[str, str]:
        """Language by id of all voices that have the engine. Raises ProviderError."""
        try:
            await self.start()
            pages = self._client.get_paginator("describe_voices").paginate(
                Engine=self._options.grade
            )
            return {
                one["Id"]: one["LanguageName"] async for page in pages for one in page["Voices"]
            }
        except Exception as error:  # an SDK may fail in more ways than it tells
            raise failure_of(error) from error

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Yield 8 kHz mu-law as it arrives. Raises ProviderError."""
        if not any(map(str.isalnum, text)):
            return
        begun = False
        try:
            await self.start()
            answer = await self._client.synthesize_speech(**self._request(text, language, slow))
            async with answer["AudioStream"] as body:
                if answer.get("ContentType") != "audio/mulaw":
                    raise Failure(Evidence(kind="malformed", detail="another kind of audio"))
                async for chunk in body.iter_chunks(BYTES):
                    begun = True
                    yield chunk
        except Exception as error:  # an SDK may fail in more ways than it tells
            raise failure_of(error, begun=begun) from error

    def _request(self, text: str, language: Language, slow: bool) -> dict[str, str]:
        """Raises Failure for a language without a voice."""
        voice = self._options.voices.get(language)
        if voice is None:
            raise Failure(Evidence(kind="http", status=400, code="LanguageNotSupportedException"))
        slowed = f'<speak><prosody rate="{SLOW}">{escape(text)}</prosody></speak>'
        return {
            "OutputFormat": "mulaw",
            "SampleRate": "8000",
            "Text": slowed if slow else text,
            "TextType": "ssml" if slow else "text",
            "VoiceId": voice,
            "Engine": self._options.grade,
            "LanguageCode": TONGUES[language],
        }
