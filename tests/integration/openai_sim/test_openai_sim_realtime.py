"""Realtime transcription through the SDK's own connection."""

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from openai import AsyncOpenAI
from websockets.exceptions import ConnectionClosed

from simulators.openai import Fault, Limits, OpenAiServer, Outage, Plan, Profile

pytestmark = pytest.mark.integration

Served = Callable[..., Any]

TEXT = "my furnace died last night"
SECOND = bytes(range(0, 250, 5)) * 160
COMMIT = "/v1/realtime/commit"
EARS = Plan(mishears=0.0)
INPUT: dict[str, Any] = {
    "format": {"type": "audio/pcmu"},
    "noise_reduction": None,
    "transcription": {
        "model": "gpt-live-transcribe",
        "languages": ["en"],
        "keywords": ["furnace"],
    },
    "turn_detection": None,
}
DELTA = "conversation.item.input_audio_transcription.delta"
COMPLETED = "conversation.item.input_audio_transcription.completed"
FAILED = "conversation.item.input_audio_transcription.failed"


@dataclass(frozen=True)
class Words:
    text: str


class Ears:
    """Hears what length the audio has: one second is TEXT."""

    def hear(self, ulaw: bytes, /) -> Words:
        return Words(TEXT if len(ulaw) == 8000 else f"{len(ulaw)} bytes")


