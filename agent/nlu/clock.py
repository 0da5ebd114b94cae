"""Clock times in words: "half past eight", "between ten and two", "after 4:30 p.m.".

Without a.m. or p.m. 7 to 11 is morning, 12 noon, 1 to 6 afternoon; a part of the day said
along with it ("evening", "in the morning") decides otherwise. Times are minutes since midnight.
"""

from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from agent.nlu.clock_words import (
    AFTERTHOUGHTS,
    BOUNDS,
    NOON,
    PART_SPANS,
    PARTS,
    Part,
    Span,
    SpanKind,
)
from agent.nlu.phrases import Match, word_set

__all__ = [
    "CLOCK_WORDS", "NOON", "PARTS", "PART_SPANS", "Clock", "Found", "Part", "Span", "earliest",
    "opposite", "part_at", "span_at",
]  # fmt: skip


class Clock(NamedTuple):
    """One time of day as said: `minutes` on a twelve-hour face unless `settled`."""

    minutes: int
    settled: bool
    sure: bool
    """Nothing but a time is said so; "ten thirty" could be another number, "10 a.m." not."""


class Found(NamedTuple):
    """A time expression that ends before word `end`; `sure` when it cannot be another number."""

    span: Span
    end: int
    sure: bool


HOURS = {
    word: hour
    for hour, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve"),
        start=1,
    )
}  # fmt: skip
"""Words of the hours 1 to 12."""
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50}
_UNITS = {word: n for word, n in HOURS.items() if n < 10}
ISH = frozenset((*HOURS, *_TENS, *_TEENS, "noon"))
"""Words that may carry "ish"."""
NUMBER_WORDS = frozenset((*HOURS, *_TEENS, *_TENS, "oh", "zero", "sixty", "hundred"))

_AMOUNTS = {
    "half": 30, "quarter": 15, "fifteen": 15, "15": 15, "30": 30, "five": 5, "ten": 10,
    "twenty": 20, "thirty": 30, "10": 10, "20": 20, "5": 5,
}  # fmt: skip
CLOCK_WORDS = frozenset((*HOURS, *_AMOUNTS, "a", "noon", "midday", "midnight"))
"""Besides figures, what a time of day begins with."""

_AT = frozenset(
    ("at", "around", "about", "like", "say", "approximately", "roughly", "maybe", "near")
)
_AFTER = frozenset(("after", "past", "following"))
_BEFORE = frozenset(("before", "by", "until", "till", "til"))
_TO = frozenset(("to", "until", "till", "til", "through", "thru"))
_NOT_HOURS = word_set(
    """
    day days week weeks month months year years hour hours minute minutes mile miles people
    kids dogs units unit of story stories bedroom bathroom degrees percent dollars bucks one
    two three four five six seven eight nine ten eleven twelve times zero oh hundred
    thousand twenty thirty forty fifty sixty street avenue road drive lane court way place
    boulevard circle terrace am_to guys zones more point systems furnaces floors
    adults children child friends boys girls cats tenants
    january february april june july august september october november december
    """
)  # fmt: skip
_STREETS = word_set(
    """
    street st avenue ave road rd drive lane court way place boulevard circle terrace
    apartment parkway trail
    """
)  # fmt: skip


_BEGINNINGS = frozenset(("between", "from", *BOUNDS.first_words, *_AFTER, *_BEFORE, *_AT)) | (
    CLOCK_WORDS
)
"""Besides figures, what a clock expression begins with."""


def part_at(tokens: Sequence[str], at: int) -> Match[Span] | None:
    """A named part of the day that begins at word `at`."""
    return PARTS.at(tokens, at)


def span_at(tokens: Sequence[str], at: int, part: Part | None) -> Found | None:
    """A clock expression that begins at word `at`; `part` is the part of the day in force."""
    word = tokens[at]
    if word not in _BEGINNINGS and not word.isdecimal():
        return None
    if word == "between":
        return _range(tokens, at + 1, ("and", *_TO), part)
    if word == "from":
        found = _range(tokens, at + 1, _TO, part)
        return found or _one(tokens, at + 1, "from", part)
    bound = BOUNDS.at(tokens, at)
    if bound is not None:
        found = _one(tokens, bound.end, bound.value, part)
        if found is not None:
            return found
    if word in _AFTER:
        return _one(tokens, at + 1, "from", part)
    if word in _BEFORE:
        return _one(tokens, at + 1, "until", part)
    if word in _AT and not (word == "like" and at and tokens[at - 1] in ("would", "i", "we")):
        skip = at + 2 if tokens[at + 1 : at + 2] and tokens[at + 1] in _AT else at + 1
        short = _minutes_to(tokens, skip, part)
        if short is not None:
            return short
        return _range(tokens, skip, _TO, part) or _one(tokens, skip, "exact", part)
    return _bare(tokens, at, part)


