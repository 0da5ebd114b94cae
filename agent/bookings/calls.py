"""What is kept about calls: one row per call, its turns, and how it ended.

A conversation spans the calls of one concern: a call that goes on with a dropped one inherits its
conversation.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from agent.bookings import owners
from agent.bookings.clock import Clock, utc_now, utc_text
from agent.bookings.connection import Connection, transaction
from agent.bookings.database import Database
from agent.events import Language, Outcome, TransferResult
from agent.ports import CallRef


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """One utterance of either side."""

    n: int
    """Counts up from 1 within the call."""
    role: Literal["caller", "agent"]
    text: str
    at_ms: int = 0
    """Milliseconds since the call began."""
    confidence: float | None = None
    intent: str = ""
    score: float | None = None
    state_from: str = ""
    state_to: str = ""
    timings: dict[str, float] = field(default_factory=dict)
    """Milliseconds by stage."""
    barge_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """Something that happened in a call, in words of ours."""

    n: int
    """Counts up from 1 within a call at one node."""
    at: str
    """UTC, as the books write it."""
    name: str
    about: str = ""
    value: float | None = None


PURGED_AT_ONCE = 500

_TURN = """
    INSERT INTO turns (call_sid, n, role, text, confidence, intent, score, state_from, state_to,
        timings_json, barge_in, at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (call_sid, n) DO UPDATE SET role = excluded.role, text = excluded.text,
        confidence = excluded.confidence, intent = excluded.intent, score = excluded.score,
        state_from = excluded.state_from, state_to = excluded.state_to,
        timings_json = excluded.timings_json, barge_in = excluded.barge_in,
        at_ms = excluded.at_ms
"""


class CallLog:
    """The calls of the books, written while they happen. Every method raises ProviderError."""

    def __init__(self, database: Database, now: Clock = utc_now) -> None:
        self._database = database
        self._now = now

    async def record_call_start(
        self, call: CallRef, called: str = "", *, language: Language = "en", journal: str = ""
    ) -> None:
        """A call is answered. Recording it twice changes nothing."""

        def work(db: Connection) -> None:
            start(db, call, called, language, journal, self._now())

        await self._database.run(work)

    async def record_call_end(
        self,
        call_sid: str,
        outcome: Outcome,
        ended_by: str,
        *,
        language: Language = "en",
        level_max: int = 0,
        frustration_max: int = 0,
        recording: str = "",
        epoch: int = 0,
    ) -> None:
        """A call is over, with its one outcome; the first word counts."""

        def work(db: Connection) -> None:
            with transaction(db):
                owners.fence(db, call_sid, epoch)
                row = db.execute(
                    "UPDATE calls SET ended = ?, outcome = ?, ended_by = ?, level_max = ?,"
                    " frustration_max = ?, recording = ?"
                    " WHERE call_sid = ? AND ended IS NULL RETURNING conversation_id",
                    (
                        utc_text(self._now()),
                        outcome,
                        ended_by,
                        level_max,
                        frustration_max,
                        recording,
                        call_sid,
                    ),
                ).fetchone()
                if row is not None:
                    db.execute(
                        "UPDATE conversations SET outcome = ?, language = ?, seen = ? WHERE id = ?",
                        (outcome, language, utc_text(self._now()), row[0]),
                    )

        await self._database.run(work)

    async def record_turn(self, call_sid: str, turn: TurnRow, *, epoch: int = 0) -> None:
        """Add an utterance; the same number again replaces it (a text cut short by the caller)."""

        def work(db: Connection) -> None:
            with transaction(db):
                owners.fence(db, call_sid, epoch)
                db.execute(
                    _TURN,
                    (
                        call_sid,
                        turn.n,
                        turn.role,
                        turn.text,
                        turn.confidence,
                        turn.intent,
                        turn.score,
                        turn.state_from,
                        turn.state_to,
                        msgspec.json.encode(turn.timings).decode(),
                        turn.barge_in,
                        turn.at_ms,
                    ),
                )

        await self._database.run(work)

    def moment(self) -> str:
        """The present as the books write it."""
        return utc_text(self._now())

    async def record_fact(self, call_sid: str, fact: FactRow, *, epoch: int = 0) -> None:
        """Add a fact for analytics; the same number again changes nothing."""

        def work(db: Connection) -> None:
            with transaction(db):
                owners.fence(db, call_sid, epoch)
                db.execute(
                    "INSERT INTO call_facts (call_sid, epoch, n, at, name, about, value)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (call_sid, epoch, n) DO NOTHING",
                    (call_sid, epoch, fact.n, fact.at, fact.name, fact.about, fact.value),
                )

        await self._database.run(work)

    async def record_transfer(
        self, call_sid: str, reason: str, target: str, result: TransferResult, secs: float
    ) -> None:
        """One number was rung."""

        def work(db: Connection) -> None:
            with transaction(db):
                db.execute(
                    "INSERT INTO transfers (call_sid, reason, target, started, result, secs)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (call_sid, reason, target, utc_text(self._now()), result, secs),
                )

        await self._database.run(work)


def start(
    db: Connection,
    call: CallRef,
    called: str,
    language: str,
    journal: str,
    now: datetime,
) -> None:
    """Write the rows of a call and its conversation."""
    with transaction(db):
        db.execute(
            "INSERT INTO conversations (id, company, caller, first_call_sid, language, seen)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET seen = excluded.seen,"
            " outcome = ''",
            (
                call.conversation_id,
                call.company,
                call.caller,
                call.call_sid,
                language,
                utc_text(now),
            ),
        )
        db.execute(
            'INSERT INTO calls (call_sid, conversation_id, company, "from", "to",'
            " started, journal) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (call_sid) DO NOTHING",
            (
                call.call_sid,
                call.conversation_id,
                call.company,
                call.caller,
                called,
                utc_text(now),
                journal,
            ),
        )


def listed(db: Connection, *, limit: int = 50, company: str = "") -> list[dict[str, Any]]:
    """Calls, newest first, each with its number of turns and what was booked."""
    rows = db.execute(
        "SELECT calls.*, (SELECT count(*) FROM turns WHERE turns.call_sid = calls.call_sid)"
        " AS turns FROM calls WHERE ? = '' OR company = ? ORDER BY started DESC, call_sid LIMIT ?",
        (company, company, limit),
    ).fetchall()
    return [{**dict(row), "codes": _codes(db, row["call_sid"])} for row in rows]


def _codes(db: Connection, call_sid: str) -> str | None:
    rows = db.execute("SELECT code FROM appointments WHERE call_sid = ? ORDER BY id", (call_sid,))
    return " ".join(row[0] for row in rows) or None


def shown(db: Connection, call_sid: str) -> dict[str, Any] | None:
    """One call with turns, emergencies, transfers, tasks and visits; a unique start of the sid
    will do. None when there is no such call or several.
    """
    rows = db.execute(
        "SELECT * FROM calls WHERE substr(call_sid, 1, length(?)) = ? LIMIT 2",
        (call_sid, call_sid),
    ).fetchall()
    if len(rows) != 1:
        return None
    sid = rows[0]["call_sid"]
    parts = {
        name: [
            dict(row)
            for row in db.execute(f"SELECT * FROM {name} WHERE call_sid = ? ORDER BY 2", (sid,))  # noqa: S608
        ]
        for name in ("turns", "emergencies", "transfers", "tasks", "appointments")
    }
    return {**dict(rows[0]), **parts}


def purge(db: Connection, now: datetime, transcript_days: int) -> int:
    """Forget transcripts older than the company keeps them, and checkpoints after a day.

    A limited number of calls at a time, so that it does not keep others waiting. Returns how many
    rows went; 0 when nothing is left to forget.
    """
    old = utc_text(now - timedelta(days=transcript_days))
    yesterday = utc_text(now - timedelta(days=1))
    with transaction(db):
        turns = db.execute(
            "DELETE FROM turns WHERE call_sid IN"
            " (SELECT calls.call_sid FROM calls WHERE started < ? AND EXISTS"
            " (SELECT 1 FROM turns WHERE turns.call_sid = calls.call_sid) LIMIT ?)",
            (old, PURGED_AT_ONCE),
        )
        checkpoints = db.execute(
            "DELETE FROM checkpoints WHERE at < ? AND conversation_id IN"
            " (SELECT conversation_id FROM checkpoints WHERE at < ? LIMIT ?)",
            (yesterday, yesterday, PURGED_AT_ONCE),
        )
        db.execute(
            "DELETE FROM call_owners WHERE call_sid IN"
            " (SELECT call_sid FROM calls WHERE ended < ?)",
            (utc_text(now - timedelta(days=1)),),
        )
    return turns.rowcount + checkpoints.rowcount
