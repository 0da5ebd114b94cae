"""Phone numbers out of caller turns."""

import pytest

from agent.nlu import phones


def _capture(*turns: str, caller_id: str | None = None) -> str:
    """Number with extension, or the reason there is none."""
    found = phones.capture(turns, caller_id=caller_id)
    if found.status != "ok":
        return found.reason
    return f"{found.e164}x{found.extension}" if found.extension else str(found.e164)


@pytest.mark.parametrize(
    "turns",
    [
        ("three oh three five five five oh one three one",),
        ("303-555-0131.",),
        ("My number is (303) 555-0131, thanks.",),
        ("one three o three triple five zero one thirty one",),
        ("it's three zero three um five fifty five oh one three one here",),
        ("tres cero tres cinco cinco cinco cero uno treinta y uno",),
        ("three oh three", "yeah", "five five five", "oh one three one"),
        ("three oh three", "what", "three oh three", "five five five oh one three one"),
        ("five five five oh one three one", "three oh three area code"),
        ("three oh three five five five oh one three two no three one",),
        ("three oh three five five five oh one three two", "sorry oh one three one"),
        ("three oh four five five five oh one three one no the area code is three oh three",),
        ("seven two oh let me start over three oh three five five five oh one three one",),
        ("not seven two oh it's three oh three five five five oh one three one",),
        ("the old one was seven two oh five five five oh one two two now it's "
         "three oh three five five five oh one three one",),
        ("three oh three five five five oh one three one the other one is disconnected",),
        ("three oh three five five five oh one three one i have two dogs",),
        ("give me one second", "okay three oh three five five five oh one three one"),
        ("three oh three five five five five no only three fives then oh one three one",),
        ("three oh three five five five oh one three one nine no delete the nine",),
        ("oh three oh three five five five oh one three one",),
    ],
)  # fmt: skip
def test_one_number_said_in_many_ways(turns: tuple[str, ...]) -> None:
    assert _capture(*turns) == "+13035550131"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("four eighty five five five oh one twenty five", "+14805550125"),
        ("nine eighty five five five five oh one thirty", "+19855550130"),
        ("eight hundred five five five oh one nine nine", "+18005550199"),
        ("five hundred and five five five oh one nine nine", "+15005550199"),
        ("one eight hundred five five five oh one nine nine", "+18005550199"),
        ("three oh three five five five oh one three one extension ten forty", "+13035550131x1040"),
        ("303-555-0131 x12", "+13035550131x12"),
        ("three oh three five five five oh one three one x one two no one three",
         "+13035550131x13"),
        ("plus four four two oh seven nine four six oh one two three", "+442079460123"),
        ("oh one one four four two oh seven nine four six oh one two three", "+442079460123"),
        ("country code sixty one four nine one five seven oh one one oh", "+61491570110"),
    ],
)  # fmt: skip
def test_groups_extensions_countries(text: str, expected: str) -> None:
    assert _capture(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("five five five oh one two two", "+13035550122"),
        ("use this number", "+13035550131"),
        ("the one i'm calling from", "+13035550131"),
        ("same number but it ends in four four", "+13035550144"),
        ("not this number it's seven two oh five five five oh one two two", "+17205550122"),
        ("not the one i'm calling from", "no_number"),
        ("two two", "too_few_digits"),
    ],
)
def test_calling_line(text: str, expected: str) -> None:
    assert _capture(text, caller_id="+13035550131") == expected


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        (("three oh three five five five oh one",), "too_few_digits"),
        (("five five five oh one three one",), "too_few_digits"),
        (("three oh three five five five oh one three call me after six",), "too_few_digits"),
        (("three oh three five five five oh one three i have two dogs",), "too_few_digits"),
        (("three oh three five five five oh one three one five",), "too_many_digits"),
        (("three oh three five five five", "oh one three one two"), "too_many_digits"),
        (("four one one five five five oh one three six",), "invalid_number"),
        (("one two three four five six seven eight nine oh",), "invalid_number"),
        (("i'd rather not say",), "no_number"),
        (("my zip is eight oh two oh six",), "no_number"),
        (("i'm at two twenty two baker street",), "no_number"),
        (("i have two phones which one",), "no_number"),
        (("use this number",), "no_number"),
        ((), "no_number"),
    ],
)
def test_no_number_is_made_up(turns: tuple[str, ...], reason: str) -> None:
    assert _capture(*turns) == reason


def test_partial_keeps_the_digits_so_far() -> None:
    found = phones.capture(["three oh three", "five five five"])
    assert (found.status, found.digits) == ("partial", "303555")


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("no it ends in four two", "3035550142"),
        ("the last four are oh one three two", "3035550132"),
        ("no three oh four not three oh three", "3045550131"),
        ("not one three one it's one four one", "3035550141"),
        ("the area code is seven two oh", "7205550131"),
        ("it's three oh four", "3045550131"),
        ("no it should be 555-0132", "3035550132"),
        ("no seven two oh five five five oh one two two", "7205550122"),
    ],
)
def test_correct(text: str, digits: str) -> None:
    found = phones.correct("3035550131", text)
    assert (found.status, found.digits) == ("ok", digits)


@pytest.mark.parametrize("text", ["no", "yes that's right", "seven instead of three"])
def test_correct_without_a_clear_change(text: str) -> None:
    assert phones.correct("3035550131", text).status == "reject"


def test_read_back() -> None:
    assert phones.spoken("+13035550131") == "three oh three, five five five, oh one three one"
    assert phones.spoken("+442079460123").startswith("plus four four, two oh seven, ")
    assert phones.last_four("+13035550131") == "oh one three one"


@pytest.mark.parametrize("text", ["No, it's nine oh four.", "no. 904", "nine zero four"])
def test_three_bare_digits_begin_the_number_anew(text: str) -> None:
    """A caller who pauses after the area code must not have the tail replaced."""
    found = phones.correct("9725555168", text)
    assert (found.status, found.digits) == ("partial", "904")


@pytest.mark.parametrize(
    ("turns", "e164"),
    [
        (("four oh four four", "five five five", "oh one nine three"), "+14045550193"),
        (("two one four", "six six three one", "four four two oh"), "+12146314420"),
        (("two one four", "six three one", "four four four two oh"), "+12146314420"),
        (("four oh four five", "five five five", "oh one nine three"), None),  # nothing doubled
        (("four oh four", "five five five", "oh one nine three"), None),  # nothing to mend
        (("four oh four four", "five five five five", "oh one nine three"), None),
        (("four oh four four", "five five five oh one nine three"), None),
    ],
)
def test_a_digit_doubled_in_one_group_of_three_is_mended(
    turns: tuple[str, ...], e164: str | None
) -> None:
    assert phones.mended(turns).e164 == e164
