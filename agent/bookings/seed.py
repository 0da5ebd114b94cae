"""Visits that stand in the books from the start (demo and evaluation data of a profile)."""

from datetime import date

from agent.bookings import visits
from agent.bookings.customers import customer, location
from agent.bookings.keys import written_address
from agent.bookings.request import Request
from agent.bookings.windows import ensure
from agent.profile.schema import Existing


def seed(request: Request) -> None:
    """Add the profile's existing visits that are not in the books yet, in one transaction."""
    for existing in request.profile.existing:
        if visits.by_code(request, existing.code) is None:
            _add(request, existing)


def _add(request: Request, existing: Existing) -> None:
    address = written_address(existing.address, request.profile.area.cities)
    zone = request.profile.zone_of(address.zip) or next(iter(request.profile.area.zones))
    day = date.fromisoformat(existing.date)
    ensure(request, zone, day, day)
    window = request.db.execute(
        "SELECT id FROM windows WHERE company = ? AND zone = ? AND date = ? AND start = ?",
        (request.company, zone, existing.date, existing.start),
    ).fetchone()
    if window is None:
        return  # the profile has no such window any more
    customer_id = customer(request, existing.name, existing.phone)
    location_id = location(request, customer_id, address, unverified=False)
    added = request.db.execute(
        "INSERT INTO appointments (company, code, customer_id, location_id, job_type, tier, status,"
        " window_id, fee_cents, fee_ack, source, created)"
        " VALUES (?, ?, ?, ?, ?, 'E4', 'booked', ?, 0, 1, 'import', ?)"
        " RETURNING id",
        (
            request.company,
            existing.code,
            customer_id,
            location_id,
            existing.job_type,
            window[0],
            request.at,
        ),
    ).fetchone()
    _seat(request, window[0], int(added[0]))


def _seat(request: Request, window_id: int, appointment_id: int) -> None:
    """A seat of its own beside those on offer: the profile's `full` says what is left of a window.

    It goes with the visit: a freed seat that the plan does not know is removed.
    """
    request.db.execute(
        "INSERT INTO seats (window_id, seat_no, state, appointment_id) VALUES"
        " (?, (SELECT coalesce(max(seat_no), 0) + 1 FROM seats WHERE window_id = ?),"
        " 'booked', ?)",
        (window_id, window_id, appointment_id),
    )
