"""What an SDK gets from the simulated service when everything is in order."""

import asyncio
import audioop
import io
import json
from collections.abc import Callable
from time import monotonic
from typing import Any

import av
import pytest
from aiohttp import ClientSession

from simulators.polly import Latency, Plan, PollyServer
from simulators.speech import tones

pytestmark = pytest.mark.integration

Talk = Callable[..., tuple[Any, PollyServer]]
SPEECH = {"OutputFormat": "pcm", "SampleRate": "8000", "VoiceId": "Joanna", "Engine": "neural"}

TEXT = "Our next opening is Tuesday at nine."
SECONDS = 0.24 * len(TEXT.split())


def speak(boto: Any, **more: Any) -> dict[str, Any]:
    answer = boto.synthesize_speech(**{**SPEECH, "Text": TEXT, **more})
    return {**answer, "audio": answer["AudioStream"].read()}


@pytest.mark.parametrize(
    ("form", "rate", "kind"),
    [
        ("pcm", "8000", "audio/pcm"),
        ("pcm", "16000", "audio/pcm"),
        ("mulaw", "8000", "audio/mulaw"),
        ("alaw", "8000", "audio/alaw"),
    ],
)
def test_the_words_that_were_sent_are_in_the_audio(
    talk: Talk, form: str, rate: str, kind: str
) -> None:
    answer, server = talk(lambda boto: speak(boto, OutputFormat=form, SampleRate=rate))
    audio = answer["audio"]
    ulaw = {
        "pcm": lambda: audioop.lin2ulaw(audioop.ratecv(audio, 2, 1, int(rate), 8000, None)[0], 2),
        "mulaw": lambda: audio,
        "alaw": lambda: audioop.lin2ulaw(audioop.alaw2lin(audio, 2), 2),
    }[form]()
    assert [one.number for one in tones.heard(ulaw)] == tones.numbers(TEXT)
    assert len(audio) == round(SECONDS * int(rate)) * (2 if form == "pcm" else 1)
    assert answer["ContentType"] == kind
    assert answer["RequestCharacters"] == len(TEXT)
    assert answer["ResponseMetadata"]["RequestId"]
    assert server.requests[0].attempt == 1


def test_pcm_without_a_rate_is_16_khz(talk: Talk) -> None:
    def ask(boto: Any) -> Any:
        return boto.synthesize_speech(OutputFormat="pcm", Text=TEXT, VoiceId="Joanna")[
            "AudioStream"
        ].read()

    audio, _ = talk(ask)
    assert len(audio) == round(SECONDS * 16000) * 2


@pytest.mark.parametrize(
    ("form", "rate", "kind", "magic"),
    [
        ("mp3", "22050", "audio/mpeg", b"ID3"),
        ("mp3", "24000", "audio/mpeg", b"ID3"),
        ("ogg_opus", "48000", "audio/ogg", b"OggS"),
    ],
)
def test_compressed_formats_are_what_they_say(
    talk: Talk, form: str, rate: str, kind: str, magic: bytes
) -> None:
    answer, _ = talk(lambda boto: speak(boto, OutputFormat=form, SampleRate=rate))
    assert answer["ContentType"] == kind
    assert answer["audio"].startswith(magic)
    with av.open(io.BytesIO(answer["audio"])) as file:
        frames = list(file.decode(audio=0))
    assert {frame.sample_rate for frame in frames} == {int(rate)}
    assert abs(sum(frame.samples for frame in frames) / int(rate) - SECONDS) < 0.15


def test_word_marks_give_times_and_byte_offsets(talk: Talk) -> None:
    text = "Señora Gómez, it's $89."

    def ask(boto: Any) -> Any:
        answer = boto.synthesize_speech(
            OutputFormat="json",
            Text=text,
            VoiceId="Joanna",
            SpeechMarkTypes=["word", "sentence", "viseme"],
        )
        assert answer["ContentType"] == "application/x-json-stream"
        return [json.loads(line) for line in answer["AudioStream"].iter_lines()]

    marks, _ = talk(ask)
    words = [mark for mark in marks if mark["type"] == "word"]
    assert [mark["value"] for mark in words] == ["Señora", "Gómez", "it's", "89"]
    assert [mark["time"] for mark in words] == [0, 240, 480, 720]
    assert all(
        text.encode()[mark["start"] : mark["end"]].decode() == mark["value"] for mark in words
    )
    assert marks[0] == {
        "time": 0,
        "type": "sentence",
        "start": 0,
        "end": len(text.encode()),
        "value": text,
    }
    assert [mark["time"] for mark in marks if mark["type"] == "viseme"] == [0, 240, 480, 720]


