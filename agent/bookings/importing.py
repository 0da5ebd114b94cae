"""Visits from elsewhere: each takes a seat of its window, and nothing is imported twice.

A visit is known by its code, so the same file again changes nothing. All of a file is taken, or
nothing with a reason for every row that does not fit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agent.bookings import visits, windows
from agent.bookings.connection import Connection, transaction
from agent.bookings.customers import customer, location
from agent.bookings.keys import booking_code, digest, written_address
from agent.bookings.request import Request
from agent.events import Address

STATUSES = ("tentative", "booked", "rescheduled", "en_route", "done", "cancelled", "no_show")
WITH_SEAT = (*visits.LIVE, "done", "no_show")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One visit of a file."""

    row: int
    """Its line or place in the file, for messages."""
    date: str
    """Local day, YYYY-MM-DD."""
    start: str
    """Local start of its window, HH:MM."""
    name: str
    phone: str
    address: str
    job_type: str
    code: str = ""
    """Empty: one is made from the other fields, the same each time."""
    status: str = "booked"
    issue: str = ""
    notes: str = ""
    tier: str = "E4"
    fee_cents: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file; with problems nothing was written."""

    added: tuple[str, ...]
    """Codes."""
    there: tuple[str, ...]
    """Codes of visits the books had already."""
    problems: tuple[str, ...]


class _Unwanted(Exception):
    """Ends the transaction of a file with problems."""


def add(request: Request, incoming: Iterable[Incoming]) -> Imported:
    """Import the visits in one transaction. Raises what the connection raises."""
    added: list[str] = []
    there: list[str] = []
    problems: list[str] = []
    try:
        with transaction(request.db):
            for one in incoming:
                code = one.code.strip().upper() or _code(one)
                earlier = visits.by_code(request, code)
                problem = _other(earlier, one) if earlier else _add(request, one, code)
                if problem:
                    problems.append(f"row {one.row}: {problem}")
                else:
                    (there if earlier else added).append(code)
            if problems:
                raise _Unwanted
    except _Unwanted:
        return Imported((), (), tuple(problems))
    return Imported(tuple(added), tuple(there), ())


def _code(one: Incoming) -> str:
    key = "\n".join((one.date, one.start, one.phone, one.address, one.job_type))
    return booking_code(f"import:{digest(key.encode())}", 1, 0)


def _other(earlier: visits.Record, one: Incoming) -> str:
    visit = earlier.visit
    if (visit.window.date, visit.window.start, visit.phone) == (one.date, one.start, one.phone):
        return ""
    return f"the books have another visit {visit.code} ({visit.window.date} {visit.window.start})"


def _add(request: Request, one: Incoming, code: str) -> str:
    """Write one visit; what is wrong with it, or nothing."""
    profile = request.profile
    address = written_address(one.address, profile.area.cities)
    zone = profile.zone_of(address.zip)
    wrong = _wrong(request, one, address, zone)
    if wrong or zone is None:
        return wrong
    day = date.fromisoformat(one.date)
    windows.ensure(request, zone, day, day)
    window = request.db.execute(
        "SELECT id FROM windows WHERE company = ? AND zone = ? AND date = ? AND start = ?",
        (request.company, zone, one.date, one.start),
    ).fetchone()
    if window is None:
        return f"the profile has no window at {one.start} on {one.date}"
    seat = None
    if one.status in WITH_SEAT:
        seat = _free_seat(request.db, window[0], request.at)
        if seat is None:
            return f"the window at {one.start} on {one.date} is full"
    appointment = _insert(request, one, code, address, int(window[0]))
    if seat is not None:
        request.db.execute(
            "UPDATE seats SET state = 'booked', appointment_id = ?, hold_token = NULL,"
            " hold_until = NULL, held_by = NULL WHERE window_id = ? AND seat_no = ?",
            (appointment, window[0], seat),
        )
    visits.log_event(request, appointment, "imported", before="", after=f"{one.date} {one.start}")
    return ""


def _wrong(request: Request, one: Incoming, address: Address, zone: str | None) -> str:
    missing = [name for name in ("name", "phone", "date", "start") if not getattr(one, name)]
    if missing:
        return f"{' and '.join(missing)} missing"
    try:
        date.fromisoformat(one.date)
    except ValueError:
        return f"{one.date!r} is no day; write it like 2026-12-25"
    if one.job_type not in request.profile.job_types:
        known = ", ".join(request.profile.job_types)
        return f"the profile has no job type {one.job_type!r} (it has {known})"
    if one.status not in STATUSES:
        return f"{one.status!r} is no status (one of {', '.join(STATUSES)})"
    if zone is None:
        return f"no zone of the profile has the ZIP {address.zip!r} of {one.address!r}"
    return ""


def _free_seat(db: Connection, window_id: int, now: str) -> int | None:
    row = db.execute(
        "SELECT seat_no FROM seats WHERE window_id = ?"
        " AND (state = 'free' OR (state = 'held' AND hold_until <= ?))"
        " ORDER BY rescue, seat_no LIMIT 1",
        (window_id, now),
    ).fetchone()
    return int(row[0]) if row else None


def _insert(request: Request, one: Incoming, code: str, address: Address, window_id: int) -> int:
    customer_id = customer(request, one.name, one.phone)
    location_id = location(request, customer_id, address, unverified=False)
    added = request.db.execute(
        "INSERT INTO appointments (company, code, customer_id, location_id, job_type, issue_text,"
        " notes, tier, status, window_id, fee_cents, fee_ack, source, created)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'import', ?) RETURNING id",
        (
            request.company,
            code,
            customer_id,
            location_id,
            one.job_type,
            one.issue,
            one.notes,
            one.tier,
            one.status,
            window_id,
            one.fee_cents,
            request.at,
        ),
    ).fetchone()
    return int(added[0])
