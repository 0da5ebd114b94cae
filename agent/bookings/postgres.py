"""A connection to PostgreSQL that answers as a SQLite connection would."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from agent.bookings import dialect, postgres_faults
from agent.bookings.connection import BEGIN, Rows, Values
from agent.urls import masked, plain_postgres

CONNECT_S = 2
"""How long a server may take to accept a connection; libpq knows no less."""
OLDEST = 12
"""The oldest major version of the server that the statements are written for."""


_STAND_IN_LINE = b"LOCK TABLE migrations IN EXCLUSIVE MODE"
"""Taken before the transaction's first look at the data, and by those alone who lost before; who
did not goes past them. Nobody needs the table for anything else meanwhile."""


class Row:
    """A row that is read by number, by name (the first of that name), or as a whole."""

    __slots__ = ("_index", "_values")

    def __init__(self, index: Mapping[str, int], values: Sequence[Any]) -> None:
        self._index = index
        self._values = values

    def __getitem__(self, key: Any) -> Any:
        return self._values[self._index[key] if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def keys(self) -> list[str]:
        """Names of the columns."""
        return list(self._index)


def rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Row]:
    """psycopg's row factory for `Row`."""
    index: dict[str, int] = {}
    for n, column in enumerate(cursor.description or ()):
        index.setdefault(column.name, n)
    return lambda values: Row(index, values)


class PostgresConnection:
    """`agent.bookings.connection.Connection` on one session of a server.

    Raises ProviderError; Rerun where nothing was changed and trying again may help.
    """

    def __init__(self, db: psycopg.Connection[Row], url: str) -> None:
        self.in_line = False
        self._db = db
        self._url = url

    @property
    def in_transaction(self) -> bool:
        """Between the begin and the end of a transaction; false when the connection is lost."""
        status = self._db.info.transaction_status
        return status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)

    @property
    def broken(self) -> bool:
        """Lost for good: nothing can be asked here any more."""
        return self._db.closed

    def execute(self, sql: str, values: Values = (), /) -> Rows:
        """Run one statement of ours."""
        with self._told(sql):
            cursor = self._db.execute(dialect.postgres(sql).encode(), plain(values))
            if self.in_line and sql == BEGIN:
                self._db.execute(_STAND_IN_LINE)
            return cursor

    def executemany(self, sql: str, values: Iterable[Values], /) -> Rows:
        """Run it once for each of `values`, in one round trip."""
        with self._told(sql):
            cursor = self._db.cursor()
            cursor.executemany(dialect.postgres(sql).encode(), [plain(one) for one in values])
            return cursor

    def close(self) -> None:
        """End the session."""
        self._db.close()

    @contextmanager
    def _told(self, sql: str) -> Iterator[None]:
        committing = sql == "COMMIT"
        try:
            yield
        except psycopg.Error as error:
            raise postgres_faults.fault(error, self._url, committing=committing) from error


def connect(url: str, *, busy_s: float, deadline_s: float) -> PostgresConnection:
    """Open a session with its time limits; blocks for about `CONNECT_S` at most per address.

    A server that goes silent is given up, and the server gives up a session that goes silent in a
    transaction, so that a stopped node keeps nothing locked. Raises ProviderError.
    """
    limits = {
        "lock_timeout": busy_s,
        "statement_timeout": deadline_s,
        "idle_in_transaction_session_timeout": deadline_s,
    }
    shown = masked(url)
    try:
        given = conninfo_to_dict(plain_postgres(url))
        wanted: dict[str, Any] = {
            "application_name": "voicectl",
            "client_encoding": "UTF8",
            "connect_timeout": CONNECT_S,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": round(deadline_s * 2000),
            **given,
            "options": " ".join(
                [
                    *(f"-c {name}={round(seconds * 1000)}" for name, seconds in limits.items()),
                    str(given.get("options", "")),
                ]
            ),
        }
        db = psycopg.connect(make_conninfo(**wanted), autocommit=True, row_factory=rows)
    except psycopg.Error as error:
        raise postgres_faults.refused(error, shown) from error
    unfit = postgres_faults.unfit(
        db.info.server_version, db.info.parameter_status("server_encoding") or "", shown, OLDEST
    )
    if unfit:
        db.close()
        raise unfit
    return PostgresConnection(db, shown)


def plain(values: Values) -> Values:
    """Values as both databases store them: 1 and 0 for yes and no, no NUL inside a text."""
    if isinstance(values, Mapping):
        return {name: _plain(value) for name, value in values.items()}
    return [_plain(value) for value in values]


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and "\0" in value:
        return value.replace("\0", "")
    return value
