"""Names, spelling and confirmation codes."""

import pytest

from agent.nlu import codes, names, spelling


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("jason wu", "Jason Wu"),
        ("My name is Ellen Marsh.", "Ellen Marsh"),
        ("yeah it's al romano", "Al Romano"),
        ("put june", "June"),
        ("hi this is tom kessler i want to cancel", "Tom Kessler"),
        ("theirs is hal and june abbott", "Hal and June Abbott"),
        ("my last name is abbott", "Abbott"),
        ("first name june last name abbott", "June Abbott"),
        ("mrs. o'brien", "O'Brien"),
        ("john smith s m y t h", "John Smyth"),
        ("it's Katie, M as in Mary A R S H", "Katie Marsh"),
        ("me llamo jorge salinas", "Jorge Salinas"),
        ("abby stone thanks", "Abby Stone"),
        ("maria de la cruz", "Maria De La Cruz"),
    ],
)
def test_parse(text: str, full: str) -> None:
    found = names.parse(text)
    assert found is not None
    assert found.full == full


@pytest.mark.parametrize(
    "text",
    [
        "yes", "no", "um", "I need my AC fixed.", "my name or theirs", "why do you need that",
        "hold on let me ask dad", "can i talk to the owner", "speaking", "it's buzzing", "purple",
        "that's crazy", "",
    ],
)  # fmt: skip
def test_not_a_name(text: str) -> None:
    assert names.parse(text) is None


def test_spelled_is_marked() -> None:
    found = names.parse("t e n n y s o n")
    assert found is not None
    assert (found.full, found.spelled) == ("Tennyson", True)


def test_merge_takes_the_named_person() -> None:
    couple, june = names.parse("theirs is hal and june abbott"), names.parse("put june")
    assert couple is not None
    assert june is not None
    assert names.merge(couple, june).full == "June Abbott"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("t e n n y s o n", "tennyson"),
        ("T-E-N-N-Y-S-O-N.", "tennyson"),
        ("B as in boy, O, Y", "boy"),
        ("bravo oscar yankee", "boy"),
        ("it's wren w r e n like the bird", "wren"),
        ("i see", None),
        ("no", None),
    ],
)
def test_spelled(text: str, word: str | None) -> None:
    assert spelling.spelled(text) == word


def test_codes_are_distinct_valid_and_readable() -> None:
    made = [codes.make(number) for number in range(2000)]
    assert len(set(made)) == len(made)
    assert all(codes.valid(code) for code in made)
    assert not set("".join(made)) & set("01OIL")


def test_a_slip_or_a_swap_is_noticed() -> None:
    code = codes.make(77)
    for at, sign in enumerate(code):
        other = next(one for one in codes.ALPHABET if one != sign)
        assert not codes.valid(code[:at] + other + code[at + 1 :])
    for at in range(len(code) - 1):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        assert swapped == code or not codes.valid(swapped)


def test_code_said_in_several_ways() -> None:
    code = codes.make(5)
    assert code == "T4D6SM"
    for text in (
        "t four d six s m", "It's T4D6SM.", "tango four delta six sierra mike",
        "t as in tom four d as in dog six s m",
    ):  # fmt: skip
        assert codes.confirmation_code(text) == code
    assert codes.confirmation_code("my number is four four one two") == "4412"
    assert codes.confirmation_code("forty four twelve") == "4412"
    assert codes.confirmation_code("t four d six s n") is None
    assert codes.confirmation_code("\u0664 4 1 2") is None  # a four of another script
    assert codes.confirmation_code("i don't have it") is None


def test_make_refuses_negative_numbers() -> None:
    with pytest.raises(ValueError, match="from 0 up"):
        codes.make(-1)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("it's rosa fields like the ones you plough no relation", "Rosa Fields"),
        ("my name is owen rivers like a lot of them around here", "Owen Rivers"),
        ("carla stone and i'm calling for my mother", "Carla Stone"),
        ("theo banks not the bank the name", "Theo Banks"),
    ],
)
def test_remarks_after_a_name_are_no_part_of_it(text: str, full: str) -> None:
    found = names.parse(text)
    assert found is not None
    assert found.full == full
