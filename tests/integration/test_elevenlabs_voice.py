"""The ElevenLabs voice on its simulator: one lasting socket, and what may go wrong with it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Any

import pytest

from agent.ports import ProviderError
from agent.tts.elevenlabs import ElevenLabs, Options
from simulators.elevenlabs import INSTANT, ElevenLabsServer, Plan, RequestFault, SpeechFault
from simulators.speech.tones import heard, numbers

pytestmark = pytest.mark.integration

TEXT = "We can be there tomorrow between eight and ten in the morning."
GEORGE = "JBFqnCBsd6RMkjVDRZzb"
Job = Callable[[ElevenLabs, ElevenLabsServer], Awaitable[None]]


def at_service(job: Job, **plan: Any) -> None:
    async def main() -> None:
        async with (
            asyncio.timeout(20),
            ElevenLabsServer(Plan(**{"profile": INSTANT, **plan})) as server,
        ):
            options = Options(
                api_key="xi-simulated", base_url=server.base_url, voices={"en": GEORGE}
            )
            voice = ElevenLabs(options)
            await voice.start()
            try:
                await job(voice, server)
            finally:
                await voice.close()

    asyncio.run(main())


async def said(voice: ElevenLabs, text: str = TEXT) -> list[int]:
    parts = [part.audio async for part in voice.speak(text, "en", slow=False)]
    return [word.number for word in heard(b"".join(parts))]


def sockets(voice: ElevenLabs) -> dict[str, int]:
    found: dict[str, int] = voice.health()["sockets"]["en"]
    return found


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.01)


def test_one_socket_is_open_before_anybody_speaks_and_serves_all_texts() -> None:
    async def job(voice: ElevenLabs, server: ElevenLabsServer) -> None:
        await until(lambda: sockets(voice)["connected"])
        for _ in range(2):
            assert await said(voice) == numbers(TEXT)
        assert sockets(voice)["opened"] == 1
        asked = server.requests[0]
        assert asked.query["output_format"] == "ulaw_8000"
        assert asked.query["inactivity_timeout"] == "180"

    at_service(job)


@pytest.mark.parametrize(
    "fault",
    [
        SpeechFault(alignment=False),
        SpeechFault(empty=True),
        SpeechFault(final=False),
        SpeechFault(late=0.2),
    ],
    ids=["no places", "empty messages", "no end", "late audio"],
)
def test_oddities_that_lose_nothing_are_borne(fault: SpeechFault) -> None:
    async def job(voice: ElevenLabs, server: ElevenLabsServer) -> None:
        server.faults.append(fault)
        assert await said(voice) == numbers(TEXT)
        assert await said(voice) == numbers(TEXT)

    at_service(job)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (SpeechFault(after=1.0, close=1006), "broken"),
        (SpeechFault(after=1.0, close=1011), "broken"),
        (SpeechFault(after=1.0, torn=True), "broken"),
        (SpeechFault(error="quota_exceeded"), "quota"),
    ],
)
def test_a_speech_that_breaks_is_said_so_and_the_socket_is_made_anew(
    fault: SpeechFault, expected: str
) -> None:
    async def job(voice: ElevenLabs, server: ElevenLabsServer) -> None:
        server.faults.append(fault)
        with pytest.raises(ProviderError) as caught:
            await said(voice)
        assert caught.value.fault == expected
        assert await said(voice) == numbers(TEXT)

    at_service(job)


def test_what_came_before_a_break_was_whole_words() -> None:
    async def job(voice: ElevenLabs, server: ElevenLabsServer) -> None:
        server.faults.append(SpeechFault(after=1.3, close=1006))
        audio, place = b"", 0
        with suppress(ProviderError):
            async for part in voice.speak(TEXT, "en", slow=False):
                audio, place = audio + part.audio, part.text_end
        assert [word.number for word in heard(audio)] == numbers(TEXT[:place])
        assert 0 < place < len(TEXT)

    at_service(job)


def test_interruptions_in_quick_order_never_open_too_many_contexts() -> None:
    async def job(voice: ElevenLabs, server: ElevenLabsServer) -> None:
        for _ in range(15):
            async with aclosing(voice.speak(TEXT, "en", slow=False)) as parts:
                async for _part in parts:
                    break
        assert await said(voice) == numbers(TEXT)
        assert sockets(voice)["lost"] == 0

    from simulators.elevenlabs import Profile

    slow = Profile(handshake=(0.0, 0.0), first_byte=(0.0, 0.0), release=(0.3, 0.8))
    at_service(job, profile=slow)


def test_a_lost_socket_comes_back_without_a_caller() -> None:
    async def job(voice: ElevenLabs, server: ElevenLabsServer) -> None:
        assert await said(voice) == numbers(TEXT)
        server.drop()
        await until(lambda: sockets(voice)["lost"] and sockets(voice)["connected"])
        assert await said(voice) == numbers(TEXT)
        assert sockets(voice)["opened"] == 2

    at_service(job)


def test_while_connecting_is_given_a_rest_callers_are_told_at_once() -> None:
    async def job(voice: ElevenLabs, server: ElevenLabsServer) -> None:
        server.faults += [RequestFault(status=503)] * 3
        server.drop()
        with pytest.raises(ProviderError):
            await said(voice)
        began = asyncio.get_running_loop().time()
        with pytest.raises(ProviderError):
            await said(voice)
        assert len(server.requests) <= 3
        assert asyncio.get_running_loop().time() - began < 1.0
        await until(lambda: sockets(voice)["connected"])
        assert await said(voice) == numbers(TEXT)

    async def warmed(voice: ElevenLabs, server: ElevenLabsServer) -> None:
        await said(voice)
        await job(voice, server)

    at_service(warmed)
