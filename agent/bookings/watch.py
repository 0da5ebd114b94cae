"""Alerts nobody answered, visits nobody was told of, texts that did not arrive, blocked numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agent.bookings.clock import from_utc_text, utc_text
from agent.bookings.connection import Connection
from agent.bookings.outbox import MAX_TRIES
from agent.events import AlertOnCall, Resume, SaveTask
from agent.ports import CallRef

UNTOLD_AFTER = timedelta(minutes=5)
"""So long a call may take to say that a visit is booked, repeats and reconnects included."""
UNTOLD_WITHIN = timedelta(hours=23)
"""Checkpoints are kept for a day; without them nothing can be said about older visits."""
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


@dataclass(frozen=True, slots=True)
class Untold:
    """A visit that was committed in a call that never came to say so."""

    call: CallRef
    """Belongs to the visit alone, so that its task is made once."""
    task: SaveTask


def untold(db: Connection, company: str, now: datetime) -> tuple[Untold, ...]:
    """Visits of the last day without the checkpoint of a told booking and without a task for it.

    The node died, or the database was lost during the commit for longer than a call repeats.
    """
    rows = db.execute(
        "SELECT code, call_sid, phone_e164, windows.date, windows.start FROM appointments"
        " JOIN customers ON customers.id = customer_id JOIN windows ON windows.id = window_id"
        " WHERE appointments.company = ? AND source = 'agent'"
        " AND appointments.status <> 'cancelled'"
        " AND appointments.created <= ? AND appointments.created > ?"
        " AND NOT EXISTS (SELECT 1 FROM checkpoints WHERE milestone = 'M10'"
        " AND checkpoints.conversation_id = appointments.conversation_id"
        " AND checkpoints.job_no = appointments.job_no)"
        " AND NOT EXISTS (SELECT 1 FROM desk_ops"
        " WHERE desk_ops.conversation_id = 'untold:' || appointments.company || ':' || code)"
        " ORDER BY appointments.id",
        (company, utc_text(now - UNTOLD_AFTER), utc_text(now - UNTOLD_WITHIN)),
    ).fetchall()
    return tuple(_untold(company, row) for row in rows)


def _untold(company: str, row: Any) -> Untold:
    call = CallRef(row["call_sid"], f"untold:{company}:{row['code']}", company, row["phone_e164"])
    message = (
        f"visit {row['code']} on {row['date']} at {row['start']} was booked, but the call broke"
        " off before we said so: call and confirm it"
    )
    return Untold(call, SaveTask(kind="callback", phone=row["phone_e164"], message=message))


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


@dataclass(frozen=True, slots=True)
class Standing:
    """What the books know of a call that another node served."""

    over: bool
    turns: int
    """Number of the last turn written."""
    checkpoint: bytes | None
    """Its conversation's newest state."""
    at: datetime | None
    """When that was written."""


def standing(db: Connection, call_sid: str) -> Standing:
    """How far a call has come, for a node that takes it over."""
    row = db.execute(
        "SELECT ended, (SELECT max(n) FROM turns WHERE turns.call_sid = calls.call_sid) AS turns,"
        " checkpoints.payload, checkpoints.at FROM calls LEFT JOIN checkpoints"
        " ON checkpoints.conversation_id = calls.conversation_id"
        " WHERE calls.call_sid = ? ORDER BY checkpoints.n DESC LIMIT 1",
        (call_sid,),
    ).fetchone()
    if row is None:
        return Standing(False, 0, None, None)
    at = from_utc_text(row["at"]) if row["at"] else None
    return Standing(row["ended"] is not None, row["turns"] or 0, row["payload"], at)


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
