"""One session of each service against a socket played by hand, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from agent.background import Background
from agent.ports import ProviderError
from agent.stt import openai_realtime, scribe
from simulators.world.loop import run

TRANSCRIPTION = "conversation.item.input_audio_transcription."


class OpenAiSocket:
    """What the SDK's connection is to a session; sending takes as long as the test wants."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.events: asyncio.Queue[Any] = asyncio.Queue()
        self.input_audio_buffer = self
        self.slow = 0.0

    async def append(self, *, audio: str, event_id: str) -> None:
        await asyncio.sleep(self.slow)
        self.sent.append(("append", event_id))

    async def commit(self, *, event_id: str) -> None:
        await asyncio.sleep(self.slow)
        self.sent.append(("commit", event_id))

    async def recv(self) -> Any:
        event = await self.events.get()
        if isinstance(event, Exception):
            raise event
        return event

    async def close(self) -> None:
        self.events.put_nowait(ConnectionResetError())

    def tell(self, kind: str, **fields: Any) -> None:
        self.events.put_nowait(SimpleNamespace(type=kind, **fields))

    def transcribe(self, item: str, text: str) -> None:
        self.tell(TRANSCRIPTION + "completed", item_id=item, transcript=text)


def with_openai(
    part: Callable[[Any, OpenAiSocket, Background], Awaitable[None]],
) -> None:
    async def main() -> None:
        background, socket = Background(), OpenAiSocket()
        session = openai_realtime._Session(socket, None, background, lambda: None)  # type: ignore[arg-type]

        async def serve() -> None:
            with pytest.raises(ProviderError):
                await session.run()

        serving = background.start(serve())
        await part(session, socket, background)
        await session.close()
        await serving
        await background.close()

    run(main())


def test_an_utterance_given_up_while_it_is_sent_is_sent_whole() -> None:
    async def part(session: Any, socket: OpenAiSocket, background: Background) -> None:
        socket.slow = 1.0
        first = background.start(session.hear(b"one"))
        await asyncio.sleep(0.5)
        first.cancel()
        second = background.start(session.hear(b"two"))
        await asyncio.sleep(10.0)
        kinds = [kind for kind, _ in socket.sent]
        assert kinds == ["append", "commit", "append", "commit"]
        for item in ("a", "b"):
            socket.tell("input_audio_buffer.committed", item_id=item)
            socket.transcribe(item, item)
        assert (await second).text == "b"

    with_openai(part)


def test_an_utterance_given_up_before_it_is_sent_is_not_sent() -> None:
    async def part(session: Any, socket: OpenAiSocket, background: Background) -> None:
        socket.slow = 1.0
        first, second = (background.start(session.hear(b"x")) for _ in range(2))
        await asyncio.sleep(0.5)
        second.cancel()
        await asyncio.sleep(10.0)
        assert len(socket.sent) == 2
        assert session.load == 1
        first.cancel()

    with_openai(part)


def test_an_error_about_one_utterance_ends_that_one_alone() -> None:
    async def part(session: Any, socket: OpenAiSocket, background: Background) -> None:
        first, second = (background.start(session.hear(b"x")) for _ in range(2))
        await asyncio.sleep(0.1)
        about = socket.sent[0][1]
        error = SimpleNamespace(code="input_audio_buffer_commit_empty", event_id=about)
        socket.tell("error", error=error)
        socket.tell("input_audio_buffer.committed", item_id="b")
        socket.transcribe("b", "two")
        assert (await second).text == "two"
        with pytest.raises(ProviderError) as caught:
            await first
        assert caught.value.fault == "empty_by_design"

    with_openai(part)


def test_an_error_about_nothing_in_particular_ends_the_session_with_its_reason() -> None:
    async def part(session: Any, socket: OpenAiSocket, background: Background) -> None:
        waiting = background.start(session.hear(b"x"))
        await asyncio.sleep(0.1)
        socket.tell("error", error=SimpleNamespace(code="session_expired", event_id=None))
        with pytest.raises(ProviderError, match="session_expired"):
            await waiting
        with pytest.raises(ProviderError):
            await session.hear(b"y")

    with_openai(part)


