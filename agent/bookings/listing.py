"""Visits as plain rows for lists and exports."""

from collections.abc import Mapping
from typing import Any

from agent.bookings.connection import Connection
from agent.bookings.customers import address_of, full_name
from agent.bookings.visits import LIVE_SQL, VISIT_SQL

COLUMNS = (
    "code",
    "status",
    "date",
    "start",
    "end",
    "tz",
    "start_utc",
    "end_utc",
    "name",
    "phone",
    "address",
    "zone",
    "job_type",
    "issue",
    "notes",
    "tier",
    "fee_cents",
    "fee_ack",
    "address_unverified",
    "source",
    "version",
    "company",
    "conversation_id",
    "call_sid",
    "job_no",
    "created",
)


def visits(
    db: Connection,
    *,
    date_from: str = "",
    date_to: str = "9999",
    company: str = "",
    every_status: bool = False,
) -> list[dict[str, Any]]:
    """Visits by local day, soonest first; live ones unless `every_status`."""
    live = "" if every_status else f"AND appointments.status IN {LIVE_SQL}"
    rows = db.execute(
        f"{VISIT_SQL} WHERE date BETWEEN ? AND ? AND (? = '' OR appointments.company = ?) {live}"
        " ORDER BY start_utc, code",
        (date_from, date_to, company, company),
    )
    return [as_row(row) for row in rows]


def visit(db: Connection, code: str, company: str = "") -> dict[str, Any] | None:
    """One visit with its history."""
    row = db.execute(
        f"{VISIT_SQL} WHERE code = ? AND (? = '' OR appointments.company = ?)",
        (code.strip().upper(), company, company),
    ).fetchone()
    if row is None:
        return None
    history = db.execute(
        "SELECT at, actor, kind, before, after, reason FROM appointment_events"
        " WHERE appointment_id = ? ORDER BY id",
        (row["appointment_id"],),
    )
    return {**as_row(row), "history": [dict(event) for event in history]}


def as_row(row: Any) -> dict[str, Any]:
    """A row of `VISIT_SQL` with the columns of `COLUMNS`."""
    made: Mapping[str, Any] = {
        "name": full_name(row),
        "address": address_of(row).one_line,
        "issue": row["issue_text"],
        "address_unverified": bool(row["unverified"]),
        "fee_ack": bool(row["fee_ack"]),
    }
    return {column: made[column] if column in made else row[column] for column in COLUMNS}
