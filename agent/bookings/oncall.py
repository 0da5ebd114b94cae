"""Emergencies: one row per call and rule, texts to the on-call people, their acknowledgement."""

from datetime import datetime

from agent.bookings import outbox, tasks, texts
from agent.bookings.clock import utc_text
from agent.bookings.connection import Connection
from agent.bookings.request import Request
from agent.events import AlertOnCall, Done


def alert(request: Request, tool: AlertOnCall) -> Done:
    """Record the emergency and text the first on-call person.

    With `escalate`, or when the same rule is alerted again, the next person and the supervisor are
    texted too. Returns the id of the emergency.
    """
    row = request.db.execute(
        "INSERT INTO emergencies (company, call_sid, conversation_id, rule, tier, text, phone,"
        " address, alerted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (call_sid, rule) DO UPDATE SET alerts = emergencies.alerts + 1,"
        " text = excluded.text, phone = excluded.phone,"
        " address = coalesce(nullif(excluded.address, ''), emergencies.address)"
        " RETURNING id, alerts",
        (
            request.company,
            request.call.call_sid,
            request.call.conversation_id,
            tool.rule,
            tool.tier,
            tool.summary,
            tool.phone,
            tool.address,
            request.at,
        ),
    ).fetchone()
    emergency_id, alerts = int(row[0]), int(row[1])
    people = on_duty(request)
    called = people[:1] if alerts == 1 and not tool.escalate else people
    for number in called:
        outbox.put(
            request,
            subject=f"emergency-{emergency_id}",
            event=f"alert-{alerts}-{number}",
            to=number,
            body=texts.emergency(tool),
        )
    if alerts == 1:
        summary = f"{tool.tier} {tool.rule}: {tool.summary}. {tool.address}".strip()
        tasks.add(request, "emergency", request.now, tool.phone, summary)
    return Done(id=emergency_id)


def on_duty(request: Request) -> tuple[str, ...]:
    """Numbers to alert now, first to last: today's shifts, else the profile's list; then the boss.

    When nobody is named at all, the office.
    """
    shifts = request.db.execute(
        'SELECT phone FROM oncall_shifts WHERE company = ? AND "from" <= ? AND "to" > ?'
        " ORDER BY rank, id",
        (request.company, request.at, request.at),
    ).fetchall()
    numbers = request.profile.numbers
    people = [row[0] for row in shifts] or list(numbers.oncall)
    people.append(numbers.supervisor)
    unique = tuple(dict.fromkeys(number for number in people if number))
    return unique or (numbers.office,)


def acknowledge(db: Connection, emergency_id: int, who: str, now: datetime) -> bool:
    """Note who takes it; the first one counts. False when it is taken or unknown."""
    changed = db.execute(
        "UPDATE emergencies SET ack_by = ?, ack_at = ? WHERE id = ? AND ack_at IS NULL",
        (who, utc_text(now), emergency_id),
    )
    return changed.rowcount == 1


def waiting_for(db: Connection, number: str) -> tuple[int, str, str] | None:
    """The newest unacknowledged emergency this number was texted: (id, call_sid, rule)."""
    row = db.execute(
        "SELECT emergencies.id, call_sid, rule FROM emergencies"
        " JOIN outbox ON subject_id = 'emergency-' || emergencies.id"
        ' WHERE outbox."to" = ? AND ack_at IS NULL ORDER BY emergencies.id DESC LIMIT 1',
        (number,),
    ).fetchone()
    return (int(row[0]), str(row[1]), str(row[2])) if row else None
