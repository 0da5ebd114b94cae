"""Speech and transcription of files through the SDK."""

import audioop
import base64
import io
import json
import wave
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2
import numpy as np
import openai
import pytest
from openai import AsyncOpenAI

from simulators.openai import Fault, OpenAiServer, Plan, Profile
from simulators.openai.codec import decoded
from simulators.speech import tones

pytestmark = pytest.mark.integration

Served = Callable[..., Any]

TEXT = "we can come on Tuesday between eight and twelve"
MODEL = "gpt-4o-mini-tts"
SECONDS = 9 * 0.24
HEARING = Plan(mishears=0.0)


@dataclass(frozen=True)
class Words:
    text: str


class Ears:
    """Hears how long the audio is, to a tenth of a second."""

    def hear(self, ulaw: bytes, /) -> Words:
        return Words(f"{len(ulaw) / 8000:.1f} seconds of sound")


async def spoken(client: AsyncOpenAI, **how: Any) -> list[bytes]:
    """The chunks of speech as they came."""
    asked: dict[str, Any] = {"model": MODEL, "voice": "marin", "input": TEXT} | how
    async with client.audio.speech.with_streaming_response.create(**asked) as answer:
        assert answer.headers["content-type"].startswith(("audio/", "text/event-stream"))
        return [piece async for piece in answer.iter_bytes()]


def heard(pcm: bytes, rate: int = 24_000) -> list[int]:
    narrow, _ = audioop.ratecv(pcm, 2, 1, rate, 8000, None)
    return [one.number for one in tones.heard(audioop.lin2ulaw(narrow, 2))]


def wav(seconds: float) -> bytes:
    sink = io.BytesIO()
    with wave.open(sink, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(b"\x10\x01" * round(16000 * seconds))
    return sink.getvalue()


def test_pcm_is_24_khz_and_says_the_text(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        pcm = b"".join(await spoken(client, response_format="pcm"))
        assert len(pcm) == round(SECONDS * 24_000) * 2
        assert heard(pcm) == tones.numbers(TEXT)

    served(main)


def test_wav_has_a_head_that_does_not_know_its_length(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        data = b"".join(await spoken(client, response_format="wav"))
        assert data[:8] == b"RIFF\xff\xff\xff\xff"
        assert int.from_bytes(data[24:28], "little") == 24_000
        assert heard(data[44:]) == tones.numbers(TEXT)

    served(main)


@pytest.mark.parametrize("form", ["mp3", "opus", "flac", "aac"])
def test_compressed_speech_can_be_decoded_and_understood(served: Served, form: str) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        ulaw = decoded(b"".join(await spoken(client, response_format=form)))
        assert len(ulaw) / 8000 == pytest.approx(SECONDS, abs=0.2)
        assert [one.number for one in tones.heard(ulaw)] == tones.numbers(TEXT)

    served(main)


def test_mp3_is_what_comes_unasked(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        speech = await client.audio.speech.create(model=MODEL, voice="nova", input="hello")
        assert speech.response.headers["content-type"] == "audio/mpeg"
        assert decoded(speech.content)

    served(main)


def test_speech_comes_in_events_if_asked(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        lines = b"".join(await spoken(client, response_format="pcm", stream_format="sse"))
        events = [json.loads(line[6:]) for line in lines.split(b"\n\n") if line]
        assert {one["type"] for one in events[:-1]} == {"speech.audio.delta"}
        pcm = b"".join(base64.b64decode(one["audio"]) for one in events[:-1])
        assert heard(pcm) == tones.numbers(TEXT)
        assert events[-1]["type"] == "speech.audio.done"
        assert events[-1]["usage"]["output_tokens"] > 0

    served(main)


def test_chunks_may_tear_samples(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        server.faults.append(Fault(path="/speech", chunk=1001, middle="pause", gap=0.05))
        chunks = await spoken(client, response_format="pcm")
        assert any(len(one) % 2 for one in chunks)
        assert heard(b"".join(chunks)) == tones.numbers(TEXT)

    served(main)


def test_speech_is_made_faster_than_it_sounds_but_not_at_once(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        before = server.now
        chunks = await spoken(client, response_format="pcm")
        assert server.now - before >= 0.1 + SECONDS / 10 * 0.9
        assert len(chunks) > 10

    served(main, Plan(profile=Profile(first_audio=0.1, audio_speed=10)))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(middle="reset"), httpx2.NetworkError),
        (Fault(middle="stall"), httpx2.ReadTimeout),
    ],
)
def test_speech_lost_in_the_middle_is_an_error_of_the_http_library(
    served: Served, fault: Fault, error: type[Exception]
) -> None:
    """The SDK does not put it into a class of its own, as it does for streamed words."""

    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        server.faults.append(fault)
        with pytest.raises(error):
            await spoken(client, response_format="pcm")

    served(main, timeout=httpx2.Timeout(5.0, read=0.4))


def test_speech_that_ends_early_is_only_shorter(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        server.faults.append(Fault(middle="end", after=2))
        pcm = b"".join(await spoken(client, response_format="pcm"))
        assert len(pcm) == 2 * 4096

    served(main)


@pytest.mark.parametrize(("speed", "length"), [(2.0, 0.5), (0.5, 2.0)])
def test_speed_changes_the_length(served: Served, speed: float, length: float) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        pcm = b"".join(await spoken(client, response_format="pcm", speed=speed))
        assert len(pcm) / 48_000 == pytest.approx(SECONDS * length, abs=0.01)
        assert np.abs(np.frombuffer(pcm, "<i2")).max() > 1000

    served(main)


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"input": ""}, "input"),
        ({"input": "x" * 4097}, "input"),
        ({"voice": "nobody"}, "voice"),
        ({"response_format": "ogg"}, "response_format"),
        ({"speed": 5.0}, "speed"),
        ({"model": "tts-1", "stream_format": "sse"}, "stream_format"),
    ],
)
def test_speech_that_cannot_be_is_refused(
    served: Served, change: dict[str, Any], param: str
) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.BadRequestError) as caught:
            await spoken(client, **change)
        assert caught.value.param == param

    served(main)


