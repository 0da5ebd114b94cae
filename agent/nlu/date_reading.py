"""What one answer about a visit names: days and times, tried anew after corrections, and refusals.

Words are read left to right into days and time spans; a correction ("no sorry Friday") starts a new
try whose days or times replace the earlier ones.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from agent.nlu import clock, days
from agent.nlu.clock import Part, Span
from agent.nlu.date_cues import AGREED, ANAPHORS, BAD_AFTER, CUES, LEADS, Anaphor, Cue
from agent.nlu.days import Days
from agent.nlu.nth_days import nth_day
from agent.nlu.phrases import word_set

OPEN_DAYS = 14
"""Length of the stretch of days that stands for "no day named"."""
_SHORT = 4
_THROUGH = (("to",), ("through",), ("thru",), ("until",), ("till",))
_ALL = frozenset(("any", "anytime", "every", "all", "everyday"))


class Try(msgspec.Struct):
    """What was read since the last correction."""

    days: list[Days] = []
    spans: list[Span] = []


class Said(msgspec.Struct):
    """Everything read from one answer."""

    today: date
    tries: list[Try]
    refused: list[Days] = []
    cues: set[Cue] = set()
    unreal: bool = False
    implied: Days | None = None
    """The day meant where no other is named: "first thing in the morning" is tomorrow's."""
    dated: bool = False
    """A reason names a day."""
    last: Days | None = None
    """The newest day named, wanted or not: what "the one after" points back at."""


_NAMES = (
    frozenset((*days.WEEKDAYS, *days.MONTHS, *days.ORDINALS, *clock.CLOCK_WORDS))
    | {word for name in days.HOLIDAY_NAMES for word in name.split()}
    | word_set(
        """
        day days week weeks weekend weekends midweek fortnight month months year years
        today tonight tomorrow morning afternoon evening hour hours minutes
        """
    )
) - {"a", "is", "new"}
"""Who names a day or a time in words says one of these, or a part of the day (see `clock`)."""


_WISHES: frozenset[Cue] = frozenset(("soonest", "flexible"))


def names_any(tokens: Sequence[str]) -> bool:
    """Whether a day, a time or a wish for the soonest or any may be in the words: quick."""
    return (
        not _NAMES.isdisjoint(tokens)
        or any(token[0].isdecimal() for token in tokens)
        or clock.PARTS.has(tokens)
        or not CUES.every_value(tokens).isdisjoint(_WISHES)
    )


def times(said: Said) -> list[Span]:
    """All time spans of all tries, in order."""
    return [span for one in said.tries for span in one.spans]


def read(
    tokens: tuple[str, ...], today: date, *, told: Sequence[Span] = (), dated: bool = False
) -> Said:
    """Read `tokens`; `told` is the time of a reason, which "after that" may point back at.

    `dated` says that a reason names a day.
    """
    said = Said(today=today, tries=[Try()], dated=dated)
    part = _only_part(tokens)
    pending: Cue | None = None
    at = 0
    while at < len(tokens):
        cue = CUES.at(tokens, at)
        kind = cue.value if cue else None
        found = _day(said, tokens, at, skip=kind == "skip")
        if found is not None:
            pending, at = _take_day(said, found, tokens, at, pending, part)
            continue
        near = pending in ("or", "correct")
        bounding = kind != "skip" or tokens[at] in ("no", "not")
        span = _after_that(said, told, tokens, at)
        if span is None and bounding:
            span = _span(said, tokens, at, part, near=near)
        if span is not None:
            wanted = _bounded(span.span, pending, tokens, at)
            said.tries[-1].spans += [wanted] if wanted is not None else []
            pending = None
            at = span.end
        elif cue is not None:
            said.cues.add(cue.value)
            if cue.value == "correct":
                said.tries.append(Try())
            pending = _after_cue(cue.value, pending, tokens[:at])
            at = cue.end
        else:
            if pending == "refuse" and tokens[at] in _UNTIL:
                pending = "back"
            elif pending in ("refuse", "refused") and tokens[at] not in _BEFORE_DAY:
                pending = None
            at += 1
    return said


_UNTIL = frozenset(("until", "till", "til"))
_BEFORE_DAY = frozenset(("the", "on", "this", "next", "coming"))


def _day(said: Said, tokens: Sequence[str], at: int, *, skip: bool) -> Days | None:
    """The day named at `at`, also by pointing back: "the one after", "the day after that".

    Of a stretch what is still to come; one that is over ("Monday before the twenty-fourth", said
    that Tuesday) is none to be had.
    """
    found = _named(said, tokens, at, skip=skip)
    if found is not None and found.last < said.today:
        return days.one(said.today, found.end, "unreal")
    return found and found._replace(first=max(found.first, said.today))


