"""Recognition by ElevenLabs' Scribe in real time, with the official SDK.

Our own turns: manual commits, mu-law as it comes from the line. Transcripts carry no ids, so a
session has one utterance at a time. What comes when nothing is due (a transcript sent twice) is
dropped, and after each result a session rests a moment, so that such an echo finds nobody waiting.
"""

import asyncio
import base64
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from agent.background import Background
from agent.ports import SILENCE
from agent.resilience.exceptions import failure_of
from agent.resilience.outcomes import Evidence, Failure
from agent.stt.faults import closed, told
from agent.stt.live import CLOSE_S, Live, Options, Owed
from agent.stt.sessions import unanswered
from agent.stt.wording import Words

RATE = 8000
LEAST = 3200
"""Bytes: shorter utterances get silence behind them, as commits of less than 0.3 s are refused."""
CHUNK = RATE
"""Bytes of audio in a message: 1 s; several seconds are refused."""
REST_S = 0.25
"""After a result a session takes nothing for so long."""
MOST_KEYTERMS, LONGEST_KEYTERM = 50, 20
"""What the service takes; longer words are left out."""


def recognizer(options: Options) -> Live:
    """`agent.ports.Recognizer` at ElevenLabs; it hears as many utterances at once as sessions.

    `options.base_url` is http(s) or ws(s).
    """
    return Live("elevenlabs", _Wire(options), options)


class _Wire:
    def __init__(self, options: Options) -> None:
        from elevenlabs.realtime.scribe import ScribeRealtime

        self._options = options
        base = "ws" + options.base_url.removeprefix("http").removeprefix("ws").rstrip("/")
        self._client = ScribeRealtime(api_key=options.api_key, base_url=base)

    async def close(self) -> None:
        """Each session has its own socket, the client none."""

    async def open(self, background: Background, tell: Callable[[], None]) -> "_Session":
        connection = await self._client.connect(self._asked())
        session = _Session(connection, background, tell)
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
        self._owed: Owed | None = None
        self._committed = False
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
        return int(self._owed is not None)

    @property
    def room(self) -> bool:
        """Whether it takes one."""
        now = asyncio.get_running_loop().time()
        return self._owed is None and now >= self._rests_until and not self._ended.done()

    @property
    def hung(self) -> bool:
        """It owes an answer for so long that it will give none."""
        return self._owed is not None and self._owed.hung

    async def hear(self, ulaw: bytes) -> Words:
        """What is said in it. Raises Failure."""
        self._owed = owed = Owed()
        self._committed = False
        self._quiet.clear()
        # What is cut in the middle would be heard as part of the next utterance.
        return await owed.heard(self._background.start(self._send(ulaw)))

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

    async def _send(self, ulaw: bytes) -> None:
        audio = ulaw.ljust(LEAST, SILENCE[:1])
        try:
            for at in range(0, len(audio), CHUNK):
                chunk = base64.b64encode(audio[at : at + CHUNK]).decode()
                await self._connection.send({"audio_base_64": chunk})
            self._committed = True
            await self._connection.commit()
        except Exception as error:
            self._end(failure_of(error))

    # --- what the SDK tells: it prints exceptions, so there must be none -------------------------

    def _on_started(self, _: Any) -> None:
        if not self.started.done():
            self.started.set_result(None)

    def _on_words(self, message: Any) -> None:
        if self._owed is None or not self._committed:
            return  # an echo
        text = message.get("text")
        if not isinstance(text, str):
            self._end(Failure(Evidence(kind="malformed", detail="a transcript without text")))
            return
        self._owed.give(Words(text))
        self._owed = None
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
        if self._owed is not None:
            self._owed.fail(failure)
        self._owed = None
        self._quiet.set()
