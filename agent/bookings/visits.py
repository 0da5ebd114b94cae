"""Reading visits: by code, by phone, and what the books say about a calling number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agent.bookings.clock import local, utc_text
from agent.bookings.connection import Connection
from agent.bookings.customers import address_of, full_name
from agent.bookings.request import Request
from agent.bookings.windows import window_of
from agent.events import Address, FindVisits, KnownCaller, Visit, VisitsFound
from agent.nlu import codes
from agent.profile.schema import CompanyProfile

LIVE = ("tentative", "booked", "rescheduled", "en_route")
"""States of a visit that will still happen."""

LIVE_SQL = "('tentative', 'booked', 'rescheduled', 'en_route')"

VISIT_SQL = """
    SELECT appointments.id AS appointment_id, appointments.code, appointments.status,
        appointments.version, appointments.job_type, appointments.issue_text, appointments.notes,
        appointments.tier, appointments.fee_cents, appointments.fee_ack, appointments.payload,
        appointments.conversation_id, appointments.call_sid, appointments.job_no,
        appointments.source, appointments.created, appointments.company,
        customers.first, customers.last, customers.phone_e164 AS phone,
        service_locations.house_number, predirection, street_name, suffix, postdirection, unit,
        city, state, zip, unverified, address_key,
        windows.id, windows.zone, windows.date, windows.start, windows."end",
        windows.start_utc, windows.end_utc, windows.tz
    FROM appointments
    JOIN customers ON customers.id = appointments.customer_id
    JOIN service_locations ON service_locations.id = appointments.location_id
    JOIN windows ON windows.id = appointments.window_id
"""


@dataclass(frozen=True, slots=True)
class Record:
    """A visit with everything the office keeps about it."""

    id: int
    visit: Visit
    address: Address
    payload: str
    address_key: str
    start_utc: str
    end_utc: str
    tz: str


def select(db: Connection, where: str, values: Sequence[object], limit: int = 100) -> list[Record]:
    """Visits that fulfil a condition, soonest first."""
    rows = db.execute(f"{VISIT_SQL} WHERE {where} ORDER BY start_utc LIMIT {limit:d}", values)
    return [record_of(row) for row in rows]


def record_of(row: Any) -> Record:
    """A row of `VISIT_SQL`."""
    return Record(
        id=row["appointment_id"],
        visit=Visit(
            code=row["code"],
            name=full_name(row),
            phone=row["phone"],
            window=window_of(row),
            job_type=row["job_type"],
            house_number=row["house_number"],
            zip=row["zip"],
            version=row["version"],
            status=row["status"],
        ),
        address=address_of(row),
        payload=row["payload"],
        address_key=row["address_key"],
        start_utc=row["start_utc"],
        end_utc=row["end_utc"],
        tz=row["tz"],
    )


def by_code(request: Request, code: str) -> Record | None:
    """The company's visit with this confirmation code, live or not."""
    found = select(
        request.db,
        "appointments.company = ? AND code = ?",
        (request.company, code.strip().upper()),
    )
    return found[0] if found else None


def by_codes(request: Request, wanted: Sequence[str]) -> list[Record]:
    """The company's visits with one of these codes, live or not."""
    marks = ", ".join("?" * len(wanted))
    where = f"appointments.company = ? AND code IN ({marks})"
    return select(request.db, where, (request.company, *wanted)) if wanted else []


def by_job(request: Request, job_no: int) -> Record | None:
    """What this conversation already booked under this number."""
    found = select(
        request.db,
        "appointments.company = ? AND conversation_id = ? AND job_no = ?",
        (request.company, request.call.conversation_id, job_no),
    )
    return found[0] if found else None


def find(request: Request, tool: FindVisits) -> VisitsFound:
    """Live visits from today on, by code, its keys or phone; nothing when none is given."""
    if tool.code:
        record = by_code(request, tool.code)
        records = [record] if record and _is_coming(request, record) else []
    elif tool.keys:
        found = by_codes(request, codes.typed(tool.keys))
        records = [record for record in found if _is_coming(request, record)]
    elif tool.phone:
        records = live_of_phone(request, tool.phone)
    else:
        records = []
    return VisitsFound(visits=tuple(record.visit for record in records))


def live_of_phone(request: Request, phone: str) -> list[Record]:
    """Live visits of a phone from today on, soonest first."""
    return select(
        request.db,
        f"appointments.company = ? AND phone_e164 = ? AND date >= ? AND status IN {LIVE_SQL}",
        (request.company, phone, request.local_now.date().isoformat()),
    )


def known(
    db: Connection, company: str, profile: CompanyProfile, caller: str, now: datetime
) -> KnownCaller | None:
    """What the books say about a number: the person seen last, that person's place, live visits."""
    row = db.execute(
        "SELECT customers.*, service_locations.* FROM customers"
        " LEFT JOIN service_locations ON customer_id = customers.id"
        " WHERE company = ? AND phone_e164 = ?"
        " ORDER BY seen DESC, coalesce(service_locations.id, 0) DESC",
        (company, caller),
    ).fetchone()
    if row is None:
        return None
    today = local(now, profile.company.tz).date().isoformat()
    visits = select(
        db,
        f"appointments.company = ? AND phone_e164 = ? AND date >= ? AND status IN {LIVE_SQL}",
        (company, caller, today),
    )
    member = db.execute(
        "SELECT 1 FROM memberships JOIN customers ON customers.id = customer_id"
        " WHERE company = ? AND phone_e164 = ? AND status = 'active'"
        " AND (expires = '' OR expires >= ?)",
        (company, caller, today),
    ).fetchone()
    return KnownCaller(
        name=full_name(row),
        address=address_of(row) if row["address_key"] else None,
        member=member is not None,
        visits=tuple(record.visit for record in visits),
        access_notes=row["access_notes"] or "",
    )


def _is_coming(request: Request, record: Record) -> bool:
    today = request.local_now.date().isoformat()
    return record.visit.status in LIVE and record.visit.window.date >= today


def log_event(
    request: Request, appointment_id: int, kind: str, *, before: str, after: str, reason: str = ""
) -> None:
    """Append to the visit's history."""
    request.db.execute(
        "INSERT INTO appointment_events (appointment_id, at, actor, kind, before, after, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (appointment_id, utc_text(request.now), "agent", kind, before, after, reason),
    )