def _named(said: Said, tokens: Sequence[str], at: int, *, skip: bool) -> Days | None:
    anaphor = ANAPHORS.at(tokens, at)
    if anaphor is not None and said.last is not None:
        found = _pointed(anaphor.value, said.last, tokens, anaphor.end, said.today)
        if found is not None:
            return found
    if skip:
        return nth_day(tokens, at, said.today)
    return days.days_at(tokens, at, said.today)


def _pointed(
    anaphor: Anaphor, last: Days, tokens: Sequence[str], end: int, today: date
) -> Days | None:
    """The day that is pointed at from the `last` one named."""
    if end < len(tokens) and days.days_at(tokens, end, today) is not None:
        return None
    by_weeks = last.kind != "day" or tokens[last.end - 1] in days.WEEKDAYS
    match anaphor:
        case "weekday_after":
            named = next(word for word in reversed(tokens[:end]) if word in days.WEEKDAYS)
            return days.one(days.coming(last.last, days.WEEKDAYS[named]), end)
        case "day_after":
            return days.one(last.last + timedelta(days=1), end)
        case "day_before":
            return days.one(last.first - timedelta(days=1), end)
        case "week_after":
            if last.kind != "week":
                return None
        case "next_one":
            if not by_weeks:
                return days.one(last.last + timedelta(days=1), end)
    week = timedelta(days=7)
    return Days(last.first + week, last.last + week, end, last.kind)


def _after_that(
    said: Said, told: Sequence[Span], tokens: Sequence[str], at: int
) -> clock.Found | None:
    """ "After that" or "before that", said of a time named before."""
    word = tokens[at]
    if word not in ("after", "before") or at + 1 == len(tokens):
        return None
    which = tokens[at + 1]
    before = word == "before" and tuple(tokens[max(0, at - 1) : at]) in _OPENS_BOUND
    if which not in ("that", "then") or not (word == "after" or before):
        return None
    known = [span.end or span.start for span in (*told, *times(said))]
    since = next((time for time in reversed(known) if time is not None), None)
    if since is None:
        return None
    span = Span("until", None, since) if before else Span("from", since)
    return clock.Found(span, at + 2, sure=True)


_OPENS_BOUND = (("so",), ("but",), ("time",), ("anytime",), ("sometime",), ("|",), ())


def _after_cue(cue: Cue, pending: Cue | None, before: Sequence[str]) -> Cue | None:
    """What the cue means for the next day or time: refused, bounded, or just beside the last."""
    if cue == "but":
        return None if _ALL.isdisjoint(before) else "refuse"
    if cue == "or":
        return "refuse" if pending == "refused" else pending or "or"
    if cue == "until_day" and pending == "refuse":
        return "back"
    return cue if cue in ("refuse", "until_day", "correct") else None


def _only_part(tokens: Sequence[str]) -> Part | None:
    """The one part of the day named in the answer; "tonight" counts as evening."""
    named: set[Part] = {"evening"} if "tonight" in tokens else set()
    for at in range(len(tokens)):
        match = clock.part_at(tokens, at)
        if match is not None and match.value.part is not None:
            named.add(match.value.part)
    return named.pop() if len(named) == 1 else None


