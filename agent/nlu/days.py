"""Days in words: "next Thursday", "the ninth", "a week from Sunday", "early next week".

Conventions: weeks run Monday to Sunday; a bare or "this" weekday is the coming one, 1 to 7 days
ahead; "next WEEKDAY" lies in the following week; "the Nth" is the coming such day.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal

from agent.nlu.month_days import (
    CARDINALS,
    HOLIDAY_NAMES,
    HOLIDAYS,
    MONTHS,
    NEXT,
    ORDINALS,
    WEEKDAYS,
    Days,
    holiday_at,
    month_at,
    month_day,
    months_after,
    one,
    ordinal,
)
from agent.nlu.nth_days import NTH, beside_day, nth_day
from agent.nlu.phrases import Phrasebook, word_set

__all__ = [
    "HOLIDAY_NAMES", "MONTHS", "ORDINALS", "WEEKDAYS", "Days", "coming", "days_at", "one",
    "week_of",
]  # fmt: skip

_BEFORE_ANCHOR = frozenset(("the", "this", "coming", "on", "next"))
_THIS = frozenset(("this", "coming", "upcoming"))
_FROM_NOW = (("from", "now"), ("from", "today"))
WeekWord = Literal["early", "mid", "late", "after", "whole"]
_WEEKS: Phrasebook[tuple[int, WeekWord]] = Phrasebook(
    {
        (1, "early"): (
            "early next/following week",
            "early in the next/following week",
            "early in next week",
            "beginning/start/first_part of the? next/following week",
            "next week early",
        ),
        (1, "mid"): ("mid/middle_of/midweek the? next/following week", "next week midweek"),
        (1, "late"): (
            "late/later next/following week",
            "late/later in the? next/following week",
            "end of the? next/following week",
            "toward/towards the end of next week",
            "next week late/later",
        ),
        (1, "whole"): (
            "next/following week",
            "the following week",
            "the? week after this one?",
            "the week after",
        ),
        (2, "early"): ("early the? week after next",),
        (2, "whole"): ("the? week after next week?",),
        (0, "late"): ("end of the/this week", "late this week", "late in the week"),
        (0, "mid"): ("mid/middle_of this/the? week", "midweek"),
        (0, "after"): (
            "later this/in_the/in_this week",
            "rest of the/this week",
            "remainder of the/this week",
        ),
        (0, "whole"): ("this week", "sometime this week"),
    }
)


def days_at(tokens: Sequence[str], at: int, today: date) -> Days | None:
    """The day or stretch of days named at word `at`."""
    word = tokens[at]
    for read in _READERS.get(word, _FIGURES if word[0].isdecimal() else ()):
        found = read(tokens, at, today)
        if found is not None:
            return found
    return None


def _inner_day(tokens: Sequence[str], at: int, today: date) -> Days | None:
    """The day at `at` from which another one is counted: no counted one itself, nor a week."""
    word = tokens[at] if at < len(tokens) else ""
    for read in _READERS.get(word, _FIGURES if word[:1].isdecimal() else ()):
        found = None if read in (_counted, _week) else read(tokens, at, today)
        if found is not None:
            return found
    return None


def coming(today: date, weekday: int) -> date:
    """The coming such weekday, 1 to 7 days ahead."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def week_of(day: date) -> date:
    """Monday of the week `day` lies in."""
    return day - timedelta(days=day.weekday())


