"""What is special about each recognition service: order and ids, echoes, what is asked of it."""

import asyncio
import audioop
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.ports import ProviderError
from agent.stt import openai_realtime, scribe
from agent.stt.live import Live, Options
from simulators import elevenlabs, openai
from simulators.listening import Listener
from simulators.speech.tones import Tones
from voicectl.bench import stt_failover

pytestmark = pytest.mark.integration
TEXTS = ("my furnace died", "no hot water since monday", "yes please")


async def clip(text: str) -> bytes:
    speech = await Tones().speak(text, 8000)
    return audioop.lin2ulaw(speech.samples.astype("<i2").tobytes(), 2)


def heard_by_openai(
    part: Callable[[Live, openai.OpenAiServer], Awaitable[None]],
    model: str = "gpt-live-transcribe",
    **plan: Any,
) -> None:
    """One session, so that all utterances share it."""

    async def main() -> None:
        chosen = openai.Plan(mishears=0.0, **plan)
        async with openai.OpenAiServer(chosen, listener=Listener(words=TEXTS)) as server:
            ears = openai_realtime.recognizer(
                Options(
                    api_key=chosen.key,
                    base_url=server.base_url,
                    model=model,
                    languages=("en",),
                    connect=2.0,
                    sessions=1,
                )
            )
            await ears.start()
            try:
                async with asyncio.timeout(20):
                    await part(ears, server)
            finally:
                await ears.close()

    asyncio.run(main())


def heard_by_scribe(
    part: Callable[[Live, elevenlabs.ElevenLabsServer], Awaitable[None]],
    **options: Any,
) -> None:
    async def main() -> None:
        quiet = replace(elevenlabs.Plan().scribe, mishears=0.0)
        plan = elevenlabs.Plan(profile=elevenlabs.INSTANT, scribe=quiet)
        async with elevenlabs.ElevenLabsServer(plan, listener=Listener(words=TEXTS)) as server:
            ears = scribe.recognizer(
                Options(
                    api_key=plan.key,
                    base_url=server.base_url,
                    model="scribe_v2_realtime",
                    connect=2.0,
                    sessions=1,
                    **{"languages": ("en", "es"), **options},
                )
            )
            await ears.start()
            try:
                async with asyncio.timeout(20):
                    await part(ears, server)
            finally:
                await ears.close()

    asyncio.run(main())


def test_results_out_of_order_reach_their_own_utterances() -> None:
    async def part(ears: Live, server: openai.OpenAiServer) -> None:
        server.faults.append(openai.Fault(path="/v1/realtime/commit", swap=True, gap=5.0))
        done: list[str] = []

        async def hear(text: str) -> None:
            assert (await ears.transcribe(await clip(text), "free")).text == text
            done.append(text)

        async with asyncio.TaskGroup() as group:
            group.create_task(hear(TEXTS[0]))
            await asyncio.sleep(0.05)
            group.create_task(hear(TEXTS[1]))
        assert done == [TEXTS[1], TEXTS[0]]
        assert ears.health()["opened"] == 1

    heard_by_openai(part)


def test_an_utterance_given_up_costs_no_session_and_shifts_no_words() -> None:
    async def part(ears: Live, server: openai.OpenAiServer) -> None:
        server.faults.append(openai.Fault(path="/v1/realtime/commit", stall=0.3))
        async with asyncio.TaskGroup() as group:
            dropped = group.create_task(ears.transcribe(await clip(TEXTS[0]), "free"))
            await asyncio.sleep(0.1)
            dropped.cancel()
        for text in TEXTS[1:]:
            assert (await ears.transcribe(await clip(text), "free")).text == text
        assert (ears.health()["opened"], ears.health()["ended"]) == (1, 0)

    heard_by_openai(part)


def test_the_session_is_one_of_transcription_without_a_model_in_its_url() -> None:
    async def part(ears: Live, server: openai.OpenAiServer) -> None:
        assert (await ears.transcribe(await clip(TEXTS[0]), "free")).text == TEXTS[0]
        assert server.requests[0].path.endswith("/realtime")

    for model in ("gpt-live-transcribe", "gpt-4o-transcribe", "gpt-realtime-whisper"):
        heard_by_openai(part, model)


def test_a_model_that_does_not_transcribe_is_told_when_it_is_needed() -> None:
    async def part(ears: Live, server: openai.OpenAiServer) -> None:
        with pytest.raises(ProviderError, match="invalid_model"):
            await ears.transcribe(await clip(TEXTS[0]), "free")

    heard_by_openai(part, "gpt-6-luna")


def test_scribe_is_asked_for_mu_law_our_own_commits_and_terms_that_fit() -> None:
    async def part(ears: Live, server: elevenlabs.ElevenLabsServer) -> None:
        assert (await ears.transcribe(await clip(TEXTS[0]), "free")).text == TEXTS[0]
        query, headers = server.requests[0].query, server.requests[0].headers
        assert query["audio_format"] == "ulaw_8000"
        assert query["commit_strategy"] == "manual"
        assert (query["language_code"], query["secondary_languages"]) == ("en", "es")
        assert query["keyterms"] == "furnace"
        assert headers["xi-api-key"] == server.plan.key

    heard_by_scribe(part, keywords=("furnace", "a word that is far too long for it"))


def test_a_transcript_that_comes_twice_is_nobody_elses_words() -> None:
    async def part(ears: Live, server: elevenlabs.ElevenLabsServer) -> None:
        server.faults.extend([elevenlabs.SegmentFault(twice=True)] * 2)
        for text in TEXTS:
            assert (await ears.transcribe(await clip(text), "free")).text == text
        assert (ears.health()["opened"], ears.health()["ended"]) == (1, 0)

    heard_by_scribe(part)


def test_scribe_takes_utterances_longer_than_a_message_may_be() -> None:
    async def part(ears: Live, server: elevenlabs.ElevenLabsServer) -> None:
        audio = b"\xff" * 8000 * 12 + await clip(TEXTS[0])
        assert (await ears.transcribe(audio, "free")).text == TEXTS[0]

    heard_by_scribe(part)


def test_no_fault_loses_or_mixes_up_an_utterance(tmp_path: Path) -> None:
    rows = ["failed event", "transcriber_error", "messages cut in their JSON", "committed twice"]
    settings = {"trials": 1, "local_s": 0.01, "rows": rows}
    found = asyncio.run(stt_failover.measure(tmp_path, 1, settings))
    assert (found["utterances_lost"], found["next_wrong"]) == (0, 0)
    assert set(found["openai"]) | set(found["elevenlabs"]) == set(rows)
    assert found["openai"]["failed event"]["by"] == "local 1"
    assert found["elevenlabs"]["committed twice"]["by"] == "elevenlabs 1"
