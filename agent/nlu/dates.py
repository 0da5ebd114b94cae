"""When the caller would like a visit: days and times of one answer, with corrections and refusals.

Words are read left to right into days and time spans; a correction ("no sorry Friday") starts a new
try whose days or times replace the earlier ones.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from agent.nlu import clock, days
from agent.nlu.asides import apart
from agent.nlu.clock import Part, Span
from agent.nlu.date_cues import ANAPHORS, BAD_AFTER, CUES, LEADS, Anaphor, Cue
from agent.nlu.days import Days
from agent.nlu.moments import moment
from agent.nlu.nth_days import nth_day
from agent.nlu.phrases import plain
from agent.nlu.spanish_dates import in_english
from agent.nlu.spoken_dates import spoken_day, spoken_range, spoken_time

__all__ = ["When", "parse", "spoken_day", "spoken_range", "spoken_time"]

OPEN_DAYS = 14
"""Length of the stretch of days that stands for "no day named"."""


class When(msgspec.Struct, frozen=True, kw_only=True):
    """An acceptable time for a visit; days are ISO text, times local HH:MM, days inclusive."""

    status: Literal["ok", "none"] = "none"
    date_from: str | None = None
    date_to: str | None = None
    type: Literal["any", "part", "exact", "from", "until", "range"] | None = None
    part: Part | None = None
    start: str | None = None
    end: str | None = None
    start_iso: str | None = None
    """Local start with the UTC offset of that day, when there is one day and a start."""
    exclude: tuple[str, ...] = ()
    """Days inside the stretch that were refused."""
    soonest: bool = False
    """The earliest possible time inside the stretch is wanted."""
    open: bool = False
    """No day was named: the stretch is simply the next two weeks."""
    flexible: bool = False
    """The caller said that any time will do; alone this leaves status "none"."""


_DASH = re.compile(r"(?<=\d)\s*[-\u2013\u2014]\s*(?=\d)")
_SHORT = 4
_THROUGH = (("to",), ("through",), ("thru",), ("until",), ("till",))
_ALL = frozenset(("any", "anytime", "every", "all", "everyday"))


class _Try(msgspec.Struct):
    """What was read since the last correction."""

    days: list[Days] = []
    spans: list[Span] = []


class _Said(msgspec.Struct):
    """Everything read from one answer."""

    today: date
    tries: list[_Try]
    refused: list[Days] = []
    cues: set[Cue] = set()
    unreal: bool = False
    implied: Days | None = None
    """The day meant where no other is named: "first thing in the morning" is tomorrow's."""
    dated: bool = False
    """A reason names a day."""
    last: Days | None = None
    """The newest day named, wanted or not: what "the one after" points back at."""


