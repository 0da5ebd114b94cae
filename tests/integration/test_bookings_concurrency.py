"""Many threads and processes on one database file; power cuts in the middle of it."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.bookings import audit, visits
from agent.bookings.connection import connect
from agent.bookings.desk import SqlDesk, perform
from agent.bookings.request import Request
from agent.events import Address, Book, Booked, FindWindows, HoldSeat, SeatHeld, SeatTaken, Tier
from agent.ports import CallRef, ProviderError
from agent.profile import document
from agent.profile.load import build
from agent.profile.schema import CompanyProfile

pytestmark = pytest.mark.integration

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)
E4: Tier = "E4"


def profile(crews: int) -> CompanyProfile:
    text = f"""
company: {{name: Peak Air, tz: America/Denver}}
numbers: {{office: "+13035550100"}}
hours: {{mon-fri: "08:00-18:00"}}
area: {{zones: {{N: ["802*"]}}}}
fees: {{service: 8900, after_hours: 14900}}
windows: {{slots: ["08:00-12:00"], crews: {{N: {crews}}}, rescue_share: 0}}
job_types: {{no_heat: {{}}}}
"""
    return build(document.parse_yaml(text, "race.yaml"))


def attempt(db: sqlite3.Connection, rules: CompanyProfile, n: int, day: str) -> str:
    """One caller, from finding a window to a booking; 'booked CODE', 'taken' or 'none'."""
    phone = f"+1303555{n:04d}"
    call = CallRef(f"CA{n}", f"conv{n}", "peak-air", phone)

    def use(op: int, tool: object) -> object:
        request = Request(db, "peak-air", rules, NOW, call, op)
        return perform(request, tool)  # type: ignore[arg-type]

    wish = FindWindows(zip="80206", job_type="no_heat", tier=E4, date_from=day, date_to=day)
    found = use(1, wish).windows  # type: ignore[attr-defined]
    if not found or found[0].date != day:
        return "none"
    hold = use(2, HoldSeat(window_id=found[0].id, tier=E4))
    if isinstance(hold, SeatTaken):
        return "taken"
    assert isinstance(hold, SeatHeld)
    order = Book(
        job_no=1,
        token=hold.token,
        window_id=hold.window.id,
        name=f"Caller {n}",
        phone=phone,
        address=Address(house_number=str(n), street_name="Oak", zip="80206"),
        job_type="no_heat",
        issue="no heat",
        tier=E4,
        fee_cents=8900,
        fee_ack=True,
    )
    first = use(3, order)
    again = use(3, order)
    assert isinstance(first, Booked)
    assert isinstance(again, Booked)
    assert first.code == again.code
    return f"booked {first.code}"


def test_thirty_seats_go_to_thirty_of_240_callers_on_twenty_threads(tmp_path: Path) -> None:
    path, rules = str(tmp_path / "books.db"), profile(30)
    SqlDesk(path, rules).close()
    results: Counter[str] = Counter()
    codes: list[str] = []
    start = threading.Barrier(20)

    def caller(thread: int) -> None:
        db = connect(path, busy_s=30)
        start.wait()
        for n in range(12):
            result = attempt(db, rules, thread * 12 + n, "2026-09-15")
            results[result.split()[0]] += 1
            codes.extend(result.split()[1:])
        db.close()

    threads = [threading.Thread(target=caller, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results["booked"] == 30
    assert results.total() == 240
    assert len(set(codes)) == 30
    db = connect(path)
    assert db.execute("SELECT state, count(*) FROM seats GROUP BY state").fetchall()[0][:] == (
        "booked",
        30,
    )
    assert audit.faults(db) == ()
    db.close()


CHILD = """
import sys
sys.path[:0] = {path!r}
from test_bookings_concurrency import attempt, profile
from agent.bookings.connection import connect
rules = profile(400)
db = connect(sys.argv[1], busy_s=30)
for n in range(int(sys.argv[2]), int(sys.argv[2]) + 400):
    print(n, attempt(db, rules, n, "2026-09-15"), flush=True)
"""


def child(path: str, first: int) -> "subprocess.Popen[str]":
    here = Path(__file__).parent
    script = CHILD.format(path=[str(here), str(here.parents[1])])
    return subprocess.Popen(
        [sys.executable, "-c", script, path, str(first)], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kill_in_the_middle_loses_no_acknowledged_booking(tmp_path: Path) -> None:
    path, rules = str(tmp_path / "books.db"), profile(400)
    SqlDesk(path, rules).close()
    told: dict[int, str] = {}
    for round_no in range(4):
        process = child(path, round_no * 1000)
        assert process.stdout is not None
        for line in process.stdout:
            number, word, *code = line.split()
            if word == "booked":
                told[int(number)] = code[0]
            if len(told) >= (round_no + 1) * 15:
                os.kill(process.pid, signal.SIGKILL)
                break
        # What it had printed before it died counts too.
        for line in process.stdout:
            number, word, *code = line.split()
            if word == "booked":
                told[int(number)] = code[0]
        process.wait()
        process.stdout.close()
    db = connect(path)
    rows = db.execute("SELECT conversation_id, code FROM appointments").fetchall()
    kept = {int(row[0].removeprefix("conv")): row[1] for row in rows}
    assert len(told) >= 60
    assert told.items() <= kept.items()
    # At most the one booking in flight at each kill was committed and not told.
    assert len(kept) - len(told) <= 4
    assert audit.faults(db) == ()
    # Asking again by the same key gives what was committed.
    for kept_number in kept:
        call = CallRef(f"CA{kept_number}", f"conv{kept_number}", "peak-air", "")
        request = Request(db, "peak-air", rules, NOW, call)
        record = visits.by_job(request, 1)
        assert record is not None
        assert record.visit.code == kept[kept_number]
    db.close()


def test_processes_share_the_last_seats(tmp_path: Path) -> None:
    path = str(tmp_path / "books.db")
    rules = profile(400)
    SqlDesk(path, rules).close()
    db = connect(path)
    first = attempt(db, rules, 9999, "2026-09-15")
    assert first.startswith("booked")
    db.execute("DELETE FROM seats WHERE seat_no > 30 AND state = 'free'")
    processes = [child(path, 0), child(path, 2000)]
    lines = [line for process in processes for line in (process.communicate()[0] or "").split("\n")]
    booked = [line.split()[2] for line in lines if " booked " in line]
    assert len(booked) == len(set(booked)) == 29
    assert audit.faults(db) == ()
    db.close()


def test_a_locked_database_gives_a_clear_error_and_the_same_op_succeeds_later(
    tmp_path: Path,
) -> None:
    path, rules = str(tmp_path / "books.db"), profile(1)
    desk = SqlDesk(path, rules, now=lambda: NOW, busy_s=0.05)
    blocker = connect(path)
    call = CallRef("CA1", "conv-1", "peak-air", "+13035550131")
    wish = FindWindows(
        zip="80206", job_type="no_heat", tier=E4, date_from="2026-09-15", date_to="2026-09-15"
    )

    async def main() -> None:
        found = await desk.use(call, 1, wish)
        hold = HoldSeat(window_id=found.windows[0].id, tier=E4)  # type: ignore[union-attr]
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProviderError, match="locked"):
            await desk.use(call, 2, hold)
        assert (await desk.use(call, 1, wish)) == found  # readers are not blocked
        blocker.execute("ROLLBACK")
        assert isinstance(await desk.use(call, 2, hold), SeatHeld)

    asyncio.run(main())
    blocker.close()
    desk.close()