class Talk:
    """One session, waiting for what the test waits for."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.types: list[str] = []

    async def until(self, *kinds: str) -> Any:
        while True:
            event = await self.connection.recv()
            self.types.append(event.type)
            if event.type in kinds:
                return event

    async def configure(self, **how: Any) -> Any:
        session: Any = {"type": "transcription", "audio": {"input": INPUT | how}}
        await self.connection.session.update(session=session)
        return await self.until("session.updated", "error")

    async def say(self, ulaw: bytes = SECOND, step: int = 160) -> None:
        for at in range(0, len(ulaw), step):
            audio = base64.b64encode(ulaw[at : at + step]).decode()
            await self.connection.input_audio_buffer.append(audio=audio)
        await self.connection.input_audio_buffer.commit()

    async def closing(self) -> tuple[int, str]:
        """The close code, once everything before it is read."""
        try:
            while True:
                self.types.append((await self.connection.recv()).type)
        except ConnectionClosed as closed:
            return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")


@asynccontextmanager
async def talk(client: AsyncOpenAI, **query: str) -> AsyncIterator[Talk]:
    """A session, after session.created unless it is refused."""
    async with client.realtime.connect(
        extra_query=query or {"intent": "transcription"}
    ) as connection:
        yield Talk(connection)


def talked(served: Served, part: Callable[[Talk], Any], plan: Plan = EARS, *faults: Fault) -> Any:
    """Runs `part` in a configured session; gives the types of all events."""

    async def main(server: OpenAiServer, client: AsyncOpenAI) -> Any:
        async with talk(client) as one:
            assert (await one.until("session.created")).session.type == "transcription"
            await one.configure()
            server.faults += faults
            found = await part(one)
            return found if found is not None else one.types

    return served(main, plan, listener=Ears())


def test_a_commit_becomes_an_item_words_and_a_transcript(served: Served) -> None:
    async def part(one: Talk) -> None:
        await one.say()
        committed = await one.until("input_audio_buffer.committed")
        added = await one.until("conversation.item.added")
        assert added.item.id == committed.item_id
        assert added.item.content[0].type == "input_audio"
        deltas = [await one.until(DELTA)]
        while (event := await one.until(DELTA, COMPLETED)).type == DELTA:
            deltas.append(event)
        assert "".join(delta.delta for delta in deltas) == event.transcript == TEXT
        assert event.item_id == committed.item_id
        assert event.usage.total_tokens > 0
        assert committed.previous_item_id is None
        await one.say()
        assert (await one.until("input_audio_buffer.committed")).previous_item_id == event.item_id

    types = talked(served, part)
    assert types[:5] == [
        "session.created",
        "session.updated",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
    ]


def test_the_whole_configuration_is_shown(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        async with talk(client) as one:
            await one.until("session.created")
            first = (await one.configure()).session
            assert first.audio.input.format.type == "audio/pcmu"
            change: Any = {"transcription": {"keywords": ["boiler"]}}
            session: Any = {"type": "transcription", "audio": {"input": change}}
            await one.connection.session.update(session=session)
            second = (await one.until("session.updated")).session
            assert second.audio.input.format.type == "audio/pcmu"
            assert second.audio.input.transcription.model == "gpt-live-transcribe"
            assert second.audio.input.transcription.keywords == ["boiler"]
            assert second.id == first.id

    served(main)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"turn_detection": {"type": "server_vad"}}, "invalid_value"),
        ({"format": {"type": "audio/pcm", "rate": 16000}}, "invalid_value"),
        ({"format": {"type": "audio/ogg"}}, "invalid_value"),
        ({"voice": "marin"}, "unknown_parameter"),
        (
            {"transcription": {"model": "gpt-live-transcribe", "delay": "low"}},
            "unsupported_value",
        ),
        ({"transcription": {"model": "gpt-live-transcribe", "languages": []}}, "invalid_value"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_the_session_stays(
    served: Served, change: dict[str, Any], code: str
) -> None:
    async def part(one: Talk) -> None:
        refused = await one.configure(**change)
        assert (refused.type, refused.error.code) == ("error", code)
        await one.say()
        assert (await one.until(COMPLETED)).transcript == TEXT

    talked(served, part)


@pytest.mark.parametrize("length", [0, 799])
def test_a_commit_of_almost_nothing_is_refused(served: Served, length: int) -> None:
    async def part(one: Talk) -> None:
        await one.say(SECOND[:length])
        error = (await one.until("error")).error
        assert error.code == "input_audio_buffer_commit_empty"
        assert f"only has {length / 8:.2f}ms" in error.message

    talked(served, part)


def test_a_cleared_buffer_is_empty(served: Served) -> None:
    async def part(one: Talk) -> None:
        audio = base64.b64encode(SECOND).decode()
        await one.connection.input_audio_buffer.append(audio=audio)
        await one.connection.input_audio_buffer.clear()
        await one.until("input_audio_buffer.cleared")
        await one.connection.input_audio_buffer.commit(event_id="mine")
        error = (await one.until("error")).error
        assert (error.code, error.event_id) == ("input_audio_buffer_commit_empty", "mine")

    talked(served, part)


@pytest.mark.parametrize("message", ["{", "[]", '{"type": "no.such"}', b"\x00\x01"])
def test_nonsense_is_an_error_and_the_session_stays(served: Served, message: str | bytes) -> None:
    async def part(one: Talk) -> None:
        await one.connection.send_raw(message)
        assert (await one.until("error")).error.type == "invalid_request_error"
        await one.say()
        await one.until(COMPLETED)

    talked(served, part)


def test_pcm_is_heard_as_well(served: Served) -> None:
    async def part(one: Talk) -> None:
        await one.configure(format={"type": "audio/pcm", "rate": 24000})
        await one.say(b"\x01\x02" * 24000, step=4800)
        assert (await one.until(COMPLETED)).transcript == TEXT

    talked(served, part)


# --- refused sockets ----------------------------------------------------------------------------


def test_a_conversation_takes_no_transcription_update_and_stays(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        async with talk(client, model="gpt-realtime-2.1") as one:
            assert (await one.until("session.created")).session.type == "realtime"
            for _ in range(2):
                refused = await one.configure()
                assert (refused.type, refused.error.code) == ("error", "invalid_parameter")

    served(main)


@pytest.mark.parametrize(
    ("query", "key", "code"),
    [
        ({"intent": "transcription"}, "sk-wrong", 3000),
        ({"intent": "transcription", "model": "gpt-live-transcribe"}, None, 4000),
        ({"model": "gpt-live-transcribe"}, None, 4000),
    ],
)
def test_a_socket_that_cannot_be_is_told_why_and_closed(
    served: Served, query: dict[str, str], key: str | None, code: int
) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        async with talk(client, **query) as one:
            error = (await one.until("error")).error
            got, reason = await one.closing()
            assert (got, reason) == (code, f"invalid_request_error.{error.code}")
            assert "session.created" not in one.types

    served(main, key=key)


def test_an_unknown_model_ends_the_session(served: Served) -> None:
    async def part(one: Talk) -> None:
        refused = await one.configure(transcription={"model": "gpt-6-luna"})
        assert refused.error.code == "invalid_model"
        assert await one.closing() == (4000, "invalid_request_error.invalid_model")

    talked(served, part)


def test_sessions_have_a_quota(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        async with talk(client) as first, talk(client) as second:
            await first.until("session.created")
            assert (await second.until("error")).error.code == "rate_limit_exceeded"
            assert (await second.closing())[0] == 3000
            assert server.sessions == 1

    served(main, Plan(limits=Limits(sessions=1)))


# --- faults ---------------------------------------------------------------------------------------


def test_a_failed_transcript_leaves_the_session_open(served: Served) -> None:
    async def part(one: Talk) -> None:
        await one.say()
        failed = await one.until(FAILED)
        assert failed.error.type == "server_error"
        await one.say()
        done = await one.until(COMPLETED)
        assert done.item_id != failed.item_id

    talked(served, part, EARS, Fault(path=COMMIT, status=500))


def test_transcripts_may_come_out_of_order(served: Served) -> None:
    async def part(one: Talk) -> list[bool]:
        await one.say()
        first = (await one.until("input_audio_buffer.committed")).item_id
        await one.say()
        order = [(await one.until(COMPLETED)).item_id for _ in range(2)]
        return [item == first for item in order]

    assert talked(served, part, EARS, Fault(path=COMMIT, swap=True, gap=5.0)) == [False, True]


@pytest.mark.parametrize("code", [1011, 1012, 1006])
def test_the_socket_may_close_between_words_and_transcript(served: Served, code: int) -> None:
    async def part(one: Talk) -> None:
        await one.say()
        assert (await one.closing())[0] == code
        assert COMPLETED not in one.types

    types = talked(served, part, EARS, Fault(path=COMMIT, close=code, after=2))
    if code != 1006:  # a reset may take words with it that were not read yet
        assert types.count(DELTA) == 2


def test_a_transcript_may_never_come(served: Served) -> None:
    async def part(one: Talk) -> None:
        await one.say()
        await one.say()
        assert (await one.until(COMPLETED)).transcript == "something else"

    faults = (Fault(path=COMMIT, middle="stall"), Fault(path=COMMIT, content="something else"))
    talked(served, part, EARS, *faults)


def test_a_session_ends_at_its_limit(served: Served) -> None:
    async def part(one: Talk) -> None:
        error = (await one.until("error")).error
        assert error.code == "session_expired"
        assert await one.closing() == (1001, "session_expired")

    talked(served, part, Plan(session_s=1.0))


def test_an_outage_closes_what_is_open_and_refuses_the_rest(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        async with talk(client) as one:
            await one.until("session.created")
            assert (await one.closing())[0] == 1012
        with pytest.raises(Exception, match="503"):
            async with talk(client):
                pass

    down = Outage(Fault(path="/v1/realtime", status=503, close=1012), start=1.0)
    served(main, Plan(outages=(down,)))


def test_all_sessions_can_be_dropped_at_any_time(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        async with talk(client) as one:
            await one.until("session.created")
            await server.drop(1013, "try again later")
            assert await one.closing() == (1013, "try again later")

    served(main)


def test_a_socket_may_close_soon_after_it_opened(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        server.faults.append(Fault(path="/v1/realtime", close=1011, gap=0.05))
        async with talk(client) as one:
            assert (await one.closing())[0] == 1011
            assert one.types == ["session.created"]

    served(main)


def test_a_transcript_takes_its_time(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        async with talk(client) as one:
            await one.until("session.created")
            await one.configure()
            before = server.now
            await one.say()
            await one.until(DELTA)
            assert server.now - before >= 0.2

    served(main, Plan(profile=Profile(hearing=0.2), mishears=0.0), listener=Ears())
