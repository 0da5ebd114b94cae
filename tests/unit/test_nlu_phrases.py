"""Phrase books: the notation means what its page says."""

import pytest

from agent.nlu.phrases import Phrasebook, padded, plain

BOOK = Phrasebook(
    {"leak": ("leak+", "drip+ water"), "talk": ("talk to a/the? real? person/human",)}
)


def test_contractions_and_accents_are_written_out() -> None:
    assert plain("It's sí, I can't — won't!") == (
        "it",
        "is",
        "si",
        "i",
        "can",
        "not",
        "will",
        "not",
    )


def test_padding_marks_both_ends() -> None:
    assert padded("Hi.") == ("<", "hi", ">")


def test_endings_options_and_alternatives() -> None:
    assert [m.value for m in BOOK.find(plain("it leaked and was dripping water"))] == [
        "leak",
        "leak",
    ]
    assert BOOK.has(plain("talk to person"))
    assert BOOK.has(plain("talk to the real human"))
    assert not BOOK.has(plain("talk to the lady"))


def test_the_longest_phrase_wins() -> None:
    book = Phrasebook({"short": ("not",), "long": ("not * sure",)})
    assert [m.value for m in book.find(plain("not so sure"))] == ["long"]
    assert [m.value for m in book.find(plain("not so"))] == ["short"]


def test_every_reports_every_start_and_find_only_the_first() -> None:
    book = Phrasebook({"a": ("one two",), "b": ("two three",)})
    assert [m.value for m in book.every(plain("one two three"))] == ["a", "b"]
    assert [m.value for m in book.find(plain("one two three"))] == ["a"]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("one? two three?", "two"),
        ("one? two three?", "one two"),
        ("one/big_red two", "big red two"),
        ("one/one_more two", "one more two"),
        ("one/one_more two?", "one more"),
        ("one * three", "one two three"),
        ("one two? *? three", "one three"),
        ("one two? *? three", "one other three"),
        ("one_two? three", "three"),
        ("one_two three?", "one two"),
    ],
)
def test_a_phrase_is_found_whatever_word_comes_second(pattern: str, text: str) -> None:
    book = Phrasebook({"it": (pattern,)})
    tokens = plain(text)
    match = book.at(tokens, 0)
    assert match is not None
    assert match.end == len(tokens)
