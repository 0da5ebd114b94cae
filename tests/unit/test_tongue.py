"""Which language a caller speaks, judged by ear: evidence in, belief out."""

from functools import reduce

import pytest

from agent.events import Language
from agent.tongue import LIMIT, MOST, Tongue, held, judged


def after(*evidence: float, language: Language = "en") -> Tongue:
    return reduce(judged, evidence, held(Tongue(), language))


def test_one_clearly_spanish_utterance_is_enough() -> None:
    assert after(MOST).language == "es"


def test_two_fairly_spanish_utterances_are_enough_and_one_is_not() -> None:
    assert after(2.5).language == "en"
    assert after(2.5, 2.5).language == "es"


@pytest.mark.parametrize("evidence", [(-3.0, 3.0), (-5.0, 3.0, 3.0), (-1.0, 4.0), (1.0, 1.0)])
def test_an_english_caller_is_not_taken_for_a_spanish_one(evidence: tuple[float, ...]) -> None:
    assert after(*evidence).language == "en"


def test_one_utterance_never_counts_for_more_than_the_most() -> None:
    assert after(-MOST, 100.0) == after(-MOST, MOST)
    assert after(-MOST, 100.0).language == "en"


def test_a_false_change_is_taken_back_by_what_is_said_next() -> None:
    assert after(MOST, -MOST).language == "en"


def test_one_english_phrase_does_not_end_a_settled_spanish_call() -> None:
    call = after(MOST, MOST)
    assert call.settled
    assert judged(call, -MOST).language == "es"
    assert judged(judged(call, -MOST), -MOST).language == "en"


def test_belief_has_limits_so_that_a_late_change_is_noticed() -> None:
    assert after(*[-MOST] * 50).leaning == -LIMIT
    assert after(*[-MOST] * 50, MOST, MOST, MOST).language == "es"


def test_english_is_settled_by_clear_english() -> None:
    assert not Tongue().settled
    assert after(-MOST).settled


def test_words_that_changed_the_language_are_believed_until_the_sound_says_otherwise() -> None:
    assert held(Tongue(), "es").language == "es"
    assert judged(held(Tongue(), "es"), -MOST).language == "en"
    assert held(after(MOST, MOST), "es") == after(MOST, MOST)
    assert held(Tongue("es", -7.0), "en").leaning == -7.0
