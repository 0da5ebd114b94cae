"""What every `agent.ports.Recognizer` keeps to, and what every service's adapter does."""

import asyncio
import string
from collections.abc import Callable
from typing import Any

import pytest

from agent.ports import ProviderError, Transcript
from agent.resilience.deadlines import Deadlines
from agent.tongue import Tongue

pytestmark = pytest.mark.integration

Play = Callable[..., None]
SILENCE = b"\xff" * 16000
QUICK = Deadlines(connect=1.0, first=0.3, between=0.3, total=0.3, spoken=0.3)


def plain(text: str) -> str:
    return text.lower().translate(str.maketrans("", "", string.punctuation)).strip()


async def fault(one: Any, ulaw: bytes) -> str:
    with pytest.raises(ProviderError) as caught:
        await one.recognizer.transcribe(ulaw, "free")
    return caught.value.fault


async def hear(one: Any, text: str) -> Transcript:
    found: Transcript = await one.recognizer.transcribe(one.clips[text], "free")
    assert plain(found.text) == text
    return found


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110  # what is waited for has no event
        await asyncio.sleep(0.01)


# --- every recogniser -----------------------------------------------------------------------------


def test_known_words_are_heard_and_the_engine_is_named(recogniser: Play) -> None:
    async def part(one: Any) -> None:
        for text in one.clips:
            found = await hear(one, text)
            assert found.engine == one.engine
            assert 0.0 < found.confidence <= 1.0
            assert found.decode_ms > 0

    recogniser(part)


def test_silence_has_no_words(recogniser: Play) -> None:
    async def part(one: Any) -> None:
        assert (await one.recognizer.transcribe(SILENCE, "free")).text == ""

    recogniser(part)


@pytest.mark.parametrize("length", [0, 1, 400])
def test_an_utterance_of_next_to_nothing_is_silence(recogniser: Play, length: int) -> None:
    async def part(one: Any) -> None:
        assert (await one.recognizer.transcribe(b"\xff" * length, "free")).text == ""
        await hear(one, next(iter(one.clips)))

    recogniser(part)


def test_two_at_once_get_their_own_words(recogniser: Play) -> None:
    async def part(one: Any) -> None:
        async with asyncio.TaskGroup() as group:
            for text in [*one.clips] * 2:
                group.create_task(hear(one, text))

    recogniser(part)


def test_an_utterance_that_is_given_up_leaves_nothing_behind(recogniser: Play) -> None:
    async def part(one: Any) -> None:
        first, second = one.clips
        for delay in (0.0, 0.001, 0.02):
            async with asyncio.TaskGroup() as group:
                task = group.create_task(one.recognizer.transcribe(one.clips[first], "free"))
                await asyncio.sleep(delay)
                task.cancel()
            await hear(one, second)

    recogniser(part)


def test_the_belief_about_a_language_is_not_lost(recogniser: Play) -> None:
    async def part(one: Any) -> None:
        for tongue in (None, Tongue("en", -8.0)):
            found = await one.recognizer.transcribe(SILENCE, "name", tongue=tongue)
            assert found.tongue == tongue

    recogniser(part)


# --- every service --------------------------------------------------------------------------------


def test_a_wrong_key_is_auth_and_rests_the_service_at_once(service: Play) -> None:
    async def part(one: Any) -> None:
        clip = next(iter(one.clips.values()))
        assert await fault(one, clip) == "auth"
        (guard,) = one.guards
        assert not guard.circuit.closed

    service(part, key="wrong")


def test_a_dead_server_is_broken(service: Play) -> None:
    async def part(one: Any) -> None:
        assert await fault(one, next(iter(one.clips.values()))) == "broken"

    service(part, url="http://127.0.0.1:9/v1")


def test_a_service_that_hangs_is_slow_and_its_session_is_not_used_for_ever(
    service: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def part(one: Any) -> None:
        await until(lambda: one.adapter.health()["sessions"] >= 1)
        stall(one.server)
        text, clip = next(iter(one.clips.items()))
        assert await fault(one, clip) == "slow"
        await asyncio.sleep(0.1)
        await hear(one, text)
        await until(lambda: one.adapter.health()["opened"] >= 2)
        await hear(one, text)

    monkeypatch.setattr("agent.stt.live.HUNG_S", 0.35)
    service(part, deadlines=QUICK, sessions=1)


def test_sessions_that_end_are_opened_again_and_words_are_heard(service: Play) -> None:
    async def part(one: Any) -> None:
        text = next(iter(one.clips))
        await hear(one, text)
        await drop(one.server)
        await until(lambda: one.adapter.health()["ended"] >= 1)
        await hear(one, text)

    service(part)


def test_an_utterance_whose_session_ends_is_broken_at_once(service: Play) -> None:
    async def part(one: Any) -> None:
        await until(lambda: one.adapter.health()["sessions"] == 2)
        stall(one.server)
        async with asyncio.TaskGroup() as group:
            failing = group.create_task(fault(one, next(iter(one.clips.values()))))
            await asyncio.sleep(0.1)
            await drop(one.server)
        assert failing.result() == "broken"

    service(part, sessions=2)


def test_sessions_are_replaced_before_they_get_old(service: Play) -> None:
    async def part(one: Any) -> None:
        text = next(iter(one.clips))
        for _ in range(8):
            await hear(one, text)
            await asyncio.sleep(0.1)
        health = one.adapter.health()
        assert health["opened"] >= 3
        assert health["ended"] == 0

    service(part, age=0.3, sessions=1)


def test_a_probe_opens_a_session_however_long_the_pause_was_to_be(service: Play) -> None:
    async def part(one: Any) -> None:
        text, clip = next(iter(one.clips.items()))
        refuse(one.server)
        await drop(one.server)
        await until(lambda: bool(one.adapter.health()["fault"]))
        assert await fault(one, clip) in ("broken", "auth")
        one.server.faults.clear()
        await one.adapter.probe()
        await hear(one, text)

    service(part, sessions=1)


def stall(server: Any) -> None:
    """The next utterance gets no answer for long."""
    from simulators import elevenlabs, openai

    if isinstance(server, openai.OpenAiServer):
        server.faults.append(openai.Fault(path="/v1/realtime/commit", stall=30.0))
    else:
        server.faults.append(elevenlabs.SegmentFault(stall=30.0))


def refuse(server: Any) -> None:
    """The next twenty handshakes fail."""
    from simulators import elevenlabs, openai

    if isinstance(server, openai.OpenAiServer):
        server.faults += [openai.Fault(path="/v1/realtime", status=503)] * 20
    else:
        server.faults.extend([elevenlabs.RequestFault(path="/speech-to-text", status=503)] * 20)


async def drop(server: Any) -> None:
    """All sockets end."""
    dropped = server.drop()
    if dropped is not None:
        await dropped
