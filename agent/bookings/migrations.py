"""Numbered steps from an empty file to today's schema; each runs once, in one transaction.

A step that was released is never edited: write the next one.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.bookings import schema
from agent.bookings.clock import Clock, utc_now, utc_text
from agent.bookings.connection import transaction


def _001_books(db: sqlite3.Connection) -> None:
    """Customers, calendar, visits, calls, tasks and outbox."""
    from sqlite_utils import Database
    from sqlite_utils.db import Table

    books = Database(db, execute_plugins=False)
    for statement in schema.TABLES:
        books.execute(statement)
    for table, columns in schema.INDEXES:
        Table(books, table).create_index(list(columns))


STEPS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _001_books}
"""Every step by number, in order."""


class NewerDatabase(Exception):
    """The file was migrated by a later version than this one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One migration and when it was applied (None: not yet)."""

    number: int
    name: str
    applied: str | None


def status(db: sqlite3.Connection) -> tuple[Step, ...]:
    """All steps with their state."""
    done = _applied(db)
    return tuple(
        Step(number, (step.__doc__ or "").strip().rstrip("."), done.get(number))
        for number, step in STEPS.items()
    )


def migrate(db: sqlite3.Connection, now: Clock = utc_now) -> tuple[int, ...]:
    """Apply what is missing and return the numbers; safe when several processes start at once.

    Raises NewerDatabase and sqlite3.Error.
    """
    unknown = set(_applied(db)) - set(STEPS)
    if unknown:
        raise NewerDatabase(
            f"the database is at step {max(unknown)}, this version ends at "
            f"{max(STEPS)}; install the newer version"
        )
    ran: list[int] = []
    if len(_applied(db)) == len(STEPS):
        return ()
    with transaction(db):
        db.execute(
            "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, applied TEXT)"
        )
        done = _applied(db)
        for number, step in STEPS.items():
            if number not in done:
                step(db)
                db.execute("INSERT INTO migrations VALUES (?, ?)", (number, utc_text(now())))
                ran.append(number)
    return tuple(ran)


def _applied(db: sqlite3.Connection) -> dict[int, str]:
    there = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone()
    if there is None:
        return {}
    return {int(row[0]): str(row[1]) for row in db.execute("SELECT * FROM migrations")}