def _minutes_to(tokens: Sequence[str], at: int, part: Part | None) -> Found | None:
    """ "(at) five to nine": after "at" it is one time, elsewhere the range from five to nine."""
    amount = {"five": 5, "ten": 10}.get(tokens[at]) if at + 2 < len(tokens) else None
    if amount is None or tokens[at + 1] not in ("to", "till"):
        return None
    hour, end = _hour(tokens, at + 2)
    if hour is None:
        return None
    read = _with_half(tokens, end, (hour * 60 - amount) % NOON or NOON, sure=True)
    return _made("exact", _settle(read[0], part), read[1], sure=True) if read else None


def _bare(tokens: Sequence[str], at: int, part: Part | None) -> Found | None:
    if at and _is_number(tokens[at - 1]):
        return None
    found = _range(tokens, at, _TO, part)
    if found is not None:
        return found
    read = _clock(tokens, at)
    if read is None:
        return None
    clock, end = read
    kind, end = _afterthought(tokens, end)
    return _made(kind, _settle(clock, part), end, sure=clock.sure or kind != "exact")


def _one(tokens: Sequence[str], at: int, kind: SpanKind, part: Part | None) -> Found | None:
    """One time after a word such as "after", which may be followed by an article or "like"."""
    while at < len(tokens) and tokens[at] in ("a", "like", "about", "around", "say"):
        at += 1
    read = _clock(tokens, at)
    if read is None:
        return None
    clock, end = read
    if kind == "exact":
        kind, end = _afterthought(tokens, end)
    return _made(kind, _settle(clock, part), end, sure=True)


def _made(kind: SpanKind, minutes: int, end: int, *, sure: bool) -> Found:
    match kind:
        case "from":
            return Found(Span("from", minutes), end, sure)
        case "until":
            return Found(Span("until", None, minutes), end, sure)
        case _:
            return Found(Span("exact", minutes, minutes), end, sure)


def _afterthought(tokens: Sequence[str], end: int) -> tuple[SpanKind, int]:
    """ "three or later", "ten or before": the kind is said after the time."""
    if tuple(tokens[end:]) == ("on",):
        return "from", end + 1
    said = AFTERTHOUGHTS.at(tokens, end) if end < len(tokens) else None
    return (said.value, said.end) if said else ("exact", end)


def opposite(span: Span) -> Span | None:
    """What a refused time leaves: not before ten is from ten, not mornings from noon."""
    if span.kind == "until":
        return Span("from", span.end)
    if span.kind == "from":
        return Span("until", None, span.start)
    if span.part == "morning":
        return Span("from", NOON)
    if span.part == "evening":
        return Span("until", None, PART_SPANS["evening"][0])
    return None


def earliest(span: Span) -> Span:
    """A time told as a reason ("I get home at four") as the time from which a visit suits."""
    if span.kind in ("exact", "until"):
        return Span("from", span.end)
    return span


def _range(
    tokens: Sequence[str], at: int, joins: Collection[str], part: Part | None
) -> Found | None:
    first = _clock(tokens, at)
    if first is None:
        return None
    clock, middle = first
    if middle >= len(tokens) or tokens[middle] not in joins:
        return None
    second = _clock(tokens, middle + 1)
    if second is None:
        return None
    other, end = second
    start, stop = _both(clock, other, part)
    return Found(Span("range", start, stop), end, sure=True)


def _both(first: Clock, second: Clock, part: Part | None) -> tuple[int, int]:
    """Bounds of a range; a settled end decides an open start, and the end is after the start."""
    stop = _settle(second, part)
    start = _settle(first, part)
    if second.settled and not first.settled and part is None:
        afternoon = first.minutes % NOON + (NOON if stop >= NOON else 0)
        start = afternoon if afternoon < stop else first.minutes % NOON
    if stop <= start and not second.settled:
        stop = second.minutes % NOON + NOON
    return start, stop


def _settle(clock: Clock, part: Part | None) -> int:
    """Minutes since midnight of a time said without a.m. or p.m."""
    if clock.settled:
        return clock.minutes
    minutes = clock.minutes % NOON
    if part == "morning":
        return minutes if minutes >= 60 else minutes + NOON
    if part in ("afternoon", "evening"):
        return minutes + NOON
    return minutes if minutes >= 7 * 60 else minutes + NOON


