"""Sentences end at their marks, not inside prices, times and titles."""

import pytest

from agent.nlu.sentences import cut, split


@pytest.mark.parametrize(
    "whole",
    [
        "A visit is $89.50 on weekdays",
        "We open at 8 a.m. to callers",
        "Ask Dr. Hill on St. James Street",
        "Is that so?",
        "Claro que sí…",
    ],
)
def test_one_sentence_stays_whole(whole: str) -> None:
    assert split(whole) == (whole,)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two. Three.", 3),
        ("We open at 8 a.m. We close at 6 p.m.", 2),
        ('He said "yes." Then he left.', 2),
        ("   ", 0),
        ("", 0),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert len(split(text)) == count


def test_what_is_not_over_yet_is_left() -> None:
    assert cut("We open at 8. We clo") == (("We open at 8.",), "We clo")
    assert cut("We open at 8.") == ((), "We open at 8.")
