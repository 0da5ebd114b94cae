"""Whatever is read back is understood again, and no text at all breaks a parser."""

from hypothesis import given
from hypothesis import strategies as st

from agent.events import Address
from agent.nlu import addresses, codes, digits, names, numbers, phones, spelling, zips
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


@given(_AREAS, st.integers(min_value=100, max_value=199), st.integers(min_value=0, max_value=8))
def test_unfinished_number_is_never_accepted(area: str, line: int, length: int) -> None:
    said = f"{area}5550{line}"[: length + 1]
    assert phones.capture([digits.spoken(said)]).status != "ok"


@given(st.integers(min_value=0, max_value=31**5 - 1))
def test_code(number: int) -> None:
    code = codes.make(number)
    assert codes.valid(code)
    assert codes.confirmation_code(" ".join(code)) == code


@given(
    house=st.integers(min_value=1, max_value=9_999).map(str),
    pre=st.sampled_from(["", "N", "S", "E", "W", "NE", "SW"]),
    name=_NAMES,
    suffix=st.sampled_from(["St", "Ave", "Blvd", "Dr", "Ct", "Ln", "Way", "Ter", "Pkwy", "Loop"]),
    unit=st.sampled_from(["", "Apt 4B", "Unit 206", "Ste 900", "Lot 4", "Fl 21", "Bldg 2 Unit 6"]),
)
def test_address(house: str, pre: str, name: str, suffix: str, unit: str) -> None:
    address = Address(
        house_number=house, predirection=pre, street_name=name, suffix=suffix, unit=unit
    )
    assert addresses.parse(addresses.spoken(address)) == address
    assert addresses.parse(address.one_line) == address


@given(st.one_of(_TEXT, _TALK))
def test_no_text_breaks_a_parser(text: str) -> None:
    addresses.parse(text)
    addresses.correct(Address(house_number="9", street_name="Oak", suffix="St"), text)
    phones.capture([text, text], caller_id="+13035550131")
    phones.correct("3035550131", text)
    names.parse(text)
    spelling.spelled(text)
    zips.zip_code(text)
    codes.confirmation_code(text)