def _take_day(
    said: Said,
    found: Days,
    tokens: Sequence[str],
    at: int,
    pending: Cue | None,
    part: Part | None,
) -> tuple[Cue | None, int]:
    """Put one day where it belongs; what is pending after it, and where to read on."""
    named, end = said.tries[-1].days, found.end
    said.last = found
    if found.kind == "unreal":
        said.unreal = True
        return None, end
    if found.kind == "implied":
        said.implied = found
        return None, end
    refused = pending == "refuse" or (pending == "refused" and _list_goes_on(tokens, end, said))
    if refused:
        flipped = _flipped(tokens, end, part)
        if flipped is not None:
            # "I can't do Monday before ten" is a wish for Monday from ten.
            named.append(found)
            said.tries[-1].spans.append(flipped.span)
            return None, flipped.end
        said.refused.append(found)
        named_part = clock.part_at(tokens, end) if end < len(tokens) else None
        return "refused", named_part.end if named_part else end
    bad = _bad_stop(tokens, end)
    if bad:
        if named and tuple(tokens[named[-1].end : at]) in (("and",), ("or",)):
            said.refused.append(named.pop())
        said.refused.append(found)
        return None, bad
    if pending == "back":
        # "Gone until Wednesday": free from then on.
        named.append(Days(found.first, said.today + timedelta(days=OPEN_DAYS), end, "range"))
    elif pending == "until_day" and _span(said, tokens, end, None) is None:
        named.append(Days(said.today, found.last, end, "range"))
    elif named and tuple(tokens[named[-1].end : at]) in _THROUGH:
        first, last = named[-1].first, found.last
        weeks = max(0, -((last - first).days // 7))  # "the 24th through Monday": the one after it
        named[-1] = Days(first, last + timedelta(days=7 * weeks), end, "range")
    else:
        named.append(_neighbour(named[-1], found) if named else found)
    if tokens[end - 1] == "tonight":
        said.tries[-1].spans.append(Span("part", None, None, "evening"))
    return None, end


def _list_goes_on(tokens: Sequence[str], end: int, said: Said) -> bool:
    """Whether another day follows in the list: "can't do Monday, Tuesday or Wednesday"."""
    joined = tuple(tokens[end : end + 1]) in (("or",), ("and",))
    return (
        joined and end + 1 < len(tokens) and days.days_at(tokens, end + 1, said.today) is not None
    )


def _flipped(tokens: Sequence[str], at: int, part: Part | None) -> clock.Found | None:
    """What is left of a refused day by a bound said after it: not before ten is from ten."""
    found = clock.span_at(tokens, at, part) if at < len(tokens) else None
    left = clock.opposite(found.span) if found is not None else None
    return found._replace(span=left) if found is not None and left is not None else None


def _bad_stop(tokens: Sequence[str], end: int) -> int:
    """Where "is no good" said after a day, or a part of it, ends; 0 when it is not said."""
    for at in (
        end,
        part.end if end < len(tokens) and (part := clock.part_at(tokens, end)) else end,
    ):
        bad = BAD_AFTER.at(tokens, at) if at < len(tokens) else None
        if bad is not None:
            return bad.end
    return 0


def _neighbour(before: Days, found: Days) -> Days:
    """ "Saturday or Sunday" said on a Saturday: the Sunday after that Saturday."""
    following = before.first + timedelta(days=1)
    both = before.kind == found.kind == "weekday"
    if both and found.first.weekday() == following.weekday():
        return days.one(following, found.end, "weekday")
    return found


def _span(
    said: Said, tokens: Sequence[str], at: int, part: Part | None, *, near: bool = False
) -> clock.Found | None:
    """A time at word `at`; a number that may be anything counts only near a day or a time."""
    if at >= len(tokens):
        return None
    # A number before "January 15, 1 pm" belongs to the day, not to the time.
    behind = any(day.end == at for day in said.tries[-1].days)
    found = _shifted(clock.span_at(tokens[at:], 0, part), at) if behind else None
    found = found or clock.span_at(tokens, at, part)
    if found is not None:
        return found if found.sure or _meant(said, tokens, at, found.end, near=near) else None
    named = clock.part_at(tokens, at)
    return clock.Found(named.value, named.end, sure=True) if named else None


def _shifted(found: clock.Found | None, by: int) -> clock.Found | None:
    return found._replace(end=found.end + by) if found is not None else None


def _meant(said: Said, tokens: Sequence[str], at: int, end: int, *, near: bool) -> bool:
    """Whether a bare number is a time by what stands around it."""
    if len(tokens) <= _SHORT or any(day.end == at for day in said.tries[-1].days):
        return True
    dated = said.dated or any(one.days for one in said.tries)
    if (near and (dated or any(one.spans for one in said.tries))) or _led(tokens, at):
        return True
    if end < len(tokens) and days.days_at(tokens, end, said.today) is not None:
        return True
    if end < len(tokens) and tokens[at] != "one" and AGREED.at(tokens, end) is not None:
        return True
    # After a day "ten thirty" is a time wherever it stands; a lone "ten" might count something.
    return dated and end - at > 1


def _led(tokens: Sequence[str], at: int) -> bool:
    starts = range(max(0, at - 3), at)
    return any((match := LEADS.at(tokens, start)) and match.end == at for start in starts)


def _bounded(span: Span, pending: Cue | None, tokens: Sequence[str], at: int) -> Span | None:
    """ "By Wednesday noon" is until noon, "not until four" from four; None for a refused time."""
    if pending == "until_day" and span.kind == "exact":
        return Span("until", None, span.end)
    if pending == "refuse":
        return clock.opposite(span)
    denied = not _DENIALS.isdisjoint(tokens[max(0, at - 4) : at])
    if span.kind == "until" and denied and tokens[at] in (*_UNTIL, "before"):
        return clock.opposite(span)
    if span.kind == "from" and tokens[at] in ("after", "past") and _forbidden(tokens, at):
        return clock.opposite(span)
    return span


def _forbidden(tokens: Sequence[str], at: int) -> bool:
    """Whether "can't be", "nothing" or the like stands right before the bound at `at`."""
    while at and tokens[at - 1] in _AFTER_DENIAL:
        at -= 1
    return at > 0 and tokens[at - 1] in _DENIALS


_AFTER_DENIAL = frozenset(("be", "do", "come", "make", "it", "any", "anything", "work", "have"))


_DENIALS = frozenset(("not", "nothing", "never"))
