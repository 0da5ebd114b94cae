"""The ZIP in the tokens of an address answer, after the street or before it."""

from collections.abc import Sequence

from agent.nlu import numbers
from agent.nlu.address_runs import BREAK, ZIP, after_road, highway_at, street_follows
from agent.nlu.address_words import DIRECTIONS, FILLERS, NOISE, UNITS
from agent.nlu.states import state_at

_ZIP_LENGTH = 5
_ZIP4_LENGTH = 9
_MOST_WORDS = 12
"""A ZIP takes fewer words."""
_STATE_OH = ("oh",)
_CODE_TOO = frozenset({"fl"})
"""Short for Floor and for Florida."""


def without_zip(tokens: list[str]) -> tuple[list[str], str, str]:
    """Tokens with the ZIP replaced, the ZIP, and "OH" when it stood in front of it."""
    tokens = _without_plus_four(tokens)
    runs = numbers.runs(tokens)
    if not runs:
        return tokens, "", ""
    early = _early_zip(tokens, runs)
    if early is not None:
        start, stop, code = early
        return [*tokens[:start], ZIP, BREAK, *tokens[stop:]], code, ""
    start, stop = runs[-1]
    if _road_follows(tokens, stop) or (len(runs) == 1 and _name_follows(tokens, stop)):
        return tokens, "", ""
    split = _zip_split(tokens, start, stop)
    if split is None:
        return tokens, "", ""
    at, code = split
    state = ""
    if tuple(tokens[start:at]) == _STATE_OH:
        at, state = start, "OH"
    return [*tokens[:at], ZIP, *tokens[stop:]], code, state


def _early_zip(tokens: Sequence[str], runs: Sequence[numbers.Run]) -> tuple[int, int, str] | None:
    """Where a ZIP said before the street stands, and its digits.

    Its five digits come one by one, and a house number with a street follows: "80202 is the zip
    and it's 1500 Blake Street", after a state also at once: "Oregon 97301 480 State Street".
    """
    last_house: int | None = None
    for start, stop in runs:
        width = _ZIP_LENGTH if stop - start >= _ZIP_LENGTH else 1
        code = numbers.digits(tokens[start : start + width])
        if len(code) != _ZIP_LENGTH or (width == 1 and stop - start > 1):
            continue
        if stop > start + width:
            # No house number is that long: what stands before it is the ZIP.
            long = len(numbers.digits(tokens[start:stop])) > _ZIP_LENGTH + 1
            joined = (long or _after_state(tokens, start)) and (
                tokens[start + width] not in ("oh", "zero")
            )
            if joined and street_follows(tokens, stop):
                return start, start + width, code
        elif not _road_follows(tokens, stop):
            last_house = _last_house(tokens, runs) if last_house is None else last_house
            if last_house >= stop:
                return start, stop, code
    return None


def _last_house(tokens: Sequence[str], runs: Sequence[numbers.Run]) -> int:
    """Where the last house number with a street after it begins, -1 when there is none."""
    houses = (
        run.start
        for run in reversed(runs)
        if not after_road(tokens, run.start) and street_follows(tokens, run.stop)
    )
    return next(houses, -1)


def _after_state(tokens: Sequence[str], at: int) -> bool:
    return any(
        (found := state_at(tokens, start)) is not None and start + found[1] == at
        for start in range(max(0, at - 3), at)
    )


def _without_plus_four(tokens: list[str]) -> list[str]:
    """`tokens` without the last four digits of "80010 dash 1234"."""
    if "dash" not in tokens:
        return tokens
    runs = numbers.runs(tokens)
    if len(runs) < 2 or tokens[runs[-2].stop : runs[-1].start] != ["dash"]:
        return tokens
    (first, first_stop), (last, last_stop) = runs[-2:]
    whole = len(numbers.digits(tokens[first:first_stop])) >= _ZIP_LENGTH
    if not whole or len(numbers.digits(tokens[last:last_stop])) != _ZIP4_LENGTH - _ZIP_LENGTH:
        return tokens
    return [*tokens[:first_stop], *tokens[last_stop:]]


def _road_follows(tokens: Sequence[str], at: int) -> bool:
    following = tokens[at] if at < len(tokens) else ""
    return (
        following in DIRECTIONS or highway_at(tokens, at) or street_follows(tokens[at : at + 4], 0)
    )


def _name_follows(tokens: Sequence[str], at: int) -> bool:
    following = tokens[at] if at < len(tokens) else BREAK
    return following != BREAK and following not in NOISE and following not in FILLERS


def _zip_split(tokens: Sequence[str], start: int, stop: int) -> tuple[int, str] | None:
    """Where the ZIP begins inside the last run of numbers, and its five digits."""
    run = tokens[start:stop]
    unit_word = start > 0 and tokens[start - 1] in UNITS and tokens[start - 1] not in _CODE_TOO
    after_unit = unit_word or after_road(tokens, start)
    whole = _five_digits(run, alone=start == 0 or tokens[start - 1] in NOISE)
    if whole is not None and not unit_word:
        # No road has a number of five digits.
        return start, whole
    long = numbers.digits_of_length(run, _ZIP4_LENGTH)
    if long is not None and not after_unit and start > 0:
        return start, long[:_ZIP_LENGTH]
    if tuple(run[:1]) == _STATE_OH and numbers.digits_of_length(run[1:], _ZIP4_LENGTH):
        return start + 1, numbers.digits(run[1:])[:_ZIP_LENGTH]
    total = len(numbers.digits(run))
    if total > _ZIP4_LENGTH and not after_unit:
        # A phone number.
        return None
    for at in range(max(start + 1, stop - _MOST_WORDS), stop):
        readings = numbers.readings(tokens[at:stop])
        if readings and readings[0][1] == 0 and len(readings[0][0]) == _ZIP_LENGTH:
            return at, readings[0][0]
    return None


def _five_digits(run: Sequence[str], *, alone: bool) -> str | None:
    """The ZIP in `run`; alone only in its usual reading, as "three four thirty four" is 3434."""
    readings = numbers.readings(run)
    allowed = readings[:1] if alone else readings
    return next((text for text, _ in allowed if len(text) == _ZIP_LENGTH), None)
