"""The calendar: arrival windows and their seats, made from the profile when a day is first needed.

A day's plan is remembered with the rows made from it. When the profile changes, the day is made
anew around what is booked: missing seats are added, seats nobody uses any more are removed.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from agent.bookings.clock import at_local, utc_text
from agent.bookings.connection import Connection, transaction
from agent.bookings.request import Request
from agent.events import FindWindows, Tier, Window, WindowsFound
from agent.profile.schema import CompanyProfile

LONG_MINUTES = 240
"""Windows at least this long also fit jobs of the kind "long"."""
URGENT: tuple[Tier, ...] = ("E1", "E2", "E3")
"""Tiers that may take rescue seats before their release."""

SEAT_IS_OPEN = """
    (seats.state = 'free'
     OR (seats.state = 'held' AND (seats.hold_until <= :now OR seats.held_by = :conversation)))
    AND (seats.rescue = 0 OR :urgent = 1 OR windows.rescue_until_utc <= :now)
"""
"""Whether a seat may be taken; wants :now, :conversation and :urgent."""

_FIND = f"""
    SELECT windows.* FROM windows
    WHERE company = :company AND zone = :zone AND date BETWEEN :first AND :last
      AND start_utc >= :earliest AND "end" > :start AND start < :end
      AND (kind = 'long' OR :kind = 'standard')
      AND EXISTS (SELECT 1 FROM seats WHERE window_id = windows.id AND {SEAT_IS_OPEN})
    ORDER BY start_utc, id
