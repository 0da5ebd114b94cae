"""The test voice can be read back from a recording."""

import asyncio

from agent.audio import mulaw
from agent.tts.tones import Tones, number, sound
from simulators.speech import tones

TEXT = "Our next opening is Tuesday, between eight and noon."


async def speak(text: str) -> list[bytes]:
    return [chunk async for chunk in Tones().synthesize(text, "en", slow=False)]


def heard(ulaw: bytes) -> list[int]:
    return [one.number for one in tones.heard(ulaw)]


def test_every_word_comes_back_one_chunk_each() -> None:
    chunks = asyncio.run(speak(TEXT))
    assert len(chunks) == len(TEXT.split())
    assert heard(b"".join(chunks)) == [number(word) for word in TEXT.split()]


def test_it_sings_as_simulated_services_do() -> None:
    assert heard(b"".join(asyncio.run(speak(TEXT)))) == tones.numbers(TEXT)


def test_silence_between_words_does_not_matter() -> None:
    quiet = b"\xff" * 4321
    assert heard(quiet + sound(3) + quiet + sound(4) + sound(200) + quiet) == [3, 4, 200]


def test_a_word_cut_in_its_tone_counts_only_when_long_enough() -> None:
    assert heard(sound(5) + sound(6)[:400]) == [5]
    assert heard(sound(5) + sound(6)[:800]) == [5, 6]


def test_nothing_is_heard_in_silence_and_soft_noise() -> None:
    assert heard(b"") == []
    assert heard(b"\xff" * 8000) == []
    assert heard(mulaw.encode(b"\x40\x00\xc0\xff" * 8000)) == []
