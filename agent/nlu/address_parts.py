"""One fragment of an address answer, without corrections, into the parts of an address."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from agent.events import Address
from agent.nlu import numbers
from agent.nlu.address_house import house_at, only_number
from agent.nlu.address_region import capital, city_after_in, city_state, first_city, written
from agent.nlu.address_runs import BREAK, ROAD_STARTS, ZIP, number_stop
from agent.nlu.address_suffixes import MAX_NAME, ends_talk, suffix_stop
from agent.nlu.address_tokens import Prepared, prepare, written_ordinal
from agent.nlu.address_words import (
    COUNTED,
    DIRECTIONS,
    FILLERS,
    HIGHWAYS,
    LEADING_TYPES,
    LOWER_IN_NAMES,
    NAMEABLE,
    NOISE,
    NOT_DIRECTED,
    SUFFIXES,
    WEAK_SUFFIXES,
)
from agent.nlu.cities import Places, city_at
from agent.nlu.states import state_at

Tail = Literal["", "house", "street", "unit", "city", "zip"]
"""The part a fragment ended with: a correction after it most likely means that part."""

_OPENERS = frozenset(
    {"old", "new", "little", "big", "upper", "lower", "great", "de", "la", "el", "los", "las",
     "san", "santa", "st", "saint", "mount", "fort", "lake", "martin", "van", "mc"}
)  # fmt: skip


_BEFORE_HOUSE = frozenset(
    {BREAK, ZIP, "it's", "its", "is", "at", "i'm", "we're", "address", "number", "on", "live",
     "house", "be", "and", "corner"}
)  # fmt: skip
_WEAK_ABBREVIATIONS = frozenset(SUFFIXES[word] for word in WEAK_SUFFIXES)


class Fragment(NamedTuple):
    """What a fragment says and with which part it ended."""

    address: Address
    tail: Tail


class _Street(NamedTuple):
    pre: str
    name: str
    suffix: str
    post: str
    stop: int


def parse_fragment(
    tokens: Sequence[str], cities: Places, *, bare: bool, known: str = ""
) -> Fragment:
    """Parse `tokens`; `bare` also takes a street name with neither number nor suffix.

    `known` is the name of the street said before, in lower case: said again it is never doubtful.
    """
    ready = prepare(tokens)
    body = tuple(token for token in ready.tokens if token not in FILLERS)
    house, start, stop = house_at(body)
    numbered = bool(house) and start > 1 and body[start - 1] == "number"
    street = _street_from(body[:start], 0, 0, cities, bare=False) if numbered else None
    bare = bare and not house
    street = street or _street_from(body, stop, start, cities, bare=bare, known=known)
    if street is None and house and not only_number(body, start, stop):
        # "Oak Street, number 709": the number may come after the street.
        street = _street_from(body[:start], 0, 0, cities, bare=False, housed=True)
        house = house if street else ""
    if street is None and not house:
        before, after = body[:0], body
    else:
        before = body[: _street_start(body, street, start) if street else start]
        after = body[max(street.stop if street else 0, stop if house else 0) :]
    city, state = city_state(after, cities, street is not None)
    if not city:
        city, early = city_state(before, cities, False)
        city = city or first_city(before, cities) or (street and city_after_in(before)) or ""
        state = state or early
    if street and city.lower() == street.name.lower() and not (street.suffix or ready.zip or state):
        # "Fourteen hundred Lincoln, just Lincoln".
        city = ""
    anchored = bool(ready.zip or ready.units or ready.state or state or _listed(city, cities))
    if street and house and not (known or anchored or _credible(body, start, house, street)):
        return Fragment(Address(), "")
    address = _assembled(ready, house, street, city, ready.state or state)
    return Fragment(address, _tail(ready, after, address))


def _street_start(body: Sequence[str], street: _Street, house: int) -> int:
    """Where the address begins: at its house number, or at the street said before it."""
    first = street.name.split()[0].lower()
    early = list(body[:house]).index(first) if first in body[:house] else house
    return min(house, early, street.stop)


def _listed(city: str, cities: Places) -> bool:
    return bool(city) and city_at(city.lower().split(), 0, cities) > 0


def _credible(body: Sequence[str], start: int, house: str, street: _Street) -> bool:
    """Whether a number and a name without suffix, with nothing else, are likely an address.

    "Twelve forty Broadway" and "it's one eleven Main" are; "one more time" is not.
    """
    words = street.name.split()
    numbered = words[-1].isdecimal() or (len(words) == 1 and words[0][0].isdecimal())
    if street.pre or street.suffix or street.post or numbered:
        return True
    opens = start == 0 or body[start - 1] in _BEFORE_HOUSE
    plain = COUNTED.isdisjoint(word.lower() for word in words)
    return opens and plain and len(house) > 1


# --- street -----------------------------------------------------------------------------------


def _street_from(
    body: Sequence[str],
    at: int,
    start: int,
    cities: Places,
    *,
    bare: bool,
    known: str = "",
    housed: bool = False,
) -> _Street | None:
    """The street after the house number at `at`, or anywhere when there is no number.

    `housed` says that a house number follows, so that a weak suffix proves a street.
    """
    if at:
        street = _box_street(body, start)
        return street or _street(body, _after_breaks(body, at), cities, bare=True)
    for begin in range(len(body)):
        opens = begin == 0 or ends_talk(body[begin - 1])
        if opens and not ends_talk(body[begin]):
            street = _street(body, begin, cities, bare=bare)
            if street is None:
                continue
            named = street.name.lower() == known or (housed and bool(street.suffix))
            if named or not _doubtful(body, begin, street, cities):
                return street
    return None


def _doubtful(body: Sequence[str], at: int, street: _Street, cities: Places) -> bool:
    """Whether a street without house number is more likely a city or everyday talk."""
    if not street.suffix:
        return city_at(body, at, cities) > 0
    if body[at] == "the" and street.suffix in _WEAK_ABBREVIATIONS:
        return True
    return body[street.stop - bool(street.post) - 1] in WEAK_SUFFIXES and len(body) > MAX_NAME - 1


def _box_street(body: Sequence[str], start: int) -> _Street | None:
    """The rural route said before its box number."""
    if start < len(body) and body[start] == "box":
        for begin in range(start):
            street = _highway(body, begin, "")
            if street is not None:
                return street
    return None


def _after_breaks(body: Sequence[str], at: int) -> int:
    while at < len(body) and body[at] in _BEFORE_STREET:
        at += 1
    return at


_BEFORE_STREET = frozenset(
    {BREAK, "on", "at", "the", "is", "and", "that's", "it's", "number", "address", "house"}
)


def _street(body: Sequence[str], at: int, cities: Places, *, bare: bool) -> _Street | None:
    pre, name_at = _direction(body, at)
    following = body[name_at] if name_at < len(body) else ""
    highway = _highway(body, name_at, pre)
    if highway is not None:
        return highway
    if pre and (following in NOT_DIRECTED or not _names(following)):
        pre, name_at = "", at
    elif pre and following in SUFFIXES and not suffix_stop(body, name_at):
        # "North Street": the direction is the name, "North West Street" has one before it.
        pre, name_at = _direction(body, at, joined=False) if name_at > at + 1 else ("", at)
    if pre or at == 0 or (name_at < len(body) and numbers.is_number(body, name_at)):
        grid = _grid(body, name_at, pre)
        if grid is not None:
            return grid
    suffix_at = suffix_stop(body, name_at)
    article = name_at == 0 or not numbers.is_number(body, name_at - 1)
    if suffix_at and not (article and tuple(body[name_at:suffix_at]) in _NO_NAMES):
        post, stop = _post_direction(body, suffix_at + 1, cities)
        name = written(body[name_at:suffix_at])
        return _Street(pre, name, SUFFIXES[body[suffix_at]], post, stop)
    return _plain_street(body, name_at, pre, cities, bare=bare)


_NO_NAMES = (("the",), ("a",), ("one",), ("all",), ("of",), ("to",))


def _names(token: str) -> bool:
    return bool(token) and token not in (BREAK, ZIP)


def _direction(body: Sequence[str], at: int, *, joined: bool = True) -> tuple[str, int]:
    """Direction at `at` ("north east" is NE if `joined`) and where the next word is."""
    token = body[at] if at < len(body) else ""
    if token not in DIRECTIONS:
        return "", at
    following = body[at + 1] if at + 1 < len(body) else ""
    first, second = DIRECTIONS[token], DIRECTIONS.get(following, "")
    if joined and first in ("N", "S") and second in ("E", "W"):
        return first + second, at + 2
    return first, at + 1


def _post_direction(body: Sequence[str], at: int, cities: Places) -> tuple[str, int]:
    post, stop = _direction(body, at)
    beside = stop < len(body) and body[stop] in NOT_DIRECTED
    if post and (beside or city_at(body, at, cities) > 1):
        return "", at
    return post, stop


def _highway(body: Sequence[str], at: int, pre: str) -> _Street | None:
    """A road known by its number or letter: "county road 12", "highway 6 south"."""
    if at >= len(body) or body[at] not in ROAD_STARTS:
        return None
    for said, road in HIGHWAYS:
        if tuple(body[at : at + len(said)]) != said:
            continue
        start = at + len(said)
        if start < len(body) and body[start] in ("number", "road") and road != "Loop":
            start += 1
        stop = number_stop(body, start)
        name = numbers.digits(body[start:stop])
        if not name and road.endswith(("Road", "Highway")):
            name, stop = _road_letters(body, start)
        if not name:
            continue
        post, end = _direction(body, stop)
        return _Street(pre, f"{road} {name}", "", post, end)
    return None


def _road_letters(body: Sequence[str], at: int) -> tuple[str, int]:
    repeat = 2 if at + 1 < len(body) and body[at] == "double" else 1
    letter = body[at + repeat - 1] if at + repeat - 1 < len(body) else ""
    if letter.isalpha() and letter == letter[:1] * len(letter) and len(letter) < 3:
        return letter.upper() * repeat, at + repeat
    return "", at


def _grid(body: Sequence[str], at: int, pre: str) -> _Street | None:
    """A street named by its distance: "(450 South) 300 East"."""
    stop = number_stop(body, at)
    if stop == at:
        return None
    digits = numbers.digits(body[at:stop])
    suffix = SUFFIXES.get(body[stop], "") if pre and stop < len(body) else ""
    if suffix and digits:
        # "West one oh three place".
        post, end = _direction(body, stop + 1)
        return _Street(pre, written_ordinal(int(digits)), suffix, post, end)
    post, end = _direction(body, stop)
    if not post and not pre:
        return None
    return _Street(pre, digits, "", post, end)


def _plain_street(
    body: Sequence[str], at: int, pre: str, cities: Places, *, bare: bool
) -> _Street | None:
    """A street without a suffix: up to the city, the state or the end of the words."""
    stop = at
    while stop < len(body) and stop - at < MAX_NAME and not _ends_name(body, stop, at, cities):
        stop += 1
    if stop == at or _counted(body, at) or not (bare or pre or body[at] in LEADING_TYPES):
        return None
    if not pre and not body[at][0].isdecimal() and body[at] in NOISE:
        return None
    place = stop < len(body) and (body[stop] == ZIP or state_at(body, stop) is not None)
    if place and not city_at(body, stop, cities):
        leading = body[at] in LEADING_TYPES
        width = _leading_width(body, at) if leading else 2 if body[at] in _OPENERS else 1
        stop = min(stop, at + width)
    post = ""
    if stop - at > 1 and body[stop - 1] in DIRECTIONS and body[at] not in LEADING_TYPES:
        post = DIRECTIONS[body[stop - 1]]
    return _Street(pre, written(body[at : stop - bool(post)]), "", post, stop)


def _leading_width(body: Sequence[str], at: int) -> int:
    """Words of a name such as "El Camino Real" or "Calle de la Luna", at the least."""
    stop = at
    while stop < len(body) and (body[stop] in LEADING_TYPES or body[stop] in LOWER_IN_NAMES):
        stop += 1
    return stop + 1 - at


def _counted(body: Sequence[str], at: int) -> bool:
    """Whether the word after a number shows that it counts or is a time of day."""
    return body[at] in COUNTED or tuple(body[at : at + 2]) in (("a", "m"), ("p", "m"))


def _ends_name(body: Sequence[str], at: int, start: int, cities: Places) -> bool:
    token = body[at]
    if token in (BREAK, ZIP) or numbers.is_number(body, at):
        return True
    if at == start:
        return token in NOISE and token not in NAMEABLE
    leading = body[start] in LEADING_TYPES
    inside = leading and (token in LOWER_IN_NAMES or token in NAMEABLE or len(token) == 1)
    if token in NOISE and not inside and token not in ("of", "the"):
        return True
    return city_at(body, at, cities) > 0 or state_at(body, at) is not None


# --- together ---------------------------------------------------------------------------------


def _assembled(
    ready: Prepared, house: str, street: _Street | None, city: str, state: str
) -> Address:
    address = Address(
        house_number=house if house.strip("0") else "",  # no house is number nought
        unit=" ".join(f"{kind} {name}" for kind, name in _ordered(ready.units)),
        city=city,
        state=state,
        zip=ready.zip,
    )
    if street is None:
        return address
    return msgspec.structs.replace(
        address,
        predirection=street.pre,
        street_name=_respelled(street.name, ready.spelled),
        suffix=street.suffix,
        postdirection=street.post,
    )


def _ordered(units: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Buildings before units; a unit said twice counts once."""
    distinct = list(dict.fromkeys(units))
    return sorted(distinct, key=lambda unit: unit[0] != "Bldg")


def _respelled(name: str, spelled: Sequence[str]) -> str:
    """The street name with a word replaced by its spelling, where one sounds close to it."""
    words = name.split(" ")
    for spelling in spelled:
        for at, word in enumerate(words):
            if word[:1].lower() == spelling[0] or word[-2:].lower() == spelling[-2:]:
                words[at] = capital(spelling)
                break
    return " ".join(words)


def _tail(ready: Prepared, after: Sequence[str], address: Address) -> Tail:
    if address.zip and (not after or after[-1] == ZIP):
        return "zip"
    if ready.unit_last:
        return "unit"
    if address.city or address.state:
        return "city"
    if address.street_name:
        return "street"
    return "house" if address.house_number else ""
