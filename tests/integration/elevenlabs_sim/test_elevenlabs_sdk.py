"""The unmodified official SDK against the simulated service."""

import asyncio
import audioop
import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from simulators.elevenlabs import (
    INSTANT,
    ElevenLabsServer,
    Limits,
    Plan,
    RequestFault,
    Scribe,
    SegmentFault,
    SpeechFault,
)
from simulators.listening import Listener
from simulators.speech import tones

sdk = pytest.importorskip("elevenlabs", reason="the official SDK is not installed")

pytestmark = pytest.mark.integration

VOICE = "JBFqnCBsd6RMkjVDRZzb"
TEXT = "Our next opening is Tuesday, between eight and noon."
QUICK = Plan(profile=INSTANT, scribe=Scribe(mishears=0.0))


def run(scenario: Callable[[ElevenLabsServer], Any], plan: Plan = QUICK, **more: Any) -> Any:
    async def main() -> Any:
        async with ElevenLabsServer(plan, **more) as server:
            return await scenario(server)

    return asyncio.run(main())


def client_of(server: ElevenLabsServer, key: str = "") -> Any:
    return sdk.AsyncElevenLabs(api_key=key or server.plan.key, base_url=server.base_url)


def realtime(server: ElevenLabsServer, words: Iterator[str], key: str = "") -> bytes:
    """All audio of `convert_realtime`, which speaks wss:// unless its base URL is replaced."""
    client = sdk.ElevenLabs(api_key=key or server.plan.key, base_url=server.base_url)
    client.text_to_speech._ws_base_url = server.base_url
    return b"".join(
        client.text_to_speech.convert_realtime(
            VOICE, text=words, model_id="eleven_flash_v2_5", output_format="ulaw_8000"
        )
    )


def test_speech_is_streamed_over_http() -> None:
    async def scenario(server: ElevenLabsServer) -> bytes:
        stream = client_of(server).text_to_speech.stream(
            VOICE, text=TEXT, model_id="eleven_flash_v2_5", output_format="ulaw_8000"
        )
        return b"".join([part async for part in stream])

    assert [one.number for one in tones.heard(run(scenario))] == tones.numbers(TEXT)


def test_whole_speech_comes_from_convert() -> None:
    async def scenario(server: ElevenLabsServer) -> bytes:
        parts = client_of(server).text_to_speech.convert(
            VOICE, text=TEXT, output_format="pcm_16000"
        )
        return b"".join([part async for part in parts])

    assert len(run(scenario)) == 9 * 3840 * 2


def test_speech_over_http_tells_when_each_character_sounds() -> None:
    async def scenario(server: ElevenLabsServer) -> list[Any]:
        stream = client_of(server).text_to_speech.stream_with_timestamps(
            VOICE, text=TEXT, model_id="eleven_flash_v2_5", output_format="ulaw_8000"
        )
        return [part async for part in stream]

    parts = run(scenario)
    audio = b"".join(base64.b64decode(one.audio_base_64) for one in parts)
    assert [one.number for one in tones.heard(audio)] == tones.numbers(TEXT)
    spelled = [one.alignment for one in parts]
    assert "".join(char for one in spelled for char in one.characters) == TEXT
    starts = [at for one in spelled for at in one.character_start_times_seconds]
    assert starts == sorted(starts)
    assert spelled[-1].character_end_times_seconds[-1] == pytest.approx(len(audio) / 8000, abs=0.1)


def test_voices_and_models_are_listed() -> None:
    async def scenario(server: ElevenLabsServer) -> tuple[Any, Any]:
        client = client_of(server)
        return await client.voices.search(), await client.models.list()

    voices, models = run(scenario)
    assert {one.voice_id for one in voices.voices} == set(QUICK.voices)
    assert voices.total_count == len(QUICK.voices)
    flash = next(one for one in models if one.model_id == "eleven_flash_v2_5")
    assert flash.can_do_text_to_speech
    assert "en" in [one.language_id for one in flash.languages]


def test_text_is_spoken_while_it_is_written() -> None:
    async def scenario(server: ElevenLabsServer) -> bytes:
        words = (word + " " for word in TEXT.split())
        return await asyncio.to_thread(realtime, server, words)

    assert [one.number for one in tones.heard(run(scenario))] == tones.numbers(TEXT)


def test_a_quota_in_the_middle_raises_its_close_code() -> None:
    async def scenario(server: ElevenLabsServer) -> None:
        server.faults.append(SpeechFault(error="quota_exceeded", after=0.2))
        await asyncio.to_thread(realtime, server, iter([TEXT]))

    with pytest.raises(sdk.core.api_error.ApiError) as raised:
        run(scenario)
    assert raised.value.status_code == 1008


