"""Recognition by ElevenLabs' Scribe in real time, with the official SDK.

Our own turns: manual commits, mu-law as it comes from the line. Transcripts carry no ids, so a
session has one utterance at a time. What comes when nothing is due (a transcript sent twice) is
dropped, and after each result a session rests a moment, so that such an echo finds nobody waiting.
"""

import asyncio
import base64
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from agent.background import Background
from agent.events import Expecting, Language
from agent.ports import SILENCE, Transcript
from agent.resilience.outcomes import Evidence, Failure
from agent.stt.faults import closed, failure_of, told
from agent.stt.sessions import Rules, Sessions, unanswered
from agent.stt.wording import Words, transcript_of
from agent.tongue import Tongue

RATE = 8000
LEAST = 3200
"""Bytes: shorter utterances get silence behind them, as commits of less than 0.3 s are refused."""
CHUNK = RATE
"""Bytes of audio in a message: 1 s; several seconds are refused."""
REST_S = 0.25
"""After a result a session takes nothing for so long."""
HUNG_S = 6.0
"""A session that owes an answer for longer is closed."""
CLOSE_S = 0.5
"""Patience with the service's closing handshake."""
MOST_KEYTERMS, LONGEST_KEYTERM = 50, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where the service is and how it is asked."""

    api_key: str
    base_url: str
    """http(s) or ws(s)."""
    model: str
    languages: tuple[Language, ...]
    keywords: tuple[str, ...] = ()
    """Words that callers of these companies say; those that are too long are left out."""
    connect: float
    """Seconds until a session is ready."""
    sessions: int = 3
    """Also how many utterances at once."""
    age: float = 600.0
    """Seconds after which a session is replaced."""


class Scribe:
    """`agent.ports.Recognizer` on a few open sessions."""

    def __init__(self, options: Options) -> None:
        from elevenlabs.realtime.scribe import ScribeRealtime

        self._options = options
        base = "ws" + options.base_url.removeprefix("http").removeprefix("ws").rstrip("/")
        self._client = ScribeRealtime(api_key=options.api_key, base_url=base)
        self._background = Background()
        rules = Rules(size=options.sessions, connect=options.connect, age=options.age)
        self._sessions: Sessions[_Session] = Sessions(self._background, self._open, rules)

    async def start(self) -> None:
        """Begin to open sessions; whether the service answers shows when it is needed."""
        self._sessions.start()

    async def close(self) -> None:
        """End all sessions."""
        await self._sessions.close()

    def health(self) -> dict[str, Any]:
        """Facts about the sessions. The node answers calls without them."""
        return {"model": self._options.model, **self._sessions.health()}

    async def transcribe(
        self, ulaw: bytes, expecting: Expecting, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        """Recognise one utterance (8 kHz mu-law). Raises ProviderError.

        Neither `expecting` nor `have` can be told to the service. It keeps no deadline.
        """
        began = asyncio.get_running_loop().time()
        session = await self._sessions.pick()
        words = await session.hear(ulaw)
        took = asyncio.get_running_loop().time() - began
        return transcript_of(words, f"elevenlabs:{self._options.model}", expecting, tongue, took)

    async def probe(self) -> None:
        """Have a moment of silence transcribed, on a new session if there is none."""
        self._sessions.retry()
        await self.transcribe(SILENCE * 20, "free")

    async def _open(self) -> "_Session":
        connection = await self._client.connect(self._asked())
        session = _Session(connection, self._background, self._sessions.tell)
        try:
            await session.started
        except BaseException:
            await session.close()
            raise
        return session

    def _asked(self) -> Any:
        from elevenlabs.realtime.scribe import AudioFormat, CommitStrategy

        options = self._options
        terms = [term for term in options.keywords if len(term) <= LONGEST_KEYTERM]
        first, *others = options.languages
        return {
            "model_id": options.model,
            "audio_format": AudioFormat.ULAW_8000,
            "sample_rate": RATE,
            "commit_strategy": CommitStrategy.MANUAL,
            **({"keyterms": terms[:MOST_KEYTERMS]} if terms else {}),
            "language_code": first,
            **({"secondary_languages": others} if others else {}),
        }


class _Waiting:
    """The utterance on its way."""

    def __init__(self, now: float) -> None:
        self.since = now
        self.committed = False
        self.words: asyncio.Future[Words] = asyncio.get_running_loop().create_future()

    def fail(self, failure: Failure) -> None:
        if not self.words.done():
            self.words.set_exception(failure)
            self.words.exception()  # somebody may have given it up


class _Session:
    """One socket."""

    def __init__(self, connection: Any, background: Background, tell: Callable[[], None]) -> None:
        """Takes the connection's events from now on; none has been read yet."""
        from elevenlabs.realtime.connection import RealtimeEvents

        loop = asyncio.get_running_loop()
        self.expires_in: float | None = None
        self.started: asyncio.Future[None] = loop.create_future()
        """Done when the service is ready. Raises Failure."""
        self._connection = connection
        self._background = background
        self._tell = tell
        self._waiting: _Waiting | None = None
        self._rests_until = 0.0
        self._ended: asyncio.Future[Failure] = loop.create_future()
        self._quiet = asyncio.Event()
        self._quiet.set()
        connection.on(RealtimeEvents.SESSION_STARTED, self._on_started)
        connection.on(RealtimeEvents.COMMITTED_TRANSCRIPT, self._on_words)
        connection.on(RealtimeEvents.ERROR, self._on_error)
        connection.on(RealtimeEvents.CLOSE, self._on_close)

    @property
    def load(self) -> int:
        """Utterances that it owes an answer for: one or none."""
        return int(self._waiting is not None)

    @property
    def room(self) -> bool:
        """Whether it takes one."""
        now = asyncio.get_running_loop().time()
        return self._waiting is None and now >= self._rests_until and not self._ended.done()

    @property
    def hung(self) -> bool:
        """It owes an answer for so long that it will give none."""
        now = asyncio.get_running_loop().time()
        return self._waiting is not None and now - self._waiting.since > HUNG_S

    async def hear(self, ulaw: bytes) -> Words:
        """What is said in it. Raises Failure."""
        waiting = _Waiting(asyncio.get_running_loop().time())
        self._waiting = waiting
        self._quiet.clear()
        # What is cut in the middle would be heard as part of the next utterance.
        await asyncio.shield(self._background.start(self._send(waiting, ulaw)))
        return await waiting.words

    async def run(self) -> None:
        """Wait for its end. Raises Failure."""
        raise await self._ended

    async def finish(self) -> None:
        """Wait until nothing is owed any more."""
        await self._quiet.wait()

    async def close(self) -> None:
        """End it; what is owed fails."""
        self._end(unanswered())
        with suppress(Exception):  # it is gone either way
            async with asyncio.timeout(CLOSE_S):
                await self._connection.close()
        self._connection.websocket.transport.abort()

    async def _send(self, waiting: _Waiting, ulaw: bytes) -> None:
        audio = ulaw.ljust(LEAST, SILENCE[:1])
        try:
            for at in range(0, len(audio), CHUNK):
                chunk = base64.b64encode(audio[at : at + CHUNK]).decode()
                await self._connection.send({"audio_base_64": chunk})
            waiting.committed = True
            await self._connection.commit()
        except Exception as error:
            self._end(failure_of(error))

    # --- what the SDK tells: it prints exceptions, so there must be none -------------------------

    def _on_started(self, _: Any) -> None:
        if not self.started.done():
            self.started.set_result(None)

    def _on_words(self, message: Any) -> None:
        waiting = self._waiting
        if waiting is None or not waiting.committed:
            return  # an echo
        text = message.get("text")
        if not isinstance(text, str):
            self._end(Failure(Evidence(kind="malformed", detail="a transcript without text")))
            return
        if not waiting.words.done():
            waiting.words.set_result(Words(text))
        self._waiting = None
        self._quiet.set()
        loop = asyncio.get_running_loop()
        self._rests_until = loop.time() + REST_S
        loop.call_later(REST_S + 0.001, self._tell)

    def _on_error(self, message: Any) -> None:
        """Any error ends the session: what it has of the utterance can't be taken back."""
        code = message.get("message_type")
        if code:
            self._end(told(str(code)))
        else:  # not to be read, or the socket closed: then that is told in a moment
            unread = Failure(Evidence(kind="malformed", detail="a message that can't be read"))
            asyncio.get_running_loop().call_soon(self._end, unread)

    def _on_close(self, how: Any) -> None:
        self._end(closed(how.get("code")))

    def _end(self, failure: Failure) -> None:
        if self._ended.done():
            return
        self._ended.set_result(failure)
        if not self.started.done():
            self.started.set_exception(failure)
            self.started.exception()  # somebody may have given it up
        if self._waiting is not None:
            self._waiting.fail(failure)
        self._waiting = None
        self._quiet.set()
