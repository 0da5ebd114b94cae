"""How long we wait depends on what we asked and on what was said."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.endpointing import AT_ONCE, UNFINISHED, longest, unfinished, wait
from agent.events import Expecting
from agent.nlu.codes import make
from agent.nlu.words import words

EVERY = st.sampled_from(get_args(Expecting))
DIGITS = st.text(alphabet="0123456789", max_size=11)


@pytest.mark.parametrize(
    ("expecting", "have", "text"),
    [
        ("phone", "", "three oh three five five five oh one three one"),
        ("phone", "", "it's 303 555 0131"),
        ("phone", "", "1 303 555 0131"),
        ("phone", "303555", "oh one three one"),
        ("zip", "", "eight oh two oh nine"),
        ("code", "", make(4711)),
        ("yes_no", "", "yes"),
        ("yes_no", "", "no that's wrong"),
    ],
)
def test_complete_answers_end_at_once(expecting: Expecting, have: str, text: str) -> None:
    assert wait(expecting, have, text) == AT_ONCE


@pytest.mark.parametrize(
    ("expecting", "text"),
    [
        ("phone", "three oh three"),
        ("phone", "555 0131"),
        ("phone", "my number is"),
        ("phone", "it's, uh"),
        ("free", "my furnace stopped and"),
        ("address", "I live at"),
        ("name", "my name is"),
        ("yes_no", "yes but"),
    ],
)
def test_unfinished_words_get_the_longest_wait(expecting: Expecting, text: str) -> None:
    assert wait(expecting, "", text) == UNFINISHED


def test_a_number_said_anew_after_some_of_it_was_missed_is_not_cut_off() -> None:
    assert wait("phone", "55550171", "four one") > wait("phone", "", "hello there")


def test_the_beginning_of_a_number_after_no_gets_the_longest_wait() -> None:
    assert wait("yes_no", "", "no it's three oh three") == UNFINISHED
    assert wait("yes_no", "", "no twelve oh four Oak Street") == AT_ONCE


def test_digits_between_groups_wait_less_than_at_a_group_but_more_than_words() -> None:
    assert wait("free", "", "hello there") < wait("phone", "", "three oh") < UNFINISHED


def test_complete_number_needs_no_wait_only_where_a_number_was_asked() -> None:
    assert wait("free", "", "303 555 0131") > AT_ONCE


@given(EVERY, DIGITS, st.text(max_size=60) | st.none())
def test_every_wait_is_bounded(expecting: Expecting, have: str, text: str | None) -> None:
    assert AT_ONCE <= wait(expecting, have, text) <= longest(expecting)


@given(DIGITS.filter(lambda digits: 0 < len(digits) < 10))
def test_phone_number_is_never_cut_before_ten_digits(digits: str) -> None:
    assert wait("phone", "", " ".join(digits)) > 1.0


@given(st.text(max_size=60))
def test_a_trailing_and_always_waits(text: str) -> None:
    assert unfinished((*words(text), "and"))
