"""The seam to the books' database: one way to ask, whether it is a SQLite file or PostgreSQL.

All statements are written once, in what both understand: ``?`` or ``:name`` for values, upserts
instead of "insert or", ``RETURNING`` instead of a last row's number, 1 and 0 for yes and no. A
`sqlite3.Connection` fits as it is; `postgres` translates the few words that differ.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from agent.bookings import sqlite_file
from agent.ports import ProviderError
from agent.urls import is_postgres

BEGIN = "BEGIN IMMEDIATE"
Values = Sequence[object] | Mapping[str, object]
"""What stands for the placeholders: texts, numbers, bytes, None; True and False are 1 and 0."""


class Rows(Protocol):
    """The result of a statement; a row is read by number, by name, or as a whole with `dict`."""

    @property
    def rowcount(self) -> int:
        """How many rows a change touched."""
        ...

    def fetchone(self) -> Any:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""
        ...


class Connection(Protocol):
    """An open database; changes that must happen once or together belong into a `transaction`.

    A statement outside of a transaction may be repeated after a lost connection.
    """

    @property
    def in_transaction(self) -> bool:
        """Between the begin and the end of a transaction."""
        ...

    def execute(self, sql: str, values: Any = ..., /) -> Rows:
        """Run one statement with `Values`. Raises sqlite3.Error or ProviderError."""
        ...

    def executemany(self, sql: str, values: Iterable[Any], /) -> Rows:
        """Run it once for each of `values`."""
        ...

    def close(self) -> None:
        """Give the connection up."""
        ...


class Remote(Connection, Protocol):
    """A connection that can be lost, to a database where several change things at once."""

    in_line: bool
    """Whether transactions wait for each other from their start; for work that is done again."""

    @property
    def broken(self) -> bool:
        """Lost for good: nothing can be asked here any more."""
        ...


class Rerun(ProviderError):
    """Nothing was changed, and the same work may succeed if it is done again at once.

    Another transaction was first, or the connection broke before the commit.
    """

    def __init__(self, detail: str) -> None:
        super().__init__("slow", detail)


def connect(
    url: str, *, busy_s: float = 2.0, deadline_s: float = 3.0
) -> sqlite3.Connection | Remote:
    """Open a path of a SQLite file, ``:memory:`` or a PostgreSQL URL.

    `busy_s` is how long a lock is waited for, `deadline_s` how long a statement may take.
    Raises ProviderError with what to do.
    """
    if is_postgres(url):
        from agent.bookings import postgres

        return postgres.connect(url, busy_s=busy_s, deadline_s=deadline_s)
    try:
        return sqlite_file.connect(url, busy_s=busy_s)
    except (sqlite3.Error, OSError) as error:
        raise sqlite_file.fault(error, url) from error


@contextmanager
def telling(url: str) -> Iterator[None]:
    """Whatever goes wrong with the database inside is a ProviderError with what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise sqlite_file.fault(error, url) from error


@contextmanager
def transaction(db: Connection) -> Iterator[None]:
    """One transaction as if nobody else were there: committed at the end, undone by an error.

    SQLite lets one writer in at a time; PostgreSQL lets several in and ends all but the first of
    those that disturb each other with `Rerun`.
    """
    try:
        db.execute(BEGIN)
        yield
        db.execute("COMMIT")
    except BaseException:  # whatever ends the block, half a change must not stay
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def table_names(db: Connection) -> frozenset[str]:
    """The tables that are there."""
    if isinstance(db, sqlite3.Connection):
        rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    else:
        rows = db.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        ).fetchall()
    return frozenset(str(row[0]) for row in rows)
