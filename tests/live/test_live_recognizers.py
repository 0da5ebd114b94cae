"""Real recognition services hear a spoken sentence, silence and a wrong key as the simulated do.

About ten seconds of audio for each service: less than a cent.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from agent.ports import ProviderError
from agent.settings_sources import load
from agent.stt import openai_realtime, scribe
from agent.stt.live import Options

pytestmark = pytest.mark.live

KEYS = {"openai": "OPENAI_API_KEY", "elevenlabs": "ELEVENLABS_API_KEY"}
SENTENCE = "My furnace stopped working last night."
LIMIT_S = 30.0


async def spoken() -> bytes:
    """The sentence in a voice of this machine, as 8 kHz mu-law."""
    pytest.importorskip("py_nanotts", reason="needs the extra 'offline' for a voice")
    from agent.tts.pico import pico

    voice = pico()
    await voice.start()
    try:
        chunks = [chunk async for chunk in voice.synthesize(SENTENCE, "en", slow=False)]
    finally:
        await voice.close()
    return b"".join(chunks)


@asynccontextmanager
async def ears(name: str, key: str) -> AsyncIterator[Any]:
    settings = load().settings
    speech, llm, eleven = settings.speech, settings.llm, settings.elevenlabs
    how: dict[str, Any] = {
        "api_key": key,
        "languages": ("en", "es"),
        "keywords": speech.stt_keywords,
        "connect": 10.0,
        "sessions": 1,
    }
    one: Any
    if name == "openai":
        how |= {"base_url": llm.openai_base_url, "model": speech.stt_openai_model}
        one = openai_realtime.recognizer(Options(**how))
    else:
        how |= {"base_url": eleven.base_url, "model": speech.stt_elevenlabs_model}
        one = scribe.recognizer(Options(**how))
    await one.start()
    try:
        async with asyncio.timeout(LIMIT_S):
            yield one
    finally:
        await one.close()


@pytest.mark.parametrize("name", KEYS)
def test_a_sentence_is_heard_and_then_silence(
    name: str, environment: Callable[..., list[str]]
) -> None:
    (key,) = environment(KEYS[name])

    async def main() -> None:
        audio = await spoken()
        async with ears(name, key) as one:
            for _ in range(2):
                found = await one.transcribe(audio, "free")
                print(f"{found.engine}: {found.text!r} in {found.decode_ms:.0f} ms")  # noqa: T201
                assert "furnace" in found.text.lower()
            assert (await one.transcribe(b"\xff" * 8000, "free")).text == ""
            await one.probe()

    asyncio.run(main())


@pytest.mark.parametrize("name", KEYS)
def test_a_wrong_key_is_auth(name: str, environment: Callable[..., list[str]]) -> None:
    environment(KEYS[name])

    async def main() -> None:
        async with ears(name, "wrong-key") as one:
            with pytest.raises(ProviderError) as caught:
                await one.transcribe(b"\xff" * 8000, "free")
            assert caught.value.fault == "auth"

    asyncio.run(main())
