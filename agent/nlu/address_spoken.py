"""How an address is read back: numbers as people say them, abbreviations in full."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from agent.events import Address
from agent.nlu.address_words import DIRECTION_SPOKEN, SUFFIX_SPOKEN, UNIT_SPOKEN
from agent.nlu.numbers import spoken_house, spoken_ordinal

_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$", re.IGNORECASE)
_HOUSE = re.compile(r"^(?P<box>Box )?(?P<number>\d+)(?:-(?P<second>\d+))?(?P<rest>.*)$")
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_HALF = "1/2"
_INITIALS = frozenset({"FM", "US"})


class AddressWords(NamedTuple):
    """What differs between languages; the names of streets are the same in all."""

    house: Callable[[str], str]
    """A house or unit number in words."""
    ordinal: Callable[[int], str]
    """The number of a numbered street in words."""
    dash: str
    half: str
    units: Mapping[str, str]


ENGLISH = AddressWords(spoken_house, spoken_ordinal, "dash", "and a half", UNIT_SPOKEN)


def spoken(address: Address, words: AddressWords = ENGLISH) -> str:
    """Street and unit as people say them: "fourteen twenty Vine Street, unit five".

    City, state and ZIP are not included.
    """
    street = " ".join(
        part
        for part in (
            _house(address.house_number, words),
            DIRECTION_SPOKEN.get(address.predirection, address.predirection),
            " ".join(_word(word, words) for word in address.street_name.split()),
            SUFFIX_SPOKEN.get(address.suffix, address.suffix),
            DIRECTION_SPOKEN.get(address.postdirection, address.postdirection),
        )
        if part
    )
    return ", ".join(part for part in (street, _unit(address.unit, words)) if part)


def _house(number: str, words: AddressWords) -> str:
    match = _HOUSE.match(number)
    if match is None:
        return number
    parts = [match["box"] or "", words.house(match["number"])]
    if match["second"]:
        parts.append(f"{words.dash} {words.house(match['second'])}")
    rest = match["rest"].strip()
    parts.append(words.half if rest == _HALF else rest)
    return " ".join(part.strip() for part in parts if part)


def _word(word: str, words: AddressWords) -> str:
    ordinal = _ORDINAL.match(word)
    if ordinal is not None and 0 < int(ordinal[1]) < 1000:
        return words.ordinal(int(ordinal[1]))
    if word in _INITIALS:
        return " ".join(word)
    return words.house(word) if word.isdecimal() else word


def _unit(unit: str, words: AddressWords) -> str:
    said = unit.split()
    pairs = zip(said[::2], said[1::2], strict=False)
    return ", ".join(f"{words.units.get(kind, kind)} {_name(name, words)}" for kind, name in pairs)


def _name(name: str, words: AddressWords) -> str:
    return " ".join(
        words.house(piece) if piece.isdecimal() else " ".join(piece)
        for piece in _PIECES.findall(name)
    )
