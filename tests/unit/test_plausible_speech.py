"""Audio that can't be its text is found before it is heard; fast and slow speakers pass."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from agent.ports import ProviderError, Spoken
from agent.tts.plausible import checked
from agent.tts.tones import number, sound
from agent.tts.usual import Usual, rough_seconds

TEXT = "the technician will call you about half an hour before he comes"
SOUND = b"".join(sound(number(word)) for word in TEXT.split())
NOISE = b"\x10" * 800


async def let_through(parts: list[Spoken], usual: Usual, text: str = TEXT) -> int:
    async def source() -> AsyncGenerator[Spoken, None]:
        for part in parts:
            yield part

    return sum([len(part.audio) async for part in checked(source(), text, usual)])


def passes(parts: list[Spoken], usual: Usual | None = None, text: str = TEXT) -> bool:
    try:
        asyncio.run(let_through(parts, usual or Usual(), text))
    except ProviderError:
        return False
    return True


@pytest.mark.parametrize("share", [0.5, 0.7, 1.0, 1.5, 2.0])
def test_before_a_voice_is_known_only_what_nobody_says_is_refused(share: float) -> None:
    seconds = rough_seconds(TEXT) * share
    assert passes([Spoken(NOISE[:1] * int(8000 * seconds))])


@pytest.mark.parametrize("seconds", [0.5, 60.0])
def test_far_too_short_and_far_too_long_are_refused(seconds: float) -> None:
    assert not passes([Spoken(NOISE[:1] * int(8000 * seconds))])


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_half_and_double_rates_are_refused_once_the_voice_is_known(factor: float) -> None:
    usual = Usual()
    for _ in range(12):
        assert passes([Spoken(SOUND)], usual)
    wrong = SOUND[::2] if factor < 1 else b"".join(bytes([byte]) * 2 for byte in SOUND)
    assert not passes([Spoken(wrong)], usual)
    assert passes([Spoken(SOUND)], usual)


@pytest.mark.parametrize("text", ["shall I book a", "would you like me to", "before he comes"])
def test_once_a_voice_is_known_half_of_a_phrase_is_refused_too(text: str) -> None:
    usual = Usual()
    words = TEXT.split()
    for n in range(12):
        phrase = words[n % 7 : n % 7 + 2 + n % 4]
        audio = b"".join(sound(number(word)) for word in phrase)
        asyncio.run(let_through([Spoken(audio)], usual, " ".join(phrase)))
    whole = b"".join(sound(number(word)) for word in text.split())
    asyncio.run(let_through([Spoken(whole + b"\xff" * 2400)], usual, text))
    for wrong in (
        whole[: len(whole) // 2],
        whole[::2],
        bytes(whole[n // 2] for n in range(2 * len(whole))),
    ):
        with pytest.raises(ProviderError):
            asyncio.run(let_through([Spoken(wrong)], usual, text))


def known(tail: float) -> Usual:
    """A voice that has spoken phrases of two to six words, with so much silence behind them."""
    usual = Usual()
    words = TEXT.split()
    for n in range(20):
        phrase = words[n % 7 : n % 7 + 2 + n % 5]
        usual.learn(" ".join(phrase), 0.24 * len(phrase) - 0.08, tail)
    return usual


@pytest.mark.parametrize("text", ["before he comes", "call you about half an"])
@pytest.mark.parametrize("missing", [0.06, 0.14, 0.22])
def test_a_last_word_cut_off_in_its_midst_or_before_it_is_refused(
    text: str, missing: float
) -> None:
    whole = b"".join(sound(number(word)) for word in text.split())
    cut = whole[: -round((0.08 + missing) * 8000)]
    assert passes([Spoken(whole)], known(0.08), text)
    assert not passes([Spoken(cut)], known(0.08), text)
    # Who never leaves a silence can't be told by it.
    assert passes([Spoken(whole.rstrip(whole[-1:]))], known(0.0), text)


def test_a_voice_that_told_its_last_word_need_not_be_waited_for() -> None:
    """The silence behind it may come in a message of its own, after the end of the words."""
    text = "before he comes"
    whole = b"".join(sound(number(word)) for word in text.split())
    early, torn = whole[: -round(0.06 * 8000)], whole[: -round(0.14 * 8000)]
    assert passes([Spoken(early, len(text))], known(0.08), text)
    assert not passes([Spoken(early)], known(0.08), text)
    assert not passes([Spoken(torn, len(text))], known(0.08), text)


def test_a_voice_that_begins_to_end_otherwise_is_learned() -> None:
    usual = known(0.08)
    text = TEXT.partition(" about")[0]
    assert usual.breaks_off(text, 1.0, 0.0)
    assert not usual.breaks_off(text, 1.5, 0.0)
    for _ in range(4):
        usual.learn(text, 1.5, 0.0)
    assert not usual.breaks_off(text, 1.0, 0.0)


def test_silence_is_refused() -> None:
    assert not passes([Spoken(b"\xff" * len(SOUND))])
    assert not passes([Spoken(b"\x7f" * len(SOUND), len(TEXT))])


def test_a_voice_that_tells_places_must_reach_the_end() -> None:
    half = len(SOUND) // 2
    assert passes([Spoken(SOUND[:half], 30), Spoken(SOUND[half:], len(TEXT))])
    assert not passes([Spoken(SOUND[:half], 30), Spoken(SOUND[half:])])


def test_too_much_is_refused_as_soon_as_it_came() -> None:
    taken = 0

    async def endless() -> AsyncGenerator[Spoken, None]:
        nonlocal taken
        while True:
            taken += 1
            yield Spoken(NOISE[:1] * 8000)

    async def take() -> None:
        async for _ in checked(endless(), TEXT, Usual()):
            pass

    with pytest.raises(ProviderError):
        asyncio.run(take())
    assert taken < 40
