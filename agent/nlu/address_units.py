"""Apartments, suites, floors and lots in the tokens of an address answer."""

from collections.abc import Sequence

from agent.nlu import numbers, spelling
from agent.nlu.address_runs import BREAK, ZIP, after_road, number_stop, street_follows
from agent.nlu.address_words import COUNTED, NOISE, SUFFIXES, UNITS
from agent.nlu.cities import city_at
from agent.nlu.spelling import LETTER_NAMES, RADIO

_LONGEST_HOUSE = 5
_MOST_WORDS = 12
"""The name of a unit takes fewer words."""
_NUMBER = ("number",)
_UNIT_WORDS = frozenset(UNITS)


def without_units(tokens: list[str]) -> tuple[list[str], list[tuple[str, str]], bool]:
    """Tokens with breaks for units, the units (type, name), and whether one came last."""
    if _UNIT_WORDS.isdisjoint(tokens):
        return tokens, [], False
    result: list[str] = []
    units: list[tuple[str, str]] = []
    at = 0
    last = housed = counted = False
    while at < len(tokens):
        if tokens[at] in UNITS and counted:
            housed, counted = housed or _has_house(result), False
        found = _unit_at(tokens, at, result, housed=housed)
        if found is None:
            last = last and tokens[at] in (BREAK, ZIP)
            counted = counted or numbers.is_number(tokens, at)
            result.append(tokens[at])
            at += 1
            continue
        kind, name, at = found
        units.append((kind, name))
        result.append(BREAK)
        last = True
    return result, units, last


def _has_house(tokens: Sequence[str]) -> bool:
    return any(not after_road(tokens, run.start) for run in numbers.runs(tokens))


def _own(before: Sequence[str]) -> bool:
    """Whether a number after these words is the caller's: not "across from number two thirty"."""
    return not before or before[-1] not in ("from", "near", "past", "by", "to", "behind")


def _unit_at(
    tokens: Sequence[str], at: int, before: Sequence[str], *, housed: bool
) -> tuple[str, str, int] | None:
    """Type, name and end of a unit at `at`; "number" is one only after a house number.

    `housed`: there is a house number in the words `before`.
    """
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if token[0].isdecimal() and not token.isdecimal() and following in ("floor", "flr", "fl"):
        return "Fl", token.rstrip("stndrh"), at + 2
    kind = UNITS.get(token)
    if kind is None or (token in _NUMBER and not (housed and _own(before))):
        return None
    start = at + 1
    while start < len(tokens) and tokens[start] in _BEFORE_UNIT_NAME:
        start += 1
    name, stop = _unit_name(tokens, start)
    if not housed and street_follows(tokens, stop):
        name, stop = _before_house(tokens, start, stop) or (name, stop)
    following = tokens[stop] if stop < len(tokens) else BREAK
    a_street = following in SUFFIXES and not city_at(tokens, stop)
    if not name or a_street or following in COUNTED:
        return None
    if name in ("A", "I") and following not in (BREAK, ZIP) and following in NOISE:
        return None
    return kind, name, stop


_BEFORE_UNIT_NAME = frozenset({"number", "is", "letter", "um", "uh"})


def _before_house(tokens: Sequence[str], start: int, stop: int) -> tuple[str, int] | None:
    """Unit name and its end where a house number follows: "unit c 248 Bay", "suite 110 908"."""
    splits = [
        (abs(len(house) - _USUAL_HOUSE), at, unit)
        for at in range(start + 1, min(stop, start + _MOST_WORDS))
        if (unit := _whole_unit(tokens, start, at)) and (house := _whole_house(tokens, at, stop))
    ]
    if not splits:
        return None
    _, at, unit = min(splits)
    return unit, at


def _whole_unit(tokens: Sequence[str], start: int, stop: int) -> str:
    """The unit that exactly these tokens name, in their usual reading."""
    name, end = _unit_name(tokens[:stop], start)
    return name if end == stop and len(name) <= _LONGEST_UNIT else ""


def _whole_house(tokens: Sequence[str], start: int, stop: int) -> str:
    """The house number that exactly these tokens say, read as usual."""
    if number_stop(tokens, start) != stop:
        return ""
    digits = numbers.digits(tokens[start:stop])
    usual = not digits.startswith("0") and len(digits) <= _LONGEST_HOUSE
    joined = tokens[start - 1] in numbers.TENS and tokens[start] in numbers.DIGITS
    return digits if usual and not joined else ""


_LONGEST_UNIT = 4
_USUAL_HOUSE = 3.5
"""Digits of most house numbers are three or four."""


def _unit_name(tokens: Sequence[str], at: int) -> tuple[str, int]:
    """The name of a unit ("4B", "12", "C") and where it stops."""
    name = ""
    while at < len(tokens) and tokens[at] not in (BREAK, ZIP):
        stop = number_stop(tokens, at)
        letter = _letter(tokens, at) if stop == at else None
        if stop > at and not (name and name[-1].isdecimal()):
            name += numbers.digits(tokens[at:stop])
            at = stop
        elif letter is not None and not (name and name[-1].isalpha()):
            name += letter[0].upper()
            at += letter[1]
        elif name and tokens[at] in ("dash", "hyphen"):
            at += 1
        elif not name and tokens[at] in ("penthouse", "ph"):
            return "PH", at + 1
        else:
            break
    return name, at


def _letter(tokens: Sequence[str], at: int) -> tuple[str, int] | None:
    found = spelling.letter_at(tokens, at)
    if found is not None and (len(tokens[at]) == 1 or tokens[at] in RADIO):
        return found
    letter = LETTER_NAMES.get(tokens[at])
    return (letter, 1) if letter is not None and tokens[at] not in _NO_UNIT_LETTER else None


_NO_UNIT_LETTER = frozenset({"are", "you", "oh", "why", "el", "en", "see", "ar"})
