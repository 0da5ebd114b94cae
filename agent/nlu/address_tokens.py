"""An address answer made ready for parsing: idioms, spelling, ordinals, ZIP and units taken out.

What is taken out leaves a `BREAK` (or `ZIP`) behind, so words on both sides don't grow together.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.nlu import numbers, spelling
from agent.nlu.address_words import COUNTED, DIRECTIONS, FILLERS, HIGHWAYS, NOISE, SUFFIXES, UNITS
from agent.nlu.cities import city_at
from agent.nlu.spelling import LETTER_NAMES, RADIO
from agent.nlu.states import state_at

BREAK = "|"
ZIP = "<zip>"
_ZIP_LENGTH = 5
_ZIP4_LENGTH = 9

_NUMBER_WORDS = "|".join((*numbers.DIGITS, *numbers.TEENS, *numbers.TENS))
_NAMED = rf"(?! (?:number |is |letter )*(?:\d|[a-z]\b|{_NUMBER_WORDS}))"
SUFFIX_PATTERN = "|".join(word for word in SUFFIXES if len(word) > 2)
_IDIOMS = re.compile(
    rf"\b(?:(?:there's|there is|it's|has|with) (?:no|not an?) (?:{SUFFIX_PATTERN})(?: or (?:{SUFFIX_PATTERN}|anything))*"
    r"(?: (?:on|at) the end(?: of it)?| after it)?"
    rf"|no (?:{SUFFIX_PATTERN}) or (?:{SUFFIX_PATTERN}|anything)(?: (?:on|at) the end(?: of it)?| after it)?"
    rf"|no (?:{SUFFIX_PATTERN})(?= just)"
    r"|no kidding|no joke|it's real|believe it or not|i think|i believe|like the [a-z]+"
    r"|i swear|you know|as it sounds|just like it sounds|spelled|that's spelled"
    rf"|no (?:unit|suite|apartment|apt)(?: number)?{_NAMED}"
    r"|single family(?: home)?|(?:the )?zip(?: ?codes?)?(?: is)?"
    r"|in the city of|city of|house number(?: is)?"
    r"|(?:the |my )street (?:number|address|name)(?: is)?|the street is"
    r"|the (?:number|address) is|with (?:a|an) [a-z](?= |$))(?= |$)"
)
_SECRET = re.compile(r"^(?:code|buzz|buzzer|pin|lockbox|keypad|intercom|press|dial|passcode|ring)(?:'s)?$")
_SECRET_REACH = 5
_MIN_SPELLED = 3
_ABBREVIATED = {"hwy": "highway", "rte": "route", "rt": "route", "cnty": "county"}
_ROAD_STARTS = frozenset(said[0] for said, _ in HIGHWAYS)
_ROAD_ENDS = frozenset(said[-1] for said, _ in HIGHWAYS)
_STATE_OH = ("oh",)


class Prepared(NamedTuple):
    """Tokens with breaks, and what was taken out."""

    tokens: tuple[str, ...]
    zip: str
    units: tuple[tuple[str, str], ...]
    spelled: tuple[str, ...]
    state: str
    unit_last: bool
    """The fragment's last word belonged to a unit."""


def without_idioms(text: str) -> str:
    """`text` (normalised) without talk that looks like parts of an address."""
    return _IDIOMS.sub(" | ", text)


def prepare(tokens: Sequence[str]) -> Prepared:
    """Take secrets, spelled words, ordinals, ZIP and units out of `tokens`."""
    tokens = [_ABBREVIATED.get(token, token) for token in tokens]
    tokens, spelled = _without_spelling(_without_secrets(tokens))
    tokens = _with_ordinals(tokens)
    tokens, zip_code, state = _without_zip(tokens)
    tokens, units, last = _without_units(tokens)
    return Prepared(tuple(tokens), zip_code, tuple(units), tuple(spelled), state, last)


def number_stop(tokens: Sequence[str], at: int) -> int:
    """Where the run of numbers that starts at `at` stops (`at` when there is none)."""
    while at < len(tokens) and tokens[at] not in (BREAK, ZIP) and numbers.is_number(tokens, at):
        at += 1
    return at


