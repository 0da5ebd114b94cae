"""Recognition by OpenAI's realtime transcription, with the official SDK.

Our own turns: no detection there, mu-law as it comes from the line, one commit an utterance. A
session carries several utterances: `committed` events come in the order of our commits and tell
item ids, results come in any order by item id. An utterance that is given up is dropped here when
its result comes; the session lives on.
"""

import asyncio
import base64
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from agent.background import Background
from agent.events import Expecting, Language
from agent.ports import SILENCE, Transcript
from agent.resilience.outcomes import Failure
from agent.stt.faults import failure_of, told
from agent.stt.sessions import Rules, Sessions, unanswered
from agent.stt.wording import Words, transcript_of
from agent.tongue import Tongue

if TYPE_CHECKING:
    from openai.resources.realtime.realtime import AsyncRealtimeConnection

LEAST = 1600
"""Bytes: shorter utterances get silence behind them, as commits below 100 ms are refused."""
MOST_OWED = 8
"""Utterances on one session; then another one is used."""
HUNG_S = 6.0
"""A session that owes an answer for longer is closed."""
CLOSE_S = 0.5
"""Patience with the service's closing handshake."""
TRANSCRIPTION = "conversation.item.input_audio_transcription."
NEWER = ("gpt-live-transcribe", "gpt-transcribe")
"""Models that take several languages and keywords; older ones take one language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where the service is and how it is asked."""

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


class OpenAiRealtime:
    """`agent.ports.Recognizer` on a few open sessions."""

    def __init__(self, options: Options) -> None:
        from openai import AsyncOpenAI

        self._options = options
        self._client = AsyncOpenAI(
            api_key=options.api_key, base_url=options.base_url, max_retries=0
        )
        self._background = Background()
        rules = Rules(size=options.sessions, connect=options.connect, age=options.age)
        self._sessions: Sessions[_Session] = Sessions(self._background, self._open, rules)

    async def start(self) -> None:
        """Begin to open sessions; whether the service answers shows when it is needed."""
        self._sessions.start()

    async def close(self) -> None:
        """End all sessions."""
        await self._sessions.close()
        await self._client.close()

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
        return transcript_of(words, f"openai:{self._options.model}", expecting, tongue, took)

    async def probe(self) -> None:
        """Have a moment of silence transcribed, on a new session if there is none."""
        self._sessions.retry()
        await self.transcribe(SILENCE * 10, "free")

    async def _open(self) -> "_Session":
        # The SDK hands all options on, though its type does not name this one.
        options: Any = {"close_timeout": CLOSE_S}
        connection = await self._client.realtime.connect(
            extra_query={"intent": "transcription"}, websocket_connection_options=options
        ).enter()
        try:
            created = await _expected(connection, "session.created")
            session: Any = {"type": "transcription", "audio": {"input": self._input()}}
            await connection.session.update(session=session)
            await _expected(connection, "session.updated")
        except BaseException as error:
            await _hang_up(connection)
            if isinstance(error, Exception):
                raise failure_of(error) from error
            raise
        return _Session(connection, _expires_in(created), self._background, self._sessions.tell)

    def _input(self) -> dict[str, Any]:
        """How a session hears."""
        options = self._options
        asked: dict[str, Any] = {"model": options.model}
        if options.model.startswith(NEWER):
            asked["languages"] = list(options.languages)
            if options.keywords:
                asked["keywords"] = list(options.keywords)
        elif len(options.languages) == 1:
            asked["language"] = options.languages[0]
        return {
            "format": {"type": "audio/pcmu"},
            "noise_reduction": None,
            "transcription": asked,
            "turn_detection": None,
        }


@dataclass(eq=False, slots=True)
class _Waiting:
    """An utterance on its way."""

    event_id: str
    sent_at: float
    words: "asyncio.Future[Words]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def fail(self, failure: Failure) -> None:
        if not self.words.done():
            self.words.set_exception(failure)
            self.words.exception()  # somebody may have given it up


