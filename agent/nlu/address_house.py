"""The house number in an address answer: figures, letters, fractions, and rural boxes."""

from collections.abc import Sequence

from agent.nlu import numbers, spelling
from agent.nlu.address_runs import BREAK, ZIP, after_road, number_stop
from agent.nlu.address_words import DIRECTIONS, SUFFIXES

_MAX_DIGITS = 6


def house_at(body: Sequence[str]) -> tuple[str, int, int]:
    """House number, where it starts and where it stops; empty when there is none."""
    skip = 0
    for at in range(len(body)):
        stop = number_stop(body, at)
        grid = _grid_at(body, at) if stop == at else None
        if grid is not None:
            return grid
        if stop > at and (at < skip or _highway_before(body, at)):
            house = _after_highway(body, at, stop) if at >= skip else at
            if house > at:
                return (*_house_ending(body, stop, numbers.digits(body[house:stop]), house),)
            skip = stop
        elif stop > at:
            digits = numbers.digits(body[at:stop])
            if len(digits) > _MAX_DIGITS:
                return "", 0, 0
            return (*_house_ending(body, stop, digits, at),)
        if _box_at(body, at):
            stop = number_stop(body, at + 1)
            return "Box " + numbers.digits(body[at + 1 : stop]), at, stop
    return "", 0, 0


def _grid_at(body: Sequence[str], at: int) -> tuple[str, int, int] | None:
    """A house number of two distances, as around Milwaukee: "N79 W5406 Bywater Lane"."""
    first = DIRECTIONS.get(body[at], "")
    if not first:
        return None
    middle = number_stop(body, at + 1)
    second = DIRECTIONS.get(body[middle], "") if middle < len(body) else ""
    stop = number_stop(body, middle + 1)
    crossing = {first, second} & {"N", "S"} and {first, second} & {"E", "W"}
    named = stop < len(body) and len(body[stop]) > 1 and body[stop] not in (BREAK, ZIP)
    if not (crossing and named and middle > at + 1 and stop > middle + 1):
        return None
    north, west = numbers.digits(body[at + 1 : middle]), numbers.digits(body[middle + 1 : stop])
    return f"{first}{north}{second}{west}", at, stop


def _house_ending(body: Sequence[str], stop: int, digits: str, at: int) -> tuple[str, int, int]:
    """Add a letter, a fraction or a second part to a house number."""
    following = body[stop] if stop < len(body) else ""
    if following in ("dash", "hyphen") and number_stop(body, stop + 1) > stop + 1:
        end = number_stop(body, stop + 1)
        return f"{digits}-{numbers.digits(body[stop + 1 : end])}", at, end
    if "/" in following:
        return f"{digits} {following}", at, stop + 1
    if tuple(body[stop : stop + 3]) in (("and", "a", "half"), ("and", "one", "half")):
        return f"{digits} 1/2", at, stop + 3
    if following == "half":
        whole = numbers.digits(body[at : stop - 1]) if body[stop - 1] == "one" else digits
        return f"{whole or digits} 1/2", at, stop + 1
    if following == "block":
        return digits, at, stop + (2 if tuple(body[stop + 1 : stop + 2]) == ("of",) else 1)
    letter = _letter(body, stop + 1 if following in ("dash", "hyphen") else stop)
    return (digits + letter[0], at, letter[1]) if letter else (digits, at, stop)


def _letter(body: Sequence[str], at: int) -> tuple[str, int] | None:
    """The letter of a house number ("14 B River Road", "B as in boy") and where it ends."""
    found = spelling.letter_at(body, at) if at < len(body) else None
    if found is None:
        return None
    letter, width = found
    if width > 1:
        return letter.upper(), at + width
    second = body[at + 1] if at + 1 < len(body) else ""
    plain = len(body[at]) == 1 and body[at] not in DIRECTIONS
    return (
        (letter.upper(), at + 1) if plain and second not in SUFFIXES and len(second) > 1 else None
    )


def _highway_before(body: Sequence[str], at: int) -> bool:
    """Whether the number at `at` names a road: after "highway", or "(450 South) 300"."""
    if after_road(body, at):
        return True
    return at > 1 and body[at - 1] in DIRECTIONS and number_stop(body, at - 2) > at - 2


def _after_highway(body: Sequence[str], at: int, stop: int) -> int:
    """Where a house number begins in one run with a road's: "off highway thirty, 1109 Bishop …"."""
    if not any(token in SUFFIXES for token in body[stop : stop + 4]):
        return at
    for split in range(at + 1, min(stop - 1, at + _MOST_WORDS)):
        joined = body[split - 1] in numbers.TENS and body[split] in numbers.DIGITS
        if not joined and len(numbers.digits(body[split:stop])) >= _USUAL_DIGITS:
            return split
    return at


_USUAL_DIGITS = 3
_MOST_WORDS = 8
"""The number of a road takes fewer words."""


def _box_at(body: Sequence[str], at: int) -> bool:
    return (
        body[at] == "box"
        and number_stop(body, at + 1) > at + 1
        and not (at and body[at - 1] in ("po", "o", "office"))
    )


def only_number(body: Sequence[str], start: int, stop: int) -> bool:
    """Whether besides the number there are only breaks, a ZIP, or everyday opening words."""
    rest = (*body[:start], *body[stop:])
    if tuple(body[start:stop]) == ("one",):
        # A pronoun more often than a number.
        return False
    return all(token in (BREAK, ZIP) or token in _AROUND_NUMBER for token in rest)


_AROUND_NUMBER = frozenset(
    {"it's", "it", "is", "that's", "the", "my", "at", "i'm", "we're", "house", "address", "no",
     "number", "not", "we", "live", "i", "in", "and", "be", "should", "a"}
)  # fmt: skip