# --- transcription ------------------------------------------------------------------------------


def transcribed(served: Served, name: str, data: bytes, **how: Any) -> Any:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> Any:
        asked: dict[str, Any] = {"model": "gpt-transcribe", "file": (name, data)} | how
        found = await client.audio.transcriptions.create(**asked)
        if how.get("stream"):
            return [event async for event in found]
        return found, server.requests[-1].body

    return served(main, HEARING, listener=Ears())


def test_a_file_becomes_text(served: Served) -> None:
    found, sent = transcribed(served, "call.wav", wav(1.5), keywords=["furnace", "boiler"])
    assert found.text == "1.5 seconds of sound"
    assert found.usage.type == "tokens"
    assert found.languages[0].code == "en"
    assert sent["file"] == {"name": "call.wav", "size": len(wav(1.5))}
    assert sent["keywords"] == ["furnace", "boiler"]


def test_mp3_is_understood_as_well(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        data = b"".join(await spoken(client, response_format="mp3"))
        found = await client.audio.transcriptions.create(
            model="gpt-transcribe", file=("speech.mp3", data)
        )
        assert found.text.endswith("seconds of sound")

    served(main, HEARING, listener=Ears())


def test_a_transcript_streams_words_and_then_all_of_it(served: Served) -> None:
    events = transcribed(served, "call.wav", wav(1.0), stream=True)
    assert [one.type for one in events[:-1]] == ["transcript.text.delta"] * (len(events) - 1)
    assert "".join(one.delta for one in events[:-1]) == events[-1].text == "1.0 seconds of sound"


def test_whisper_tells_seconds_and_segments(served: Served) -> None:
    how = {"model": "whisper-1", "response_format": "verbose_json"}
    found, _ = transcribed(served, "call.wav", wav(2.0), **how)
    assert (found.duration, found.usage.type) == (2.0, "duration")
    assert found.segments[0].text == found.text


@pytest.mark.parametrize("form", ["text", "srt", "vtt"])
def test_plain_forms(served: Served, form: str) -> None:
    found, _ = transcribed(served, "call.wav", wav(1.0), model="whisper-1", response_format=form)
    assert "1.0 seconds of sound" in found


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("call.ulaw", wav(1.0), 400),
        ("call.wav", b"RIFFnothing", 400),
        ("call.mp3", b"no sound at all", 400),
        ("call.wav", wav(0.05), 400),
        ("call.wav", bytes(25 * 1024 * 1024 + 1), 413),
    ],
)
def test_files_that_cannot_be_are_refused(
    served: Served, name: str, data: bytes, status: int
) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        transcribed(served, name, data)
    assert caught.value.status_code == status
    assert caught.value.type == "invalid_request_error"


def test_the_newest_models_give_json_alone(served: Served) -> None:
    with pytest.raises(openai.BadRequestError):
        transcribed(served, "call.wav", wav(1.0), model="gpt-4o-transcribe", response_format="srt")