def _clock(tokens: Sequence[str], at: int) -> tuple[Clock, int] | None:
    """One time of day at word `at` and where it ends."""
    if at >= len(tokens):
        return None
    word = tokens[at]
    if word not in CLOCK_WORDS and not word.isdecimal():
        return None
    if word in ("noon", "midday"):
        end = at + 2 if tuple(tokens[at + 1 : at + 2]) == ("ish",) else at + 1
        return Clock(NOON, settled=True, sure=True), end
    if word == "midnight":
        return Clock(0, settled=True, sure=True), at + 1
    relative = _past_or_to(tokens, at)
    if relative is not None:
        return relative
    hour, end = _hour(tokens, at)
    if hour is None:
        return None
    minute, end = _minute(tokens, end)
    # "8:30" in figures is nothing else.
    figures = word.isdecimal() and minute is not None and tokens[end - 1].isdecimal()
    return _with_half(tokens, end, hour * 60 + (minute or 0), sure=figures)


def _past_or_to(tokens: Sequence[str], at: int) -> tuple[Clock, int] | None:
    """ "half past eight", "a quarter to four", "twenty after nine"."""
    if tokens[at] == "a" and at + 1 < len(tokens):
        at += 1
    word = tokens[at]
    amount = _AMOUNTS.get(word)
    if amount == 20 and tuple(tokens[at + 1 : at + 2]) in (("five",), ("5",)):
        amount, at = 25, at + 1
    if amount is None or at + 2 >= len(tokens):
        return None
    joins_past = ("past", "after") if word != "half" else ("past",)
    joins_to = ("to", "till", "til", "of", "before")
    named = word in ("quarter", "fifteen", "twenty", "15", "20")
    hour, end = (12, at + 3) if tokens[at + 2] == "noon" else _hour(tokens, at + 2)
    if hour is None:
        return None
    if tokens[at + 1] in joins_past:
        return _with_half(tokens, end, hour * 60 + amount, sure=True)
    if named and tokens[at + 1] in joins_to:
        return _with_half(tokens, end, (hour * 60 - amount) % NOON or NOON, sure=True)
    return None


def _with_half(
    tokens: Sequence[str], end: int, minutes: int, *, sure: bool
) -> tuple[Clock, int] | None:
    """Take "o'clock", "ish", "sharp" and a.m./p.m. after a time; refuse what is another number."""
    start = end
    while end < len(tokens) and tokens[end] in ("o'clock", "oclock", "ish", "sharp"):
        end += 1
    half, end = _half(tokens, end)
    while end < len(tokens) and tokens[end] in ("ish", "sharp", "o'clock"):
        end += 1
    if half is not None:
        hour_part = minutes % NOON
        return Clock(hour_part + (NOON if half == "pm" else 0), settled=True, sure=True), end
    following = tokens[end : end + 2]
    if end == start and following and (following[0] in _NOT_HOURS or _is_number(following[0])):
        return None
    if end == start and not _STREETS.isdisjoint(tokens[end : end + 3]):
        return None
    if minutes >= 13 * 60:
        return Clock(minutes, settled=True, sure=sure), end
    return Clock(minutes, settled=False, sure=sure or end > start), end


def _half(tokens: Sequence[str], at: int) -> tuple[Literal["am", "pm"] | None, int]:
    word = tokens[at] if at < len(tokens) else ""
    if word in ("am", "pm"):
        return ("am" if word == "am" else "pm"), at + 1
    if word in ("a", "p") and tokens[at + 1 : at + 2] and tokens[at + 1] == "m":
        return ("am" if word == "a" else "pm"), at + 2
    if tuple(tokens[at : at + 3]) == ("in", "the", "morning"):
        return "am", at + 3
    if tuple(tokens[at : at + 3]) in (("in", "the", "afternoon"), ("in", "the", "evening")):
        return "pm", at + 3
    if tuple(tokens[at : at + 2]) == ("at", "night"):
        return "pm", at + 2
    return None, at


def _hour(tokens: Sequence[str], at: int) -> tuple[int | None, int]:
    word = tokens[at] if at < len(tokens) else ""
    if word in HOURS:
        return HOURS[word], at + 1
    if word.isdecimal() and len(word) <= 2 and 1 <= int(word) <= 23:
        # 13 to 23 are hours only when written with minutes ("14:30").
        minutes_follow = tokens[at + 1 : at + 2] and len(tokens[at + 1]) == 2
        if int(word) <= 12 or (minutes_follow and tokens[at + 1].isdecimal()):
            return int(word), at + 1
    return None, at


def _minute(tokens: Sequence[str], at: int) -> tuple[int | None, int]:
    word = tokens[at] if at < len(tokens) else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if word.isdecimal() and len(word) == 2 and int(word) < 60:
        return int(word), at + 1
    if word in ("oh", "zero") and after in _UNITS:
        return _UNITS[after], at + 2
    if word in _TENS:
        return (_TENS[word] + _UNITS[after], at + 2) if after in _UNITS else (_TENS[word], at + 1)
    if word in _TEENS and word != "twelve":
        return _TEENS[word], at + 1
    return None, at


def _is_number(word: str) -> bool:
    return word.isdecimal() or word in NUMBER_WORDS
