"""The simulated service understands the clips that callers play, and what it said itself."""

import audioop
import base64
from collections.abc import Callable
from typing import Any

import pytest
from openai import AsyncOpenAI

from simulators.openai import OpenAiServer, Plan
from simulators.speech.tones import Tones

listening = pytest.importorskip("simulators.listening")

pytestmark = pytest.mark.integration

TEXT = "my furnace died last night and it is freezing"
INPUT: Any = {
    "format": {"type": "audio/pcmu"},
    "transcription": {"model": "gpt-live-transcribe"},
    "turn_detection": None,
}
EARS = Plan(mishears=0.0)


async def clip() -> bytes:
    speech = await Tones().speak(TEXT, 8000)
    return audioop.lin2ulaw(speech.samples.astype("<i2").tobytes(), 2)


def test_a_known_clip_is_transcribed_while_it_streams_in(served: Callable[..., Any]) -> None:
    listener = listening.Listener()

    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        ulaw = await clip()
        listener.add(listening.Clip(TEXT, ulaw))
        async with client.realtime.connect(extra_query={"intent": "transcription"}) as line:
            session: Any = {"type": "transcription", "audio": {"input": INPUT}}
            await line.session.update(session=session)
            for at in range(0, len(ulaw), 160):
                audio = base64.b64encode(ulaw[at : at + 160]).decode()
                await line.input_audio_buffer.append(audio=audio)
            await line.input_audio_buffer.commit()
            async for event in line:
                if event.type == "conversation.item.input_audio_transcription.completed":
                    assert event.transcript == TEXT
                    return

    served(main, EARS, listener=listener)


def test_speech_of_the_service_is_understood_by_it(served: Callable[..., Any]) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        for form in ("wav", "mp3"):
            speech: Any = await client.audio.speech.create(
                model="gpt-4o-mini-tts", voice="marin", input=TEXT, response_format=form
            )
            found = await client.audio.transcriptions.create(
                model="gpt-transcribe", file=(f"speech.{form}", speech.content)
            )
            assert found.text == TEXT

    served(main, EARS, listener=listening.Listener(words=[TEXT]))
