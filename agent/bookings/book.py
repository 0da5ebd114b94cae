"""Turning a held seat into a visit, once for every (conversation, job)."""

from datetime import date

from agent.bookings import holds, visits, windows
from agent.bookings.customers import customer, location
from agent.bookings.keys import booking_code, payload_of
from agent.bookings.notices import confirm
from agent.bookings.request import Request
from agent.events import Book, Booked, BookingConflict, Refused, SeatTaken, Tier
from agent.nlu import addresses

DUPLICATE_DAYS = 7
"""A second visit for the same job, place and phone this close together is asked about."""

_PRIORITY: dict[Tier, int] = {"E1": 1, "E2": 1, "E3": 2, "E4": 3}
_CODE_ATTEMPTS = 50


def book(request: Request, tool: Book) -> Booked | BookingConflict | SeatTaken | Refused:
    """Book, inside the caller's transaction.

    The key (conversation, job) wins over everything: the same payload again is the same visit,
    another payload is a conflict. Then the office's rules, then the hold.
    """
    earlier = visits.by_job(request, tool.job_no)
    if earlier is not None:
        return _again(earlier, tool)
    refusal = _refusal(request, tool)
    if refusal:
        return Refused(reason=refusal)
    if not holds.is_ours(request, tool.token, tool.window_id):
        return SeatTaken()
    twin = None if tool.another else natural_duplicate(request, tool)
    if twin is not None:
        return BookingConflict(code=twin.visit.code, window=twin.visit.window, natural=True)
    code = _insert(request, tool)
    return Booked(code=code, window=windows.by_id(request.db, tool.window_id))


def natural_duplicate(request: Request, tool: Book) -> visits.Record | None:
    """A live visit of the same phone, place and job within a week of the wanted one."""
    wanted = date.fromisoformat(windows.by_id(request.db, tool.window_id).date)
    for record in visits.live_of_phone(request, tool.phone):
        apart = abs((date.fromisoformat(record.visit.window.date) - wanted).days)
        if (
            record.visit.job_type == tool.job_type
            and record.address_key == addresses.key(tool.address)
            and apart <= DUPLICATE_DAYS
        ):
            return record
    return None


def _again(earlier: visits.Record, tool: Book) -> Booked | BookingConflict:
    if earlier.payload == payload_of(tool) and earlier.visit.status in visits.LIVE:
        return Booked(code=earlier.visit.code, window=earlier.visit.window, replayed=True)
    return BookingConflict(code=earlier.visit.code, window=earlier.visit.window, natural=False)


def _refusal(request: Request, tool: Book) -> str:
    profile = request.profile
    if tool.job_type not in profile.job_types:
        return "unknown_job"
    if tool.fee_cents > 0 and not tool.fee_ack and not profile.policy.fee_unack_books:
        return "fee_not_acknowledged"
    return ""


def _insert(request: Request, tool: Book) -> str:
    customer_id = customer(request, tool.name, tool.phone)
    location_id = location(
        request,
        customer_id,
        tool.address,
        unverified=tool.address_unverified,
        access=tool.access_notes,
    )
    code = _free_code(request, tool.job_no)
    status = "tentative" if tool.tentative else "booked"
    added = request.db.execute(
        "INSERT INTO appointments (company, code, customer_id, location_id, job_type, issue_text,"
        " notes, tier, priority, status, window_id, fee_cents, fee_ack, conversation_id, call_sid,"
        " job_no, payload, created)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            request.company,
            code,
            customer_id,
            location_id,
            tool.job_type,
            tool.issue,
            tool.notes,
            tool.tier,
            _PRIORITY[tool.tier],
            status,
            tool.window_id,
            tool.fee_cents,
            tool.fee_ack,
            request.call.conversation_id,
            request.call.call_sid,
            tool.job_no,
            payload_of(tool),
            request.at,
        ),
    ).fetchone()
    appointment_id = int(added[0])
    holds.give_to(request, tool.token, tool.window_id, appointment_id)
    window = windows.by_id(request.db, tool.window_id)
    visits.log_event(
        request, appointment_id, status, before="", after=f"{window.date} {window.start}"
    )
    confirm(request, code, tool.phone)
    return code


def _free_code(request: Request, job_no: int) -> str:
    for attempt in range(_CODE_ATTEMPTS):
        code = booking_code(request.call.conversation_id, job_no, attempt)
        if visits.by_code(request, code) is None:
            return code
    raise AssertionError("fifty random codes in a row are taken: the code space is full")
