"""One node of the restart bench: callers who type, with the real dialogue, desk and chronicle.

Their calls run in virtual time, the database in real time. Reads a step from standard input, does
it, answers with one line of JSON.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import msgspec

from agent.backoffice import Backoffice
from agent.bookings.calls import CallLog
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.desk import SqlDesk
from agent.call.effects import use_tool
from agent.chronicle import Chronicle
from agent.dialogue.state import encode
from agent.events import (
    CallStarted,
    KnownCaller,
    Milestone,
    Said,
    Tool,
    ToolDone,
    ToolResult,
    UseTool,
)
from agent.ports import CallRef, ProviderError
from agent.profile.load import Directory, key_of, load_default
from agent.profile.schema import CompanyProfile
from agent.transports.text import TextCall

START = datetime(2026, 11, 23, 9, 10, tzinfo=ZoneInfo("America/Chicago"))
AT_ONCE = 12
MAX_TURNS = 40
DEADLINE_S = 4.0
WISH = "my furnace is making a rattling noise"
ANSWERS = {
    "issue": "the fan is rattling",
    "safety": "no, nothing like that",
    "vulnerable": "no, just the two of us",
    "temperature": "seventy degrees",
    "zip": "seven five two oh four",
    "confirm_zip": "yes",
    "name": "Ellen Marsh",
    "phone": "the one I'm calling from",
    "address": "{number} Oak Street",
    "when": "as soon as possible",
    "offer": "the first one",
    "callback_number": "the one I'm calling from",
    "message": "please call me about my furnace",
    "sms": "no thanks",
    "anything_else": "no, that's all",
}
"""What a plain caller says to each question; "yes" to all others."""


class Patient:
    """The desk as a call uses it: a slow office is asked again under the same key."""

    def __init__(self, desk: SqlDesk) -> None:
        self.waits: list[float] = []
        """Milliseconds until each answer."""
        self.failed = 0
        self._desk = desk

    async def use(self, call: CallRef, op: int, tool: Tool) -> ToolResult:
        """Do what `tool` says. Raises ProviderError when all attempts are spent."""
        began = perf_counter()
        done = await use_tool(self._desk, call, UseTool(op=op, tool=tool), deadline=DEADLINE_S)
        self.waits.append((perf_counter() - began) * 1000)
        if isinstance(done, ToolDone):
            return done.result
        self.failed += 1
        raise ProviderError("slow", done.reason)

    async def known(self, company: str, caller: str) -> KnownCaller | None:
        """What the books say about the calling number. Raises ProviderError."""
        return await self._desk.known(company, caller)


class Node:
    """A node's callers and what is written about them."""

    def __init__(self, url: str) -> None:
        self.profile = roomy(load_default())
        self.now: Callable[[], datetime] = lambda: START
        self.desk = SqlDesk(url, self.profile, now=lambda: self.now())
        self.patient = Patient(self.desk)
        database = self.desk.database
        self.chronicle = Chronicle(
            CallLog(database, lambda: self.now()), Checkpoints(database, lambda: self.now())
        )

    async def talk(self, first: int, callers: int) -> dict[str, Any]:
        """Let them all call; what was said to whom, and how it went."""
        places = asyncio.Semaphore(AT_ONCE)
        lines: list[tuple[str, str]] = []
        outcomes: list[str] = []

        async def one(number: int) -> None:
            async with places:
                call = await self._call(number)
            outcomes.append(call.outcome or "none")
            lines.extend(
                (call_sid(number), event.heard)
                for _, event in call.events
                if isinstance(event, Said)
            )

        await asyncio.gather(*(one(number) for number in range(first, first + callers)))
        await self.chronicle.flush(600.0)
        told = {"lines": lines, "outcomes": outcomes, "waits": self.patient.waits}
        return told | {"failed": self.patient.failed, "not_written": self.chronicle.lost}

    async def follow_up(self) -> int:
        """What the office finds some minutes later."""
        self.now = lambda: START + timedelta(minutes=10)
        office = Backoffice(
            self.desk, self.chronicle, Directory((self.profile,)), self.now, alerted=lambda: None
        )
        return await office.follow_up(key_of(self.profile))

    async def _call(self, number: int) -> TextCall:
        phone = f"+1214{5550000 + number:07d}"
        sid = call_sid(number)
        ref = CallRef(sid, sid, key_of(self.profile), phone)
        self.chronicle.began(ref, self.profile.numbers.office, "")
        call = TextCall(self.profile, self.patient, START, phone, call_sid=sid, seed=number)
        await call.start()
        seen = 0
        for turn in range(MAX_TURNS):
            seen = self._milestones(call, seen)
            if call.ended:
                break
            asked = call.state.asked.key if call.state.asked else ""
            answer = ANSWERS.get(asked, "yes").format(number=100 + number)
            await call.say(WISH if turn == 0 else answer)
        await call.hang_up()
        self._milestones(call, seen)
        self.chronicle.ended(sid, call.outcome or "system_error")
        return call

    def _milestones(self, call: TextCall, seen: int) -> int:
        started = call.events[0][1]
        assert isinstance(started, CallStarted)
        for _, command in call.commands[seen:]:
            if isinstance(command, Milestone):
                self.chronicle.milestone(started, command.name, encode(call.state))
        return len(call.commands)


def call_sid(number: int) -> str:
    """The sid of a caller's call."""
    return f"CA{number:032x}"


def roomy(profile: CompanyProfile) -> CompanyProfile:
    """The company with crews enough for everybody who calls."""
    crews = dict.fromkeys(profile.windows.crews, 8)
    windows = msgspec.structs.replace(profile.windows, crews=crews)
    return msgspec.structs.replace(profile, windows=windows)


async def main(answers: TextIO, url: str, first: int, callers: int) -> None:
    """Serve the steps that standard input names until it ends."""
    node = Node(url)
    print("ready", file=answers, flush=True)
    try:
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(node.chronicle.run())
            while line := await asyncio.to_thread(sys.stdin.readline):
                talking = line.strip() == "talk"
                told = await (node.talk(first, callers) if talking else node.follow_up())
                print(json.dumps(told), file=answers, flush=True)
            writer.cancel()
    finally:
        node.desk.close()


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):  # whatever else is printed is no answer
        asyncio.run(
            main(sys.__stdout__ or sys.stdout, sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
        )
