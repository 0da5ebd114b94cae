"""Spoken numbers, digit strings, ZIP codes."""

import pytest

from agent.nlu import digits, numbers, zips
from agent.nlu.words import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one twenty three", "123"),
        ("fourteen twenty", "1420"),
        ("twenty five oh one", "2501"),
        ("six hundred and thirty two", "632"),
        ("eighty five hundred", "8500"),
        ("two thousand ten", "2010"),
        ("one thousand one", "1001"),
        ("a hundred and twenty", "120"),
        ("double five triple two", "55222"),
        ("80 20 6", "80206"),
        ("quinientos diez", "510"),
        ("treinta y uno", "31"),
        ("dos mil quince", "2015"),
        ("siete dos cero", "720"),
    ],
)
def test_usual_reading(text: str, expected: str) -> None:
    assert numbers.digits(words(text)) == expected


def test_other_readings_cost_more() -> None:
    assert numbers.readings(words("four eighty five")) == (("485", 0), ("4805", 1))
    assert numbers.digits_of_length(words("four eighty five"), 4) == "4805"


@pytest.mark.parametrize("text", ["quince street", "once more", "double check", "and then", "mil"])
def test_words_that_only_look_like_numbers(text: str) -> None:
    assert numbers.runs(words(text)) == []


def test_runs_are_parted_by_words() -> None:
    found = numbers.runs(words("four twenty main apartment five c"))
    assert [(run.start, run.stop) for run in found] == [(0, 2), (4, 5)]


@pytest.mark.parametrize(
    ("text", "value", "width"),
    [("twenty third", 23, 2), ("5th", 5, 1), ("second", 2, 1), ("one hundred and tenth", 110, 4)],
)
def test_ordinal_at(text: str, value: int, width: int) -> None:
    assert numbers.ordinal_at(words(text), 0) == (value, width)


def test_cardinal_takes_one_whole_number_only() -> None:
    assert numbers.cardinal(words("a hundred and twenty")) == 120
    assert numbers.cardinal(words("fourteen twenty")) is None
    assert numbers.cardinal(()) is None


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("5", "five"), ("42", "forty two"), ("105", "one oh five"), ("340", "three forty"),
        ("500", "five hundred"), ("1420", "fourteen twenty"), ("1600", "sixteen hundred"),
        ("2000", "two thousand"), ("12345", "one two three four five"), ("007", "oh oh seven"),
    ],
)  # fmt: skip
def test_spoken_house(number: str, expected: str) -> None:
    assert numbers.spoken_house(number) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two oh two one one", "20211"),
        ("double five", "55"),
        ("eight for five", "845"),
        ("too oh won", "201"),
        ("nine seven tree", "973"),
        ("oh wait oh one", "01"),
        ("Oh, it's 303-555", "303555"),
        ("I need it for two", "2"),
        ("nothing here", ""),
    ],
)
def test_digit_string(text: str, expected: str) -> None:
    assert digits.digit_string(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eight oh two oh six", "80206"),
        ("80 20 6", "80206"),
        ("eighty two oh six", "80206"),
        ("It's 80206.", "80206"),
        ("80206-1234", "80206"),
        ("eight oh two oh five no eight oh two oh six", "80206"),
        ("fourteen twenty vine street eight oh two oh six", "80206"),
        ("ocho cero dos cero seis", "80206"),
        ("three oh three five five five oh one three one", None),
        ("five five five oh one three one", None),
        ("denver", None),
    ],
)
def test_zip_code(text: str, expected: str | None) -> None:
    assert zips.zip_code(text) == expected


def test_zip_spoken() -> None:
    assert zips.spoken("80206") == "eight oh two oh six"


@pytest.mark.parametrize(
    "words",
    [
        "hundred and",
        "and",
        "cien",
        "mil",
        "one hundred",
        "one thousand",
        "a hundred",
        "mil cien",
        "y",
    ],
)
def test_words_said_over_and_over_go_no_deeper(words: str) -> None:
    tokens = (f"{words} " * 1000).split()
    numbers.runs(tokens)
    numbers.readings(tokens)


@pytest.mark.parametrize("sign", ["⑤", "⒈", "²", "٣", "五"])
def test_other_signs_for_numbers_raise_nothing(sign: str) -> None:
    said = (sign, "hundred", sign, "three")
    numbers.runs(said)
    numbers.readings(said)
    zips.zip_code(" ".join(said))