"""  # noqa: S608  (only constants are put together)


@dataclass(frozen=True, slots=True)
class PlannedWindow:
    """A window of a day with its seats; the last `rescue` of them are kept for urgent calls."""

    start: str
    end: str
    seats: int
    rescue: int


def find(request: Request, tool: FindWindows) -> WindowsFound:
    """Free windows that fit the wish, else the nearest wider wish (`exact` is false then)."""
    profile = request.profile
    zone = profile.zone_of(tool.zip)
    job = profile.job_types.get(tool.job_type)
    if zone is None or job is None:
        return WindowsFound(windows=(), exact=False)
    today = request.local_now.date()
    first = max(_day(tool.date_from, today), today)
    last = min(_day(tool.date_to, first), profile.last_bookable(today))
    horizon = profile.last_bookable(today)
    wishes = (
        (first, last, tool.start, tool.end),
        (first, last, "00:00", "24:00"),
        (first, horizon, tool.start, tool.end),
        (first, horizon, "00:00", "24:00"),
        (today, horizon, "00:00", "24:00"),
    )
    for n, (date_from, date_to, start, end) in enumerate(wishes):
        ensure(request, zone, date_from, date_to)
        rows = request.db.execute(
            _FIND,
            {
                "company": request.company,
                "zone": zone,
                "first": date_from.isoformat(),
                "last": date_to.isoformat(),
                "earliest": utc_text(request.now + timedelta(minutes=profile.windows.lead_min)),
                "start": start,
                "end": end,
                "kind": job.kind,
                "now": request.at,
                "conversation": request.call.conversation_id,
                "urgent": tool.tier in URGENT,
            },
        )
        found = (window_of(row) for row in rows if row["id"] not in tool.exclude)
        windows = tuple(islice(found, tool.limit))
        if windows:
            return WindowsFound(windows=windows, exact=n == 0)
    return WindowsFound(windows=(), exact=False)


def window_of(row: Any) -> Window:
    """A row of `windows` as the dialogue sees it."""
    return Window(id=row["id"], date=row["date"], start=row["start"], end=row["end"])


def by_id(db: Connection, window_id: int) -> Window:
    """A window that exists."""
    return window_of(db.execute("SELECT * FROM windows WHERE id = ?", (window_id,)).fetchone())


def plan(profile: CompanyProfile, zone: str, day: date) -> tuple[PlannedWindow, ...]:
    """What a day in a zone offers: crews × jobs seats a window, a share of the day for rescue."""
    slots = profile.slots_on(day)
    full = {start for item in profile.full if item.date == day.isoformat() for start in item.starts}
    per_window = profile.windows.crews.get(zone, 0) * profile.windows.jobs_per_window
    seats = [0 if start in full else per_window for start, _ in slots]
    rescue = [0] * len(slots)
    left = math.floor(sum(seats) * profile.windows.rescue_share + 0.5)
    while left > 0 and any(rescue[n] < seats[n] for n in range(len(slots))):
        for n in range(len(slots)):
            if left > 0 and rescue[n] < seats[n]:
                rescue[n] += 1
                left -= 1
    return tuple(
        PlannedWindow(start, end, seats[n], rescue[n]) for n, (start, end) in enumerate(slots)
    )


def ensure(request: Request, zone: str, first: date, last: date) -> None:
    """Make the rows of these local days unless they stand as the profile wants them."""
    days = tuple(_days(first, last))
    if not days:
        return
    stand = dict(
        request.db.execute(
            "SELECT date, plan FROM calendar_days"
            " WHERE company = ? AND zone = ? AND date BETWEEN ? AND ?",
            (request.company, zone, first.isoformat(), last.isoformat()),
        ).fetchall()
    )
    wanted = {day: plan(request.profile, zone, day) for day in days}
    stale = [day for day in days if stand.get(day.isoformat()) != _text(wanted[day])]
    if not stale:
        return
    if request.db.in_transaction:
        _make(request, zone, {day: wanted[day] for day in stale})
        return
    with transaction(request.db):
        _make(request, zone, {day: wanted[day] for day in stale})


def trim(request: Request, window_id: int) -> None:
    """Remove a freed seat that the profile no longer offers."""
    row = request.db.execute("SELECT * FROM windows WHERE id = ?", (window_id,)).fetchone()
    planned = plan(request.profile, row["zone"], date.fromisoformat(row["date"]))
    window = next((window for window in planned if window.start == row["start"]), None)
    _make_seats(request.db, window_id, window)


def _make(request: Request, zone: str, wanted: dict[date, tuple[PlannedWindow, ...]]) -> None:
    for day, windows in wanted.items():
        seats = {_make_window(request, zone, day, window): window for window in windows}
        rows = request.db.execute(
            "SELECT id FROM windows WHERE company = ? AND zone = ? AND date = ?",
            (request.company, zone, day.isoformat()),
        ).fetchall()
        for (window_id,) in rows:
            _make_seats(request.db, window_id, seats.get(window_id))
        request.db.execute(
            "INSERT INTO calendar_days VALUES (?, ?, ?, ?)"
            " ON CONFLICT (company, zone, date) DO UPDATE SET plan = excluded.plan",
            (request.company, zone, day.isoformat(), _text(windows)),
        )


def _make_window(request: Request, zone: str, day: date, window: PlannedWindow) -> int:
    tz = request.tz
    start, end = at_local(day, window.start, tz), at_local(day, window.end, tz)
    release = at_local(day, request.profile.windows.rescue_release, tz)
    kind = "long" if end - start >= timedelta(minutes=LONG_MINUTES) else "standard"
    row = request.db.execute(
        'INSERT INTO windows (company, zone, skill, kind, date, start, "end", start_utc, end_utc,'
        " rescue_until_utc, tz) VALUES (?, ?, 'any', ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (company, zone, skill, kind, start_utc) DO UPDATE SET"
        ' "end" = excluded."end", end_utc = excluded.end_utc,'
        " rescue_until_utc = excluded.rescue_until_utc RETURNING id",
        (
            request.company,
            zone,
            kind,
            day.isoformat(),
            window.start,
            window.end,
            utc_text(start),
            utc_text(end),
            utc_text(release),
            tz,
        ),
    ).fetchone()
    return int(row[0])


def _make_seats(db: Connection, window_id: int, window: PlannedWindow | None) -> None:
    """Bring a window's seats to the plan; a window that left the plan keeps its used seats only."""
    seats, rescue = (window.seats, window.rescue) if window else (0, 0)
    db.execute(
        "DELETE FROM seats WHERE window_id = ? AND seat_no > ? AND state = 'free'",
        (window_id, seats),
    )
    db.executemany(
        "INSERT INTO seats (window_id, seat_no, rescue) VALUES (?, ?, ?)"
        " ON CONFLICT (window_id, seat_no) DO UPDATE SET rescue = excluded.rescue",
        [(window_id, number, number > seats - rescue) for number in range(1, seats + 1)],
    )


def _text(windows: tuple[PlannedWindow, ...]) -> str:
    return " ".join(f"{w.start}-{w.end}:{w.seats}/{w.rescue}" for w in windows)


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _day(text: str, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise
