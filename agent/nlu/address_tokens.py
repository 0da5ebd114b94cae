"""An address answer made ready for parsing: idioms, spelling, ordinals, ZIP and units taken out.

What is taken out leaves a `BREAK` (or `ZIP`) behind, so words on both sides don't grow together.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.nlu import numbers, spelling
from agent.nlu.address_runs import BREAK
from agent.nlu.address_units import without_units
from agent.nlu.address_words import DIRECTIONS, SUFFIXES
from agent.nlu.address_zip import without_zip

_NUMBER_WORDS = "|".join((*numbers.DIGITS, *numbers.TEENS, *numbers.TENS))
_NAMED = rf"(?! (?:number |is |letter )*(?:\d|[a-z]\b|{_NUMBER_WORDS}))"
SUFFIX_PATTERN = "|".join(word for word in SUFFIXES if len(word) > 2)
_NO_SUFFIX = (
    rf"(?:(?:there's|there is|it's|has|with) (?:no|not an?) (?:{SUFFIX_PATTERN})"
    rf"(?: or (?:{SUFFIX_PATTERN}|anything))*"
    rf"|no (?:{SUFFIX_PATTERN})(?: (?:or|no|nor|and no) (?:{SUFFIX_PATTERN}|anything))+"
    rf"|no (?:{SUFFIX_PATTERN})(?= just))(?: (?:on|at) the end(?: of it)?| after it)?"
)
_IDIOMS = re.compile(
    rf"\b(?:{_NO_SUFFIX}"
    r"|no kidding|no joke|it's real|believe it or not|i think|i believe|like the [a-z]+"
    r"|i swear|you know|as it sounds|just like it sounds|spelled|that's spelled"
    rf"|no (?:unit|suite|apartment|apt)(?: number)?{_NAMED}"
    r"|single family(?: home)?|(?:the )?zip(?: ?codes?)?(?:'s| is)?"
    r"|(?:in )?(?:the )?(?:city|town|village|township) of|house number(?: is)?"
    r"|(?:the |my )street (?:number|address|name)(?: is)?|street name is"
    r"|(?:(?:the|my|and) |^)(?:street|city|town|house) is"
    r"|the (?:number|address) is|with (?:a|an) [a-z](?= |$))(?= |$)"
)
_CODE_WORDS = (
    *("code", "buzz", "buzzer", "pin", "lockbox", "keypad", "intercom", "press", "dial"),
    *("passcode", "ring"),
)
_CODES = frozenset((*_CODE_WORDS, *(f"{word}'s" for word in _CODE_WORDS)))
_SECRETS = _CODES | {"gate"}
_SECRET_REACH = 5
_MIN_SPELLED = 3
_ABBREVIATED = {"hwy": "highway", "rte": "route", "rt": "route", "cnty": "county"}


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
    if not _ABBREVIATED.keys().isdisjoint(tokens):
        tokens = [_ABBREVIATED.get(token, token) for token in tokens]
    tokens, spelled = _without_spelling(_without_secrets(tokens))
    tokens = _with_ordinals(tokens)
    tokens, zip_code, state = without_zip(tokens)
    tokens, units, last = without_units(tokens)
    return Prepared(tuple(tokens), zip_code, tuple(units), tuple(spelled), state, last)


def _without_secrets(tokens: Sequence[str]) -> list[str]:
    """Gate codes and the like never get into an address."""
    kept = list(tokens)
    if _SECRETS.isdisjoint(tokens):
        return kept
    for run in numbers.runs(tokens):
        before = kept[max(0, run.start - _SECRET_REACH) : run.start]
        if BREAK in before:
            before = before[len(before) - before[::-1].index(BREAK) :]
        secret = not _CODES.isdisjoint(before) or before[-1:] == ["gate"]
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


def _without_spelling(tokens: list[str]) -> tuple[list[str], list[str]]:
    kept, words = list(tokens), []
    for start, stop, word in spelling.stretches(tokens):
        suffixed = stop < len(tokens) and tokens[stop] in SUFFIXES
        again = any(token in SUFFIXES for token in tokens[:start])
        heard = _heard_before(tokens, start, word) if suffixed and not again else -1
        if heard >= 0:
            # "Thayer, that's t h a y e r, street": the suffix belongs to the name.
            kept[heard] = word
            kept[heard + 1 : stop] = [_GONE] * (stop - heard - 1)
            continue
        if suffixed and not again and len(word) > _MIN_SPELLED and not _VOWELS.isdisjoint(word):
            kept[start:stop] = [word, *[_GONE] * (stop - start - 1)]
            continue
        names_street = suffixed and not again
        stop += suffixed and again
        if len(word) >= _MIN_SPELLED and not names_street:
            kept[start:stop] = [BREAK] * (stop - start)
            words.append(word)
    return [token for token in kept if token != _GONE], words


_GONE = ""
_VOWELS = frozenset("aeiouy")
"""A longer run of letters with one of these is a word that is spelled, no abbreviation."""
_SPELLS = frozenset(("that's", "it's", "that", "is", BREAK))


def _heard_before(tokens: Sequence[str], start: int, word: str) -> int:
    """Where the word stands that is spelled from `start` on, -1 when it was not said before."""
    at = start - 1
    while at >= 0 and tokens[at] in _SPELLS:
        at -= 1
    said = at >= 0 and len(tokens[at]) >= _MIN_SPELLED and len(word) >= _MIN_SPELLED
    return at if said and tokens[at][0] == word[0] and tokens[at].isalpha() else -1


def _with_ordinals(tokens: Sequence[str]) -> list[str]:
    """Ordinals as one written token: "east twenty third street" has 23rd."""
    if not numbers.may_have_ordinals(tokens):
        return list(tokens)
    result: list[str] = []
    at = 0
    while at < len(tokens):
        found = numbers.ordinal_at(tokens, at)
        if found is not None and found[1] > 1 and _tens_of_house(tokens, at):
            found = None
        if found is None or _belongs_to_house(tokens, at, found[1]):
            result.append(tokens[at])
            at += 1
        else:
            result.append(written_ordinal(found[0]))
            at += found[1]
    return result


def _tens_of_house(tokens: Sequence[str], at: int) -> bool:
    """Whether the tens at `at` go with the digit before: "seven fifty first" is 750 1st."""
    digit = tokens[at] in numbers.TENS and at > 0 and tokens[at - 1] in numbers.DIGITS
    return digit and not (at > 1 and numbers.is_number(tokens, at - 2))


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