def _relative(tokens: Sequence[str], at: int, today: date) -> Days | None:
    word, rest = tokens[at], tuple(tokens[at + 1 : at + 4])
    if word == "day" and rest[:2] == ("after", "tomorrow"):
        return one(today + timedelta(days=2), at + 3)
    if word == "first" and tuple(tokens[at + 1 : at + 5]) == ("thing", "in", "the", "morning"):
        return one(today + timedelta(days=1), at + 2, "implied")
    if word in ("today", "tonight"):
        return one(today, at + 1)
    if word == "tomorrow":
        week = 7 if _a_week_on(tokens, at + 1) else 0
        return one(today + timedelta(days=1 + week), at + 1 + bool(week))
    if word == "this" and rest[:1] and rest[0] in ("morning", "afternoon", "evening"):
        return one(today, at + 1)
    if word in ("later", "earlier", "rest") and "today" in rest[:3]:
        return one(today, at + 2 + rest.index("today"))
    if word in ("weekend", "weekends"):
        saturday = today + timedelta(days=max(0, 5 - today.weekday()))
        before = tokens[at - 1] if at else ""
        if before in NEXT:
            saturday = week_of(today) + timedelta(days=12)
        sunday = week_of(saturday) + timedelta(days=6)
        if tuple(tokens[at + 1 : at + 3]) == ("after", "next"):
            shift = timedelta(days=14)
            return Days(saturday + shift, sunday + shift, at + 3, "range")
        return Days(max(saturday, today), sunday, at + 1, "range")
    return None


def _a_week_on(tokens: Sequence[str], at: int) -> bool:
    """Whether "week" after a day adds seven: "Saturday week"."""
    return tuple(tokens[at : at + 1]) == ("week",) and tuple(tokens[at + 1 : at + 2]) != ("of",)


def _counted(tokens: Sequence[str], at: int, today: date) -> Days | None:
    """ "in three days", "a week from Friday", "two weeks out", "a fortnight"."""
    start = at + 1 if tokens[at] in ("in", "within", "over") else at
    ahead = tuple(tokens[start : start + 2]) == ("the", "next")
    count, end = _count(tokens, start + 2 if ahead else start)
    if count is None:
        return None
    unit = tokens[end] if end < len(tokens) else ""
    if unit in WEEKDAYS and tuple(tokens[end + 1 : end + 3]) in _FROM_NOW:
        day = coming(today, WEEKDAYS[unit]) + timedelta(days=7 * (count - 1))
        return one(day, end + 3)
    length = {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14}.get(unit)
    if length is None and unit not in ("month", "months"):
        return None
    anchor, stop = _anchor(tokens, end + 1, today)
    if length is None:
        counted = months_after(anchor or today, count)
        named = anchor is not None or tokens[at] == "in"
        return one(counted, stop if anchor else end + 1) if named else None
    if anchor is not None:
        return one(anchor + timedelta(days=count * length), stop)
    if tokens[at] == "within" or ahead:
        return Days(today, today + timedelta(days=count * length), end + 1, "range")
    return one(today + timedelta(days=count * length), end + 1) if start > at else None


def _count(tokens: Sequence[str], at: int) -> tuple[int | None, int]:
    word = tokens[at] if at < len(tokens) else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if word in ("few", "couple"):
        return (3 if word == "few" else 2), at + (2 if after == "of" else 1)
    if word == "a" and after in ("couple", "few"):
        of = 1 if tokens[at + 2 : at + 3] == ("of",) else 0
        return (2 if after == "couple" else 3), at + 2 + of
    if word.isdecimal() and len(word) <= 2:
        return int(word), at + 1
    if word == "fortnight":
        return 1, at
    return CARDINALS.get(word), at + 1


def _anchor(tokens: Sequence[str], at: int, today: date) -> tuple[date | None, int]:
    word = tokens[at] if at < len(tokens) else ""
    if word in WEEKDAYS:  # "a week Friday"
        return coming(today, WEEKDAYS[word]), at + 1
    if word in ("today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow"), at + 1
    if word not in ("from", "after"):
        return None, at
    after = at + 1
    while after < len(tokens) and tokens[after] in _BEFORE_ANCHOR:
        after += 1
    if after < len(tokens) and tokens[after] in ("now", "today"):
        return today, after + 1
    found = _inner_day(tokens, after, today)
    return (found.first, found.end) if found and found.first == found.last else (None, at)


