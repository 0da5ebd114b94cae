"""Whatever is read back is understood again, and no text at all breaks a parser."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from agent.events import Address
from agent.nlu import (
    addresses,
    codes,
    dates,
    digits,
    emails,
    names,
    numbers,
    phones,
    spelling,
    zips,
)
from agent.nlu.words import words

_AREAS = st.sampled_from(["212", "303", "480", "602", "720", "985"])
_NAMES = st.sampled_from(["Vine", "Oak Hill", "Humboldt", "Court", "Park", "23rd", "1st", "116th"])
_TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("abcdefghij 0123456789.,-'"), st.characters()), max_size=40
)
_TALK = st.lists(
    st.sampled_from(
        ["three", "oh", "five", "double", "hundred", "twenty", "first", "street", "north", "unit",
         "b", "denver", "no", "not", "it's", "texas", "extension", "plus", "for", "a", "e", "303",
         "80206", "and", "the", "dash", "box", "county", "road", "half", "area code", "old"]
    ),
    max_size=14,
).map(" ".join)  # fmt: skip


@given(st.integers(min_value=1, max_value=99_999))
def test_house_number(number: int) -> None:
    assert numbers.digits(words(numbers.spoken_house(str(number)))) == str(number)


@given(st.integers(min_value=0, max_value=9_999))
def test_cardinal(number: int) -> None:
    assert numbers.cardinal(words(numbers.spoken_cardinal(number))) == number


@given(st.integers(min_value=1, max_value=999))
def test_ordinal(number: int) -> None:
    said = words(numbers.spoken_ordinal(number))
    found = numbers.ordinal_at(said, 0)
    assert found == (number, len(said))


@given(st.text(alphabet="0123456789", min_size=1, max_size=12))
def test_digit_string(text: str) -> None:
    assert digits.digit_string(digits.spoken(text)) == text


@given(st.text(alphabet="0123456789", min_size=5, max_size=5))
def test_zip(code: str) -> None:
    assert zips.zip_code(zips.spoken(code)) == code


@given(_AREAS, st.integers(min_value=100, max_value=199))
def test_phone(area: str, line: int) -> None:
    e164 = f"+1{area}5550{line}"
    assert phones.capture([phones.spoken(e164)]).e164 == e164
    grouped = f"{digits.spoken(area)} five fifty five oh {numbers.spoken_house(str(line))}"
    assert phones.capture([grouped]).e164 == e164
    assert phones.capture([digits.spoken(area), "five five five", f"0{line}"]).e164 == e164


_PLURALS = (
    "zeros",
    "ones",
    "twos",
    "threes",
    "fours",
    "fives",
    "sixes",
    "sevens",
    "eights",
    "nines",
)
_REPEATED = re.compile(r"(\d)\1{1,2}")


def _with_repeats(text: str, word: str) -> str:
    """Digits one by one, runs of two and three as "double four", or as "two fours"."""
    out, at = [], 0
    while at < len(text):
        run = _REPEATED.match(text, at)
        length = len(run[0]) if run else 1
        if length == 1:
            out.append(digits.spoken(text[at]))
        elif word == "double":
            out.append(f"{'double' if length == 2 else 'triple'} {digits.spoken(text[at])}")
        else:
            out.append(f"{'two' if length == 2 else 'three'} {_PLURALS[int(text[at])]}")
        at += length
    return " ".join(out)


def _pairs(text: str) -> str:
    """Digits two by two, as people say house numbers: 4071 is "forty seventy one"."""
    halves = (text[:2], text[2:])
    return " ".join(
        digits.spoken(half) if half[0] == "0" else numbers.spoken_cardinal(int(half))
        for half in halves
    )


_NATIONAL = st.tuples(
    st.sampled_from(["212", "303", "480", "602", "720", "985"]),
    st.integers(min_value=220, max_value=999).filter(lambda number: number % 100 != 11),
    st.integers(min_value=0, max_value=9999),
).map(lambda parts: f"{parts[0]}{parts[1]}{parts[2]:04d}")


@given(_NATIONAL, st.sampled_from(["plain", "double", "plural", "pairs", "figures"]))
def test_a_phone_number_said_in_any_way_is_the_same_number(number: str, way: str) -> None:
    area, exchange, line = number[:3], number[3:6], number[6:]
    said = {
        "plain": digits.spoken(number),
        "double": _with_repeats(number, "double"),
        "plural": _with_repeats(number, "plural"),
        "pairs": f"{digits.spoken(area)} {digits.spoken(exchange)} {_pairs(line)}",
        "figures": f"({area}) {exchange}-{line}",
    }[way]
    assert phones.capture([said]).e164 == f"+1{number}"


@given(_NATIONAL, st.integers(min_value=1, max_value=9))
def test_a_corrected_last_digit_replaces_only_itself(number: str, other: int) -> None:
    right = number[:-1] + str(other)
    said = f"{digits.spoken(number)} no wait the last digit is {digits.spoken(str(other))}"
    assert phones.capture([said]).e164 == f"+1{right}"


@given(_AREAS, st.integers(min_value=100, max_value=199), st.integers(min_value=0, max_value=8))
def test_unfinished_number_is_never_accepted(area: str, line: int, length: int) -> None:
    said = f"{area}5550{line}"[: length + 1]
    assert phones.capture([digits.spoken(said)]).status != "ok"


@given(st.integers(min_value=0, max_value=31**5 - 1))
def test_code(number: int) -> None:
    code = codes.make(number)
    assert codes.valid(code)
    assert codes.confirmation_code(" ".join(code)) == code
    typed = codes.typed(codes.keys(code))
    assert code in typed
    assert all(codes.valid(one) and codes.keys(one) == codes.keys(code) for one in typed)


@given(
    house=st.integers(min_value=1, max_value=9_999).map(str),
    pre=st.sampled_from(["", "N", "S", "E", "W", "NE", "SW"]),
    name=_NAMES,
    suffix=st.sampled_from(["St", "Ave", "Blvd", "Dr", "Ct", "Ln", "Way", "Ter", "Pkwy", "Loop"]),
    unit=st.sampled_from(["", "Apt 4B", "Unit 206", "Ste 900", "Lot 4", "Fl 21", "Bldg 2 Unit 6"]),
)
def test_address(house: str, pre: str, name: str, suffix: str, unit: str) -> None:
    # "Seven fifty first street" is 750 1st as well as 7 51st.
    tens = re.fullmatch(r"\d*[2-9]0", house) and name == "1st"
    assume(pre or not (tens or (name == "23rd" and (len(house) == 1 or house.endswith("00")))))
    address = Address(
        house_number=house, predirection=pre, street_name=name, suffix=suffix, unit=unit
    )
    assert addresses.parse(addresses.spoken(address)) == address
    assert addresses.parse(address.one_line) == address


@given(
    st.dates(date.fromisoformat("2027-01-05"), date.fromisoformat("2027-12-20")),
    st.integers(min_value=0, max_value=330),
    st.sampled_from(["08:00", "09:15", "10:30", "12:00", "13:45", "16:05"]),
)
def test_a_day_and_time_said_back_is_the_same_day_and_time(
    today: date, ahead: int, time: str
) -> None:
    """What spoken_day and spoken_time say, the parser takes for the same day and time."""
    now = datetime(today.year, today.month, today.day, 7, 30, tzinfo=ZoneInfo("America/Chicago"))
    day = today + timedelta(days=ahead)
    said = f"{dates.spoken_day(day.isoformat(), now.isoformat())} at {dates.spoken_time(time)}"
    wish = dates.parse(said, now)
    assert (wish.date_from, wish.date_to) == (day.isoformat(), day.isoformat())
    assert (wish.type, wish.start) == ("exact", time)


@given(
    st.text(alphabet="abcdefghijklmnpqrstuvwxyz", min_size=2, max_size=8),
    st.sampled_from(["dot", "dash", "underscore"]),
    st.integers(min_value=0, max_value=99),
)
def test_a_spelled_email_address_is_written(local: str, sign: str, number: int) -> None:
    mark = {"dot": ".", "dash": "-", "underscore": "_"}[sign]
    said = f"{' '.join(local)} {sign} {numbers.spoken_cardinal(number)} at example dot com"
    assert emails.parse(said) == f"{local}{mark}{number}@example.com"


@given(st.one_of(_TEXT, _TALK))
def test_no_text_breaks_a_parser(text: str) -> None:
    addresses.parse(text)
    addresses.correct(Address(house_number="9", street_name="Oak", suffix="St"), text)
    phones.capture([text, text], caller_id="+13035550131")
    phones.correct("3035550131", text)
    names.parse(text)
    emails.parse(text)
    spelling.spelled(text)
    zips.zip_code(text)
    codes.confirmation_code(text)
