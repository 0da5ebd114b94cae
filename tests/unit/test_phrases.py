"""Texts cut into short phrases: nothing lost, nothing twice, borders where a speaker may pause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.tts.phrases import FIRST, phrases


def cut(text: str, most: int = 6) -> list[str]:
    return [text[begin:end] for begin, end in phrases(text, 0, most)]


@given(
    st.lists(st.sampled_from(["a", "the", "Mr.", "8:30,", "room", "now.", "55", "—"]), max_size=40)
)
def test_every_word_is_in_one_phrase_and_none_is_too_long(words: list[str]) -> None:
    found = cut("  ".join(words))
    assert [word for phrase in found for word in phrase.split()] == words
    assert all(len(phrase.split()) <= (6 if n else FIRST) for n, phrase in enumerate(found))


def test_borders_are_where_a_speaker_may_pause() -> None:
    text = "Sure, we can come by on Monday, or would you like to wait until the end of the week?"
    assert cut(text) == [
        "Sure,",
        "we can come by on Monday,",
        "or would you like",
        "to wait until the end",
        "of the week?",
    ]


@pytest.mark.parametrize("title", ["Dr.", "St."])
def test_a_title_stays_with_its_name(title: str) -> None:
    assert title not in " ".join(
        phrase.split()[-1] for phrase in cut(f"I see {title} Smith lives nearby")
    )


def test_it_begins_where_it_is_told() -> None:
    text = "one two three four five"
    assert phrases(text, 7, 6) == [(8, 23)]
