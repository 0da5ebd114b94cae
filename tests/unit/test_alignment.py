"""Audio is let out word by word, by the characters that came with it, and never too early."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.ports import ProviderError, Spoken
from agent.tts.alignment import Timed, WholeWords, read

TEXT = "I can be there at 8, OK?"
LETTER = 80
"""Bytes a character sounds: 10 ms."""


def message(text: str, begin: int, end: int) -> tuple[bytes, Timed]:
    """Audio of the characters in `text[begin:end]`, and those that begin in it."""
    chars = [(char, 10.0 * (n + 1)) for n, char in enumerate(text[begin:end])]
    return bytes([65]) * (LETTER * (end - begin)), chars


def told(text: str, cuts: list[int]) -> tuple[WholeWords, list[Spoken]]:
    words, found = WholeWords(text), []
    borders = sorted({0, len(text), *(cut % len(text) for cut in cuts)})
    for begin, end in pairwise(borders):
        part = words.push(*message(text, begin, end))
        if part is not None:
            found.append(part)
    return words, found


@given(st.lists(st.integers(0, 100), max_size=8))
def test_wherever_messages_end_only_whole_words_are_let_out(cuts: list[int]) -> None:
    words, found = told(TEXT, cuts)
    assert words.complete
    assert [part.text_end for part in found] == sorted({part.text_end for part in found})
    for part, length in zip(found, accumulate(len(one.audio) for one in found), strict=True):
        end = part.text_end
        assert end == len(TEXT) or TEXT[end].isspace()
        assert not TEXT[end - 1].isspace()
        assert length == LETTER * end
    assert found[-1].text_end == len(TEXT)


def test_a_word_waits_for_its_audio() -> None:
    words = WholeWords("Hello there")
    _, chars = message("Hello there", 0, 6)
    assert words.push(b"A" * 200, chars) is None
    assert words.push(b"A" * 200, []) == Spoken(b"A" * 400, 5)


def test_a_last_word_is_not_cut_where_a_message_ends_inside_it() -> None:
    words = WholeWords("call 83.")
    assert words.push(*message("call 83.", 0, 7)) == Spoken(b"A" * LETTER * 4, 4)
    assert words.nearly
    assert not words.complete
    assert words.push(*message("call 83.", 7, 8)) == Spoken(b"A" * LETTER * 4, 8)
    assert words.complete


def test_the_last_sound_of_a_word_may_come_with_the_next_message() -> None:
    words = WholeWords("hello")
    _, chars = message("hello", 0, 5)
    assert words.push(b"A" * (LETTER * 5 - 40), chars) is None
    assert words.nearly
    assert words.push(b"A" * 40, []) == Spoken(b"A" * LETTER * 5, 5)


def test_signs_that_never_come_are_not_missed_at_the_end() -> None:
    words = WholeWords("Well ...")
    assert words.push(*message("Well ...", 0, 4)) == Spoken(b"A" * LETTER * 4, 4)
    assert words.nearly
    words.push(b"B" * 80, [])
    assert words.end() == Spoken(b"B" * 80, 8)


def test_words_read_out_otherwise_are_held_to_the_end() -> None:
    words = WholeWords("$5 please")
    assert words.push(*message("five dollars please", 0, 19)) is None
    assert not words.trusted
    assert words.push(b"B" * 80, []) is None
    assert words.end() == Spoken(b"A" * 80 * 19 + b"B" * 80, 9)


def test_without_any_characters_all_is_held_to_the_end() -> None:
    words = WholeWords("Hello there")
    assert words.push(b"A" * 800, None) is None
    assert words.end() == Spoken(b"A" * 800, 11)


def test_a_lost_message_is_noticed() -> None:
    words = WholeWords(TEXT)
    assert words.push(*message(TEXT, 0, 8)) is not None
    with pytest.raises(ProviderError, match="other characters"):
        words.push(*message(TEXT, 12, len(TEXT)))


def test_an_end_before_the_last_word_is_noticed() -> None:
    words = WholeWords(TEXT)
    words.push(*message(TEXT, 0, 10))
    with pytest.raises(ProviderError, match="truncated"):
        words.end()


@pytest.mark.parametrize("prefix", ["char", "chars"])
def test_both_spellings_are_read(prefix: str) -> None:
    body = {
        "alignment": {
            "chars": ["a", "b"],
            f"{prefix}StartTimesMs": [0, 10],
            f"{prefix}DurationsMs": [10, 15],
        }
    }
    assert read(body) == [("a", 10.0), ("b", 25.0)]


@pytest.mark.parametrize(
    "alignment",
    [None, [], {}, {"chars": ["a"], "charStartTimesMs": [0, 1], "charDurationsMs": [1]}],
)
def test_unusable_arrays_are_none(alignment: object) -> None:
    assert read({"alignment": alignment}) is None


def test_a_message_that_comes_twice_is_spoken_once() -> None:
    words, text = WholeWords("Hello there"), "Hello there"
    first = message(text, 0, 3)
    assert words.push(*first) is None
    assert words.push(*first) is None
    last = message(text, 3, 11)
    assert words.push(*last) == Spoken(b"A" * LETTER * 11, 11)
    assert words.push(*last) is None
    assert words.complete


def test_audio_at_another_rate_is_no_word() -> None:
    text = "Hello there, how are you today?"
    audio, chars = message(text, 0, 24)
    with pytest.raises(ProviderError, match="480 ms of audio for 240 ms"):
        WholeWords(text).push(audio * 2, chars)


def test_silence_behind_the_last_word_is_no_other_rate() -> None:
    audio, chars = message("Hello", 0, 5)
    assert WholeWords("Hello").push(audio + b"\xff" * 2400, chars) is not None
