"""Voices of ElevenLabs, spoken in real time over its multi-context socket.

A text is one context, flushed at once. The service tells which characters a piece of audio holds,
so `speak` lets out whole words with their places; a text is over when its last character sounded.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from agent.events import Language
from agent.ports import Spoken
from agent.resilience.figures import Connections
from agent.resilience.outcomes import Evidence, Failure
from agent.tts.alignment import WholeWords
from agent.tts.elevenlabs_line import END, Context, Line, Piece, connect
from agent.tts.elevenlabs_lines import Lines
from agent.tts.spoken import PROBE, audio_of, named, tried

if TYPE_CHECKING:
    import aiohttp

IDLE_S = 180
"""The longest the service allows."""
SLOW = 0.8
"""Speed after a caller's "slower"; 0.7 is the service's least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Whose voice it is, and where."""

    api_key: str = field(repr=False)
    base_url: str = "https://api.elevenlabs.io"
    model: str = "eleven_flash_v2_5"
    """A model of the text-to-speech sockets; those of version 3 and 4 have others."""
    voices: Mapping[Language, str]
    """Voice id by language."""
    connect_s: float = 1.0


class ElevenLabs:
    """`agent.ports.TimedVoice` by ElevenLabs."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._session: aiohttp.ClientSession | None = None
        self._lines: dict[Language, Lines] = {}

    @property
    def name(self) -> str:
        """Model and voices: part of a clip's key."""
        return named("elevenlabs", self._options.model, self._options.voices)

    async def start(self) -> None:
        """Open a socket for the first language, without waiting for it."""
        for language in list(self._options.voices)[:1]:
            self._lines_of(language).warm()

    async def close(self) -> None:
        """Close all sockets."""
        for lines in self._lines.values():
            await lines.close()
        self._lines.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def probe(self) -> None:
        """Speak a few words. Raises ProviderError."""
        language = next(iter(self._options.voices))
        lines = self._lines_of(language)
        await tried(self._spoken(lines, PROBE, {}, hurry=True))

    def health(self) -> dict[str, Any]:
        """Sockets by language."""
        found = {language: lines.health() for language, lines in self._lines.items()}
        return {"voice": self.name, "sockets": found}

    def connections(self) -> Connections:
        """The sockets of all languages."""
        lines = self._lines.values()
        return Connections(sum(map(len, lines)), sum(one.reconnects for one in lines))

    def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[bytes, None]:
        """Yield 8 kHz mu-law of whole words. Raises ProviderError."""
        return audio_of(self.speak(text, language, slow=slow))

    async def speak(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncGenerator[Spoken, None]:
        """The same with places in the text."""
        if not any(map(str.isalnum, text)):
            return
        lines = self._lines_of(language)
        settings = {"speed": SLOW} if slow else {}
        async with aclosing(self._spoken(lines, text, settings, hurry=False)) as parts:
            async for part in parts:
                yield part

    async def _spoken(
        self, lines: Lines, text: str, settings: Mapping[str, Any], *, hurry: bool
    ) -> AsyncGenerator[Spoken, None]:
        line = await lines.line(hurry=hurry)
        context = await line.open(text, settings)
        words = WholeWords(text)
        try:
            while not words.complete:
                came = await context.came.get()
                if isinstance(came, Failure):
                    raise came
                part = words.end() if came is END else await self._part(line, context, words, came)
                if part is not None:
                    yield part
                if came is END:
                    return
        finally:
            # What still comes is dropped by its id; a barge-in must not wait for the service.
            with suppress(Failure):
                await line.finish(context, served=words.complete)

    async def _part(
        self, line: Line, context: Context, words: WholeWords, piece: Piece
    ) -> Spoken | None:
        part = words.push(piece.audio, piece.chars)
        if words.nearly or not words.trusted:
            await line.finish(context)  # its end tells that this is all, should nothing else
        return part

    def _lines_of(self, language: Language) -> Lines:
        """Raises Failure for a language without a voice."""
        voice = self._options.voices.get(language)
        if voice is None:
            raise Failure(Evidence(kind="http", status=404, code="voice_not_found"))
        if language not in self._lines:
            work = partial(self._connected, voice, language)
            self._lines[language] = Lines(work, self._options.connect_s)
        return self._lines[language]

    async def _connected(self, voice: str, language: Language) -> Line:
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession()
        told = self._options
        base = "ws" + told.base_url.rstrip("/").removeprefix("http")
        url = f"{base}/v1/text-to-speech/{voice}/multi-stream-input"
        query = {
            "model_id": told.model,
            "output_format": "ulaw_8000",
            "inactivity_timeout": str(IDLE_S),
            "language_code": language,
        }
        return await connect(self._session, url, query, told.api_key)