def test_events_that_nobody_waits_for_or_knows_are_passed_over() -> None:
    async def part(session: Any, socket: OpenAiSocket, background: Background) -> None:
        socket.tell("input_audio_buffer.committed", item_id="z")
        socket.transcribe("z", "nobody's words")
        socket.tell("rate_limits.updated")
        socket.events.put_nowait({"no": "type"})
        waiting = background.start(session.hear(b"x"))
        await asyncio.sleep(0.1)
        socket.tell("input_audio_buffer.committed", item_id="a")
        socket.transcribe("a", "mine")
        assert (await waiting).text == "mine"

    with_openai(part)


class ScribeSocket:
    """What the SDK's connection is to a session."""

    def __init__(self) -> None:
        self.handlers: dict[str, Any] = {}
        self.sent: list[str] = []
        self.websocket = SimpleNamespace(transport=SimpleNamespace(abort=lambda: None))

    def on(self, event: Any, handler: Any) -> None:
        self.handlers[event.value] = handler

    async def send(self, _: Any) -> None:
        self.sent.append("audio")

    async def commit(self) -> None:
        self.sent.append("commit")

    async def close(self) -> None:
        """Nothing to close."""

    def tell(self, kind: str, **fields: Any) -> None:
        self.handlers[kind](fields)


def with_scribe(part: Callable[[Any, ScribeSocket, Background], Awaitable[None]]) -> None:
    pytest.importorskip("elevenlabs")

    async def main() -> None:
        background, socket = Background(), ScribeSocket()
        session = scribe._Session(socket, background, lambda: None)
        socket.tell("session_started")
        await session.started
        await part(session, socket, background)
        await session.close()
        await background.close()

    run(main())


def test_after_a_result_a_session_rests_so_that_an_echo_finds_nobody() -> None:
    async def part(session: Any, socket: ScribeSocket, background: Background) -> None:
        await asyncio.sleep(1.0)
        assert session.room
        waiting = background.start(session.hear(b"one"))
        await asyncio.sleep(0.1)
        socket.tell("committed_transcript", text="one")
        assert (await waiting).text == "one"
        assert not session.room
        await asyncio.sleep(0.2)
        socket.tell("committed_transcript", text="one")
        assert not session.room
        await asyncio.sleep(0.1)
        assert session.room

    with_scribe(part)


def test_what_comes_before_our_commit_is_not_ours() -> None:
    async def part(session: Any, socket: ScribeSocket, background: Background) -> None:
        waiting = background.start(session.hear(b"two"))
        await asyncio.sleep(0)
        assert "commit" not in socket.sent
        socket.tell("committed_transcript", text="one")
        await asyncio.sleep(0.1)
        socket.tell("committed_transcript", text="two")
        assert (await waiting).text == "two"

    with_scribe(part)


def test_an_utterance_given_up_keeps_its_session_busy_until_its_words_came() -> None:
    async def part(session: Any, socket: ScribeSocket, background: Background) -> None:
        waiting = background.start(session.hear(b"one"))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await asyncio.sleep(1.0)
        assert not session.room
        socket.tell("committed_transcript", text="one")
        await asyncio.sleep(1.0)
        assert session.room

    with_scribe(part)


@pytest.mark.parametrize(
    ("kind", "fields", "fault"),
    [
        ("error", {"message_type": "auth_error", "error": "x"}, "auth"),
        ("error", {"message_type": "queue_overflow", "error": "x"}, "quota"),
        ("error", {"error": "Failed to parse message"}, "broken"),
        ("close", {"code": 1011, "reason": ""}, "broken"),
        ("close", {"code": None, "reason": None}, "broken"),
        ("committed_transcript", {"text": None}, "broken"),
    ],
)
def test_whatever_ends_a_session_is_told_to_who_waits(
    kind: str, fields: dict[str, Any], fault: str
) -> None:
    async def part(session: Any, socket: ScribeSocket, background: Background) -> None:
        waiting = background.start(session.hear(b"one"))
        await asyncio.sleep(0.1)
        socket.tell(kind, **fields)
        with pytest.raises(ProviderError) as caught:
            await waiting
        assert caught.value.fault == fault
        with pytest.raises(ProviderError):
            await session.run()

    with_scribe(part)
