"""Recognition by OpenAI's realtime transcription, with the official SDK.

Our own turns: no detection there, mu-law as it comes from the line, one commit an utterance. A
session carries several utterances: `committed` events come in the order of our commits and tell
item ids, results come in any order by item id. An utterance that is given up is dropped here when
its result comes; the session lives on.
"""

import asyncio
import base64
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any

from agent.background import Background
from agent.ports import SILENCE
from agent.resilience.exceptions import failure_of
from agent.resilience.outcomes import Failure
from agent.stt.faults import told
from agent.stt.live import CLOSE_S, Live, Options, Owed
from agent.stt.sessions import unanswered
from agent.stt.wording import Words

if TYPE_CHECKING:
    from openai.resources.realtime.realtime import AsyncRealtimeConnection

LEAST = 1600
"""Bytes: shorter utterances get silence behind them, as commits below 100 ms are refused."""
MOST_OWED = 8
"""Utterances on one session; then another one is used."""
TRANSCRIPTION = "conversation.item.input_audio_transcription."
NEWER = ("gpt-live-transcribe", "gpt-transcribe")
"""Models that take several languages and keywords; older ones take one language."""


def recognizer(options: Options) -> Live:
    """`agent.ports.Recognizer` at OpenAI or at a service with the same protocol."""
    return Live("openai", _Wire(options), options)


class _Wire:
    def __init__(self, options: Options) -> None:
        from openai import AsyncOpenAI

        self._options = options
        self._client = AsyncOpenAI(
            api_key=options.api_key, base_url=options.base_url, max_retries=0
        )

    async def close(self) -> None:
        await self._client.close()

    async def open(self, background: Background, tell: Callable[[], None]) -> "_Session":
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
        return _Session(connection, _expires_in(created), background, tell)

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
        self._sent: dict[str, Owed] = {}
        """Committed by us, in order, by our event ids; their items are not told yet."""
        self._items: dict[str, Owed] = {}
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
        return any(one.hung for one in self._owed())

    async def hear(self, ulaw: bytes) -> Words:
        """What is said in it. Raises Failure."""
        owed = Owed()
        # A sending that was cut in the middle would shift the order of all that follow.
        return await owed.heard(self._background.start(self._send(owed, ulaw)))

    async def run(self) -> None:
        """Take in what the service sends, until it ends. Raises Failure."""
        failure = unanswered()
        try:
            while True:
                self._take(await self._connection.recv())
        except Exception as error:
            failure = failure_of(error, code=self._code)
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

    async def _send(self, owed: Owed, ulaw: bytes) -> None:
        async with self._sending:
            if owed.settled:
                return
            if self._closed:
                owed.fail(unanswered())
                return
            event_id = f"turn_{next(self._numbers)}"
            self._sent[event_id] = owed
            self._quiet.clear()
            audio = base64.b64encode(ulaw.ljust(LEAST, SILENCE[:1])).decode()
            buffer = self._connection.input_audio_buffer
            try:
                await buffer.append(audio=audio, event_id=event_id)
                await buffer.commit(event_id=event_id)
            except Exception as error:
                self._end(failure_of(error, code=self._code))

    def _take(self, event: Any) -> None:
        kind = str(getattr(event, "type", ""))
        match kind.removeprefix(TRANSCRIPTION):
            case "input_audio_buffer.committed" if self._sent:
                self._items[event.item_id] = self._sent.pop(next(iter(self._sent)))
            case "completed":
                found = self._items.pop(event.item_id, None)
                if found is not None:
                    found.give(_words(event))
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
        about = self._sent.pop(getattr(error, "event_id", None) or "", None)
        if about is None:
            self._code = code
            raise told(code)
        about.fail(told(code))

    def _owed(self) -> tuple[Owed, ...]:
        return (*self._sent.values(), *self._items.values())

    def _end(self, failure: Failure) -> None:
        self._closed = True
        for one in self._owed():
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