def _without_secrets(tokens: Sequence[str]) -> list[str]:
    """Gate codes and the like never get into an address."""
    kept = list(tokens)
    for run in numbers.runs(tokens):
        before = kept[max(0, run.start - _SECRET_REACH) : run.start]
        if BREAK in before:
            before = before[len(before) - before[::-1].index(BREAK) :]
        secret = any(_SECRET.match(token) for token in before) or before[-1:] == ["gate"]
        if secret and not _street_next(tokens, run.stop):
            kept[run.start : run.stop] = [BREAK] * (run.stop - run.start)
    return kept


def _street_next(tokens: Sequence[str], at: int) -> bool:
    """Whether a street follows at once, before another number or new talk begins."""
    for place in range(at, min(len(tokens), at + 4)):
        if tokens[place] in SUFFIXES:
            return True
        if numbers.is_number(tokens, place) or tokens[place] in _TALK_GOES_ON:
            return False
    return False


_TALK_GOES_ON = frozenset({"it's", "its", "is", "and", "but", BREAK})


def _street_follows(tokens: Sequence[str], at: int) -> bool:
    return any(token in SUFFIXES for token in tokens[at : at + 4])


def _without_spelling(tokens: list[str]) -> tuple[list[str], list[str]]:
    kept, words = list(tokens), []
    for start, stop, word in spelling.stretches(tokens):
        names_street = stop < len(tokens) and tokens[stop] in SUFFIXES
        if len(word) >= _MIN_SPELLED and not names_street:
            kept[start:stop] = [BREAK] * (stop - start)
            words.append(word)
    return kept, words


def _with_ordinals(tokens: Sequence[str]) -> list[str]:
    """Ordinals as one written token: "east twenty third street" has 23rd."""
    result: list[str] = []
    at = 0
    while at < len(tokens):
        found = numbers.ordinal_at(tokens, at)
        if found is None or _belongs_to_house(tokens, at, found[1]):
            result.append(tokens[at])
            at += 1
        else:
            result.append(written_ordinal(found[0]))
            at += found[1]
    return result


def _belongs_to_house(tokens: Sequence[str], at: int, width: int) -> bool:
    """Whether an ordinal with hundreds starts the text: "five hundred tenth" is 500 10th."""
    if width < 3 or "hundred" not in tokens[at : at + width]:
        return False
    return not (at and (tokens[at - 1] in DIRECTIONS or numbers.is_number(tokens, at - 1)))


def written_ordinal(number: int) -> str:
    """1 -> 1st, 12 -> 12th, 23 -> 23rd."""
    ending = "th" if number % 100 in (11, 12, 13) else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def _without_zip(tokens: list[str]) -> tuple[list[str], str, str]:
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


def _early_zip(
    tokens: Sequence[str], runs: Sequence[numbers.Run]
) -> tuple[int, int, str] | None:
    """Where a ZIP said before the street stands, and its digits.

    Its five digits come one by one, and a house number with a street follows: "80202 is the zip and
    it's 1500 Blake Street", also with nothing between after a state: "Oregon 97301 480 State Street".
    """
    for start, stop in runs:
        code = numbers.digits(tokens[start : start + _ZIP_LENGTH])
        if len(code) != _ZIP_LENGTH or stop - start < _ZIP_LENGTH:
            code, width = numbers.digits(tokens[start:stop]), stop - start
            if not (len(code) == _ZIP_LENGTH and width == 1):
                continue
        else:
            width = _ZIP_LENGTH
        if stop > start + width:
            joined = _after_state(tokens, start) and tokens[start + width] not in ("oh", "zero")
            if joined and _street_follows(tokens, stop):
                return start, start + width, code
        elif not _road_follows(tokens, stop) and _house_later(tokens, runs, stop):
            return start, stop, code
    return None


def _after_state(tokens: Sequence[str], at: int) -> bool:
    return any(
        (found := state_at(tokens, start)) is not None and start + found[1] == at
        for start in range(max(0, at - 3), at)
    )


def _house_later(tokens: Sequence[str], runs: Sequence[numbers.Run], stop: int) -> bool:
    """Whether a house number and a street come after word `stop`."""
    return any(
        run.start >= stop and not after_road(tokens, run.start) and _street_follows(tokens, run.stop)
        for run in runs
    )


def _without_plus_four(tokens: list[str]) -> list[str]:
    """`tokens` without the last four digits of "80010 dash 1234"."""
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
        following in DIRECTIONS
        or _highway_at(tokens, at)
        or _street_follows(tokens[at : at + 4], 0)
    )


