"""Which language a caller speaks, judged by ear: odds in, belief out."""

from functools import reduce

import pytest

from agent.events import Language
from agent.tongue import LIMIT, Tongue, held, judged

CLEAR, FAIR, ENGLISH = 3.0, 0.8, -6.0
"""Odds as the model gives them for typical Spanish, noisy Spanish and typical English."""


def after(*odds: float, language: Language = "en") -> Tongue:
    return reduce(judged, odds, held(Tongue(), language))


def test_one_clearly_spanish_utterance_is_enough() -> None:
    assert after(CLEAR).language == "es"


def test_two_fairly_spanish_utterances_are_enough_and_one_is_not() -> None:
    assert after(FAIR).language == "en"
    assert after(FAIR, FAIR).language == "es"


@pytest.mark.parametrize(
    "odds", [(1.0,), (-3.0, 1.0), (-5.0, FAIR, FAIR), (-2.0, CLEAR), (-0.5, -0.5, -0.5)]
)
def test_an_english_caller_is_not_taken_for_a_spanish_one(odds: tuple[float, ...]) -> None:
    assert after(*odds).language == "en"


def test_one_utterance_never_counts_for_more_than_the_most() -> None:
    assert after(ENGLISH, 100.0) == after(ENGLISH, CLEAR)
    assert after(ENGLISH, 100.0).language == "en"


def test_a_false_change_is_taken_back_by_what_is_said_next() -> None:
    assert after(CLEAR, ENGLISH).language == "en"


def test_one_english_phrase_does_not_end_a_settled_spanish_call() -> None:
    call = after(CLEAR, CLEAR)
    assert call.settled
    assert judged(call, ENGLISH).language == "es"
    assert judged(judged(call, ENGLISH), ENGLISH).language == "en"


def test_belief_has_limits_so_that_a_late_change_is_noticed() -> None:
    assert after(*[ENGLISH] * 50).leaning == -LIMIT
    assert after(*[ENGLISH] * 50, CLEAR, CLEAR, CLEAR).language == "es"


def test_english_is_settled_by_clear_english() -> None:
    assert not Tongue().settled
    assert after(ENGLISH).settled


def test_words_that_changed_the_language_are_believed_until_the_sound_says_otherwise() -> None:
    assert held(Tongue(), "es").language == "es"
    assert judged(held(Tongue(), "es"), ENGLISH).language == "en"
    assert held(after(CLEAR, CLEAR), "es") == after(CLEAR, CLEAR)
    assert held(Tongue("es", -7.0), "en").leaning == -7.0
