"""Every kind of database there is; each test of this folder must hold for all of them."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from agent.bookings.database import Database
from voicectl.temporary_postgres import PostgresServer, temporary_postgres

Fresh = Callable[[], str]
"""The URL of empty books, other ones each time."""

KINDS = [
    pytest.param("sqlite"),
    pytest.param("postgres", marks=pytest.mark.integration),
]


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """One server for all tests; nothing on it has to survive a power cut."""
    with temporary_postgres(durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def made() -> set[str]:
    """Names of databases that were made so far, to be emptied and used again."""
    return set()


@pytest.fixture(params=KINDS)
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Makes empty books."""
    if request.param == "sqlite":
        return lambda: ":memory:"
    server: PostgresServer = request.getfixturevalue("server")
    made: set[str] = request.getfixturevalue("made")
    number = count(1)

    def make() -> str:
        name = f"books_{next(number)}"
        if name in made:
            emptied(server, name)
        else:
            made.add(name)
            Database(server.create(name)).close()
        return server.url(name)

    return make


def emptied(server: PostgresServer, name: str) -> None:
    """End what an earlier test left open and remove its rows."""
    server.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )
    tables = [row[0] for row in server.ask("SELECT relname FROM pg_stat_user_tables", name)]
    rows = [f"DELETE FROM {table}" for table in tables if table != "migrations"]
    server.ask("; ".join(["SET session_replication_role = replica", *rows]), name)


@pytest.fixture
def lasting(fresh: Fresh, request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """The same for several connections at once: in a file instead of in memory."""
    if request.node.callspec.params["fresh"] == "sqlite":
        number = count(1)
        return lambda: str(tmp_path / f"books{next(number)}.db")
    return fresh
