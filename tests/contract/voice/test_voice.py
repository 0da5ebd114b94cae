"""What `agent.ports.Voice` promises, asked of every voice alike."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from agent.ports import ProviderError, TimedVoice, Voice

pytestmark = pytest.mark.integration

T = TypeVar("T")
TEXT = "Thanks for calling! A technician can be there tomorrow, between 8 and 10 in the morning."
LONG = " ".join(f"{TEXT} That is part {n} of it." for n in range(8))

Subject = Any
"""The conftest's."""


async def audio_of(voice: Voice, text: str, *, slow: bool = False, language: str = "en") -> bytes:
    chunks = [chunk async for chunk in voice.synthesize(text, language, slow=slow)]  # type: ignore[arg-type]
    assert all(chunks)
    return b"".join(chunks)


def ours() -> int:
    """Tasks of the agent's own code that are alive, but for those of lasting sockets."""
    files = [one.get_coro().cr_code.co_filename for one in asyncio.all_tasks()]  # type: ignore[union-attr]
    return sum("/agent/" in file and not file.endswith("_lines.py") for file in files)


def with_voice(subject: Subject, folder: Path, ask: Callable[[Any], Awaitable[T]]) -> T:
    async def main() -> T:
        async with subject.open(folder) as voice:
            return await ask(voice)

    return asyncio.run(main())


@pytest.mark.parametrize("text", ["Hello.", TEXT, LONG], ids=["short", "usual", "long"])
def test_the_whole_text_is_spoken(subject: Subject, text: str, tmp_path: Path) -> None:
    subject.said(with_voice(subject, tmp_path, lambda voice: audio_of(voice, text)), text)


@pytest.mark.parametrize("text", ["", "   ", "..."])
def test_no_words_give_no_sound_and_no_error(subject: Subject, text: str, tmp_path: Path) -> None:
    audio = with_voice(subject, tmp_path, lambda voice: audio_of(voice, text))
    if audio:
        subject.said(audio, text)


def test_signs_of_mark_up_are_nothing_special(subject: Subject, tmp_path: Path) -> None:
    text = 'Smith & Sons say "5 < 6" and <speak>'
    subject.said(with_voice(subject, tmp_path, lambda voice: audio_of(voice, text)), text)


def test_another_language_and_slow_speech_are_spoken(subject: Subject, tmp_path: Path) -> None:
    async def ask(voice: Voice) -> None:
        assert await audio_of(voice, TEXT, slow=True)
        spanish = audio_of(voice, "Buenos días, señora.", language="es")
        if "es" in subject.languages:
            assert await spanish
        else:
            with pytest.raises(ProviderError, match="does not speak 'es'"):
                await spanish

    with_voice(subject, tmp_path, ask)


def test_many_at_once_do_not_mix(subject: Subject, tmp_path: Path) -> None:
    texts = [f"Number {n} says {'so ' * n} good bye" for n in range(12)]

    async def ask(voice: Voice) -> list[bytes]:
        return await asyncio.gather(*(audio_of(voice, text) for text in texts))

    for audio, text in zip(with_voice(subject, tmp_path, ask), texts, strict=True):
        subject.said(audio, text)


def test_leaving_early_leaves_nothing_behind_and_the_voice_fit(
    subject: Subject, tmp_path: Path
) -> None:
    async def ask(voice: Voice) -> bytes:
        for _ in range(8):
            stream: Any = voice.synthesize(LONG, "en", slow=False)
            async with aclosing(stream):
                assert await anext(stream)
        await asyncio.sleep(0.3)
        assert ours() == 0
        return await audio_of(voice, TEXT)

    subject.said(with_voice(subject, tmp_path, ask), TEXT)


def test_a_cancelled_task_leaves_the_voice_fit(subject: Subject, tmp_path: Path) -> None:
    async def ask(voice: Voice) -> bytes:
        for wait in (0.0, 0.001, 0.01, 0.05):
            task = asyncio.get_running_loop().create_task(audio_of(voice, LONG))
            await asyncio.sleep(wait)
            task.cancel()
            await asyncio.wait({task})
        return await audio_of(voice, TEXT)

    subject.said(with_voice(subject, tmp_path, ask), TEXT)


def test_places_in_the_text_rise_to_its_end(subject: Subject, tmp_path: Path) -> None:
    async def ask(voice: Voice) -> None:
        if not isinstance(voice, TimedVoice):
            pytest.skip("tells no places")
        place, audio = 0, b""
        async for part in voice.speak(TEXT, "en", slow=False):
            audio += part.audio
            if part.text_end:
                assert part.text_end > place
                place = part.text_end
                subject.said(audio, TEXT[:place])
        assert place in (0, len(TEXT))

    with_voice(subject, tmp_path, ask)


def test_a_wrong_key_is_said_to_be_one(service: Any) -> None:
    async def main() -> None:
        async with service.simulated() as url:
            voice = service.adapter(url, "wrong")
            with pytest.raises(ProviderError) as caught:
                await audio_of(voice, TEXT)
            await voice.close()
            assert caught.value.fault == "auth"
            assert "wrong" not in str(caught.value)

    asyncio.run(main())


def test_a_service_that_is_not_there_is_broken(service: Any) -> None:
    async def main() -> None:
        voice = service.adapter(service.nowhere)
        with pytest.raises(ProviderError) as caught:
            await audio_of(voice, TEXT)
        await voice.close()
        assert caught.value.fault == "broken"

    asyncio.run(main())


def test_a_probe_tells_a_well_service_from_a_dead_one(service: Any) -> None:
    async def main() -> None:
        async with service.simulated() as url:
            voice = service.adapter(url)
            await voice.probe()
            await voice.close()
        dead = service.adapter(service.nowhere)
        with pytest.raises(ProviderError):
            await dead.probe()
        await dead.close()

    asyncio.run(main())


def test_a_key_is_not_shown(service: Any) -> None:
    voice = service.adapter(service.nowhere, "hidden-key")
    assert "hidden" not in f"{voice.name} {voice.health()} {vars(voice)}"
