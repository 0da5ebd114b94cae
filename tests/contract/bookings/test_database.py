"""What the database itself guarantees, and what everybody can rely on who works with it."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent.bookings import audit, copying, importing, listing, migrations, watch
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.connection import Connection, connect, table_names, transaction
from agent.bookings.database import Database
from agent.bookings.desk import SqlDesk
from agent.bookings.request import Request
from agent.events import Address, Book, Booked, BookingConflict, FindWindows, HoldSeat, SeatHeld
from agent.ports import CallRef, ProviderError
from agent.profile.load import key_of, load_default

Fresh = Callable[[], str]
NOW = datetime(2026, 9, 14, 14, tzinfo=UTC)
PROFILE = load_default()
COMPANY = key_of(PROFILE)
CALL = CallRef("CA1", "conv-1", COMPANY, "+12145550199")
WINDOW = (
    "INSERT INTO windows VALUES (1, 'c', 'z', 'any', 'standard', 'd', 's', 'e', 'a', 'b', 'r', 'u')"
)
WISH = FindWindows(
    zip="76039", job_type="no_cooling", tier="E4", date_from="2026-09-16", date_to="2026-09-16"
)
VISIT = importing.Incoming(
    row=2,
    date="2026-09-16",
    start="08:00",
    name="Ann Lee",
    phone="+12145550199",
    address="5 Oak St, Euless, TX 76039",
    job_type="no_cooling",
    issue="blows warm",
)


def asked(desk: SqlDesk, op: int, tool: Any, call: CallRef = CALL) -> Any:
    return asyncio.run(desk.use(call, op, tool))


def held(desk: SqlDesk) -> SeatHeld:
    window = asked(desk, 1, WISH).windows[0]
    hold = asked(desk, 2, HoldSeat(window_id=window.id, tier="E4"))
    assert isinstance(hold, SeatHeld)
    return hold


def order(hold: SeatHeld, name: str = "Ann Lee") -> Book:
    return Book(
        job_no=1,
        token=hold.token,
        window_id=hold.window.id,
        name=name,
        phone="+12145550199",
        address=Address(house_number="5", street_name="Oak", suffix="St", zip="76039"),
        job_type="no_cooling",
        issue="blows warm",
        tier="E4",
        fee_cents=8900,
        fee_ack=True,
    )


def imported(database: Database, *visits: importing.Incoming) -> importing.Imported:
    call = CallRef("", "", COMPANY, "")
    return database.run_now(
        lambda db: importing.add(Request(db, COMPANY, PROFILE, NOW, call), visits)
    )


# --- schema -------------------------------------------------------------------------------------


def test_migrations_run_once_and_make_the_same_tables(fresh: Fresh) -> None:
    database = Database(fresh(), pool=1)
    assert database.run_now(migrations.migrate) == ()
    steps = database.run_now(migrations.status)
    assert all(step.applied for step in steps)
    assert database.run_now(table_names) >= {*copying.TABLES, "migrations"}


def test_newer_books_are_refused(lasting: Fresh) -> None:
    url = lasting()
    database = Database(url, pool=1)
    database.run_now(lambda db: db.execute("INSERT INTO migrations VALUES (99, 'x')"))
    database.close()
    try:
        with pytest.raises(ProviderError, match="install the newer version"):
            Database(url, pool=1)
    finally:
        db = connect(url)
        db.execute("DELETE FROM migrations WHERE number = 99")
        db.close()


def test_half_a_migration_is_undone(lasting: Fresh) -> None:
    db = connect(lasting())

    def half() -> None:
        with transaction(db):
            db.execute("CREATE TABLE half (a INTEGER)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert "half" not in table_names(db)
    db.close()


@pytest.mark.parametrize(
    "seat",
    [
        "(1, 1, 0, 'held', NULL, NULL, NULL, NULL)",
        "(1, 1, 0, 'free', 't', NULL, NULL, NULL)",
        "(1, 1, 0, 'booked', NULL, NULL, NULL, NULL)",
        "(1, 1, 0, 'booked', 't', 'u', 'c', 1)",
        "(1, 1, 0, 'gone', NULL, NULL, NULL, NULL)",
        "(1, 1, 0, 'booked', NULL, NULL, NULL, 77)",  # no such visit
        "(9, 1, 0, 'free', NULL, NULL, NULL, NULL)",  # no such window
    ],
)
def test_the_database_itself_refuses_half_states(fresh: Fresh, seat: str) -> None:
    database = Database(fresh(), pool=1)

    def work(db: Connection) -> None:
        with transaction(db):
            db.execute(WINDOW)
            db.execute(f"INSERT INTO seats VALUES {seat}")

    with pytest.raises(ProviderError, match="constraint"):
        database.run_now(work)


def test_the_audit_sees_what_constraints_can_not(fresh: Fresh) -> None:
    def work(db: Connection) -> tuple[str, ...]:
        db.execute(WINDOW)
        db.execute(
            "INSERT INTO customers (id, company, first, phone_e164, created, seen)"
            " VALUES (1, 'c', 'A', '+1', 'x', 'x')"
        )
        db.execute(
            "INSERT INTO service_locations (id, customer_id, tz, address_key)"
            " VALUES (1, 1, 'u', '')"
        )
        db.execute(
            "INSERT INTO appointments (company, code, customer_id, location_id, job_type, tier,"
            " status, window_id, fee_cents, fee_ack, created)"
            " VALUES ('c', 'LOST', 1, 1, 'no_heat', 'E4', 'booked', 1, 0, 1, 'x')"
        )
        return audit.faults(db)

    assert Database(fresh(), pool=1).run_now(work) == (
        "a live visit without a seat: LOST",
        "a visit without history: LOST",
    )


def test_texts_sort_and_compare_by_their_bytes(fresh: Fresh) -> None:
    def work(db: Connection) -> list[str]:
        for number in ("b", "B", "a", "é", "Z"):
            db.execute("INSERT INTO blocklist VALUES (?, '50% off?', ':now')", (number,))
        rows = db.execute("SELECT number, reason, added FROM blocklist ORDER BY number").fetchall()
        assert {(row["reason"], row[2]) for row in rows} == {("50% off?", ":now")}
        return [row["number"] for row in rows]

    assert Database(fresh(), pool=1).run_now(work) == ["B", "Z", "a", "b", "é"]


# --- work ---------------------------------------------------------------------------------------


def test_the_loop_runs_on_while_the_database_works(lasting: Fresh) -> None:
    database = Database(lasting(), pool=1, deadline_s=30)
    gate = threading.Event()

    async def main() -> bool:
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(database.run(lambda db: gate.wait(30)))
            await asyncio.sleep(0)  # only possible because the loop is free
            gate.set()
        return asking.result()

    assert asyncio.run(main())
    database.close()


def test_the_deadline_ends_the_wait(lasting: Fresh) -> None:
    database = Database(lasting(), pool=1)
    database._deadline_s = 0.01
    gate = threading.Event()

    async def main() -> None:
        with pytest.raises(ProviderError, match="gave no answer") as caught:
            await database.run(lambda db: gate.wait(60))
        assert caught.value.fault == "slow"

    asyncio.run(main())
    gate.set()
    database.close()
    with pytest.raises(ProviderError, match="closed"):
        asyncio.run(database.run(lambda db: None))


def test_an_unknown_table_is_told(fresh: Fresh) -> None:
    with pytest.raises(ProviderError, match="no such table"):
        Database(fresh(), pool=1).run_now(lambda db: db.execute("SELECT * FROM nowhere"))


def test_the_same_key_books_once_whoever_is_asked(lasting: Fresh) -> None:
    url = lasting()
    desks = [
        SqlDesk(url, PROFILE, now=lambda: NOW, pool=2, busy_s=20, deadline_s=30) for _ in range(3)
    ]
    hold = held(desks[0])

    async def main() -> list[Any]:
        again = [desk.use(CALL, op, order(hold)) for desk in desks for op in (3, 4, 5)]
        return list(await asyncio.gather(*again))

    answers = asyncio.run(main())
    assert {type(one) for one in answers} == {Booked}
    assert len({one.code for one in answers}) == 1
    other = asked(desks[1], 6, order(hold, name="Bo"))
    assert isinstance(other, BookingConflict)
    rows = desks[2].database.run_now(
        lambda db: db.execute("SELECT count(*) FROM appointments WHERE source = 'agent'").fetchone()
    )
    assert rows[0] == 1
    assert desks[2].database.run_now(audit.faults) == ()
    for desk in desks:
        desk.close()


def test_nobody_is_double_booked_by_callers_in_a_hurry(lasting: Fresh) -> None:
    url = lasting()
    rush = [
        SqlDesk(url, PROFILE, now=lambda: NOW, pool=4, busy_s=20, deadline_s=30) for _ in range(2)
    ]
    window = asked(rush[0], 1, WISH).windows[0]

    async def one(number: int) -> Any:
        call = CallRef(f"CA{number}", f"conv-{number}", COMPANY, f"+1214555{number:04d}")
        return await rush[number % 2].use(call, 1, HoldSeat(window_id=window.id, tier="E4"))

    async def main() -> list[Any]:
        return list(await asyncio.gather(*(one(number) for number in range(16))))

    taken = [hold for hold in asyncio.run(main()) if isinstance(hold, SeatHeld)]
    open_seats = rush[0].database.run_now(
        lambda db: db.execute(
            "SELECT count(*) FROM seats WHERE window_id = ? AND rescue = 0", (window.id,)
        ).fetchone()[0]
    )
    assert len(taken) == min(16, open_seats)
    assert len({hold.token for hold in taken}) == len(taken)
    for desk in rush:
        desk.close()


# --- copies, imports ----------------------------------------------------------------------------


def test_books_move_to_another_database_and_go_on_there(lasting: Fresh) -> None:
    source, target = lasting(), lasting()
    desk = SqlDesk(source, PROFILE, now=lambda: NOW, pool=1)
    booked = asked(desk, 3, order(held(desk)))
    Database(target, pool=1).close()
    other = connect(target)
    rows = desk.database.run_now(lambda db: copying.copy(db, other, target))
    assert rows["appointments"] == 1 + len(PROFILE.existing)
    assert rows == copying.counts(other)
    before = desk.database.run_now(lambda db: listing.visits(db))
    assert listing.visits(other) == before
    with pytest.raises(copying.NotCopied, match="give an empty one"):
        desk.database.run_now(lambda db: copying.copy(db, other, target))
    other.close()
    moved = SqlDesk(target, PROFILE, now=lambda: NOW, pool=1)
    assert asked(moved, 3, order(held(moved))).code == booked.code  # the key still holds
    assert imported(moved.database, VISIT).problems == ()  # new rows get new numbers
    assert moved.database.run_now(audit.faults) == ()
    desk.close()
    moved.close()


def test_imported_visits_take_seats_once(fresh: Fresh) -> None:
    desk = SqlDesk(fresh(), PROFILE, now=lambda: NOW, pool=1)
    first = imported(desk.database, VISIT)
    assert len(first.added) == 1
    assert imported(desk.database, VISIT).there == first.added
    rows = desk.database.run_now(lambda db: listing.visits(db, date_from="2026-09-16"))
    mine = [row for row in rows if row["source"] == "import" and row["phone"] == VISIT.phone]
    assert [(row["code"], row["start"], row["issue"]) for row in mine] == [
        (first.added[0], "08:00", "blows warm")
    ]
    assert desk.database.run_now(audit.faults) == ()
    known = asyncio.run(desk.known(COMPANY, VISIT.phone))
    assert known is not None
    assert known.name == "Ann Lee"


def test_a_file_with_a_fault_changes_nothing(fresh: Fresh) -> None:
    from dataclasses import replace

    desk = SqlDesk(fresh(), PROFILE, now=lambda: NOW, pool=1)
    good = imported(desk.database, VISIT).added[0]
    wrong = (
        replace(VISIT, row=3, start="09:15"),
        replace(VISIT, row=4, job_type="pizza"),
        replace(VISIT, row=5, date="tomorrow"),
        replace(VISIT, row=6, address="1 Elm St, Boise, ID 83702"),
        replace(VISIT, row=7, name="", phone="+12145550112"),
        replace(VISIT, row=8, code=good, date="2026-09-17"),
        replace(VISIT, row=9, status="maybe", phone="+12145550112"),
        replace(VISIT, row=10, phone="+12145550111"),
    )
    result = imported(desk.database, *wrong)
    assert result.added == result.there == ()
    words = ("no window at 09:15", "no job type", "no day", "no zone", "name missing", good, "stat")
    assert len(result.problems) == len(words)
    for problem, row, word in zip(result.problems, range(3, 10), words, strict=True):
        assert problem.startswith(f"row {row}: ")
        assert word in problem
    assert len(desk.database.run_now(lambda db: listing.visits(db))) == 1 + len(PROFILE.existing)


def test_a_full_window_takes_no_more(fresh: Fresh) -> None:
    from dataclasses import replace

    desk = SqlDesk(fresh(), PROFILE, now=lambda: NOW, pool=1)
    many = [replace(VISIT, row=n, phone=f"+1214555{n:04d}") for n in range(2, 60)]
    result = imported(desk.database, *many)
    assert "full" in result.problems[0]


# --- what nobody was told -----------------------------------------------------------------------


def test_a_visit_nobody_was_told_of_becomes_one_task(fresh: Fresh) -> None:
    desk = SqlDesk(fresh(), PROFILE, now=lambda: NOW, pool=1)
    code = asked(desk, 3, order(held(desk))).code
    later = NOW + timedelta(minutes=6)

    def found(now: datetime) -> tuple[watch.Untold, ...]:
        return desk.database.run_now(lambda db: watch.untold(db, COMPANY, now))

    assert found(NOW + timedelta(minutes=4)) == ()
    (one,) = found(later)
    assert code in one.task.message
    asked(desk, 1, one.task, one.call)
    assert found(later) == ()


def test_a_visit_that_was_told_needs_no_task(fresh: Fresh) -> None:
    desk = SqlDesk(fresh(), PROFILE, now=lambda: NOW, pool=1)
    asked(desk, 3, order(held(desk)))

    def called(db: Connection) -> None:
        from agent.bookings import calls

        calls.start(db, CALL, "", "en", "", NOW)

    desk.database.run_now(called)
    checkpoints = Checkpoints(desk.database, lambda: NOW)
    asyncio.run(checkpoints.save_checkpoint(CALL, "M10", b"state"))
    later = NOW + timedelta(minutes=6)
    assert desk.database.run_now(lambda db: watch.untold(db, COMPANY, later)) == ()
