"""The database thread, migrations, and clear words for locked, full and damaged files."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from agent.bookings import audit, migrations, sqlite_file
from agent.bookings.clock import at_local, from_utc_text, utc_text
from agent.bookings.connection import Connection, connect
from agent.bookings.database import QUEUE, Database
from agent.bookings.desk import SqlDesk
from agent.bookings.schema import TABLES
from agent.events import SaveTask
from agent.ports import CallRef, ProviderError
from agent.profile.load import load_default

CALL = CallRef("CA1", "conv-1", "kc-comfort-air", "+12145550199")
TASK = SaveTask(kind="callback", phone="+12145550199", message="call me")


def count(db: Connection) -> int:
    return int(db.execute("SELECT count(*) FROM tasks").fetchone()[0])


def test_a_file_is_created_migrated_and_safe(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "books.db"
    Database(str(path)).close()
    db = connect(str(path))
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert len(tables - {"migrations", "call_owners", "call_facts", "node_beats"}) == len(TABLES)
    assert audit.faults(db) == ()
    db.close()


def test_migrations_run_once_and_tell_when() -> None:
    db = connect(":memory:")
    assert [step.applied for step in migrations.status(db)] == [None] * 4
    assert migrations.migrate(db) == (1, 2, 3, 4)
    assert migrations.migrate(db) == ()
    assert migrations.status(db)[0].applied is not None


def test_a_migration_that_fails_leaves_the_old_state(monkeypatch: pytest.MonkeyPatch) -> None:
    db = connect(":memory:")

    def broken(books: Connection) -> None:
        books.execute("CREATE TABLE half (a)")
        raise sqlite3.OperationalError("boom")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", {**migrations.STEPS, 4: broken})
        with pytest.raises(sqlite3.OperationalError):
            migrations.migrate(db)
    assert db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    assert migrations.migrate(db) == (1, 2, 3, 4)


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "books.db")
    database = Database(path)
    database.run_now(lambda db: db.execute("INSERT INTO migrations VALUES (99, 'x')"))
    database.close()
    with pytest.raises(ProviderError, match="install the newer version"):
        Database(path)


def test_a_locked_database_is_slow_and_the_retry_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    desk = SqlDesk(path, load_default(), busy_s=0.01)
    other = connect(str(path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ProviderError, match="locked by another process") as caught:
        asyncio.run(desk.use(CALL, 1, TASK))
    assert caught.value.fault == "slow"
    other.execute("ROLLBACK")
    other.close()
    asyncio.run(desk.use(CALL, 1, TASK))
    assert desk.database.run_now(count) == 1
    desk.close()


def test_a_full_disk_is_told_and_nothing_is_claimed(tmp_path: Path) -> None:
    desk = SqlDesk(tmp_path / "books.db", load_default())
    pages = desk.database.run_now(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    desk.database.run_now(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchall())
    stored: list[int] = []

    async def fill() -> None:
        for op in range(1, 300):
            message = f"{op} {'x' * 2000}"  # the same one is left once
            await desk.use(CALL, op, SaveTask(kind="message", phone="+1", message=message))
            stored.append(op)

    with pytest.raises(ProviderError, match=r"no space left .* free disk space") as caught:
        asyncio.run(fill())
    assert caught.value.fault == "broken"
    assert desk.database.run_now(count) == len(stored)
    desk.database.run_now(lambda db: db.execute("PRAGMA max_page_count = 100000").fetchall())
    asyncio.run(desk.use(CALL, 500, TASK))
    assert desk.database.run_now(audit.faults) == ()
    desk.close()


def test_damaged_and_impossible_files_are_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database" * 100)
    with pytest.raises(ProviderError, match="damaged or no SQLite database"):
        Database(str(broken))
    with pytest.raises(ProviderError, match="can't open the database"):
        Database(str(tmp_path))
    (tmp_path / "file").write_text("x")
    with pytest.raises(ProviderError, match="can't open the database"):
        Database(str(tmp_path / "file" / "books.db"))


def test_a_read_only_database_is_told() -> None:
    database = Database()
    database.run_now(lambda db: db.execute("PRAGMA query_only = 1"))
    with pytest.raises(ProviderError, match="read-only"):
        database.run_now(lambda db: db.execute("DELETE FROM tasks"))


def test_other_faults_keep_their_words() -> None:
    with pytest.raises(ProviderError, match="no such table: nowhere"):
        Database().run_now(lambda db: db.execute("SELECT * FROM nowhere"))
    error = sqlite_file.fault(sqlite3.OperationalError("odd"), "x.db")
    assert "odd" in error.detail


def test_the_loop_runs_on_while_the_database_works(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "books.db"))
    gate = threading.Event()

    async def main() -> str:
        work = asyncio.get_running_loop().create_future()

        async def ask() -> None:
            work.set_result(await database.run(lambda db: gate.wait(5) and "done"))

        async with asyncio.TaskGroup() as group:
            group.create_task(ask())
            await asyncio.sleep(0)  # only possible because the loop is free
            gate.set()
        return str(work.result())

    assert asyncio.run(main()) == "done"
    database.close()


def test_the_deadline_ends_the_wait_and_forgotten_work_is_skipped(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "books.db"), deadline_s=0.01)
    gate = threading.Event()
    ran: list[int] = []

    async def main() -> None:
        for work in (lambda db: gate.wait(60), lambda db: ran.append(1)):
            with pytest.raises(ProviderError, match="gave no answer") as caught:
                await database.run(work)
            assert caught.value.fault == "slow"

    asyncio.run(main())
    gate.set()
    database.close()  # finishes the queue
    assert ran == []


def test_a_full_queue_fails_at_once(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "books.db"), deadline_s=5)
    gate = threading.Event()
    busy = threading.Event()

    def block(db: Connection) -> None:
        busy.set()
        gate.wait(5)

    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(database.run(block))
            await asyncio.get_running_loop().run_in_executor(None, busy.wait, 5)
            for _ in range(QUEUE):
                group.create_task(database.run(lambda db: None))
            await asyncio.sleep(0)
            with pytest.raises(ProviderError, match="lower the load"):
                await database.run(lambda db: None)
            gate.set()

    asyncio.run(main())
    database.close()
    database.close()


def test_a_fault_in_the_work_reaches_the_one_who_asked(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "books.db"))

    async def main() -> None:
        with pytest.raises(ZeroDivisionError):
            await database.run(lambda db: 1 // 0)
        assert await database.run(lambda db: "alive") == "alive"

    asyncio.run(main())
    database.close()


def test_a_loop_that_went_away_does_not_stop_the_thread(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "books.db"), deadline_s=0.01)
    gate = threading.Event()

    async def leave() -> None:
        with pytest.raises(ProviderError):
            await database.run(lambda db: gate.wait(5))

    asyncio.run(leave())
    gate.set()
    fresh = Database(str(tmp_path / "other.db"))
    assert asyncio.run(database.run(lambda db: "alive")) == "alive"
    fresh.close()
    database.close()


def test_times_sort_and_survive() -> None:
    from datetime import date

    first = at_local(date(2026, 11, 1), "01:30", "America/Chicago")  # exists twice: the first
    assert utc_text(first) == "2026-11-01T06:30:00.000Z"
    assert from_utc_text(utc_text(first)) == first
    end = at_local(date(2026, 12, 31), "24:00", "America/Chicago")
    assert utc_text(end) == "2027-01-01T06:00:00.000Z"
    skipped = at_local(date(2027, 3, 14), "02:30", "America/Chicago")
    assert utc_text(skipped) == "2027-03-14T08:30:00.000Z"
