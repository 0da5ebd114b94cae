"""Moving and cancelling visits, by the office's rules."""

from datetime import timedelta

from agent.bookings import holds, visits, windows
from agent.bookings.clock import from_utc_text
from agent.bookings.notices import tell_cancellation, tell_change
from agent.bookings.request import Request
from agent.events import Cancelled, CancelVisit, Refused, Reschedule, Rescheduled, SeatTaken


def reschedule(request: Request, tool: Reschedule) -> Rescheduled | Refused | SeatTaken:
    """Move a visit to the held seat and free its old one, inside the caller's transaction."""
    record = visits.by_code(request, tool.code)
    refusal = _refusal(request, record, tool.version) or _too_often(request, record)
    if refusal or record is None:
        return Refused(reason=refusal)
    if _is_late(request, record):
        return Refused(reason="too_late")
    if not holds.is_ours(request, tool.token, tool.window_id):
        return SeatTaken()
    old, new = record.visit.window, windows.by_id(request.db, tool.window_id)
    holds.give_back(request, record.id)
    request.db.execute(
        "UPDATE appointments SET window_id = ?, status = 'rescheduled', version = version + 1"
        " WHERE id = ?",
        (tool.window_id, record.id),
    )
    holds.give_to(request, tool.token, tool.window_id, record.id)
    visits.log_event(
        request,
        record.id,
        "rescheduled",
        before=f"{old.date} {old.start}",
        after=f"{new.date} {new.start}",
        reason=tool.reason,
    )
    moved = visits.by_code(request, tool.code)
    if moved is not None:
        tell_change(request, moved)
    return Rescheduled(code=record.visit.code, window=new)


def cancel(request: Request, tool: CancelVisit) -> Cancelled | Refused:
    """Cancel a visit, inside the caller's transaction; the row stays with reason and history."""
    record = visits.by_code(request, tool.code)
    refusal = _refusal(request, record, tool.version)
    if refusal or record is None:
        return Refused(reason=refusal)
    if request.at >= record.end_utc:
        return Refused(reason="too_late")
    holds.give_back(request, record.id)
    request.db.execute(
        "UPDATE appointments SET status = 'cancelled', version = version + 1 WHERE id = ?",
        (record.id,),
    )
    visits.log_event(
        request,
        record.id,
        "cancelled",
        before=record.visit.status,
        after="cancelled",
        reason=tool.reason,
    )
    tell_cancellation(request, record)
    return Cancelled(code=record.visit.code)


def _refusal(request: Request, record: visits.Record | None, version: int) -> str:
    if record is None:
        return "unknown"
    if record.visit.status not in visits.LIVE or record.visit.version != version:
        return "changed"
    job = request.profile.job_types.get(record.visit.job_type)
    if job is not None and not job.agent_may_change:
        return "install"
    return ""


def _too_often(request: Request, record: visits.Record | None) -> str:
    if record is None:
        return "unknown"
    (moves,) = request.db.execute(
        "SELECT count(*) FROM appointment_events WHERE appointment_id = ? AND kind = 'rescheduled'",
        (record.id,),
    ).fetchone()
    return "too_often" if moves >= request.profile.policy.resched_limit else ""


def _is_late(request: Request, record: visits.Record) -> bool:
    """Less than the notice before the window starts; without a notice, until the window ends."""
    notice = request.profile.policy.min_notice_h
    if notice == 0:
        return request.at >= record.end_utc
    return request.now > from_utc_text(record.start_utc) - timedelta(hours=notice)