def parse(text: str, now: datetime) -> When:
    """The wish in `text`, judged at `now`.

    Raises ValueError when `now` has no zone; a zone with rules (ZoneInfo) gives the right offset
    for days beyond a clock change.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry the company's time zone")
    tokens = in_english(_plain(text))
    soon = moment(tokens, now)
    if soon is not None:
        return _when(soon.at.date(), soon.at.date(), soon.span, now)
    wish, reasons = apart(tokens, now.date())
    told = _read(reasons, now.date())
    dated = any(one.days for one in told.tries)
    said = _read(wish, now.date(), told=_times(told)[-1:], dated=dated)
    return _combine(_with_reasons(said, told) if reasons else said, now)


def _plain(text: str) -> tuple[str, ...]:
    """Words of `text`; "tenish" becomes "ten ish"."""
    tokens: list[str] = []
    for token in plain(_DASH.sub(" to ", text)):
        stem = token.removesuffix("ish")
        if stem != token and stem in clock.ISH:
            tokens += [stem, "ish"]
        else:
            tokens.append(token)
    return tuple(tokens)


def _with_reasons(said: _Said, told: _Said) -> _Said:
    """`said` with the days or times of reasons where it has none of its own."""
    if not said.refused and not any(one.days for one in said.tries):
        said.tries[-1].days.extend(day for one in told.tries for day in one.days)
    if not _times(said):
        said.tries[-1].spans.extend(clock.earliest(span) for span in _times(told))
    return said


def _times(said: _Said) -> list[Span]:
    return [span for one in said.tries for span in one.spans]


# --- reading ------------------------------------------------------------------------------------


def _read(
    tokens: tuple[str, ...], today: date, *, told: Sequence[Span] = (), dated: bool = False
) -> _Said:
    """Read `tokens`; `told` is the time of a reason, which "after that" may point back at.

    `dated` says that a reason names a day.
    """
    said = _Said(today=today, tries=[_Try()], dated=dated)
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
                said.tries.append(_Try())
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


def _day(said: _Said, tokens: Sequence[str], at: int, *, skip: bool) -> Days | None:
    """The day named at `at`, also by pointing back: "the one after", "the day after that"."""
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
    said: _Said, told: Sequence[Span], tokens: Sequence[str], at: int
) -> clock.Found | None:
    """ "After that", said of a time named before."""
    if tuple(tokens[at : at + 2]) not in (("after", "that"), ("after", "then")):
        return None
    times = [span.end or span.start for span in (*told, *_times(said))]
    since = next((time for time in reversed(times) if time is not None), None)
    return None if since is None else clock.Found(Span("from", since), at + 2, sure=True)


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
    said: _Said,
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
        return "refused", end
    bad = _bad_stop(tokens, end)
    if bad:
        said.refused.append(found)
        return None, bad
    if pending == "back":
        # "Gone until Wednesday": free from then on.
        named.append(Days(found.first, said.today + timedelta(days=OPEN_DAYS), end, "range"))
    elif pending == "until_day" and _span(said, tokens, end, None) is None:
        named.append(Days(said.today, found.last, end, "range"))
    elif named and tuple(tokens[named[-1].end : at]) in _THROUGH:
        last = found.last if found.last >= named[-1].first else found.last + timedelta(days=7)
        named[-1] = Days(named[-1].first, last, end, "range")
    else:
        named.append(_neighbour(named[-1], found) if named else found)
    if tokens[end - 1] == "tonight":
        said.tries[-1].spans.append(Span("part", None, None, "evening"))
    return None, end


def _list_goes_on(tokens: Sequence[str], end: int, said: _Said) -> bool:
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
    said: _Said, tokens: Sequence[str], at: int, part: Part | None, *, near: bool = False
) -> clock.Found | None:
    """A time at word `at`; a number that may be anything counts only near a day or a time."""
    if at >= len(tokens):
        return None
    found = clock.span_at(tokens, at, part)
    if found is not None:
        return found if found.sure or _meant(said, tokens, at, found.end, near=near) else None
    named = clock.part_at(tokens, at)
    return clock.Found(named.value, named.end, sure=True) if named else None


def _meant(said: _Said, tokens: Sequence[str], at: int, end: int, *, near: bool) -> bool:
    """Whether a bare number is a time by what stands around it."""
    if len(tokens) <= _SHORT or any(day.end == at for day in said.tries[-1].days):
        return True
    dated = said.dated or any(one.days for one in said.tries)
    if (near and (dated or any(one.spans for one in said.tries))) or _led(tokens, at):
        return True
    if end < len(tokens) and days.days_at(tokens, end, said.today) is not None:
        return True
    # After a day "ten thirty" is a time wherever it stands; a lone "ten" might count something.
    return dated and end - at > 1


def _led(tokens: Sequence[str], at: int) -> bool:
    return any(match.end == at for match in LEADS.overlapping(tokens[max(0, at - 3) : at]))


def _bounded(span: Span, pending: Cue | None, tokens: Sequence[str], at: int) -> Span | None:
    """ "By Wednesday noon" is until noon; "not until four" is from four; None for a refused time."""
    if pending == "until_day" and span.kind == "exact":
        return Span("until", None, span.end)
    if pending == "refuse":
        return clock.opposite(span)
    denied = not _DENIALS.isdisjoint(tokens[max(0, at - 4) : at])
    if span.kind == "until" and denied and tokens[at] in (*_UNTIL, "before"):
        return clock.opposite(span)
    return span


_DENIALS = frozenset(("not", "nothing", "never"))


# --- combining ----------------------------------------------------------------------------------


def _combine(said: _Said, now: datetime) -> When:
    """The last try with days and the last with times decide."""
    named = next((one.days for one in reversed(said.tries) if one.days), [])
    spans = next((one.spans for one in reversed(said.tries) if one.spans), [])
    span = _one_span(spans)
    soonest, flexible = "soonest" in said.cues, "flexible" in said.cues
    if not named and said.implied is not None and not said.refused:
        named = [said.implied]
    if not named and said.unreal:
        return When(soonest=soonest, flexible=flexible)
    today = now.date()
    if named:
        first, last, gaps = _stretch(named)
        return _when(
            first,
            last,
            span,
            now,
            exclude=[*_refused(said, last), *gaps],
            soonest=soonest,
            flexible=flexible,
        )
    if soonest or said.refused or span.kind != "any":
        last = today + timedelta(days=OPEN_DAYS - 1)
        return _when(
            today,
            last,
            span,
            now,
            exclude=_refused(said, last),
            open=True,
            soonest=soonest,
            flexible=flexible,
        )
    return When(soonest=soonest, flexible=flexible)


def _one_span(spans: list[Span]) -> Span:
    """One span of several: clock times beat parts of the day, later words beat earlier ones."""
    timed = [span for span in spans if span.kind not in ("part", "any")]
    if timed:
        starts = [span.start for span in timed if span.kind == "exact" and span.start is not None]
        if len(timed) > 1 and len(starts) == len(timed) and min(starts) < max(starts):
            return Span("range", min(starts), max(starts))
        froms = [span for span in timed if span.kind == "from"]
        untils = [span for span in timed if span.kind == "until"]
        if len(timed) == 2 and froms and untils and (froms[0].start or 0) < (untils[0].end or 0):
            return Span("range", froms[0].start, untils[0].end)
        return timed[-1]
    parts = [span for span in spans if span.kind == "part"]
    if parts and all(span.part == parts[0].part for span in parts):
        return parts[0]
    return Span("any")


def _stretch(named: list[Days]) -> tuple[date, date, list[date]]:
    """First and last day of several, and the days between that were not named."""
    weeks = [found for found in named if found.kind == "week"]
    single = [found for found in named if found.kind in ("day", "weekday")]
    if weeks and single:
        named = [_within(found, weeks[-1]) for found in single]
    elif single:
        named = single
    first, last = min(found.first for found in named), max(found.last for found in named)
    wanted = {day for found in named for day in _each(found.first, found.last)}
    gaps = [day for day in _each(first, last) if day not in wanted]
    return first, last, gaps


def _within(found: Days, week: Days) -> Days:
    """A bare weekday said beside a week lies in that week."""
    if found.kind != "weekday":
        return found
    day = days.week_of(week.last) + timedelta(days=found.first.weekday())
    return days.one(day, found.end)


def _each(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _refused(said: _Said, last: date) -> Iterable[date]:
    """Refused days up to `last`; a bare weekday is refused in every week."""
    for found in said.refused:
        yield from _each(found.first, found.last)
        if found.kind == "weekday":
            weeks = (last - found.first).days // 7
            yield from (found.first + timedelta(days=7 * n) for n in range(1, weeks + 1))


def _when(
    first: date,
    last: date,
    span: Span,
    now: datetime,
    *,
    exclude: Iterable[date] = (),
    open: bool = False,
    soonest: bool = False,
    flexible: bool = False,
) -> When:
    start, end = clock.PART_SPANS[span.part] if span.part else (span.start, span.end)
    return When(
        status="ok",
        date_from=first.isoformat(),
        date_to=last.isoformat(),
        type=span.kind,
        part=span.part,
        start=_hhmm(start),
        end=_hhmm(end),
        start_iso=_start_iso(first, start, now) if first == last else None,
        exclude=tuple(sorted({day.isoformat() for day in exclude if first <= day <= last})),
        soonest=soonest,
        open=open,
        flexible=flexible,
    )


def _start_iso(day: date, start: int | None, now: datetime) -> str | None:
    if start is None:
        return None
    local = datetime(day.year, day.month, day.day, start // 60 % 24, start % 60, tzinfo=now.tzinfo)
    return local.isoformat()


def _hhmm(minutes: int | None) -> str | None:
    return None if minutes is None else f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
