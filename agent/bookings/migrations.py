"""Numbered steps from an empty database to today's schema; each runs once, in one transaction.

Both databases take the same steps.

A step that was released is never edited: write the next one.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.bookings import schema
from agent.bookings.clock import Clock, utc_now, utc_text
from agent.bookings.connection import Connection, table_names, transaction


def _001_books(db: Connection) -> None:
    """Customers, calendar, visits, calls, tasks and outbox."""
    for statement in schema.TABLES:
        db.execute(statement)
    for table, columns in schema.INDEXES:
        _index(db, table, columns)


def _index(db: Connection, table: str, columns: tuple[str, ...]) -> None:
    """The index has the same name in both databases."""
    if isinstance(db, sqlite3.Connection):
        from sqlite_utils import Database
        from sqlite_utils.db import Table

        Table(Database(db, execute_plugins=False), table).create_index(list(columns))
        return
    name = "_".join(("idx", table, *columns))
    db.execute(f"CREATE INDEX {name} ON {table} ({', '.join(columns)})")


def _002_owners(db: Connection) -> None:
    """Which node a call belongs to."""
    db.execute(schema.CALL_OWNERS)


def _003_facts(db: Connection) -> None:
    """What analytics need of calls."""
    db.execute(schema.CALL_FACTS)


def _004_beats(db: Connection) -> None:
    """Signs of life of nodes that can't reach Redis."""
    db.execute(schema.NODE_BEATS)


STEPS: Mapping[int, Callable[[Connection], None]] = {
    1: _001_books,
    2: _002_owners,
    3: _003_facts,
    4: _004_beats,
}
"""Every step by number, in order."""


class NewerDatabase(Exception):
    """The database was migrated by a later version than this one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One migration and when it was applied (None: not yet)."""

    number: int
    name: str
    applied: str | None


def status(db: Connection) -> tuple[Step, ...]:
    """All steps with their state."""
    done = _applied(db)
    return tuple(
        Step(number, (step.__doc__ or "").strip().rstrip("."), done.get(number))
        for number, step in STEPS.items()
    )


def migrate(db: Connection, now: Clock = utc_now) -> tuple[int, ...]:
    """Apply what is missing and return the numbers; safe when several processes start at once.

    Raises NewerDatabase, and what the connection raises.
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


def _applied(db: Connection) -> dict[int, str]:
    if "migrations" not in table_names(db):
        return {}
    return {int(row[0]): str(row[1]) for row in db.execute("SELECT * FROM migrations")}
