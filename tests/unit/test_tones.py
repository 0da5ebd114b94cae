"""The test voice can be read back from a recording."""

import asyncio

from agent.audio import mulaw
from agent.tts.tones import Tones, decode, word


async def speak(text: str) -> list[bytes]:
    return [chunk async for chunk in Tones().synthesize(text, "en", slow=False)]


def test_every_word_number_comes_back() -> None:
    chunks = asyncio.run(speak("word " * 256))
    assert len(chunks) == 256
    assert decode(b"".join(chunks)) == list(range(256))


def test_silence_between_words_does_not_matter() -> None:
    quiet = b"\xff" * 4321
    assert decode(quiet + word(3) + quiet + word(4) + word(200) + quiet) == [3, 4, 200]


def test_a_word_cut_in_its_tone_counts_only_when_long_enough() -> None:
    assert decode(word(5) + word(6)[:400]) == [5]
    assert decode(word(5) + word(6)[:800]) == [5, 6]


def test_nothing_is_heard_in_silence_and_soft_noise() -> None:
    assert decode(b"") == []
    assert decode(b"\xff" * 8000) == []
    assert decode(mulaw.encode(b"\x40\x00\xc0\xff" * 8000)) == []
