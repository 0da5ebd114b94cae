"""A recogniser on live sessions of a service, and what a session owes; adapters bring the wire."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from agent.background import Background
from agent.events import Expecting, Language
from agent.ports import SILENCE, Transcript
from agent.resilience.figures import Connections
from agent.resilience.outcomes import Failure
from agent.stt.sessions import Rules, Session, Sessions
from agent.stt.wording import Words, transcript_of
from agent.tongue import Tongue

HUNG_S = 4.0
"""A session that owes an answer for longer is closed."""
CLOSE_S = 0.5
"""Patience with a service's closing handshake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where a service is and how it is asked."""

    api_key: str
    base_url: str
    model: str
    languages: tuple[Language, ...]
    keywords: tuple[str, ...] = ()
    """Words that callers of these companies say."""
    connect: float
    """Seconds until a session is ready."""
    sessions: int = 2
    age: float = 600.0
    """Seconds after which a session is replaced."""


class LiveSession(Session, Protocol):
    """An open session that hears."""

    async def hear(self, ulaw: bytes) -> Words:
        """What is said in one utterance (8 kHz mu-law). Raises Failure."""
        ...


class Wire(Protocol):
    """How one service is spoken to."""

    async def open(self, background: Background, tell: Callable[[], None]) -> LiveSession:
        """A session that is ready; it calls `tell` when it has room again. Raises anything."""
        ...

    async def close(self) -> None:
        """Let go of the client."""
        ...


class Live:
    """`agent.ports.Recognizer` on a few open sessions."""

    def __init__(self, name: str, wire: Wire, options: Options) -> None:
        """`name` of the service stands before the model's in `Transcript.engine`."""
        self._name = name
        self._wire = wire
        self._model = options.model
        self._background = Background()
        rules = Rules(size=options.sessions, connect=options.connect, age=options.age)
        self._sessions: Sessions[LiveSession] = Sessions(self._background, self._open, rules)

    async def start(self) -> None:
        """Begin to open sessions; whether the service answers shows when it is needed."""
        self._sessions.start()

    async def close(self) -> None:
        """End all sessions."""
        await self._sessions.close()
        await self._wire.close()

    def health(self) -> dict[str, Any]:
        """Facts about the sessions. The node answers calls without them."""
        return {"model": self._model, **self._sessions.health()}

    def connections(self) -> Connections:
        """The sessions."""
        return self._sessions.connections()

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """Recognise one utterance (8 kHz mu-law). Raises ProviderError.

        Neither `expecting` nor `have` can be told to a service. It keeps no deadline.
        """
        began = asyncio.get_running_loop().time()
        session = await self._sessions.pick()
        words = await session.hear(ulaw)
        took = asyncio.get_running_loop().time() - began
        return transcript_of(words, f"{self._name}:{self._model}", expecting, tongue, took)

    async def probe(self) -> None:
        """Have a moment of silence transcribed, on a new session if there is none."""
        self._sessions.retry()
        await self.transcribe(SILENCE, "free")  # made as long as the service wants it

    async def _open(self) -> LiveSession:
        return await self._wire.open(self._background, self._sessions.tell)


class Owed:
    """An utterance on its way, whose words a session owes; who asked may have given it up."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._since = loop.time()
        self._words: asyncio.Future[Words] = loop.create_future()

    @property
    def hung(self) -> bool:
        """It is owed for so long that it will not come."""
        return asyncio.get_running_loop().time() - self._since > HUNG_S

    @property
    def settled(self) -> bool:
        """Nobody waits for it any more."""
        return self._words.done()

    def give(self, words: Words) -> None:
        """Its words came."""
        if not self._words.done():
            self._words.set_result(words)

    def fail(self, failure: Failure) -> None:
        """They will not come."""
        if not self._words.done():
            self._words.set_exception(failure)
            self._words.exception()  # somebody may have given it up

    async def heard(self, sending: "asyncio.Task[None]") -> Words:
        """Its words, once it was sent whole, whatever becomes of who asked. Raises Failure."""
        try:
            await asyncio.shield(sending)
            return await self._words
        finally:
            self._words.cancel()  # given up, unless it is done
