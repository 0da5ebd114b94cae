"""A real PostgreSQL that refuses, stops, crashes and stalls under a node that goes on."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace

from agent.bookings import audit
from agent.bookings.connection import Connection, Rerun, connect, transaction
from agent.bookings.database import Database
from agent.bookings.desk import SqlDesk
from agent.call.effects import use_tool
from agent.events import SaveTask, ToolDone, UseTool
from agent.ports import CallRef, ProviderError
from agent.profile.load import key_of, load_default
from voicectl.bench import database_restart, seat_race
from voicectl.checks import database as check_database
from voicectl.temporary_postgres import PASSWORD, PostgresServer, temporary_postgres

pytestmark = pytest.mark.integration

PROFILE = load_default()
NOW = datetime(2026, 9, 14, 14, tzinfo=UTC)
CALL = CallRef("CA1", "conv-1", key_of(PROFILE), "+12145550199")
TASK = SaveTask(kind="callback", phone="+12145550199", message="call me")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with temporary_postgres(durable=False) as running:
        yield running


@pytest.fixture
def url(server: PostgresServer, request: pytest.FixtureRequest) -> str:
    """An empty database of the test's own."""
    return server.create(f"t{abs(hash(request.node.name))}")


def count(db: Connection) -> int:
    return int(db.execute("SELECT count(*) FROM tasks").fetchone()[0])


def test_what_is_wrong_with_the_address_is_told(server: PostgresServer) -> None:
    free = server.url().replace(f":{server.port}/", ":9/")
    for url, words, fault in (
        (server.url().replace(PASSWORD, "wrong"), "wrong user or password", "auth"),
        (server.url("nowhere"), "createdb", "broken"),
        (free, "start the server", "slow"),
        ("postgresql://h/x?bogus=1", "no address", "broken"),
    ):
        with pytest.raises(ProviderError, match=words) as caught:
            connect(url)
        assert caught.value.fault == fault
        assert PASSWORD not in str(caught.value)
        check = check_database(url)
        assert not check.ok
        assert check.fix
        assert PASSWORD not in check.detail + check.fix


