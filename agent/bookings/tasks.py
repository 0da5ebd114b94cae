"""Work for people: what the agent promised somebody will do, due by the office's hours."""

from datetime import datetime, timedelta
from typing import Any

from agent.bookings.clock import at_local, from_utc_text, local, utc_text
from agent.bookings.connection import Connection
from agent.bookings.request import Request
from agent.events import Done, SaveTask, TaskKind
from agent.profile.schema import WEEKDAYS, CompanyProfile

CALLBACK_MINUTES = 60
"""Office minutes until a promised call back is due ("within one business hour")."""


def save(request: Request, tool: SaveTask) -> Done:
    """Leave work for a person; `due` is the promised local time.

    A call that asks for the same again (the caller repeated it, or its answer was lost and another
    op asked) finds what is open already: nobody is to do it twice.
    """
    known = _open_already(request, tool)
    due = due_at(request.profile, request.now, tool.kind)
    if known is None:
        number = add(request, tool.kind, due, tool.phone, tool.message, tool.best_time)
    else:
        number, due = int(known["id"]), from_utc_text(known["due"])
    return Done(id=number, due=local(due, request.tz).isoformat(timespec="minutes"))


def _open_already(request: Request, tool: SaveTask) -> Any:
    if not request.call.call_sid:
        return None
    return request.db.execute(
        "SELECT id, due FROM tasks WHERE company = ? AND call_sid = ? AND status = 'open'"
        " AND kind = ? AND phone = ? AND message = ? ORDER BY id LIMIT 1",
        (request.company, request.call.call_sid, tool.kind, tool.phone, tool.message),
    ).fetchone()


def add(
    request: Request,
    kind: TaskKind,
    due: datetime,
    phone: str,
    message: str,
    best_time: str = "",
) -> int:
    """Write the row and return its id."""
    added = request.db.execute(
        "INSERT INTO tasks (company, kind, due, phone, message, best_time, call_sid, created)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            request.company,
            kind,
            utc_text(due),
            phone,
            message,
            best_time,
            request.call.call_sid,
            request.at,
        ),
    ).fetchone()
    return int(added[0])


def due_at(profile: CompanyProfile, now: datetime, kind: TaskKind) -> datetime:
    """When it must be done: emergencies at once, the rest after an hour the office is open."""
    if kind == "emergency":
        return now
    left = timedelta(minutes=CALLBACK_MINUTES)
    tz = profile.company.tz
    today = local(now, tz).date()
    for n in range(14):
        day = today + timedelta(days=n)
        hours = profile.hours.days.get(WEEKDAYS[day.weekday()])
        if hours is None or day.isoformat() in profile.hours.holidays:
            continue
        opens, closes = (at_local(day, clock, tz) for clock in hours)
        start = max(now, opens)
        if start >= closes:
            continue
        if start + left <= closes:
            return start + left
        left -= closes - start
    return now + timedelta(days=1)


def listed(
    db: Connection, *, company: str = "", include_done: bool = False
) -> list[dict[str, Any]]:
    """Tasks, soonest due first."""
    rows = db.execute(
        "SELECT * FROM tasks WHERE (? = '' OR company = ?) AND (? = 1 OR status = 'open')"
        " ORDER BY status DESC, due, id",
        (company, company, include_done),
    )
    return [dict(row) for row in rows]


def done(db: Connection, task_id: int, by: str, now: datetime) -> bool:
    """Tick a task off; False when there is no such open task."""
    changed = db.execute(
        "UPDATE tasks SET status = 'done', done_at = ?, done_by = ?"
        " WHERE id = ? AND status = 'open'",
        (utc_text(now), by, task_id),
    )
    return changed.rowcount == 1
