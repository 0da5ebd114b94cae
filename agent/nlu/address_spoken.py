"""How an address is read back: numbers as people say them, abbreviations in full."""

import re

from agent.events import Address
from agent.nlu.address_words import DIRECTION_SPOKEN, SUFFIX_SPOKEN, UNIT_SPOKEN
from agent.nlu.numbers import spoken_house, spoken_ordinal

_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$", re.IGNORECASE)
_HOUSE = re.compile(r"^(?P<box>Box )?(?P<number>\d+)(?:-(?P<second>\d+))?(?P<rest>.*)$")
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_FRACTIONS = {"1/2": "and a half"}
_INITIALS = frozenset({"FM", "US"})


def spoken(address: Address) -> str:
    """Street and unit as people say them: "fourteen twenty Vine Street, unit five".

    City, state and ZIP are not included.
    """
    street = " ".join(
        part
        for part in (
            _house(address.house_number),
            DIRECTION_SPOKEN.get(address.predirection, address.predirection),
            " ".join(_word(word) for word in address.street_name.split()),
            SUFFIX_SPOKEN.get(address.suffix, address.suffix),
            DIRECTION_SPOKEN.get(address.postdirection, address.postdirection),
        )
        if part
    )
    return ", ".join(part for part in (street, _unit(address.unit)) if part)


def _house(number: str) -> str:
    match = _HOUSE.match(number)
    if match is None:
        return number
    parts = [match["box"] or "", spoken_house(match["number"])]
    if match["second"]:
        parts.append(f"dash {spoken_house(match['second'])}")
    rest = match["rest"].strip()
    parts.append(_FRACTIONS.get(rest, rest))
    return " ".join(part.strip() for part in parts if part)


def _word(word: str) -> str:
    ordinal = _ORDINAL.match(word)
    if ordinal is not None and 0 < int(ordinal[1]) < 1000:
        return spoken_ordinal(int(ordinal[1]))
    if word in _INITIALS:
        return " ".join(word)
    return spoken_house(word) if word.isdigit() else word


def _unit(unit: str) -> str:
    words = unit.split()
    pairs = zip(words[::2], words[1::2], strict=False)
    return ", ".join(f"{UNIT_SPOKEN.get(kind, kind)} {_name(name)}" for kind, name in pairs)


def _name(name: str) -> str:
    return " ".join(
        spoken_house(piece) if piece.isdigit() else " ".join(piece)
        for piece in _PIECES.findall(name)
    )