def _week(tokens: Sequence[str], at: int, today: date) -> Days | None:
    if tokens[at] in ("week", "weekend") and tuple(tokens[at + 1 : at + 2]) == ("of",):
        skip = at + 3 if tuple(tokens[at + 2 : at + 3]) == ("the",) else at + 2
        found = _inner_day(tokens, skip, today)
        if found is None and skip > at + 2:
            found = ordinal(tokens, at + 2, today)
        if found is not None and found.first == found.last:
            monday = week_of(found.first)
            if tokens[at] == "weekend":
                saturday = monday + timedelta(days=5)
                return Days(max(today, saturday), monday + timedelta(days=6), found.end, "range")
            return Days(max(today, monday), monday + timedelta(days=6), found.end, "week")
    match = _WEEKS.at(tokens, at)
    if match is None:
        return None
    ahead, which = match.value
    monday = week_of(today) + timedelta(days=7 * ahead)
    sunday = monday + timedelta(days=6)
    bounds: dict[WeekWord, tuple[date, date]] = {
        "early": (monday, monday + timedelta(days=1)),
        "mid": (monday + timedelta(days=2), monday + timedelta(days=2)),
        "late": (monday + timedelta(days=3), monday + timedelta(days=4)),
        "after": (today + timedelta(days=1), sunday),
        "whole": (monday, sunday),
    }
    first, last = bounds[which]
    first = max(first, today)
    return Days(first, max(first, last), match.end, "week")


def _weekday(tokens: Sequence[str], at: int, today: date) -> Days | None:
    word = tokens[at]
    if word not in WEEKDAYS:
        return None
    before = tokens[at - 1] if at else ""
    if before in ("last", "past", "previous"):
        return None
    # "Friday the sixth", "Friday, October third": the date decides.
    dated = at + 2 if tuple(tokens[at + 1 : at + 2]) == ("the",) else at + 1
    if dated < len(tokens):
        found = month_day(tokens, dated, today) or ordinal(tokens, dated, today, after_day=True)
        if found is not None:
            return found
    weekday = WEEKDAYS[word]
    follow = tuple(tokens[at + 1 : at + 4])
    next_week = week_of(today) + timedelta(days=7 + weekday)
    if follow[:2] == ("after", "next"):
        return one(next_week + timedelta(days=7), at + 3)
    for words in (("of", "next", "week"), ("next", "week"), ("the", "following", "week")):
        if follow[: len(words)] == words:
            return one(next_week, at + 1 + len(words))
    if before in NEXT:
        return one(next_week, at + 1)
    if _a_week_on(tokens, at + 1):
        return one(coming(today, weekday) + timedelta(days=7), at + 2)
    return one(coming(today, weekday), at + 1, "day" if before in _THIS else "weekday")


Read = Callable[[Sequence[str], int, date], Days | None]
_RELATIVE = word_set("day first today tonight tomorrow this later earlier rest weekend weekends")
_COUNTS = frozenset((*CARDINALS, "few", "couple", "fortnight"))
_DAY_NUMBERS = frozenset((*ORDINALS, "twenty", "thirty", "the"))
# In this order, with the words each begins with.
_BEGUN: tuple[tuple[Read, frozenset[str]], ...] = (
    (nth_day, frozenset((*NTH, "the"))),
    (beside_day, frozenset((*WEEKDAYS, "day", "weekend", "week", "the"))),
    (_counted, _COUNTS | {"in", "within", "over", "the"}),
    (_week, _WEEKS.first_words | {"week", "weekend"}),
    (_relative, _RELATIVE),
    (_weekday, frozenset(WEEKDAYS)),
    (month_day, _DAY_NUMBERS | frozenset(MONTHS)),
    (ordinal, _DAY_NUMBERS),
    (month_at, frozenset((*MONTHS, "month"))),
    (holiday_at, HOLIDAYS.first_words),
)
_READERS = {
    word: tuple(read for read, words in _BEGUN if word in words)
    for word in set[str]().union(*(words for _, words in _BEGUN))
    if not word[0].isdecimal()
}
_FIGURES = (nth_day, _counted, month_day, ordinal)
"""Readers of words that begin with a figure."""
