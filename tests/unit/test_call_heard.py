"""How much was heard follows from how much was played."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.heard import heard_part, replay_point
from simulators.world.tones import Vocabulary, speak, tone

TEXT = "one two three four five"


def test_words_with_sounds_of_their_own_are_counted_exactly() -> None:
    audio = speak(TEXT, Vocabulary())
    for count in range(6):
        played = int(count * 0.3 * 8000) + 10
        assert heard_part(TEXT, audio, played).split() == TEXT.split()[:count]


def test_word_counts_once_half_of_it_was_played() -> None:
    audio = speak("one two", Vocabulary())
    assert heard_part("one two", audio, int((0.3 + 0.11) * 8000)) == "one"
    assert heard_part("one two", audio, int((0.3 + 0.14) * 8000)) == "one two"


def test_words_run_together_share_the_time_by_length() -> None:
    audio = tone(500.0, 2.0, -15.0)
    text = "a considerably longer thing"
    assert heard_part(text, audio, 8000 * 1).split() == ["a", "considerably"]
    assert heard_part(text, audio, len(audio)) == text


def test_pauses_carry_no_words() -> None:
    audio = tone(500.0, 1.0, -15.0) + b"\xff" * 16000
    half = heard_part("alpha beta gamma delta", audio, 4000)
    assert half == "alpha beta"
    assert heard_part("alpha beta gamma delta", audio, 12000) == "alpha beta gamma delta"


@given(st.integers(-10, 20000), st.integers(0, 20000))
def test_more_played_never_means_less_heard(first: int, second: int) -> None:
    audio = speak(TEXT, Vocabulary())
    low, high = sorted((first, second))
    assert TEXT.startswith(heard_part(TEXT, audio, low))
    assert len(heard_part(TEXT, audio, low)) <= len(heard_part(TEXT, audio, high))


@pytest.mark.parametrize("played", [0, 100, 2500, 9000])
def test_going_on_starts_before_the_cut(played: int) -> None:
    audio = speak(TEXT, Vocabulary())
    point = replay_point(audio, played, 4800)
    assert max(0, played - 4800) <= point <= played


def test_going_on_prefers_a_gap_between_words() -> None:
    audio = speak(TEXT, Vocabulary())
    point = replay_point(audio, int(0.45 * 8000), 4800)
    assert audio[point : point + 80] == b"\xff" * 80