def test_a_database_that_can_not_hold_every_name_is_refused(server: PostgresServer) -> None:
    server.ask("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    with pytest.raises(ProviderError, match="ENCODING 'UTF8'"):
        connect(server.url("latin"))


def test_doctor_knows_books_to_migrate_and_sound_ones(url: str) -> None:
    assert check_database(url).fix == "voicectl db migrate"
    Database(url).close()
    assert check_database(url).ok


def test_two_nodes_may_migrate_at_once(url: str) -> None:
    made: list[Database] = []
    threads = [threading.Thread(target=lambda: made.append(Database(url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    for database in made:
        database.close()


def test_work_goes_on_after_a_restart_and_after_a_crash(server: PostgresServer, url: str) -> None:
    desk = SqlDesk(url, PROFILE, now=lambda: NOW)

    def leave(op: int) -> None:
        """The same message again would be the same task."""
        asyncio.run(desk.use(CALL, op, replace(TASK, message=f"message {op}")))

    for op, how in enumerate((signal.SIGINT, signal.SIGQUIT), start=1):
        leave(op * 2)
        server.stop(how)
        server.start()
        leave(op * 2 + 1)
    assert desk.database.run_now(count) == 4
    assert desk.database.run_now(audit.faults) == ()
    desk.close()


def test_a_server_that_comes_back_in_time_is_not_noticed(server: PostgresServer, url: str) -> None:
    desk = SqlDesk(url, PROFILE, now=lambda: NOW, deadline_s=60)
    server.stop()
    starting = threading.Timer(0.3, server.start)
    starting.start()
    done = asyncio.run(use_tool(desk, CALL, UseTool(op=1, tool=TASK), deadline=60))
    starting.join()
    assert isinstance(done, ToolDone)
    assert desk.database.run_now(count) == 1
    desk.close()


def test_a_server_that_is_gone_is_a_slow_office(server: PostgresServer, url: str) -> None:
    desk = SqlDesk(url, PROFILE, now=lambda: NOW, deadline_s=0.2)
    server.stop()
    try:
        with pytest.raises(ProviderError) as caught:
            asyncio.run(desk.use(CALL, 1, TASK))
        assert caught.value.fault == "slow"
    finally:
        server.start()
    desk.close()


def test_a_loss_in_the_commit_is_not_repeated_blindly(server: PostgresServer, url: str) -> None:
    Database(url).close()
    db = connect(url)

    def lose(when: str) -> None:
        with transaction(db):
            db.execute("INSERT INTO blocklist VALUES ('+1', '', '')")
            if when == "before":
                end_all(server, url)
                db.execute("SELECT 1")
            end_all(server, url)

    with pytest.raises(ProviderError, match="during a commit") as caught:
        lose("at")
    assert not isinstance(caught.value, Rerun)
    db = connect(url)
    with pytest.raises(Rerun, match="was lost"):
        lose("before")


def end_all(server: PostgresServer, url: str) -> None:
    name = url.rpartition("/")[2]
    server.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def test_of_two_that_disturb_each_other_one_is_done_again(url: str) -> None:
    database = Database(url, deadline_s=30)
    both = threading.Barrier(2)
    tries: list[int] = []

    def work(number: int) -> None:
        """Each adds a row only if it sees none: serial order allows one row."""

        def add(db: Connection) -> None:
            tries.append(number)
            with transaction(db):
                (rows,) = db.execute("SELECT count(*) FROM blocklist").fetchone()
                if len(tries) <= 2:
                    both.wait(30)
                if not rows:
                    db.execute("INSERT INTO blocklist VALUES (?, '', '')", (str(number),))

        asyncio.run(database.run(add))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = database.run_now(lambda db: db.execute("SELECT * FROM blocklist").fetchall())
    assert len(rows) == 1
    assert len(tries) >= 3
    database.close()


def test_a_node_that_stalls_in_a_transaction_keeps_nothing_locked(url: str) -> None:
    desk = SqlDesk(url, PROFILE, now=lambda: NOW, busy_s=30, deadline_s=30)
    asyncio.run(desk.use(CALL, 1, TASK))
    stalled = connect(url, deadline_s=0.3)
    stalled.execute("BEGIN IMMEDIATE")
    stalled.execute("UPDATE tasks SET status = 'done'")
    # The server ends that session; this waits for the row until then.
    desk.database.run_now(lambda db: db.execute("UPDATE tasks SET best_time = 'now'"))
    with pytest.raises(ProviderError):
        stalled.execute("COMMIT")
    (row,) = desk.database.run_now(lambda db: db.execute("SELECT * FROM tasks").fetchall())
    assert (row["status"], row["best_time"]) == ("open", "now")
    desk.close()


def test_who_waits_in_line_too_long_leaves_nothing_open(url: str) -> None:
    Database(url).close()
    db = connect(url, busy_s=0.05)
    db.in_line = True  # type: ignore[union-attr]  # it is no file

    def write() -> None:
        with transaction(db):
            db.execute("INSERT INTO blocklist VALUES ('+1', '', '')")

    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE migrations IN EXCLUSIVE MODE")
        with pytest.raises(ProviderError, match="locked or overloaded"):
            write()
        other.rollback()
    assert not db.in_transaction
    write()
    db.close()


def test_a_lock_that_takes_too_long_is_slow(url: str) -> None:
    desk = SqlDesk(url, PROFILE, now=lambda: NOW, busy_s=0.05)
    asyncio.run(desk.use(CALL, 1, TASK))
    with psycopg.connect(url) as other:
        other.execute("UPDATE tasks SET status = 'done'")
        with pytest.raises(ProviderError, match="locked or overloaded") as caught:
            desk.database.run_now(lambda db: db.execute("UPDATE tasks SET best_time = 'now'"))
        assert caught.value.fault == "slow"
        other.rollback()
    desk.close()


def test_a_short_race_for_seats_on_two_nodes(tmp_path: Path) -> None:
    settings = {"rounds": 2, "callers": 16, "seats": 4}
    found = asyncio.run(seat_race.measure(tmp_path, 1, settings))
    for name in ("sqlite", "postgres"):
        figures: dict[str, Any] = found[name]
        assert figures["doubled"] == figures["lost"] == figures["left_without"] == 0
        assert figures["booked_in_a_round"]["most"] <= 4
        gave_up = sum(figures["office_gave_up"].values())
        assert figures["visits"] >= 8 - gave_up
        assert figures["offered_something_else"] >= 24 - gave_up


def test_what_is_said_stays_true_while_the_server_restarts(tmp_path: Path) -> None:
    found = asyncio.run(database_restart.measure(tmp_path, 1, {"calls": 8}))
    assert found["restarts"]["orderly"] >= 1
    assert found["visits"] > 0
    assert found["doubled"] == found["lost"] == found["forgotten"] == 0
