"""Rules about the books and what left the house, for a whole hour."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from agent.bookings import holds
from agent.bookings.clock import from_utc_text
from agent.bookings.connection import Connection
from agent.bookings.request import Request
from agent.events import Book, Booked, HoldSeat, SeatHeld, ToolDone, UseTool
from agent.ports import CallRef
from agent.profile.load import key_of
from voicectl.simulation.rules.violation import Violation
from voicectl.simulation.town import Hour

VISITS = (
    "SELECT appointments.*, phone_e164, address_key, windows.date AS day, windows.start AS start,"
    " start_utc FROM appointments JOIN customers ON customers.id = appointments.customer_id"
    " JOIN service_locations ON service_locations.id = appointments.location_id"
    " JOIN windows ON windows.id = window_id WHERE source = 'agent'"
)
LIVE = ("booked", "tentative", "rescheduled")


def faults(hour: Hour) -> Iterator[Violation]:
    """All of them, at the end of the hour."""
    db = hour.database
    rows = db.run_now(lambda one: [dict(row) for row in one.execute(VISITS).fetchall()])
    yield from _twice(hour, rows)
    yield from _told(hour, rows)
    yield from db.run_now(lambda one: list(_seats(hour, one)))
    yield from db.run_now(lambda one: list(_windows(hour, one)))
    yield from db.run_now(lambda one: list(_texts(hour, one)))
    yield from db.run_now(lambda one: list(_tasks(hour, one)))
    yield from db.run_now(lambda one: list(_ends(hour, one)))
    yield from db.run_now(lambda one: list(_expired(hour, one)))


def _twice(hour: Hour, rows: list[dict[str, Any]]) -> Iterator[Violation]:
    """Nobody has two visits who wanted one."""
    wanted = _others_wanted(hour)
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda one: one["id"]):
        if row["status"] not in LIVE:
            continue
        key = (row["phone_e164"], row["address_key"], row["job_type"])
        first = seen.setdefault(key, row)
        apart = abs((date.fromisoformat(row["day"]) - date.fromisoformat(first["day"])).days)
        asked = (row["conversation_id"], row["job_no"]) in wanted
        if first is not row and apart <= 7 and not asked and row["source"] == "agent":
            what = f"{first['code']} and {row['code']} for the same job, place and phone"
            yield _broken("no double booking", hour, row["created"], what, row["call_sid"])


def _others_wanted(hour: Hour) -> set[tuple[str, int]]:
    """(conversation, job) of visits that the caller wanted beside an existing one."""
    found = set()
    for record in hour.records.values():
        for step in record.steps:
            for one in step.commands:
                if isinstance(one, UseTool) and isinstance(one.tool, Book) and one.tool.another:
                    conversation = step.after.started.conversation_id if step.after.started else ""
                    found.add((conversation, one.tool.job_no))
    return found


def _told(hour: Hour, rows: list[dict[str, Any]]) -> Iterator[Violation]:
    """Every booking told is in the books, and every one in the books was told or is a task."""
    codes = {row["code"] for row in rows}
    told: dict[str, float] = {}
    for record in hour.records.values():
        for step in record.steps:
            if isinstance(step.event, ToolDone) and isinstance(step.event.result, Booked):
                told[step.event.result.code] = step.time
                if step.event.result.code not in codes:
                    what = f"{step.event.result.code} was told and is not in the books"
                    number = record.planned.number
                    yield Violation("said is booked", round(step.time, 2), what, number)
    tasks = hour.database.run_now(
        lambda db: " ".join(str(row[0]) for row in db.execute("SELECT message FROM tasks"))
    )
    for row in rows:
        if row["code"] not in told and row["code"] not in tasks:
            what = f"{row['code']} is in the books, nobody was told and nobody is to tell"
            yield _broken("said is booked", hour, row["created"], what, row["call_sid"])


def _seats(hour: Hour, db: Connection) -> Iterator[Violation]:
    """A visit has one seat, a seat one live visit, and no hold outlives its time."""
    now = hour.now(hour.seconds)
    for row in db.execute("SELECT * FROM seats WHERE state = 'held'").fetchall():
        left = (from_utc_text(row["hold_until"]) - now).total_seconds()
        if left > 0:
            what = f"a seat of window {row['window_id']} is held for {left:.0f} s more"
            yield Violation("holds expire", round(hour.seconds, 2), what)
    query = (
        "SELECT code, status, call_sid, created, (SELECT count(*) FROM seats WHERE appointment_id"
        " = appointments.id) AS seats FROM appointments WHERE source = 'agent'"
    )
    for row in db.execute(query).fetchall():
        if row["seats"] != (row["status"] in LIVE):
            what = f"{row['code']} is {row['status']} and has {row['seats']} seats"
            yield _broken("one seat a visit", hour, row["created"], what, row["call_sid"])


def _expired(hour: Hour, db: Connection) -> Iterator[Violation]:
    """Seats whose hold ran out can be had: strangers take all that is left of their windows."""
    company, now = key_of(hour.profile), hour.now(hour.seconds)
    query = (
        "SELECT windows.id, end_utc, (SELECT count(*) FROM seats WHERE window_id = windows.id"
        " AND state <> 'booked') AS left FROM windows WHERE EXISTS (SELECT 1 FROM seats"
        " WHERE window_id = windows.id AND state = 'held')"
    )
    for row in db.execute(query).fetchall():
        if from_utc_text(row["end_utc"]) <= now:
            continue
        taken, wish = 0, HoldSeat(window_id=row["id"], tier="E1")
        while True:
            stranger = CallRef("", f"stranger {row['id']} {taken}", company, "")
            asked = Request(db, company, hour.profile, now, stranger, op=1)
            if not isinstance(holds.hold(asked, wish), SeatHeld):
                break
            taken += 1
        if taken < row["left"]:
            what = f"window {row['id']} has {row['left']} seats left, others get {taken}"
            yield Violation("holds expire", round(hour.seconds, 2), what)


def _windows(hour: Hour, db: Connection) -> Iterator[Violation]:
    """What is spoken of a window is when it is, on days the clocks change as well."""
    for row in db.execute("SELECT * FROM windows").fetchall():
        for clock, utc in ((row["start"], row["start_utc"]), (row["end"], row["end_utc"])):
            naive = datetime.combine(date.fromisoformat(row["date"]), time.fromisoformat(clock))
            wanted = naive.replace(tzinfo=ZoneInfo(row["tz"]))
            if wanted != from_utc_text(utc):
                what = f"the window of {row['date']} {clock} is stored as {utc}"
                yield Violation("windows are right", round(hour.seconds, 2), what)


def _texts(hour: Hour, db: Connection) -> Iterator[Violation]:
    """Each text goes out once, and none is left behind."""
    rows = db.execute('SELECT "to", body, status, event FROM outbox').fetchall()
    wanted = Counter((row["to"], row["body"]) for row in rows)
    sent: Counter[tuple[str, str]] = Counter()
    for at, to, body in hour.carrier.texts:
        sent[to, body] += 1
        if sent[to, body] > wanted[to, body]:
            yield Violation("texts once", round(at, 2), f"sent again: {body}")
    for row in rows:
        if row["status"] in ("queued", "sending"):
            what = f"{row['event']} is still {row['status']}"
            yield Violation("texts arrive", round(hour.seconds, 2), what)


def _tasks(hour: Hour, db: Connection) -> Iterator[Violation]:
    """Nobody is given the same task twice by one call."""
    query = (
        "SELECT call_sid, kind, message, max(created) AS created, count(*) AS n FROM tasks"
        " WHERE call_sid <> '' GROUP BY call_sid, kind, message HAVING count(*) > 1"
    )
    for row in db.execute(query).fetchall():
        what = f"{row['n']} times: {row['kind']} {row['message']!r}"
        yield _broken("tasks once", hour, row["created"], what, row["call_sid"])


def _ends(hour: Hour, db: Connection) -> Iterator[Violation]:
    """The books tell how each call ended."""
    rows = {row["call_sid"]: row for row in db.execute("SELECT * FROM calls").fetchall()}
    for record in hour.records.values():
        row = rows.get(record.sid)
        if record.refused or not record.steps:
            continue
        ill = not hour.weather.well(
            "books", record.ended + 60.0, since=record.ended - record.planned.at + 120.0
        )
        if ill:
            continue
        if row is None or row["ended"] is None:
            what = f"the books do not say how it ended ({record.outcome})"
            yield Violation("ends are written", round(record.ended, 2), what, record.planned.number)
        elif row["outcome"] != record.outcome:
            what = f"it ended {record.outcome}, the books say {row['outcome']}"
            yield Violation("ends are written", round(record.ended, 2), what, record.planned.number)


def _broken(rule: str, hour: Hour, created: str, detail: str, sid: str) -> Violation:
    at = (from_utc_text(created) - hour.plan.start).total_seconds()
    record = hour.records.get(sid)
    return Violation(rule, round(at, 2), detail, record.planned.number if record else None)
