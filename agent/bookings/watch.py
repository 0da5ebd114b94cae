"""Alerts nobody answered, texts that did not arrive, and numbers that are blocked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agent.bookings.clock import utc_text
from agent.bookings.connection import Connection
from agent.bookings.outbox import MAX_TRIES
from agent.events import AlertOnCall, Resume
from agent.ports import CallRef

NOT_DELIVERED = frozenset({"undelivered", "failed"})


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An emergency whose first alert nobody acknowledged in time."""

    id: int
    call: CallRef
    alert: AlertOnCall
    """The second alert to give."""


def unanswered(db: Connection, company: str, ack_s: float, now: datetime) -> tuple[Unanswered, ...]:
    """Emergencies alerted once, longer than `ack_s` ago and within the last day."""
    rows = db.execute(
        "SELECT * FROM emergencies WHERE company = ? AND ack_at IS NULL AND alerts = 1"
        " AND alerted_at <= ? AND alerted_at > ? ORDER BY id",
        (company, utc_text(now - timedelta(seconds=ack_s)), utc_text(now - timedelta(days=1))),
    ).fetchall()
    return tuple(_unanswered(row) for row in rows)


def _unanswered(row: Any) -> Unanswered:
    call = CallRef(row["call_sid"], row["conversation_id"], row["company"], row["phone"])
    alert = AlertOnCall(
        rule=row["rule"],
        tier=row["tier"],
        summary=row["text"],
        phone=row["phone"],
        address=row["address"],
        escalate=True,
    )
    return Unanswered(row["id"], call, alert)


def delivery(db: Connection, provider_id: str, status: str, error: str, now: datetime) -> bool:
    """Note what became of a sent text; one that did not arrive is sent again while tries are left.

    Returns whether it will be sent again.
    """
    if status not in NOT_DELIVERED or not provider_id:
        return False
    found = db.execute(
        "UPDATE outbox SET error = ?, due = ?,"
        " status = CASE WHEN tries < ? THEN 'queued' ELSE 'failed' END"
        " WHERE provider_id = ? AND status = 'sent' RETURNING status",
        (f"{status} {error}".strip(), utc_text(now), MAX_TRIES, provider_id),
    ).fetchone()
    return found is not None and found[0] == "queued"


def is_blocked(db: Connection, number: str) -> bool:
    """Whether calls of this number are rejected."""
    row = db.execute("SELECT 1 FROM blocklist WHERE number = ?", (number,)).fetchone()
    return row is not None


def resume_of_call(db: Connection, call_sid: str) -> Resume | None:
    """Where a call stood that another node (or this one before a restart) was serving."""
    row = db.execute(
        "SELECT checkpoints.* FROM checkpoints JOIN calls USING (conversation_id)"
        " WHERE call_sid = ? AND ended IS NULL ORDER BY n DESC LIMIT 1",
        (call_sid,),
    ).fetchone()
    if row is None:
        return None
    return Resume(
        conversation_id=row["conversation_id"],
        issue=row["issue"],
        hazard=bool(row["hazard"]),
        state=row["payload"],
        job_no=row["job_no"],
    )
