"""Days by date: "October third", "the ninth", "the first week of May", holidays."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from agent.nlu.phrases import Phrasebook, word_set

DayKind = Literal["day", "weekday", "week", "range", "unreal", "implied"]


class Days(NamedTuple):
    """A named stretch of days and where its words end.

    `kind` tells what may refine it: a bare weekday is taken from a week named beside it, and a
    stretch ("week", "range") gives way to a single day inside it. "unreal" is a date that does not
    exist, such as February 30th; "implied" gives way to any other day.
    """

    first: date
    last: date
    end: int
    kind: DayKind = "day"


WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6, "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3,
    "thurs": 3, "fri": 4,
}  # fmt: skip
WEEKDAYS |= {day + "s": n for day, n in WEEKDAYS.items() if day.endswith("day")}
MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ORDINALS = {
    word: n
    for n, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
         "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
         "seventeenth", "eighteenth", "nineteenth", "twentieth"),
        start=1,
    )
} | {"thirtieth": 30}  # fmt: skip
CARDINALS = {
    word: n
    for n, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
         "nineteen", "twenty"),
        start=1,
    )
} | {"a": 1, "an": 1, "thirty": 30}  # fmt: skip
# "the first one", "the second floor": an ordinal that counts things, not days.
_COUNTED = word_set(
    """
    thing one ones option opening openings available slot floor time times choice
    appointment window half story unit name call visit house week person place two
    """
)  # fmt: skip
NEXT = frozenset(("next", "following"))
_JOINS = frozenset(("or", "and", "to", "through", "thru", "till", "until"))
_NEAR = 4
"""Words before an ordinal in which its month may have been named."""
_FLOATING = {
    # month, weekday, which one in the month (-1: the last)
    "thanksgiving": (11, 3, 4),
    "labor day": (9, 0, 1),
    "labour day": (9, 0, 1),
    "memorial day": (5, 0, -1),
    "columbus day": (10, 0, 2),
    "indigenous peoples day": (10, 0, 2),
    "martin luther king day": (1, 0, 3),
    "mlk day": (1, 0, 3),
    "presidents day": (2, 0, 3),
    "mothers day": (5, 6, 2),
    "fathers day": (6, 6, 3),
}
_FIXED = {
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "new year is eve": (12, 31),
    "new years eve": (12, 31),
    "new year is day": (1, 1),
    "new years day": (1, 1),
    "new years": (1, 1),
    "new year is": (1, 1),
    "halloween": (10, 31),
    "valentine is day": (2, 14),
    "valentines day": (2, 14),
    "veterans day": (11, 11),
    "independence day": (7, 4),
    "juneteenth": (6, 19),
}
HOLIDAY_NAMES = (*_FLOATING, *_FIXED)
HOLIDAYS: Phrasebook[str] = Phrasebook(
    {name: (name, name.replace("s day", " is day")) for name in HOLIDAY_NAMES}
)


def one(day: date, end: int, kind: DayKind = "day") -> Days:
    """A single day."""
    return Days(day, day, end, kind)


def month_day(tokens: Sequence[str], at: int, today: date) -> Days | None:
    """ "October third", "the first of April", "8/25"."""
    word = tokens[at]
    if "/" in word:
        month_text, _, day_text = word.partition("/")
        return _dated(int(month_text), int(day_text), tokens, at + 1, today)
    if word in MONTHS:
        start = at + 2 if tuple(tokens[at + 1 : at + 2]) == ("the",) else at + 1
        day, end = _day_number(tokens, start, ordinal_only=False)
        if day is None:
            return None
        return _to_day(tokens, _dated(MONTHS[word], day, tokens, end, today))
    start = at + 1 if word == "the" else at
    figures = tuple(tokens[start : start + 1]) != () and tokens[start].isdecimal()
    day, end = _day_number(tokens, start, ordinal_only=not figures)
    if day is not None and end < len(tokens) and tokens[end] in MONTHS and tokens[end] != "may":
        return _dated(MONTHS[tokens[end]], day, tokens, end + 1, today)
    if day is None or tuple(tokens[end : end + 1]) != ("of",):
        return None
    month = tokens[end + 1] if end + 1 < len(tokens) else ""
    if month in MONTHS:
        return _dated(MONTHS[month], day, tokens, end + 2, today)
    if tuple(tokens[end + 1 : end + 3]) == ("next", "month"):
        following = month_after(today)
        return _safe(following.year, following.month, day, end + 3)
    if tuple(tokens[end + 1 : end + 3]) in (("this", "month"), ("the", "month")):
        return _coming_number(day, end + 3, today)
    return None


def ordinal(tokens: Sequence[str], at: int, today: date, *, after_day: bool = False) -> Days | None:
    """ "the ninth", "the 24th": the coming such day of a month."""
    article = tokens[at] == "the"
    figures = article and _figures_for_a_day(tokens, at + 1)
    day, end = _day_number(tokens, at + 1 if article else at, ordinal_only=not figures)
    if day is None or (end < len(tokens) and tokens[end] in _COUNTED):
        return None
    ahead = _month_ahead(tokens, end)
    if ahead:
        return _dated(ahead, day, tokens, end, today)
    digits = tokens[end - 1][0].isdecimal()
    named = article or after_day or digits or (at > 0 and tokens[at - 1] in ("the", "on", "month"))
    listed = _listed(tokens, at)
    if not named and not listed and (day <= 3 or at > 0):
        return None
    before = tuple(tokens[max(0, at - _NEAR) : at])
    if listed and (month := next((MONTHS[word] for word in before if word in MONTHS), 0)):
        earlier = _day_number(tokens, at - 2, ordinal_only=True)[0] or 0
        # "July thirtieth or the second" goes on into August.
        return _dated(month if day > earlier else month % 12 + 1, day, tokens, end, today)
    if any(pair == ("next", "month") for pair in pairwise(before)):
        following = month_after(today)
        return _safe(following.year, following.month, day, end)
    found = _coming_number(day, end, today)
    weekday = WEEKDAYS.get(tokens[end]) if end < len(tokens) else None
    if found is not None and weekday is not None and weekday != found.first.weekday():
        # "The second Monday": not the second of a month.
        return None
    return found


_AFTER_FIGURES = word_set(
    """
    or and to through between at from in on is works work would should could might if please
    before after around about anytime any morning afternoon evening sometime
    """
)
_LAST_SLOT = 12


def _figures_for_a_day(tokens: Sequence[str], at: int) -> bool:
    """ "The 17", as a recogniser may write the seventeenth; "the 10" is rather a time."""
    word = tokens[at] if at < len(tokens) else ""
    if not (word.isdecimal() and len(word) <= 2 and _LAST_SLOT < int(word) <= 31):
        return False
    return tokens[at + 1 : at + 2] == () or tokens[at + 1] in _AFTER_FIGURES


def _month_ahead(tokens: Sequence[str], end: int) -> int:
    """The month said after the second of two days: "the ninth and seventeenth of April"; or 0."""
    if end >= len(tokens) or tokens[end] not in _JOINS:
        return 0
    start = end + 2 if tuple(tokens[end + 1 : end + 2]) == ("the",) else end + 1
    day, stop = _day_number(tokens, start, ordinal_only=True)
    named = day is not None and tuple(tokens[stop : stop + 1]) == ("of",)
    return MONTHS.get(tokens[stop + 1], 0) if named and stop + 1 < len(tokens) else 0


def _to_day(tokens: Sequence[str], first: Days | None) -> Days | None:
    """ "November 19 to 20": a second day in figures, when the words stop there."""
    if first is None or first.kind != "day" or not tokens[first.end - 1].isdecimal():
        return first
    rest = tokens[first.end : first.end + 3]
    ends = len(rest) == 2 and rest[0] in ("to", "through", "thru") and rest[1].isdecimal()
    last = first.first.replace(day=1) + timedelta(days=int(rest[1]) - 1) if ends else first.first
    longer = first.first < last and last.month == first.first.month
    return Days(first.first, last, first.end + 2, "range") if longer else first


def _listed(tokens: Sequence[str], at: int) -> bool:
    """Whether the word at `at` goes on a list of days by number: "the sixth or seventh"."""
    if at < 2 or tokens[at - 1] not in _JOINS:
        return False
    before = tokens[at - 2]
    return before in ORDINALS or (
        before[:1].isdecimal() and before[-2:] in ("st", "nd", "rd", "th")
    )


def month_at(tokens: Sequence[str], at: int, today: date) -> Days | None:
    """Whole months and their parts: "next month", "in May", "the first week of June"."""
    word = tokens[at]
    before = tuple(tokens[max(0, at - 3) : at])
    if word == "month" and before[-1:] and before[-1] in NEXT:
        first = month_after(today)
    elif word == "month" and (before[-1:] == ("this",) or before[-2:] == ("of", "the")):
        first = today.replace(day=1)
    elif (
        word in MONTHS and before[-1:] and before[-1] in ("in", "of", "for", "late", "early", "mid")
    ):
        first = date(today.year + (MONTHS[word] < today.month), MONTHS[word], 1)
    else:
        return None
    last = first.replace(day=monthrange(first.year, first.month)[1])
    first, last = _part_of_month(tokens, at, first, last)
    return Days(max(first, today), max(last, today), at + 1, "range")


def holiday_at(tokens: Sequence[str], at: int, today: date) -> Days | None:
    """The coming such holiday."""
    match = HOLIDAYS.at(tokens, at)
    if match is None:
        return None
    days = (_holiday_in(match.value, year) for year in (today.year, today.year + 1))
    day = next(day for day in days if day >= today)
    return one(day, match.end)


def _part_of_month(tokens: Sequence[str], at: int, first: date, last: date) -> tuple[date, date]:
    near = tuple(tokens[max(0, at - 6) : at])
    if "week" in near and "of" in near:
        which = next((ORDINALS[word] for word in near if ORDINALS.get(word, 9) <= 4), None)
        if which is not None:
            return first + timedelta(days=7 * which - 7), first + timedelta(days=7 * which - 1)
        if "last" in near:
            return last - timedelta(days=6), last
    if {"beginning", "early", "start"} & set(near):
        return first, first + timedelta(days=9)
    if {"middle", "mid"} & set(near):
        return first + timedelta(days=10), first + timedelta(days=19)
    if {"end", "late"} & set(near):
        return last - timedelta(days=6), last
    return first, last


def _holiday_in(name: str, year: int) -> date:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    month, weekday, which = _FLOATING[name]
    if which < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def _day_number(tokens: Sequence[str], at: int, *, ordinal_only: bool) -> tuple[int | None, int]:
    word = tokens[at] if at < len(tokens) else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if word in ("twenty", "thirty") and ORDINALS.get(after, 10) < 10:
        return (20 if word == "twenty" else 30) + ORDINALS[after], at + 2
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    if word[:1].isdecimal() and word[-2:] in ("st", "nd", "rd", "th"):
        return int(word[:-2]), at + 1
    if ordinal_only:
        return None, at
    if word.isdecimal() and len(word) <= 2:
        return int(word), at + 1
    if word in ("twenty", "thirty") and CARDINALS.get(after, 10) < 10 and after not in ("a", "an"):
        return (20 if word == "twenty" else 30) + CARDINALS[after], at + 2
    if word in CARDINALS and word not in ("a", "an"):
        return CARDINALS[word], at + 1
    return None, at


def _year(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """A year said after a date (0 for none, or one said only by half) and where its words end."""
    start = at + 1 if tokens[at : at + 1] and tokens[at] in ("of", "in") else at
    word = tokens[start] if start < len(tokens) else ""
    if len(word) == 4 and word.startswith("20") and word.isdecimal():
        return int(word), start + 1
    if tuple(tokens[start : start + 2]) == ("twenty", "twenty"):
        last = tokens[start + 2] if start + 2 < len(tokens) else ""
        unit = CARDINALS.get(last, 0)
        return (2020 + unit if 0 < unit < 10 else 0), min(start + 3, len(tokens))
    return 0, at


def _dated(month: int, day: int, tokens: Sequence[str], end: int, today: date) -> Days | None:
    """The coming such day, or the one of the year that is said after word `end`."""
    if not 1 <= month <= 12:
        return None
    year, end = _year(tokens, end)
    years = (year,) if year >= today.year else (today.year, today.year + 1)
    real = (found for year in years if (found := _safe(year, month, day, end)) is not None)
    coming_one = (found for found in real if found.first >= today)
    return next(coming_one, one(today, end, "unreal"))


def _coming_number(day: int, end: int, today: date) -> Days | None:
    month = today.replace(day=1)
    for _ in range(12):
        found = _safe(month.year, month.month, day, end)
        if found is not None and found.first >= today:
            return found
        month = month_after(month)
    return None


def month_after(day: date) -> date:
    """The first day of the month after the one `day` lies in."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def months_after(day: date, count: int) -> date:
    """The same day `count` months later, or the last of that month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _safe(year: int, month: int, day: int, end: int) -> Days | None:
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return one(date(year, month, day), end)
