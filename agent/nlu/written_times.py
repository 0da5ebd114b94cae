"""Dates and times as recognisers write them: "2026-08-03", "930 am", "130 to 330"."""

import re
from collections.abc import Sequence

from agent.nlu.month_days import MONTHS, WEEKDAYS
from agent.nlu.phrases import word_set

_YEAR_FIRST = re.compile(r"\b(20\d\d)[-/](\d{1,2})[-/](\d{1,2})\b")
_YEAR_LAST = re.compile(r"\b(\d{1,2})-(\d{1,2})-(20\d\d)\b")
_BEFORE = word_set(
    "at around about between and to from by before after until till til or like say through"
)
_NAMED = word_set("apartment apt unit suite room number code lot box highway route road")
"""After these a number is a name."""
_HALF = word_set("am pm a p o'clock oclock")
_AFTER = _HALF | word_set(
    """
    to until till til through and or on in if works work would is please today tomorrow tonight
    the this next ish sharp but that thanks for any
    """
)
_DAYS = frozenset((*WEEKDAYS, *MONTHS, "today", "tomorrow", "tonight"))


def slashed(text: str) -> str:
    """`text` with dates of three figures as month, day and year between slashes."""
    return _YEAR_LAST.sub(r"\1/\2/\3", _YEAR_FIRST.sub(r"\2/\3/\1", text))


def apart(tokens: Sequence[str]) -> tuple[str, ...]:
    """`tokens` with clock times that are written as one number in hour and minute: 930 is 9 30."""
    if not any(map(_clock, tokens)):
        return tuple(tokens)
    parted: list[str] = []
    for at, token in enumerate(tokens):
        if _clock(token) and _stands_for_time(tokens, at):
            parted += [str(int(token[:-2])), token[-2:]]
        else:
            parted.append(token)
    return tuple(parted)


def _clock(token: str) -> bool:
    if not (token.isdecimal() and 3 <= len(token) <= 4):
        return False
    return 1 <= int(token[:-2]) <= 23 and int(token[-2:]) < 60 and token[-1] in "05"


def _stands_for_time(tokens: Sequence[str], at: int) -> bool:
    """Whether the words around a number leave nothing but a time of day."""
    before = tokens[at - 1] if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if after in _HALF:
        return True
    year = len(tokens[at]) == 4 and tokens[at][:2] in ("19", "20")
    if year or before in _NAMED or (after and after not in _AFTER and after not in WEEKDAYS):
        return False
    beside = before in _BEFORE or before in _DAYS or after in _DAYS
    return beside or len(tokens) == 1