class _Session:
    """One socket."""

    def __init__(
        self,
        connection: "AsyncRealtimeConnection",
        expires_in: float | None,
        background: Background,
        tell: Callable[[], None],
    ) -> None:
        self.expires_in = expires_in
        self._connection = connection
        self._background = background
        self._tell = tell
        self._numbers = count(1)
        self._sending = asyncio.Lock()
        self._sent: deque[_Waiting] = deque()
        """Committed by us, in order; the service has not told their items yet."""
        self._items: dict[str, _Waiting] = {}
        self._code = ""
        """The last error of the session as a whole."""
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._closed = False

    @property
    def load(self) -> int:
        """Utterances that it owes an answer for, given up ones included."""
        return len(self._sent) + len(self._items)

    @property
    def room(self) -> bool:
        """Whether it takes one more."""
        return self.load < MOST_OWED

    @property
    def hung(self) -> bool:
        """It owes an answer for so long that it will give none."""
        owed = (*self._sent, *self._items.values())
        now = asyncio.get_running_loop().time()
        return any(now - one.sent_at > HUNG_S for one in owed)

    async def hear(self, ulaw: bytes) -> Words:
        """What is said in it. Raises Failure."""
        now = asyncio.get_running_loop().time()
        waiting = _Waiting(f"turn_{next(self._numbers)}", now)
        # A sending that was cut in the middle would shift the order of all that follow.
        sending = self._background.start(self._send(waiting, ulaw))
        try:
            await asyncio.shield(sending)
            return await waiting.words
        finally:
            waiting.words.cancel()  # given up, unless it is done

    async def run(self) -> None:
        """Take in what the service sends, until it ends. Raises Failure."""
        failure = unanswered()
        try:
            while True:
                self._take(await self._connection.recv())
        except Exception as error:
            failure = failure_of(error, self._code)
            raise failure from error
        finally:
            self._end(failure)

    async def finish(self) -> None:
        """Wait until nothing is owed any more."""
        await self._quiet.wait()

    async def close(self) -> None:
        """End it; what is owed fails."""
        self._end(unanswered())
        await _hang_up(self._connection)

    async def _send(self, waiting: _Waiting, ulaw: bytes) -> None:
        async with self._sending:
            if waiting.words.done():
                return
            if self._closed:
                waiting.fail(unanswered())
                return
            self._sent.append(waiting)
            self._quiet.clear()
            audio = base64.b64encode(ulaw.ljust(LEAST, SILENCE[:1])).decode()
            buffer = self._connection.input_audio_buffer
            try:
                await buffer.append(audio=audio, event_id=waiting.event_id)
                await buffer.commit(event_id=waiting.event_id)
            except Exception as error:
                self._end(failure_of(error, self._code))

    def _take(self, event: Any) -> None:
        kind = str(getattr(event, "type", ""))
        match kind.removeprefix(TRANSCRIPTION):
            case "input_audio_buffer.committed" if self._sent:
                self._items[event.item_id] = self._sent.popleft()
            case "completed":
                found = self._items.pop(event.item_id, None)
                if found is not None and not found.words.done():
                    found.words.set_result(_words(event))
            case "failed":
                found = self._items.pop(event.item_id, None)
                if found is not None:
                    found.fail(told(_code(event.error)))
            case "error":
                self._mistaken(event.error)
        if not self.load:
            self._quiet.set()
        self._tell()

    def _mistaken(self, error: Any) -> None:
        """An error about one utterance ends that; one about anything else ends the session."""
        code = _code(error)
        about = getattr(error, "event_id", None)
        for one in self._sent:
            if about == one.event_id:
                self._sent.remove(one)
                one.fail(told(code))
                return
        self._code = code
        raise told(code)

    def _end(self, failure: Failure) -> None:
        self._closed = True
        for one in (*self._sent, *self._items.values()):
            one.fail(failure)
        self._sent.clear()
        self._items.clear()
        self._quiet.set()


def _words(event: Any) -> Words:
    languages = getattr(event, "languages", None) or ()
    codes = tuple(str(getattr(one, "code", "")) for one in languages)
    return Words(str(event.transcript or ""), codes)


def _code(error: Any) -> str:
    return str(getattr(error, "code", None) or getattr(error, "type", None) or "")


async def _expected(connection: "AsyncRealtimeConnection", kind: str) -> Any:
    """The next event of this kind. Raises Failure for an error, anything for a broken socket."""
    while True:
        event = await connection.recv()
        if event.type == "error":
            raise told(_code(event.error))
        if event.type == kind:
            return event


def _expires_in(created: Any) -> float | None:
    """Seconds until the service ends the session, if it says when."""
    at = getattr(created.session, "expires_at", None)
    return at - time.time_ns() / 1e9 if isinstance(at, int | float) else None


async def _hang_up(connection: "AsyncRealtimeConnection") -> None:
    with suppress(Exception):  # it is gone either way
        await connection.close()
