"""Where a dropped call can be taken up again: the dialogue's state at its milestones."""

from datetime import datetime, timedelta

from agent.bookings import owners
from agent.bookings.clock import Clock, utc_now, utc_text
from agent.bookings.connection import Connection, transaction
from agent.bookings.database import Database
from agent.events import Resume
from agent.ports import CallRef

WITHIN = timedelta(minutes=30)
"""So long after a dropped call the next one from the same number is asked whether to go on."""
SILENT_AFTER = timedelta(seconds=30)
"""A call without an end and without a checkpoint for so long belongs to a node that died."""
UNFINISHED = ("", "abandoned_early", "abandoned_mid", "system_error")


class Checkpoints:
    """Durable milestones. Every method raises ProviderError."""

    def __init__(self, database: Database, now: Clock = utc_now) -> None:
        self._database = database
        self._now = now

    async def save_checkpoint(
        self,
        call: CallRef,
        milestone: str,
        state: bytes,
        *,
        issue: str = "",
        hazard: bool = False,
        job_no: int = 1,
    ) -> None:
        """Keep the encoded dialogue state; the newest one counts. The call must be recorded."""

        def work(db: Connection) -> None:
            save(db, call, milestone, state, issue, hazard, job_no, self._now())

        await self._database.run(work)

    async def load_resumable(
        self, company: str, caller: str, within: timedelta = WITHIN
    ) -> Resume | None:
        """The unfinished conversation of this number, if its last call ended shortly ago."""
        if not caller:
            return None
        return await self._database.run(
            lambda db: resumable(db, company, caller, within, self._now())
        )


def save(
    db: Connection,
    call: CallRef,
    milestone: str,
    state: bytes,
    issue: str,
    hazard: bool,
    job_no: int,
    now: datetime,
) -> None:
    """Write one checkpoint."""
    at = utc_text(now)
    with transaction(db):
        owners.fence(db, call.call_sid, call.epoch)
        db.execute(
            "INSERT INTO checkpoints (conversation_id, n, milestone, at, payload, issue, hazard,"
            " job_no) SELECT ?, coalesce(max(n), 0) + 1, ?, ?, ?, ?, ?, ? FROM checkpoints"
            " WHERE conversation_id = ?",
            (
                call.conversation_id,
                milestone,
                at,
                state,
                issue,
                hazard,
                job_no,
                call.conversation_id,
            ),
        )
        db.execute("UPDATE conversations SET seen = ? WHERE id = ?", (at, call.conversation_id))


def resumable(
    db: Connection, company: str, caller: str, within: timedelta, now: datetime
) -> Resume | None:
    """The number's latest conversation, when it was cut off (or a hazard is open) and is recent."""
    row = db.execute(
        "SELECT conversations.id, conversations.outcome, conversations.seen, checkpoints.payload,"
        " checkpoints.issue, checkpoints.hazard, checkpoints.job_no,"
        " (SELECT count(*) FROM calls WHERE conversation_id = conversations.id AND ended IS NULL)"
        " AS open FROM conversations JOIN checkpoints ON conversation_id = conversations.id"
        " WHERE company = ? AND caller = ? AND seen >= ? ORDER BY seen DESC, n DESC LIMIT 1",
        (company, caller, utc_text(now - within)),
    ).fetchone()
    if row is None:
        return None
    alive = row["open"] and row["seen"] > utc_text(now - SILENT_AFTER)
    if alive or not (row["hazard"] or row["outcome"] in UNFINISHED):
        return None
    return Resume(
        conversation_id=row["id"],
        issue=row["issue"],
        hazard=bool(row["hazard"]),
        state=row["payload"],
        job_no=row["job_no"],
    )