def _name_follows(tokens: Sequence[str], at: int) -> bool:
    following = tokens[at] if at < len(tokens) else BREAK
    return following != BREAK and following not in NOISE and following not in FILLERS


def _highway_at(tokens: Sequence[str], at: int) -> bool:
    if at >= len(tokens) or tokens[at] not in _ROAD_STARTS:
        return False
    return any(tuple(tokens[at : at + len(said)]) == said for said, _ in HIGHWAYS)


def _zip_split(tokens: Sequence[str], start: int, stop: int) -> tuple[int, str] | None:
    """Where the ZIP begins inside the last run of numbers, and its five digits."""
    run = tokens[start:stop]
    unit_word = start > 0 and tokens[start - 1] in UNITS and tokens[start - 1] not in CODE_TOO
    after_unit = unit_word or after_road(tokens, start)
    whole = _five_digits(run, alone=start == 0 or tokens[start - 1] in NOISE)
    if whole is not None and not unit_word:
        # No road has a number of five digits.
        return start, whole
    long = numbers.digits_of_length(run, _ZIP4_LENGTH)
    if long is not None and not after_unit and start > 0:
        return start, long[:_ZIP_LENGTH]
    total = len(numbers.digits(run))
    if total > _ZIP4_LENGTH and not after_unit:
        # A phone number.
        return None
    for at in range(start + 1, stop):
        readings = numbers.readings(tokens[at:stop])
        if readings and readings[0][1] == 0 and len(readings[0][0]) == _ZIP_LENGTH:
            return at, readings[0][0]
    return None


def _five_digits(run: Sequence[str], *, alone: bool) -> str | None:
    """The ZIP in `run`; alone only in its usual reading, as "three four thirty four" is 3434."""
    readings = numbers.readings(run)
    allowed = readings[:1] if alone else readings
    return next((text for text, _ in allowed if len(text) == _ZIP_LENGTH), None)


def after_road(tokens: Sequence[str], at: int) -> bool:
    """Whether the number at `at` belongs to "highway", "route" and so on."""
    if at == 0 or tokens[at - 1] not in _ROAD_ENDS:
        return False
    return any(tuple(tokens[max(0, at - len(said)) : at]) == said for said, _ in HIGHWAYS)


def _without_units(tokens: list[str]) -> tuple[list[str], list[tuple[str, str]], bool]:
    result: list[str] = []
    units: list[tuple[str, str]] = []
    at = 0
    last = False
    while at < len(tokens):
        found = _unit_at(tokens, at, result)
        if found is None:
            last = last and tokens[at] in (BREAK, ZIP)
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


def _unit_at(tokens: Sequence[str], at: int, before: Sequence[str]) -> tuple[str, str, int] | None:
    """Type, name and end of a unit at `at`; "number" is one only after a house number."""
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if token[0].isdigit() and not token.isdigit() and following in ("floor", "fl"):
        return "Fl", token.rstrip("stndrh"), at + 2
    kind = UNITS.get(token)
    if kind is None or (tokens[at] == "number" and not _has_house(before)):
        return None
    start = at + 1
    while start < len(tokens) and tokens[start] in _BEFORE_UNIT_NAME:
        start += 1
    name, stop = _unit_name(tokens, start)
    if not _has_house(before) and _street_follows(tokens, stop):
        name, stop = _before_house(tokens, start, stop) or (name, stop)
    following = tokens[stop] if stop < len(tokens) else BREAK
    a_street = following in SUFFIXES and not city_at(tokens, stop, {})
    if not name or a_street or following in COUNTED:
        return None
    if name in ("A", "I") and following not in (BREAK, ZIP) and following in NOISE:
        return None
    return kind, name, stop


_BEFORE_UNIT_NAME = frozenset({"number", "is", "letter", "um", "uh"})


def _before_house(tokens: Sequence[str], start: int, stop: int) -> tuple[str, int] | None:
    """Unit name and its end where a house number follows: "unit c 248 Bay Road", "suite 110 908"."""
    splits = [
        (abs(len(house) - _USUAL_HOUSE), at, unit)
        for at in range(start + 1, stop)
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
    usual = not digits.startswith("0") and len(digits) <= _ZIP_LENGTH
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
        if stop > at and not (name and name[-1].isdigit()):
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


CODE_TOO = frozenset({"fl"})
"""Short for Floor and for Florida."""

_NO_UNIT_LETTER = frozenset({"are", "you", "oh", "why", "el", "en", "see", "ar"})
