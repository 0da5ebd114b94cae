"""Pipecat's services, one by one, against the simulated providers."""

from typing import Any

import aiohttp
import pytest
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSSpeakFrame,
    TTSTextFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.elevenlabs.tts import ElevenLabsHttpTTSService, ElevenLabsTTSService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.openai.responses.llm import OpenAIResponsesHttpLLMService
from pipecat.services.openai.stt import OpenAIRealtimeSTTService, OpenAISTTService
from pipecat.services.openai.tts import OpenAITTSService
from pipecat.tests.utils import SleepFrame

from simulators.speech.tones import numbers
from tests.clients.pipecat.frames import Environment, Run, audio_of, texts_of, words_of

GEORGE = "JBFqnCBsd6RMkjVDRZzb"
TEXT = "Thanks for calling. A technician can be there tomorrow, between eight and ten."
OTHERWISE = "I'm sorry, could you say that in other words?"


def openai(env: Environment) -> dict[str, str]:
    return {"api_key": env["OPENAI_API_KEY"], "base_url": env["OPENAI_BASE_URL"]}


def sockets(url: str) -> str:
    return "ws" + url.removeprefix("http")


@pytest.mark.parametrize("service", [OpenAILLMService, OpenAIResponsesHttpLLMService])
def test_an_answer_is_streamed(env: Environment, run: Run, service: Any) -> None:
    context = LLMContext(messages=[{"role": "user", "content": "Do you fix pianos?"}])
    frames = run(
        lambda _: service(**openai(env), settings=service.Settings(model="gpt-4.1")),
        [LLMContextFrame(context)],
    )
    pieces = texts_of(frames, LLMTextFrame)
    assert "".join(pieces) == OTHERWISE
    assert len(pieces) > 5
    assert any(isinstance(one, LLMFullResponseEndFrame) for one in frames)


def test_openai_speaks_every_word(env: Environment, run: Run) -> None:
    settings = OpenAITTSService.Settings(voice="marin", instructions="Be brisk.")
    frames = run(
        lambda _: OpenAITTSService(**openai(env), sample_rate=24_000, settings=settings),
        [TTSSpeakFrame(TEXT)],
    )
    assert words_of(audio_of(frames)) == numbers(TEXT)


@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
def test_elevenlabs_speaks_every_word_by_its_socket_and_tells_them(
    env: Environment, run: Run, rate: int
) -> None:
    def make(_: aiohttp.ClientSession) -> ElevenLabsTTSService:
        return ElevenLabsTTSService(
            api_key=env["ELEVENLABS_API_KEY"],
            url=sockets(env["ELEVENLABS_BASE_URL"]),
            sample_rate=rate,
            settings=ElevenLabsTTSService.Settings(voice=GEORGE, stability=0.5, speed=1.0),
        )

    frames = run(make, [TTSSpeakFrame(TEXT)])
    assert words_of(audio_of(frames)) == numbers(TEXT)
    assert texts_of(frames, TTSTextFrame) == TEXT.split()


def test_elevenlabs_speaks_turn_after_turn_on_one_socket(env: Environment, run: Run) -> None:
    """Seven turns, one context each: more than a socket may hold open at a time."""

    def make(_: aiohttp.ClientSession) -> ElevenLabsTTSService:
        return ElevenLabsTTSService(
            api_key=env["ELEVENLABS_API_KEY"],
            url=sockets(env["ELEVENLABS_BASE_URL"]),
            sample_rate=8000,
            settings=ElevenLabsTTSService.Settings(voice=GEORGE),
        )

    texts = [f"This is turn {n}." for n in range(7)]
    frames = run(make, [TTSSpeakFrame(text) for text in texts])
    assert words_of(audio_of(frames)) == numbers(" ".join(texts))


def test_elevenlabs_speaks_every_word_over_http_and_tells_them(env: Environment, run: Run) -> None:
    def make(session: aiohttp.ClientSession) -> ElevenLabsHttpTTSService:
        return ElevenLabsHttpTTSService(
            api_key=env["ELEVENLABS_API_KEY"],
            base_url=env["ELEVENLABS_BASE_URL"],
            aiohttp_session=session,
            sample_rate=16_000,
            settings=ElevenLabsHttpTTSService.Settings(voice=GEORGE),
        )

    frames = run(make, [TTSSpeakFrame(TEXT)])
    assert words_of(audio_of(frames)) == numbers(TEXT)
    assert texts_of(frames, TTSTextFrame) == TEXT.split()


@pytest.fixture
def utterance(env: Environment, run: Run) -> list[Frame]:
    """A caller's turn: what the simulated voice said, between the marks of a VAD."""
    frames = run(
        lambda _: OpenAITTSService(
            **openai(env), sample_rate=24_000, settings=OpenAITTSService.Settings(voice="marin")
        ),
        [TTSSpeakFrame(TEXT)],
    )
    pcm = audio_of(frames) + bytes(8000)
    audio = [InputAudioRawFrame(pcm[at : at + 320], 8000, 1) for at in range(0, len(pcm), 320)]
    # Marks are system frames and overtake audio that is still queued.
    return [
        SleepFrame(0.5),
        VADUserStartedSpeakingFrame(),
        *audio,
        SleepFrame(0.5),
        VADUserStoppedSpeakingFrame(),
        SleepFrame(1.5),
    ]


def test_openai_hears_a_segment(env: Environment, run: Run, utterance: list[Frame]) -> None:
    frames = run(lambda _: OpenAISTTService(**openai(env)), utterance)
    assert texts_of(frames, TranscriptionFrame) == [TEXT]


def test_openai_hears_in_realtime(env: Environment, run: Run, utterance: list[Frame]) -> None:
    def make(_: aiohttp.ClientSession) -> OpenAIRealtimeSTTService:
        address = f"{sockets(env['OPENAI_BASE_URL'])}/realtime"
        return OpenAIRealtimeSTTService(api_key=env["OPENAI_API_KEY"], base_url=address)

    frames = run(make, utterance)
    assert texts_of(frames, TranscriptionFrame) == [TEXT]
    assert "".join(texts_of(frames, InterimTranscriptionFrame)) == TEXT
