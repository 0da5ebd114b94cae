"""Real speech services speak whole texts soon, in both languages, and tell a wrong key.

About 300 characters for each service: two cents at the most.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter

import pytest

from agent import models, voices
from agent.engines import guards_of
from agent.ports import ProviderError, Spoken, Voice
from agent.resilience.spending import Spending
from agent.settings_sources import load
from agent.tts.clips import Clips
from agent.tts.usual import rough_seconds

pytestmark = pytest.mark.live

KEYS = {
    "elevenlabs": ("ELEVENLABS_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "polly": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
}
TEXT = "Thanks for calling. A technician can be there tomorrow, between eight and ten."
Ask = Callable[[Voice], Awaitable[None]]


@pytest.fixture(params=KEYS)
def service(request: pytest.FixtureRequest, environment: Callable[..., list[str]]) -> str:
    """Each service whose keys are there."""
    environment(*KEYS[request.param])
    return str(request.param)


def ask(name: str, folder: Path, question: Ask, **wrong: str) -> None:
    async def main() -> None:
        flags = {"speech.tts_order": [name], "data_dir": folder, **wrong}
        settings = load(flags, directory=folder).settings
        made = voices.build(
            settings, models.Shelf(folder, None), Clips(folder), guards_of(settings), Spending()
        )
        async with AsyncExitStack() as stack:
            for process in made.processes.values():
                await process.start()
                stack.push_async_callback(process.close)
            await question(made.voice)

    asyncio.run(main())


def test_it_speaks_the_whole_text_within_its_deadlines(service: str, tmp_path: Path) -> None:
    async def question(voice: Voice) -> None:
        began, first, audio = perf_counter(), 0.0, b""
        async for chunk in voice.synthesize(TEXT, "en", slow=False):
            first = first or perf_counter() - began
            audio += chunk
        print(f"{service}: first audio after {first * 1000:.0f} ms")  # noqa: T201
        assert 0.5 < len(audio) / 8000 / rough_seconds(TEXT) < 2.0

    ask(service, tmp_path, question)


def test_it_speaks_spanish_and_slowly(service: str, tmp_path: Path) -> None:
    async def question(voice: Voice) -> None:
        for language, slow in (("es", False), ("en", True)):
            text = "¿En qué puedo ayudarle hoy?" if language == "es" else TEXT
            chunks = [one async for one in voice.synthesize(text, language, slow=slow)]  # type: ignore[arg-type]
            assert sum(map(len, chunks)) > 8000

    ask(service, tmp_path, question)


def test_a_wrong_key_is_said_to_be_one(service: str, tmp_path: Path) -> None:
    async def question(voice: Voice) -> None:
        with pytest.raises(ProviderError) as caught:
            async for _ in voice.synthesize(TEXT, "en", slow=False):
                pass
        assert caught.value.fault == "auth"

    settings = {
        "elevenlabs": "elevenlabs.api_key",
        "openai": "llm.openai_api_key",
        "polly": "polly.secret_access_key",
    }
    ask(service, tmp_path, question, **{settings[service]: "wrong"})


def test_places_tell_every_word_where_the_service_tells_any(service: str, tmp_path: Path) -> None:
    if service != "elevenlabs":
        pytest.skip(f"{service} tells no places")

    async def main() -> list[Spoken]:
        from agent.tts.elevenlabs import ElevenLabs, Options

        told = load(directory=tmp_path).settings.elevenlabs
        voice = ElevenLabs(
            Options(
                api_key=told.api_key.get_secret_value(), base_url=told.base_url, voices=told.voices
            )
        )
        try:
            return [part async for part in voice.speak(TEXT, "en", slow=False)]
        finally:
            await voice.close()

    parts = asyncio.run(main())
    assert len(parts) > 1
    assert parts[-1].text_end == len(TEXT)
