"""Messages that must go out exactly once: written with the fact they tell, sent later by a worker.

Unique by (subject, event, channel), so a retried act never queues a second message. Sending is at
least once: a worker that dies while sending leaves a lease that runs out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.bookings.clock import Clock, utc_now, utc_text
from agent.bookings.connection import Connection, transaction
from agent.bookings.database import Database
from agent.bookings.request import Request

MAX_TRIES = 6
LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=15)
ALERT_RETRY = timedelta(seconds=2)
"""An emergency is tried again at once: the carrier, or we, may have stood still for a moment."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to send now."""

    id: int
    company: str
    subject: str
    event: str
    channel: str
    to: str
    body: str
    tries: int
    """How often sending began, this time included."""


def put(request: Request, *, subject: str, event: str, to: str, body: str) -> int:
    """Queue a text unless it is there already; the row's id, either way."""
    request.db.execute(
        'INSERT INTO outbox (company, subject_id, event, channel, "to", body, due)'
        " VALUES (?, ?, ?, 'sms', ?, ?, ?)"
        " ON CONFLICT (company, subject_id, event, channel) DO NOTHING",
        (request.company, subject, event, to, body, request.at),
    )
    row = request.db.execute(
        "SELECT id FROM outbox WHERE company = ? AND subject_id = ? AND event = ?"
        " AND channel = 'sms'",
        (request.company, subject, event),
    ).fetchone()
    return int(row[0])


def next_due(db: Connection, now: datetime, limit: int = 10) -> tuple[Message, ...]:
    """Claim messages whose time has come, emergencies first."""
    with transaction(db):
        rows = db.execute(
            "UPDATE outbox SET status = 'sending', tries = tries + 1, due = ? WHERE id IN ("
            " SELECT id FROM outbox WHERE status IN ('queued', 'sending') AND due <= ?"
            " ORDER BY event LIKE 'alert%' DESC, due, id LIMIT ?) RETURNING *",
            (utc_text(now + LEASE), utc_text(now), limit),
        ).fetchall()
    found = [
        Message(
            row["id"],
            row["company"],
            row["subject_id"],
            row["event"],
            row["channel"],
            row["to"],
            row["body"],
            row["tries"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda m: (not m.event.startswith("alert"), m.id)))


def mark_sent(db: Connection, message_id: int, provider_id: str, now: datetime) -> None:
    """The provider took it."""
    db.execute(
        "UPDATE outbox SET status = 'sent', sent_at = ?, provider_id = ?, error = '' WHERE id = ?",
        (utc_text(now), provider_id, message_id),
    )


def mark_failed(db: Connection, message: Message, error: str, now: datetime) -> bool:
    """Try again later, waiting twice as long each time, alerts after a moment the first time; after
    the last try leave a task.

    Returns whether it will be tried again.
    """
    again = message.tries < MAX_TRIES
    urgent = message.tries == 1 and message.event.startswith("alert")
    wait = ALERT_RETRY if urgent else FIRST_RETRY * 2 ** (message.tries - 1)
    with transaction(db):
        db.execute(
            "UPDATE outbox SET status = ?, due = ?, error = ? WHERE id = ?",
            ("queued" if again else "failed", utc_text(now + wait), error[:500], message.id),
        )
        if not again:
            db.execute(
                "INSERT INTO tasks (company, kind, due, phone, message, created)"
                " VALUES (?, 'message', ?, ?, ?, ?)",
                (
                    message.company,
                    utc_text(now),
                    message.to,
                    f"text {message.event} could not be sent ({error[:200]}): {message.body}",
                    utc_text(now),
                ),
            )
    return again


class Outbox:
    """The queue as a sending worker uses it."""

    def __init__(self, database: Database, now: Clock = utc_now) -> None:
        self._database = database
        self._now = now

    async def next_due(self, limit: int = 10) -> tuple[Message, ...]:
        """Claim what is due; each message is ours for a minute. Raises ProviderError."""
        return await self._database.run(lambda db: next_due(db, self._now(), limit))

    async def mark_sent(self, message: Message, provider_id: str) -> None:
        """The provider took it. Raises ProviderError."""
        await self._database.run(lambda db: mark_sent(db, message.id, provider_id, self._now()))

    async def mark_failed(self, message: Message, error: str) -> bool:
        """Sending failed; returns whether it will be tried again. Raises ProviderError."""
        return await self._database.run(lambda db: mark_failed(db, message, error, self._now()))
