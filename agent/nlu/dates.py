"""When the caller would like a visit: the wish that one answer adds up to."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from agent.nlu import clock, days
from agent.nlu.asides import apart
from agent.nlu.clock import Part, Span
from agent.nlu.date_reading import OPEN_DAYS, Said, names_any, read, times
from agent.nlu.days import Days
from agent.nlu.moments import moment
from agent.nlu.phrases import plain
from agent.nlu.spanish_dates import in_english
from agent.nlu.spoken_dates import spoken_day, spoken_range, spoken_time
from agent.nlu.written_times import apart as apart_times
from agent.nlu.written_times import slashed

__all__ = ["When", "parse", "spoken_day", "spoken_range", "spoken_time"]


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


def parse(text: str, now: datetime) -> When:
    """The wish in `text`, judged at `now`.

    Raises ValueError when `now` has no zone; a zone with rules (ZoneInfo) gives the right offset
    for days beyond a clock change.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry the company's time zone")
    tokens = in_english(_plain(text))
    if not names_any(tokens):
        return When()
    soon = moment(tokens, now)
    if soon is not None:
        return _when(soon.at.date(), soon.at.date(), soon.span, now)
    wish, reasons = apart(tokens, now.date())
    told = read(reasons, now.date())
    dated = any(one.days for one in told.tries)
    said = read(wish, now.date(), told=times(told)[-1:], dated=dated)
    return _combine(_with_reasons(said, told) if reasons else said, now)


def _plain(text: str) -> tuple[str, ...]:
    """Words of `text`; "tenish" becomes "ten ish", "930 am" "9 30 am"."""
    said = apart_times(plain(_DASH.sub(" to ", slashed(text))))
    if not any(token.endswith("ish") for token in said):
        return said
    tokens: list[str] = []
    for token in said:
        stem = token.removesuffix("ish")
        if stem != token and stem in clock.ISH:
            tokens += [stem, "ish"]
        else:
            tokens.append(token)
    return tuple(tokens)


def _with_reasons(said: Said, told: Said) -> Said:
    """`said` with the days or times of reasons where it has none of its own."""
    if not said.refused and not any(one.days for one in said.tries):
        said.tries[-1].days.extend(day for one in told.tries for day in one.days)
    if not times(said):
        said.tries[-1].spans.extend(clock.earliest(span) for span in times(told))
    return said


# --- combining ----------------------------------------------------------------------------------


def _combine(said: Said, now: datetime) -> When:
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
    """A bare weekday said beside a week lies in that week, unless it is over there."""
    if found.kind != "weekday":
        return found
    day = days.week_of(week.last) + timedelta(days=found.first.weekday())
    return found if day < min(found.first, week.first) else days.one(day, found.end)


def _each(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _refused(said: Said, last: date) -> Iterable[date]:
    """Refused days up to `last`; a bare weekday is refused in every week.

    A day that is refused and named ("not Monday morning, Monday afternoon") stays.
    """
    named = {found.first for one in said.tries for found in one.days if found.kind != "range"}
    for found in said.refused:
        if found.first in named:
            continue
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
