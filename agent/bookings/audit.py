"""Rules that span tables, checked on the whole database: what no crash and no race may break."""

import sqlite3

from agent.bookings.connection import Connection

_RULES = (
    (
        "a live visit without a seat",
        "SELECT code FROM appointments WHERE status IN"
        " ('tentative', 'booked', 'rescheduled', 'en_route')"
        " AND id NOT IN (SELECT appointment_id FROM seats WHERE appointment_id IS NOT NULL)",
    ),
    (
        "a seat kept for a visit that is cancelled",
        "SELECT code FROM appointments JOIN seats ON appointment_id = appointments.id"
        " WHERE status = 'cancelled'",
    ),
    (
        "a visit without history",
        "SELECT code FROM appointments WHERE source = 'agent'"
        " AND id NOT IN (SELECT appointment_id FROM appointment_events)",
    ),
    (
        "two visits for one job of one conversation",
        "SELECT min(code) FROM appointments WHERE conversation_id IS NOT NULL"
        " GROUP BY conversation_id, job_no HAVING count(*) > 1",
    ),
)
_RULES_OF_A_FILE = (
    ("a broken reference", "SELECT \"table\" || ' row ' || rowid FROM pragma_foreign_key_check"),
    (
        "damage",
        "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    ),
)


def faults(db: Connection) -> tuple[str, ...]:
    """Every broken rule with what breaks it; empty when the books are sound."""
    rules = (*_RULES, *_RULES_OF_A_FILE) if isinstance(db, sqlite3.Connection) else _RULES
    return tuple(f"{rule}: {row[0]}" for rule, query in rules for row in db.execute(query))
