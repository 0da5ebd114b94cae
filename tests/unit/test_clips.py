"""The clip store: found again, bounded, and never wrong after damage."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.events import Language
from agent.tts.clips import Cached, Clips, Wording

HELLO = Wording("voice/1", "en", False, "Hello.")


class Counting:
    """A voice that counts how often it speaks."""

    name = "counting/1"

    def __init__(self) -> None:
        self.spoken = 0

    async def synthesize(
        self, text: str, language: Language, *, slow: bool
    ) -> AsyncIterator[bytes]:
        self.spoken += 1
        yield b"a"
        yield text.encode()


def only_file(directory: Path) -> Path:
    (file,) = directory.glob("*/*.ulaw")
    return file


def test_a_clip_is_found_again_by_another_process(tmp_path: Path) -> None:
    Clips(tmp_path).put(HELLO, b"audio")
    assert Clips(tmp_path).get(HELLO) == b"audio"


@pytest.mark.parametrize(
    "other",
    [
        Wording("voice/2", "en", False, "Hello."),
        Wording("voice/1", "es", False, "Hello."),
        Wording("voice/1", "en", True, "Hello."),
        Wording("voice/1", "en", False, "Hello!"),
    ],
)
def test_anything_else_is_another_clip(tmp_path: Path, other: Wording) -> None:
    clips = Clips(tmp_path)
    clips.put(HELLO, b"audio")
    assert clips.get(other) is None


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 40])
def test_a_damaged_file_is_a_miss_and_goes_away(tmp_path: Path, damage: bytes) -> None:
    Clips(tmp_path).put(HELLO, b"audio")
    only_file(tmp_path).write_bytes(damage)
    assert Clips(tmp_path).get(HELLO) is None
    assert not list(tmp_path.glob("*/*.ulaw"))


def test_no_partial_file_is_left(tmp_path: Path) -> None:
    Clips(tmp_path).put(HELLO, b"audio")
    assert [file.suffix for file in tmp_path.glob("*/*")] == [".ulaw"]


def test_the_disk_bound_holds_and_what_was_used_last_stays(tmp_path: Path) -> None:
    clips = Clips(tmp_path, disk_bytes=10_000, memory_bytes=1)
    wordings = [Wording("v", "en", False, str(number)) for number in range(30)]
    for wording in wordings:
        clips.put(wording, bytes(1000))
    stored = sum(file.stat().st_size for file in tmp_path.glob("*/*.ulaw"))
    assert 5_000 < stored <= 10_000
    assert clips.get(wordings[-1]) is not None
    assert clips.get(wordings[0]) is None


def test_memory_is_bounded(tmp_path: Path) -> None:
    clips = Clips(tmp_path, memory_bytes=2500)
    for number in range(9):
        clips.put(Wording("v", "en", False, str(number)), bytes(1000))
    assert clips._held <= 2500


def test_a_directory_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("in the way")
    clips = Clips(blocker / "clips")
    clips.put(HELLO, b"audio")
    assert clips.get(HELLO) == b"audio"


def test_the_second_time_comes_from_the_store(tmp_path: Path) -> None:
    async def twice() -> tuple[list[bytes], list[bytes], int]:
        voice = Counting()
        cached = Cached(voice, Clips(tmp_path))
        first = [chunk async for chunk in cached.synthesize("hi", "en", slow=False)]
        second = [chunk async for chunk in cached.synthesize("hi", "en", slow=False)]
        return first, second, voice.spoken

    assert asyncio.run(twice()) == ([b"a", b"hi"], [b"ahi"], 1)


def test_a_sentence_given_up_half_way_is_not_kept(tmp_path: Path) -> None:
    async def give_up() -> bytes | None:
        clips = Clips(tmp_path)
        chunks = Cached(Counting(), clips).synthesize("hi", "en", slow=False)
        await anext(chunks)
        await chunks.aclose()
        return clips.get(Wording("counting/1", "en", False, "hi"))

    assert asyncio.run(give_up()) is None


def test_warm_makes_only_what_is_missing(tmp_path: Path) -> None:
    async def warm() -> tuple[int, int]:
        cached = Cached(Counting(), Clips(tmp_path))
        return await cached.warm(["one", "two"]), await cached.warm(["two", "three"])

    assert asyncio.run(warm()) == (2, 1)


def test_without_memory_nothing_is_kept(tmp_path: Path) -> None:
    Clips(tmp_path).put(HELLO, b"audio")
    clips = Clips(tmp_path, memory_bytes=0)
    clips.put(Wording("voice/1", "en", False, "Bye."), b"audio")
    assert clips.get(HELLO) is None
    only_file(tmp_path)
