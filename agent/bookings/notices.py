"""Texts to callers: only with their consent, the latest word counts."""

from agent.bookings import outbox, texts, visits
from agent.bookings.request import Request
from agent.events import Done, SetConsent


def set_consent(request: Request, tool: SetConsent) -> Done:
    """Record the yes or no; a yes also queues confirmations for what this conversation booked."""
    added = request.db.execute(
        "INSERT INTO consents (company, phone, kind, value, at, call_sid, wording)"
        " VALUES (?, ?, 'sms', ?, ?, ?, ?) RETURNING id",
        (request.company, tool.phone, tool.value, request.at, request.call.call_sid, tool.wording),
    ).fetchone()
    if tool.value:
        for record in visits.select(
            request.db,
            f"appointments.company = ? AND conversation_id = ? AND status IN {visits.LIVE_SQL}",
            (request.company, request.call.conversation_id),
        ):
            confirm(request, record.visit.code, tool.phone)
    return Done(id=int(added[0]))


def has_consent(request: Request, phone: str) -> bool:
    """Whether the last word about texts to this number was yes."""
    row = request.db.execute(
        "SELECT value FROM consents WHERE company = ? AND phone = ? AND kind = 'sms'"
        " ORDER BY id DESC LIMIT 1",
        (request.company, phone),
    ).fetchone()
    return row is not None and bool(row[0])


def confirm(request: Request, code: str, phone: str) -> None:
    """Queue a visit's confirmation, if its number may be texted."""
    record = visits.by_code(request, code)
    if record is not None and has_consent(request, phone):
        body = texts.confirmation(request.profile, code, record.visit.window)
        outbox.put(request, subject=code, event="confirmation", to=phone, body=body)


def tell_change(request: Request, record: visits.Record) -> None:
    """Queue the news that a visit was moved; `record` is the visit as it stands now."""
    visit = record.visit
    if has_consent(request, visit.phone):
        outbox.put(
            request,
            subject=visit.code,
            event=f"change-{visit.version}",
            to=visit.phone,
            body=texts.change(request.profile, visit.code, visit.window),
        )


def tell_cancellation(request: Request, record: visits.Record) -> None:
    """Queue the news that a visit was cancelled."""
    visit = record.visit
    if has_consent(request, visit.phone):
        outbox.put(
            request,
            subject=visit.code,
            event="cancellation",
            to=visit.phone,
            body=texts.cancellation(request.profile, visit.code, visit.window),
        )
