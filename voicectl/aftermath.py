"""What a call left in the books, and whether that is what its scenario expects."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from simulators.caller.persona import Expected
from simulators.caller.run import CallReport

if TYPE_CHECKING:
    from agent.bookings.connection import Connection

BOOKS_SECONDS = 8.0
"""How long after a call's end its row may take to appear."""
ALIKE = 0.7
"""From here on two spellings of a name count as the same."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What the database says about one call."""

    outcome: str = ""
    """Empty when the call never ended in the books."""
    booking: Mapping[str, Any] | None = None
    timings: tuple[Mapping[str, float], ...] = ()
    """Stages of every answered turn, in ms."""
    turns: tuple[tuple[str, str], ...] = ()
    """Role and text of every turn in the books."""
    tasks: tuple[str, ...] = ()
    """Kinds of work left for people."""
    known: bool = True
    """False when the database is out of our sight, so that nothing can be said about visits."""


async def read(books: str, call_sid: str) -> Aftermath:
    """Read a call's rows, waiting a moment for its end to be written. Raises ProviderError."""
    from agent.ports import ProviderError

    deadline = monotonic() + BOOKS_SECONDS
    while True:
        late = monotonic() > deadline
        try:
            found = await asyncio.to_thread(_read, books, call_sid)
        except ProviderError:
            if late:
                raise
        else:
            if found.outcome or late:
                return found
        await asyncio.sleep(0.2)


async def peek(books: str, call_sid: str) -> Aftermath:
    """Read a call's rows if this database knows it; an empty result if not."""
    from agent.ports import ProviderError

    try:
        return await asyncio.to_thread(_read, books, call_sid)
    except ProviderError:
        return Aftermath()


def _read(books: str, call_sid: str) -> Aftermath:
    from contextlib import closing

    from agent.bookings.connection import connect, telling
    from agent.urls import is_postgres

    if not is_postgres(books) and not Path(books).is_file():
        return Aftermath()
    with telling(books), closing(connect(books)) as db:
        call = db.execute("SELECT * FROM calls WHERE call_sid = ?", (call_sid,)).fetchone()
        if call is None or not call["ended"]:
            return Aftermath()
        turns = db.execute(
            "SELECT role, text, timings_json FROM turns WHERE call_sid = ? ORDER BY n", (call_sid,)
        ).fetchall()
        stages = [json.loads(row["timings_json"]) for row in turns]
        return Aftermath(
            outcome=str(call["outcome"]),
            booking=_booking(db, call_sid),
            timings=tuple(one for one in stages if one),
            turns=tuple((str(row["role"]), str(row["text"])) for row in turns),
            tasks=_tasks(db, call_sid),
        )


def _booking(db: "Connection", call_sid: str) -> dict[str, Any] | None:
    from agent.bookings.listing import as_row
    from agent.bookings.visits import LIVE_SQL, VISIT_SQL

    row = db.execute(
        f"{VISIT_SQL} WHERE appointments.call_sid = ? AND appointments.status IN {LIVE_SQL}",
        (call_sid,),
    ).fetchone()
    if row is None:
        return None
    parts = {name: row[name] for name in ("house_number", "street_name", "zip")}
    return {**as_row(row), **parts}


def _tasks(db: "Connection", call_sid: str) -> tuple[str, ...]:
    rows = db.execute("SELECT kind FROM tasks WHERE call_sid = ?", (call_sid,))
    return tuple(str(row["kind"]) for row in rows)


def misses(expected: Expected, report: CallReport, after: Aftermath) -> list[str]:
    """Name every expectation that was not met; empty when the call went as it should."""
    found = []
    if expected.outcome and after.outcome not in expected.outcome:
        wanted = " or ".join(expected.outcome)
        found.append(f"outcome {after.outcome or 'missing'}, expected {wanted}")
    if after.known:
        found += _booking_misses(expected, after.booking)
    found += [
        f"{number} was not dialed" for number in expected.dialed if number not in report.dialed
    ]
    found += [f"{number} got no text" for number in expected.texted if number not in report.texted]
    heard = " ".join(one.text for one in report.lines if one.role == "agent").lower()
    found += [f"never heard {words!r}" for words in expected.heard if words not in heard]
    stops = [one for one in report.interruptions if one.silent_after_ms is not None]
    words = sum(one.speech for one in stops)
    if words < expected.min_stops:
        found.append(f"fell silent {words} times for the caller, expected {expected.min_stops}")
    if expected.max_stops is not None and len(stops) > expected.max_stops:
        found.append(f"fell silent {len(stops)} times for noises, expected {expected.max_stops}")
    return found


def _booking_misses(expected: Expected, booking: Mapping[str, Any] | None) -> list[str]:
    if expected.no_booking and booking is not None:
        return [f"a visit was booked ({booking['code']}), expected none"]
    if expected.booking is None:
        return []
    if booking is None:
        return ["no visit in the database"]
    return [
        f"{name} is {booking.get(name)!r}, expected {wanted!r}"
        for name, wanted in expected.booking.items()
        if not _same(wanted, str(booking.get(name, "")))
    ]


def _same(wanted: str, got: str) -> bool:
    """Equal; or alike when the expectation begins with "~"."""
    if not wanted.startswith("~"):
        return wanted == got
    plain, other = wanted[1:].lower(), got.lower()
    return plain in other or SequenceMatcher(None, plain, other).ratio() >= ALIKE
