"""Addresses as callers say them."""

import pytest

from agent.events import Address
from agent.nlu import addresses


def _line(text: str) -> str | None:
    found = addresses.parse(text)
    return found.one_line if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fourteen twenty vine street denver eight oh two oh six",
         "1420 Vine St, Denver, CO 80206"),
        ("I'm at 1420 Vine St., Denver 80206.", "1420 Vine St, Denver, CO 80206"),
        ("1420 Vine Street, Unit 5, Denver, Colorado, 80206",
         "1420 Vine St Unit 5, Denver, CO 80206"),
        ("sixteen hundred pearl street unit five eight oh two oh three",
         "1600 Pearl St Unit 5, CO 80203"),
        ("one thirty two west main street tampa, fl 33602", "132 W Main St, Tampa, FL 33602"),
        ("six sixteen east twenty third street apartment b as in boy", "616 E 23rd St Apt B"),
        ("nine oh nine king street northeast salem oregon", "909 King St NE, Salem, OR"),
        ("five hundred tenth street", "500 10th St"),
        ("seven hundred south fifty east", "700 S 50 E"),
        ("forty five sixty county road twelve", "4560 County Road 12"),
        ("six hundred u s highway forty", "600 US Highway 40"),
        ("rural route two box eighty eight", "Box 88 Rural Route 2"),
        ("two twenty one b baker street", "221B Baker St"),
        ("thirty three and a half elm place", "33 1/2 Elm Pl"),
        ("37-12 82nd Street", "37-12 82nd St"),
        ("eight ten bourbon new orleans", "810 Bourbon, New Orleans"),
        ("fifty one court street", "51 Court St"),
        ("twelve north street", "12 North St"),
        ("eleven avenue b", "11 Avenue B"),
        ("six sixteen calle del sol santa fe new mexico", "616 Calle del Sol, Santa Fe, NM"),
        ("unit four at six sixteen lincoln street", "616 Lincoln St Unit 4"),
        ("seven oh nine oak lane building two unit six", "709 Oak Ln Bldg 2 Unit 6"),
        ("seven oh nine oak street third floor", "709 Oak St Fl 3"),
        ("boulder twenty nine ten pearl street", "2910 Pearl St, Boulder"),
        ("oak street number seven oh nine", "709 Oak St"),
        ("quinientos diez knox court ocho cero dos cero cuatro", "510 Knox Ct, CO 80204"),
        ("twenty nine ren road w r e n like the bird", "29 Wren Rd"),
        ("seven oh nine oak street jackson heights new york", "709 Oak St, Jackson Heights, NY"),
        ("fifty five high street Columbus, OH 43215", "55 High St, Columbus, OH 43215"),
    ],
)  # fmt: skip
def test_parse(text: str, expected: str) -> None:
    assert _line(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seven oh nine oak i mean elm street", "709 Elm St"),
        ("seven oh nine oak street no oak lane", "709 Oak Ln"),
        ("seven oh nine no seven ninety oak street", "790 Oak St"),
        ("seven oh nine oak street apartment four no five", "709 Oak St Apt 5"),
        ("seven oh nine oak street denver sorry aurora", "709 Oak St, Aurora"),
        ("nine oak street eight oh two oh six no eight oh two oh seven", "9 Oak St, CO 80207"),
        ("nine oak street no kidding it's real denver", "9 Oak St, Denver"),
    ],
)
def test_parse_with_corrections(text: str, expected: str) -> None:
    assert _line(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "same address as last time",
        "i don't want to say",
        "my gate code is one two three four",
        "they have a dog",
        "i've been on hold for twenty minutes",
        "three oh three five five five oh one three one",
        "P.O. Box 12",
        "yes",
        "",
    ],
)
def test_no_address(text: str) -> None:
    assert _line(text) is None


def test_secrets_and_landmarks_stay_out() -> None:
    found = _line("nine oak street across from the school the gate code is four four one two")
    assert found == "9 Oak St"


def test_parts_add_up() -> None:
    whole = Address()
    for text in ("four four two", "south humboldt street", "denver eight oh two oh nine"):
        part = addresses.parse(text)
        assert part is not None
        whole = addresses.merge(whole, part)
    assert addresses.complete(whole)
    assert whole.one_line == "442 S Humboldt St, Denver, CO 80209"


def test_known_cities_give_the_state() -> None:
    found = addresses.parse("nine oak street littleville", cities={"littleville": "NE"})
    assert found is not None
    assert (found.city, found.state) == ("Littleville", "NE")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no three forty not three oh four eight oh two oh six",
         "340 S Oak Hill Ln Unit 5, CO 80206"),
        ("it's unit six", "304 S Oak Hill Ln Unit 6"),
        ("six not five", "304 S Oak Hill Ln Unit 6"),
        ("right, but it's Oak not Oak Hill", "304 S Oak Ln Unit 5"),
        ("no it's north", "304 N Oak Hill Ln Unit 5"),
        ("it's street not lane", "304 S Oak Hill St Unit 5"),
        ("no it's street", "304 S Oak Hill St Unit 5"),
        ("no it's in aurora", "304 S Oak Hill Ln Unit 5, Aurora"),
        ("no the number is three fourteen", "314 S Oak Hill Ln Unit 5"),
    ],
)  # fmt: skip
def test_correct(text: str, expected: str) -> None:
    old = Address(
        house_number="304", predirection="S", street_name="Oak Hill", suffix="Ln", unit="Unit 5"
    )
    found = addresses.correct(old, text)
    assert found is not None
    assert found.one_line == expected


@pytest.mark.parametrize("text", ["yes", "right", "no", "that is correct", "what", "sounds good"])
def test_correct_without_a_change(text: str) -> None:
    old = Address(house_number="304", street_name="Fillmore", suffix="St")
    assert addresses.correct(old, text) is None


def test_spoken() -> None:
    found = addresses.parse("1420 Vine St Unit 5, Denver 80206")
    assert found is not None
    assert addresses.spoken(found) == "fourteen twenty Vine Street, unit five"
    numbered = Address(house_number="304", predirection="E", street_name="23rd", suffix="Ave")
    assert addresses.spoken(numbered) == "three oh four East twenty third Avenue"


def test_key_ignores_case_and_unit_type() -> None:
    one = Address(house_number="9", street_name="Oak", suffix="St", unit="Apt 4B", zip="80206")
    other = Address(house_number="9", street_name="OAK", suffix="St", unit="Unit 4b", zip="80206")
    assert addresses.key(one) == addresses.key(other)
    assert addresses.key(one) != addresses.key(Address(house_number="9", street_name="Oak"))


def test_no_house_has_the_number_nought() -> None:
    found = addresses.parse("zero maple street")
    assert found is not None
    assert found.house_number == ""
    found = addresses.parse("0123 SW Oak Street")
    assert found is not None
    assert found.house_number == "0123"
