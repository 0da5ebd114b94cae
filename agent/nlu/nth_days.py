"""Days counted from a month or a holiday: "the second Tuesday of May", "the day after Christmas".

Each is the coming such day: when this month's or this year's has passed, the next one.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from agent.nlu.month_days import (
    MONTHS,
    NEXT,
    ORDINALS,
    WEEKDAYS,
    Days,
    holiday_at,
    month_after,
    month_day,
    one,
    ordinal,
)

NTH = {word: n for word, n in ORDINALS.items() if n <= 5} | {
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1, "final": -1,
}  # fmt: skip
_WEEK = timedelta(days=7)
_SIDES = {"after": 1, "following": 1, "before": -1}
_ARTICLES = frozenset(("the", "this"))

_Read = Callable[[Sequence[str], int, date], Days | None]


def nth_day(tokens: Sequence[str], at: int, today: date) -> Days | None:
    """ "second Tuesday of November", "last day of the month", "first weekend in May"."""
    if tokens[at] == "the" and at + 1 < len(tokens):
        at += 1
    which = NTH.get(tokens[at])
    unit = tokens[at + 1] if at + 1 < len(tokens) else ""
    if which is None or not (unit in WEEKDAYS or unit in ("day", "weekend")):
        return None
    month = _month(tokens, at + 2, today)
    if month is None:
        return None
    first, step, end = month
    for _ in range(2):
        found = _nth(which, unit, first)
        if found is not None and found[1] >= today:
            return Days(
                max(found[0], today), found[1], end, "range" if unit == "weekend" else "day"
            )
        first = step(first)
    return None


def beside_day(tokens: Sequence[str], at: int, today: date) -> Days | None:
    """ "the day after Christmas", "Tuesday before Thanksgiving", "the week after the fourth"."""
    if tokens[at] == "the" and at + 1 < len(tokens):
        at += 1
    unit = tokens[at]
    side = _SIDES.get(tokens[at + 1], 0) if at + 2 < len(tokens) else 0
    if not side or not (unit in WEEKDAYS or unit in ("day", "weekend", "week")):
        return None
    anchor_at = at + 3 if tokens[at + 2] in _ARTICLES and at + 3 < len(tokens) else at + 2
    readers: tuple[_Read, ...] = (month_day, ordinal, holiday_at)
    anchors = (read(tokens, anchor_at, today) for read in readers)
    anchor = next((found for found in anchors if found is not None), None)
    if anchor is None or anchor.kind == "unreal":
        return None
    if unit == "day":
        return one(anchor.first + timedelta(days=side), anchor.end)
    monday = anchor.first - timedelta(days=anchor.first.weekday())
    if unit == "week":
        monday += side * _WEEK
        return Days(max(monday, today), monday + timedelta(days=6), anchor.end, "week")
    weekday = 5 if unit == "weekend" else WEEKDAYS[unit]
    day = monday + timedelta(days=weekday)
    while side > 0 and day <= anchor.first:
        day += _WEEK
    while side < 0 and day >= anchor.first:
        day -= _WEEK
    if unit == "weekend":
        return Days(day, day + timedelta(days=1), anchor.end, "range")
    return one(day, anchor.end)


def _month(
    tokens: Sequence[str], at: int, today: date
) -> tuple[date, Callable[[date], date], int] | None:
    """First day of the month named at `at`, how to come to the next such month, and the end."""
    if tuple(tokens[at : at + 1]) not in (("of",), ("in",)):
        return None
    words = tuple(tokens[at + 1 : at + 3])
    if words[:1] and words[0] in MONTHS:
        year = today.year + (MONTHS[words[0]] < today.month)
        return date(year, MONTHS[words[0]], 1), _year_after, at + 2
    if words in (("the", "month"), ("this", "month")):
        return today.replace(day=1), month_after, at + 3
    if len(words) == 2 and words[0] in NEXT and words[1] == "month":
        return month_after(today), month_after, at + 3
    return None


def _year_after(month: date) -> date:
    return month.replace(year=month.year + 1)


def _nth(which: int, unit: str, first: date) -> tuple[date, date] | None:
    """First and last day of the `which`th `unit` of the month that begins on `first`."""
    length = monthrange(first.year, first.month)[1]
    if unit == "day":
        day = first.replace(day=which if which > 0 else length)
        return day, day
    weekday = 5 if unit == "weekend" else WEEKDAYS[unit]
    earliest = 1 + (weekday - first.weekday()) % 7
    number = earliest + 7 * (which - 1)
    if which < 0:
        number = earliest + (length - earliest) // 7 * 7
    if number > length:
        return None
    day = first.replace(day=number)
    return day, day + timedelta(days=1 if unit == "weekend" else 0)