def test_ssml_is_read_as_markup_and_its_pauses_are_silent(talk: Talk) -> None:
    text = '<speak>One <break time="300ms"/><mark name="here"/>two &amp; three.</speak>'

    def ask(boto: Any) -> Any:
        plain = speak(boto, Text="One two & three.")
        spoken = speak(boto, Text=text, TextType="ssml")
        marks = boto.synthesize_speech(
            OutputFormat="json",
            Text=text,
            TextType="ssml",
            VoiceId="Joanna",
            SpeechMarkTypes=["ssml", "word"],
        )["AudioStream"].iter_lines()
        return plain, spoken, [json.loads(line) for line in marks]

    (plain, spoken, marks), _ = talk(ask)
    assert len(spoken["audio"]) - len(plain["audio"]) == 0.3 * 8000 * 2
    assert spoken["RequestCharacters"] == len("One two & three.")
    assert [(mark["type"], mark["value"], mark["time"]) for mark in marks] == [
        ("word", "One", 0),
        ("ssml", "here", 540),
        ("word", "two", 540),
        ("word", "three", 1020),
    ]
    here = next(mark for mark in marks if mark["type"] == "ssml")
    assert text[here["start"] : here["end"]] == '<mark name="here"/>'


def test_plain_text_is_spoken_literally(talk: Talk) -> None:
    answer, _ = talk(lambda boto: speak(boto, Text="a <b> & c"))
    assert len(answer["audio"]) == round(4 * 0.24 * 8000) * 2


def test_audio_comes_in_pieces_ahead_of_real_time() -> None:
    async def ask() -> tuple[list[bytes], float]:
        plan = Plan(verify=False, latency=Latency(speed=20.0))
        async with (
            PollyServer(plan) as server,
            ClientSession() as session,
            session.post(f"{server.base_url}/v1/speech", json={**SPEECH, "Text": TEXT}) as answer,
        ):
            began = monotonic()
            pieces = [piece async for piece in answer.content.iter_any()]
            return pieces, monotonic() - began

    pieces, took = asyncio.run(ask())
    assert len(pieces) > 5
    assert len(b"".join(pieces)) == round(SECONDS * 8000) * 2
    assert took >= SECONDS / 20 * 0.9


def test_aiobotocore_reads_the_audio_as_it_comes(talk_async: Any) -> None:
    async def ask(boto: Any) -> bytes:
        answer = await boto.synthesize_speech(**SPEECH, Text=TEXT)
        async with answer["AudioStream"] as stream:
            return b"".join([piece async for piece in stream])

    assert len(talk_async(ask)) == round(SECONDS * 8000) * 2


def test_voices_are_filtered_and_paged(talk: Talk) -> None:
    def ask(boto: Any) -> Any:
        pages = list(boto.get_paginator("describe_voices").paginate(Engine="neural"))
        spanish = boto.describe_voices(LanguageCode="es-US")["Voices"]
        hindi = boto.describe_voices(LanguageCode="hi-IN", IncludeAdditionalLanguageCodes=True)
        return pages, spanish, hindi["Voices"]

    (pages, spanish, hindi), _ = talk(ask, plan=Plan(page=5))
    assert len(pages) > 1
    found = [voice for page in pages for voice in page["Voices"]]
    assert {"Joanna", "Matthew", "Lupe"} <= {voice["Id"] for voice in found}
    assert all("neural" in voice["SupportedEngines"] for voice in found)
    assert len({voice["Id"] for voice in found}) == len(found)
    assert {voice["LanguageName"] for voice in spanish} == {"US Spanish"}
    assert {voice["Id"] for voice in hindi} == {"Aditi", "Kajal"}
