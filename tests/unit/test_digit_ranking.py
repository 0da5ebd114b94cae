"""Which of several readings of a spoken number is taken."""

import pytest

from agent.events import Expecting
from agent.stt.digits import (
    CLOSE,
    FITS,
    LIKELY,
    clear,
    fit,
    fits,
    half_digits,
    leading_words,
    mostly_digits,
    once,
    rank,
    with_restarts,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8 1 3 5 5 5 0 1 7 1", True),
        ("303-555-0142.", True),
        ("Uh, seven two oh, double four eight", True),
        ("one two", False),
        ("I'll be there at 8 1 3", False),
        ("My number is 303 555 0142", False),
        ("No, that is wrong.", False),
        ("", False),
    ],
)
def test_only_numbers_are_read_as_digits(text: str, expected: bool) -> None:
    assert mostly_digits(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7 8 you will 2 1 1 8 8 5 1", True),
        ("take take 4 4 9 2", True),
        ("I'll be there at 8 1 3", False),
        ("8 0 2, no, wait, 8 0 3 1 2 3 4", False),
        ("5 5 5 0 1 4 2 extension 1 2 3", False),
    ],
)
def test_words_that_digits_outnumber_may_be_digits(text: str, expected: bool) -> None:
    assert half_digits(text) is expected


@pytest.mark.parametrize(
    ("digits", "expecting", "have", "expected"),
    [
        ("3035550142", "phone", "", FITS),
        ("13035550142", "phone", "", FITS),
        ("5550142", "phone", "", LIKELY),
        ("5550142", "phone", "303", FITS),
        ("30355501420142", "phone", "", FITS),
        ("303555014", "phone", "", 0.0),
        ("80209", "zip", "", FITS),
        ("8020", "zip", "", 0.0),
        ("123456", "code", "", FITS),
    ],
)
def test_fitting_the_question(
    digits: str, expecting: Expecting, have: str, expected: float
) -> None:
    assert fit(digits, expecting, have) == expected


def test_an_area_code_that_does_not_exist_fits_less() -> None:
    assert 0.0 < fit("9995550142", "phone") < fit("3035550142", "phone")


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("41655501600160", "4165550160"),
        ("55501230123", "5550123"),
        ("4165550160", "4165550160"),
        ("4165550160016", "4165550160016"),
        ("0160", "0160"),
    ],
)
def test_a_last_group_said_twice_counts_once(digits: str, expected: str) -> None:
    assert once(digits) == expected


def test_a_fitting_reading_beats_a_slightly_likelier_one() -> None:
    look = {"303555014": -2.0, "3035550142": -5.0}
    assert rank([look], "phone", "")[0][0] == "3035550142"
    assert rank([look], "code", "")[0][0] == "303555014"


def test_but_not_a_far_likelier_one() -> None:
    look = {"303": -0.5, "3035550142": -40.0}
    assert rank([look], "phone", "")[0][0] == "303"


def test_two_looks_together_decide() -> None:
    first = {"3035550142": -3.0, "3035550143": -2.5}
    second = {"3035550142": -2.0, "3035550149": -2.5}
    assert rank([first, second], "phone", "")[0][0] == "3035550142"


def test_close_or_ill_fitting_readings_call_for_a_second_look() -> None:
    assert clear([("80209", -1.0)], "zip", "")
    assert not clear([("80209", -1.0), ("80219", -1.0 - CLOSE / 2)], "zip", "")
    assert not clear([("8020", -1.0)], "zip", "")


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("It's 214-555-0119.", " It's"),
        ("Yes, it's 2 1 4 5 5 5", " Yes, it's"),
        ("214-555-0119", ""),
        ("two one 4 5 5 5", ""),
        ("+1 214 555 0119", ""),
        ("no figure at all", ""),
    ],
)
def test_words_before_the_first_figure_are_not_read_as_digits(text: str, lead: str) -> None:
    assert leading_words(text) == lead


def test_a_digit_said_again_after_a_broken_off_try_counts_once() -> None:
    heard = {"30325801442": -0.1}
    ranked = rank([with_restarts(heard, "phone")], "phone", "")
    assert [digits for digits, _ in ranked] == ["3032580142", "30325801442"]
    assert rank([with_restarts({"802099": -0.1}, "zip")], "zip", "")[0][0] == "80209"


def test_a_number_that_fits_keeps_its_pairs() -> None:
    heard = {"3035550144": -0.1}
    assert with_restarts(heard, "phone") == heard


def test_the_second_opinion_weighs_less_than_what_the_head_heard() -> None:
    head = {"80209": -1.0, "80205": -1.5}
    decoder = {"80205": -0.5, "80209": -1.5}
    assert rank([head, decoder], "zip", "", (1.0, 0.3))[0][0] == "80209"
    assert rank([head, decoder], "zip", "")[0][0] == "80205"


def test_only_readings_that_fit_may_replace_words() -> None:
    assert fits({"5550142": -0.5}, "phone", "")
    assert not fits({"55": -0.5}, "phone", "")
    assert not fits({}, "phone", "")