def test_a_stream_refused_for_too_many_requests_is_not_tried_again() -> None:
    async def scenario(server: ElevenLabsServer) -> tuple[int, Any]:
        server.faults.append(RequestFault(status=429))
        with pytest.raises(sdk.core.api_error.ApiError) as raised:
            async for _ in client_of(server).text_to_speech.stream(VOICE, text=TEXT):
                pass
        return len(server.requests), raised.value

    count, error = run(scenario)
    assert (count, error.status_code) == (1, 429)
    assert error.body["detail"]["code"] == "concurrent_limit_exceeded"


def test_a_list_is_tried_again() -> None:
    async def scenario(server: ElevenLabsServer) -> int:
        server.faults.append(RequestFault(status=503))
        await client_of(server).voices.search()
        return len(server.requests)

    assert run(scenario) == 2


@pytest.mark.parametrize(
    ("plan", "key", "status", "code"),
    [
        (QUICK, "other", 401, "invalid_api_key"),
        (replace(QUICK, voices={}), "", 404, "voice_not_found"),
        (replace(QUICK, models=()), "", 400, "model_not_found"),
        (replace(QUICK, limits=Limits(characters=1)), "", 401, "quota_exceeded"),
    ],
)
def test_refusals_of_a_stream_raise_the_general_error(
    plan: Plan, key: str, status: int, code: str
) -> None:
    async def scenario(server: ElevenLabsServer) -> None:
        async for _ in client_of(server, key).text_to_speech.stream(VOICE, text=TEXT):
            pass

    with pytest.raises(sdk.core.api_error.ApiError) as raised:
        run(scenario, plan)
    assert raised.value.status_code == status
    assert raised.value.body["detail"]["code"] == code


# --- transcription --------------------------------------------------------------------------------


async def transcribed(server: ElevenLabsServer, *, manual: bool) -> list[tuple[str, Any]]:
    """Every event of the SDK's connection while one text is spoken."""
    from elevenlabs.realtime.connection import RealtimeEvents
    from elevenlabs.realtime.scribe import AudioFormat, CommitStrategy, ScribeRealtime

    scribe = ScribeRealtime(api_key=server.plan.key, base_url=server.ws_url)
    connection = await scribe.connect(
        {
            "model_id": "scribe_v2_realtime",
            "audio_format": AudioFormat.ULAW_8000,
            "sample_rate": 8000,
            "commit_strategy": CommitStrategy.MANUAL if manual else CommitStrategy.VAD,
            "vad_silence_threshold_secs": 0.4,
        }
    )
    events: list[tuple[str, Any]] = []
    done = asyncio.Event()
    for event in RealtimeEvents:
        connection.on(event, lambda *data, kind=event.value: events.append((kind, *data)))
    connection.on(RealtimeEvents.COMMITTED_TRANSCRIPT, lambda _: done.set())
    connection.on(RealtimeEvents.ERROR, lambda _: done.set())
    speech = await tones.Tones().speak(TEXT, 8000)
    ulaw = audioop.lin2ulaw(speech.samples.tobytes(), 2) + b"\xff" * (0 if manual else 8000)
    for at in range(0, len(ulaw), 800):
        await connection.send({"audio_base_64": base64.b64encode(ulaw[at : at + 800]).decode()})
        await asyncio.sleep(0.002)
    if manual:
        await connection.commit()
    async with asyncio.timeout(5):
        await done.wait()
    await connection.close()
    return events


@pytest.mark.parametrize("manual", [False, True])
def test_speech_is_transcribed(manual: bool) -> None:
    events = run(lambda server: transcribed(server, manual=manual), listener=Listener(words=[TEXT]))
    kinds = [kind for kind, *_ in events]
    assert "partial_transcript" in kinds
    assert kinds.index("committed_transcript") > kinds.index("partial_transcript")
    said = [data[0]["text"] for kind, *data in events if kind == "committed_transcript"]
    assert said == [TEXT]


def test_an_error_of_the_transcriber_reaches_the_handlers() -> None:
    async def scenario(server: ElevenLabsServer) -> list[tuple[str, Any]]:
        server.faults.append(SegmentFault(error="transcriber_error"))
        return await transcribed(server, manual=True)

    kinds = [kind for kind, *_ in run(scenario, listener=Listener(words=[TEXT]))]
    assert {"transcriber_error", "error"} <= set(kinds)
