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
from agent.nlu.clock import Part, Span
from agent.nlu.date_cues import BAD_AFTER, CUES, Cue
from agent.nlu.days import Days
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
_MINUTES = {
    "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "five": 5, "ninety": 90,
}  # fmt: skip
_HOURS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
          "couple": 2, "few": 3}  # fmt: skip
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


def parse(text: str, now: datetime) -> When:
    """The wish in `text`, judged at `now`.

    Raises ValueError when `now` has no zone; a zone with rules (ZoneInfo) gives the right offset
    for days beyond a clock change.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry the company's time zone")
    tokens = in_english(plain(_DASH.sub(" to ", text)))
    soon = _in_a_moment(tokens, now)
    if soon is not None:
        return soon
    return _combine(_read(tokens, now.date()), now)


# --- reading ------------------------------------------------------------------------------------


def _read(tokens: tuple[str, ...], today: date) -> _Said:
    said = _Said(today=today, tries=[_Try()])
    part = _only_part(tokens)
    pending: Cue | None = None
    at = 0
    while at < len(tokens):
        cue = CUES.at(tokens, at)
        kind = cue.value if cue else None
        found = None if kind == "skip" else days.days_at(tokens, at, today)
        if found is not None:
            _take_day(said, found, tokens, at, pending)
            pending = "refuse" if pending == "refuse" else None
            at = found.end
            continue
        near = pending in ("or", "correct")
        span = None if kind == "skip" else _span(said, tokens, at, part, near=near)
        if span is not None and (kind != "until_day" or pending is None):
            said.tries[-1].spans.append(_bounded(span.span, pending))
            pending = None
            at = span.end
        elif cue is not None:
            said.cues.add(cue.value)
            if cue.value == "correct":
                said.tries.append(_Try())
            pending = _after_cue(cue.value, pending, tokens[:at])
            at = cue.end
        else:
            if pending == "refuse" and tokens[at] not in ("the", "on", "this", "next", "coming"):
                pending = None
            at += 1
    return said


def _after_cue(cue: Cue, pending: Cue | None, before: Sequence[str]) -> Cue | None:
    """What the cue means for the next day or time: refused, bounded, or just beside the last."""
    if cue == "but":
        return None if _ALL.isdisjoint(before) else "refuse"
    if cue == "or":
        return pending or "or"
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
    said: _Said, found: Days, tokens: Sequence[str], at: int, pending: Cue | None
) -> None:
    named, end = said.tries[-1].days, found.end
    if found.kind == "unreal":
        said.unreal = True
    elif pending == "refuse" or (end < len(tokens) and BAD_AFTER.at(tokens, end)):
        said.refused.append(found)
    elif pending == "until_day" and _span(said, tokens, end, None) is None:
        named.append(Days(said.today, found.last, end, "range"))
    elif named and tuple(tokens[named[-1].end : at]) in _THROUGH:
        last = found.last if found.last >= named[-1].first else found.last + timedelta(days=7)
        named[-1] = Days(named[-1].first, last, end, "range")
    else:
        named.append(found)
    if tokens[end - 1] == "tonight":
        said.tries[-1].spans.append(Span("part", None, None, "evening"))


def _span(
    said: _Said, tokens: Sequence[str], at: int, part: Part | None, *, near: bool = False
) -> clock.Found | None:
    """A time at word `at`; a number that may be anything counts only near a day or a time."""
    if at >= len(tokens):
        return None
    found = clock.span_at(tokens, at, part)
    if found is not None:
        beside = any(day.end == at for day in said.tries[-1].days)
        timed = near and any(one.spans for one in said.tries)
        return found if found.sure or beside or timed or len(tokens) <= _SHORT else None
    named = clock.part_at(tokens, at)
    return clock.Found(named.value, named.end, sure=True) if named else None


def _bounded(span: Span, pending: Cue | None) -> Span:
    """ "by Wednesday noon" is until noon."""
    if pending == "until_day" and span.kind == "exact":
        return Span("until", None, span.end)
    return span


# --- combining ----------------------------------------------------------------------------------


def _combine(said: _Said, now: datetime) -> When:
    """The last try with days and the last with times decide."""
    named = next((one.days for one in reversed(said.tries) if one.days), [])
    spans = next((one.spans for one in reversed(said.tries) if one.spans), [])
    span = _one_span(spans)
    soonest, flexible = "soonest" in said.cues, "flexible" in said.cues
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


# --- in a moment --------------------------------------------------------------------------------


def _in_a_moment(tokens: tuple[str, ...], now: datetime) -> When | None:
    """ "in half an hour", "in two hours", "within the hour": relative to the clock, not the day."""
    for at, word in enumerate(tokens):
        if word not in ("in", "within"):
            continue
        minutes = _duration(tokens[at + 1 : at + 6])
        if minutes is None:
            continue
        later = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        if later.date() != now.date() and word == "within":
            continue
        begin, end = now.hour * 60 + now.minute, later.hour * 60 + later.minute
        span = Span("range", begin, end) if word == "within" else Span("exact", end, end)
        return _when(later.date(), later.date(), span, now)
    return None


def _duration(words: tuple[str, ...]) -> int | None:
    rest = [word for word in words if word not in ("the", "next", "about", "like", "of")]
    if rest[:1] == ["a"] and rest[1:2] in (["couple"], ["few"]):
        rest = rest[1:]
    if rest[:3] in (["half", "an", "hour"], ["half", "a", "hour"]) or rest[:2] == ["half", "hour"]:
        return 30
    if rest[:1] == ["hour"]:
        return 60
    if len(rest) < 2:
        return None
    amount = int(rest[0]) if rest[0].isdecimal() and len(rest[0]) <= 2 else _HOURS.get(rest[0])
    if amount is not None and rest[1] in ("hour", "hours"):
        half = 30 if rest[2:5] == ["and", "a", "half"] else 0
        return amount * 60 + half
    count = int(rest[0]) if rest[0].isdecimal() and len(rest[0]) <= 2 else _MINUTES.get(rest[0])
    if count is not None and rest[1] == "five" and rest[2:3] == ["minutes"]:
        return count + 5
    return count if rest[1] == "minutes" else None
