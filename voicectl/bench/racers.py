"""One node of the seat race: half of the callers, each at the desk as a call is.

Reads a round's number and a step from standard input, does it, answers with one line of JSON.
"""

import asyncio
import json
import sys
from contextlib import redirect_stdout
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any, TextIO

from agent.bookings.desk import SqlDesk
from agent.call.effects import use_tool
from agent.events import (
    Address,
    Book,
    Booked,
    FindWindows,
    HoldSeat,
    SeatHeld,
    SeatTaken,
    Tool,
    ToolDone,
    UseTool,
    Window,
)
from agent.ports import CallRef
from agent.profile import document
from agent.profile.load import build, key_of
from agent.profile.schema import CompanyProfile

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)
DEADLINE_S = 4.0
"""A caller's wait for one answer of the office, as in a call."""


def company(seats: int, rounds: int) -> CompanyProfile:
    """A round is a day: a window that everybody wants, and a later one with the same seats."""
    text = f"""
company: {{name: Race Air, tz: America/Denver}}
numbers: {{office: "+13035550100"}}
hours: {{mon-sun: "08:00-18:00"}}
area: {{zones: {{N: ["802*"]}}}}
fees: {{service: 8900, after_hours: 14900}}
windows: {{slots: ["08:00-12:00", "12:00-16:00"], crews: {{N: {seats}}}, rescue_share: 0,
  horizon_days: {rounds + 2}}}
job_types: {{no_heat: {{}}}}
"""
    return build(document.parse_yaml(text, "race.yaml"))


def day_of(round_no: int) -> date:
    """The local day of a round."""
    return NOW.date() + timedelta(days=1 + round_no)


class Racer:
    """One caller of one round."""

    def __init__(self, desk: SqlDesk, profile: CompanyProfile, round_no: int, number: int) -> None:
        self._desk = desk
        self._day = day_of(round_no).isoformat()
        self._number = number
        self._op = 0
        name = f"r{round_no}-{number}"
        self._phone = f"+1303{round_no:03d}{number:04d}"
        self._call = CallRef(f"CA{name}", f"conv-{name}", key_of(profile), self._phone)
        self._wanted: Window | None = None
        self._failed = ""

    async def look(self) -> None:
        """See the window of the day that everybody wants."""
        found = await self._windows()
        self._wanted = found[0] if found else None

    async def take(self) -> dict[str, Any]:
        """Try to get it; a caller who does not is offered what else there is."""
        if self._wanted is None:
            return {"call": self._call.call_sid, "failed": self._failed}
        began = perf_counter()
        held = await self._use(HoldSeat(window_id=self._wanted.id, tier="E4"))
        told: dict[str, Any] = {"call": self._call.call_sid, "window": self._wanted.id}
        if isinstance(held, SeatHeld):
            booked = await self._use(self._order(held))
            told["code"] = booked.code if isinstance(booked, Booked) else None
        elif isinstance(held, SeatTaken):
            others = [one.id for one in await self._windows() if one.id != self._wanted.id]
            told["offered"] = others[0] if others else None
        if self._failed:
            return told | {"failed": self._failed}
        return told | {"ms": (perf_counter() - began) * 1000}

    async def _windows(self) -> tuple[Window, ...]:
        wish = FindWindows(
            zip="80206", job_type="no_heat", tier="E4", date_from=self._day, date_to=self._day
        )
        found = await self._use(wish)
        return tuple(one for one in getattr(found, "windows", ()) if one.date == self._day)

    def _order(self, held: SeatHeld) -> Book:
        return Book(
            job_no=1,
            token=held.token,
            window_id=held.window.id,
            name=f"Caller {self._number}",
            phone=self._phone,
            address=Address(house_number=str(self._number), street_name="Oak", zip="80206"),
            job_type="no_heat",
            issue="no heat",
            tier="E4",
            fee_cents=8900,
            fee_ack=True,
        )

    async def _use(self, tool: Tool) -> Any:
        self._op += 1
        done = await use_tool(
            self._desk, self._call, UseTool(op=self._op, tool=tool), deadline=DEADLINE_S
        )
        if isinstance(done, ToolDone):
            return done.result
        self._failed = f"{type(tool).__name__} {done.reason}"
        return None


async def main(
    answers: TextIO, url: str, seats: int, rounds: int, first: int, callers: int
) -> None:
    """Serve the rounds that standard input names until it ends."""
    profile = company(seats, rounds)
    desk = SqlDesk(url, profile, now=lambda: NOW)
    racers: list[Racer] = []
    print("ready", file=answers, flush=True)
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            step, round_no = line.split()
            told: list[dict[str, Any]] = []
            if step == "look":
                numbers = range(first, first + callers)
                racers = [Racer(desk, profile, int(round_no), number) for number in numbers]
                await asyncio.gather(*(one.look() for one in racers))
            else:
                told = list(await asyncio.gather(*(one.take() for one in racers)))
            print(json.dumps(told), file=answers, flush=True)
    finally:
        desk.close()


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):  # whatever else is printed is no answer
        asyncio.run(main(sys.__stdout__ or sys.stdout, sys.argv[1], *map(int, sys.argv[2:6])))
