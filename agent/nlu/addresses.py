"""US service addresses as callers say them, with corrections, and how they are read back."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

from agent.events import Address
from agent.nlu.address_contrast import Contrast, contrast
from agent.nlu.address_parts import Fragment, Tail, parse_fragment
from agent.nlu.address_region import capital
from agent.nlu.address_spoken import spoken
from agent.nlu.address_tokens import SUFFIX_PATTERN, without_idioms
from agent.nlu.address_words import DIRECTIONS, FILLERS, NOISE, SUFFIXES, UNITS
from agent.nlu.cities import Places, city_at, places
from agent.nlu.digits import as_numbers
from agent.nlu.spanish_addresses import in_english
from agent.nlu.states import CODES, STATES, state_of_zip
from agent.nlu.words import normal, words

__all__ = ["complete", "correct", "key", "merge", "parse", "places_something", "spoken"]

_NOTHING = Address()
_UNIT_TYPES = frozenset(UNITS.values())
_NO_CITIES: Mapping[str, str] = {}
_CORRECTION = re.compile(
    rf"(?:^| )(?:(?:oh |uh |um )*(?:not (?:{SUFFIX_PATTERN})"
    r"|no|nope|sorry|i mean|i meant|wait|actually|scratch that"
    r"|strike that|correction|make that|or rather|excuse me|my mistake|hold on|not that)"
    r"(?: (?:it's|it is|that's|is|the))*)(?= |$)"
)
_MOVED = re.compile(
    r"^.*\b(?:now (?:it's|it is|i'm|i am|we're|we are|i live|we live)|(?:but|and) now"
    r"|(?:i|we) (?:just )?moved to|(?:my|our|the) new (?:address|place|house)(?: is)?)\b"
)
"""Where the caller lives now, after an old address."""
_MOVING = ("now", "moved to", "new ")
"""One of these stands in whatever `_MOVED` finds."""
_LEADING = re.compile(
    r"^(?:(?:no|nope|yes|yeah|right|okay|correct|but|sorry|actually|well|almost|close|not quite"
    r"|i (?:said|mean|meant)|um|uh)\b ?)+"
)
# A lone name changes the street only when the words announce a correction.
_INTRODUCED = re.compile(
    r"\b(?:no|nope|it's|its|actually|said|mean|meant|should be|street is|not|but)\b"
)
# "37-12 82nd Street", "98-1247 Kaahumanu": a hyphen that belongs to the house number.
_RANGE = re.compile(
    r"^(\D*(?:\d{2,3}(?=-\d{2}\b)|\d{2}(?=-\d{3,4}\b)|\d{3}(?=-\d{3}\b)|\d{4}(?=-\d{4}\b)))"
    r"-(\d+)(?![-\d])(?=\s+\w)"
)
_GLUED_UNIT = re.compile(r"\b(suite|ste|apt|unit|lot|bldg)(?=\d)", re.IGNORECASE)
_BARE_UNIT = re.compile(r"(?<=[a-z.]),\s*#?\s*(?=\d{1,4}[a-z]?\s*,\s*[a-z])", re.IGNORECASE)
"""A number between commas after a street: "Wacker Dr., 1600, Chicago"."""
_COUNTRY = re.compile(
    r"(?<!\W)\W+(?:united states(?: of america)?|u\.?s\.?a\.?)\W*$", re.IGNORECASE
)
# A direction after a comma belongs to the city: "Fox Avenue, North Salem".
_CITY_DIRECTED = re.compile(
    r",(?=\s*(?:[nsew]\b\.?|north|south|east|west)\s+[a-z]{3})", re.IGNORECASE
)
_COMMA = " comma "
_FIGURE = re.compile(r"\d")
_SURE_UNITS = ("Apt", "Unit", "Ste", "Lot")
_PLACING = frozenset(
    (
        *(*SUFFIXES, *UNITS, *DIRECTIONS, "calle"),
        *(code.lower() for code in CODES if code.lower() not in NOISE | FILLERS),
        *(name.split()[0] for name in STATES),
    )
)
_STREET_FIELDS = ("predirection", "street_name", "suffix", "postdirection")


def parse(text: str, *, cities: Mapping[str, str] = _NO_CITIES) -> Address | None:
    """The address, or the parts of one, that `text` gives; None when it gives none.

    `cities` maps lower-case city names the company knows to their states. A state that was not
    said follows from them or from the ZIP.
    """
    known = places(cities)
    said = _here(in_english(normal(_as_spoken(text)))).replace(_COMMA, " | ")
    found = _parse_all(without_idioms(said), known, Fragment(_NOTHING, ""))
    if found in (_NOTHING, Address(unit=found.unit)) and not found.unit.startswith(_SURE_UNITS):
        return None
    return _with_state(found, known)


def _as_spoken(text: str) -> str:
    """`text` with what only the writing tells in words: hyphens, commas, glued figures."""
    if _FIGURE.search(text):
        text = _GLUED_UNIT.sub(r"\1 ", _RANGE.sub(r"\1 dash \2", text))
    if "u" in text or "U" in text:
        text = _COUNTRY.sub("", text)
    if "," not in text:
        return text
    return _CITY_DIRECTED.sub(_COMMA, _BARE_UNIT.sub(", unit ", text))


def _here(said: str) -> str:
    """`said` without an old address before the present one."""
    told = any(word in said for word in _MOVING)
    return _MOVED.sub("", said) if told else said


def places_something(text: str, *, cities: Mapping[str, str] = _NO_CITIES) -> bool:
    """Whether words name a kind of street, a direction, a unit, a city or a state: quick.

    Where they don't, one number of fewer digits than a ZIP has is no address.
    """
    said, known = words(text), places(cities)
    return (
        not _PLACING.isdisjoint(said)
        or any(city_at(said, at, known) for at in range(len(said)))
        or any(one == "in" and other not in NOISE for one, other in pairwise(said))
        or _BARE_UNIT.search(text) is not None
    )


def merge(old: Address, new: Address) -> Address:
    """`old` with what `new` adds or changes; the street counts as one part."""
    changes = {
        field: getattr(new, field)
        for field in ("house_number", "unit", "city", "state", "zip")
        if getattr(new, field)
    }
    if new.street_name:
        same = new.street_name.casefold() == old.street_name.casefold()
        for field in _STREET_FIELDS:
            value = getattr(new, field)
            changes[field] = value or (getattr(old, field) if same else "")
    if "zip" in changes and not new.state and old.state and new.zip != old.zip:
        changes["state"] = state_of_zip(new.zip) or old.state
    return msgspec.structs.replace(old, **changes)


def correct(old: Address, text: str, *, cities: Mapping[str, str] = _NO_CITIES) -> Address | None:
    """`old` after the caller's correction, or None when `text` holds none.

    Takes "no three forty not three oh four", "it's unit six", "right but it's oak not oak hill".
    """
    known = places(cities)
    said = in_english(normal(text))
    plain = without_idioms(said)
    tokens = as_numbers(_LEADING.sub("", plain).split())
    found = contrast(old, tokens)
    if found is not None and found.right:
        changed = _replaced(old, found, known)
        tokens = found.rest
    else:
        changed = old
    if tokens:
        before = Fragment(changed, "")
        changed = _parse_all(" ".join(tokens), known, before, bare=bool(_INTRODUCED.search(said)))
    return _with_state(changed, known) if changed != old else None


def complete(address: Address) -> bool:
    """Whether a technician could find the door: a house number and a street."""
    return bool(address.house_number and address.street_name)


def key(address: Address) -> str:
    """Text equal for equal places, to notice duplicates; case, marks and unit types aside."""
    unit = " ".join(word for word in address.unit.split() if word not in _UNIT_TYPES)
    parts = (
        address.house_number,
        address.predirection,
        address.street_name,
        address.suffix,
        address.postdirection,
        unit,
        address.zip or address.city,
    )
    return "|".join(re.sub(r"[^a-z0-9/ -]", "", part.lower()) for part in parts)


def _parse_all(text: str, cities: Places, before: Fragment, *, bare: bool = True) -> Address:
    """Parse fragments between corrections, each changing what came before it."""
    for fragment in _CORRECTION.split(text):
        before = _corrected(before, as_numbers(_ohio(fragment.split())), cities, bare=bare)
    return before.address


def _ohio(tokens: list[str]) -> list[str]:
    """ "Toledo oh": after a city at the end the two letters are the state, no interjection."""
    widths = range(1, min(4, len(tokens) - 1) + 1) if tokens[-1:] == ["oh"] else ()
    named = any(city_at(tokens[-1 - width : -1], 0) == width for width in widths)
    return [*tokens[:-1], "ohio"] if named else tokens


def _corrected(before: Fragment, tokens: Sequence[str], cities: Places, *, bare: bool) -> Fragment:
    """One more fragment; `bare` lets a lone name change a street that is known."""
    if not tokens:
        return before
    known = before.address != _NOTHING
    if before.address.street_name:
        tokens = _without_lone_suffix(before.address, tokens)
    found = parse_fragment(
        tokens,
        cities,
        bare=bare and bool(before.address.street_name),
        known=before.address.street_name.lower(),
    )
    if found.address == _NOTHING:
        return before
    change = _moved(found.address, before) if known else found.address
    return Fragment(_changed(before.address, change), found.tail or before.tail)


def _without_lone_suffix(old: Address, tokens: Sequence[str]) -> Sequence[str]:
    """ "Sunset Ridge Drive, no, lane, Sunset Ridge Lane": the name said again tells enough."""
    name = old.street_name.lower().split()
    if tokens and tokens[0] in SUFFIXES and list(tokens[1 : 1 + len(name)]) == name:
        return tokens[1:]
    return tokens


def _replaced(old: Address, found: Contrast, cities: Places) -> Address:
    """`old` with the contrasted part replaced by what was said to be right."""
    said = " ".join(found.right)
    if found.part == "suffix" and found.right[-1] in SUFFIXES:
        return msgspec.structs.replace(old, suffix=SUFFIXES[found.right[-1]])
    if found.part == "predirection" and said in DIRECTIONS:
        return msgspec.structs.replace(old, predirection=DIRECTIONS[said])
    if found.part == "postdirection" and said in DIRECTIONS:
        return msgspec.structs.replace(old, postdirection=DIRECTIONS[said])
    if found.part == "city":
        city = " ".join(capital(word) for word in found.right)
        return msgspec.structs.replace(old, city=city)
    tail: Tail = "unit" if found.part == "unit" else "zip" if found.part == "zip" else ""
    return _parse_all(said, cities, Fragment(old, tail))


def _changed(old: Address, new: Address) -> Address:
    """Merge a correction: a lone street name keeps what surrounds it, a direction only turns it."""
    named_only = not (new.suffix or new.predirection or new.postdirection)
    direction = DIRECTIONS.get(new.street_name.lower(), "")
    merged = merge(old, new)
    if not (old.street_name and new.street_name and named_only):
        return merged
    kept = {field: getattr(old, field) for field in _STREET_FIELDS}
    if direction:
        kept["postdirection" if old.postdirection else "predirection"] = direction
    elif new.street_name.lower() in SUFFIXES:
        kept["suffix"] = SUFFIXES[new.street_name.lower()]
    elif " " in new.street_name:
        return merged
    else:
        kept["street_name"] = new.street_name
    return msgspec.structs.replace(merged, **kept)


def _moved(change: Address, before: Fragment) -> Address:
    """A bare number or name means the part that the caller was just saying."""
    tail: Tail = before.tail
    number_only = change == Address(house_number=change.house_number)
    if tail == "unit" and number_only:
        kind = before.address.unit.split(" ")[0]
        return Address(unit=f"{kind} {change.house_number}")
    if tail == "zip" and number_only and len(change.house_number) < 5:
        keep = before.address.zip[: 5 - len(change.house_number)]
        return Address(zip=keep + change.house_number)
    region = Address(
        street_name=change.street_name, city=change.city, state=change.state, zip=change.zip
    )
    if tail == "city" and change.street_name and change == region:
        # "Toledo, I mean Maumee, Ohio": the name is another city, not another street.
        city = change.city or change.street_name
        return msgspec.structs.replace(change, street_name="", city=city)
    return change


def _with_state(address: Address, cities: Places) -> Address:
    if address.state:
        return address
    state = cities.names.get(address.city.lower(), "") if address.city else ""
    state = state_of_zip(address.zip) or state
    return msgspec.structs.replace(address, state=state) if state else address
