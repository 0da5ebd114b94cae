"""A thousand names, numbers, streets and mail addresses said in calls: none of them in logs,
figures or what the fleet is told.
"""

import asyncio
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
import structlog

from agent.bookings.desk import SqlDesk
from agent.bookings.outbox import Outbox
from agent.events import Note, Say
from agent.ports import ProviderError
from agent.profile.load import load_default
from agent.telemetry.exposition import exposition
from agent.telemetry.feed import Feed
from agent.telemetry.fleet import Numbered, Page, public
from agent.telemetry.logs import bound, configure
from agent.telemetry.news import Item
from agent.telemetry.tally import Tally
from agent.telephony.sender import Sender
from agent.transports.text import TextCall, VirtualClock
from agent.vitals import Vitals

PROFILE = load_default()
OPEN = datetime.fromisoformat("2026-11-24T10:00:00-06:00")
CALLS = 200
"""With five values each."""
TURNS = 14


@dataclass(frozen=True)
class Person:
    """Somebody whose every detail is found nowhere else."""

    first: str
    last: str
    phone: str
    street: str
    email: str

    @property
    def spoken_phone(self) -> str:
        return f"{self.phone[2:5]} {self.phone[5:8]} {self.phone[8:]}"

    def says(self, asked: str) -> str:
        """The answer to a question by its key; to any other that they are angry, with all of it."""
        whole = f"{self.first} {self.last}"
        address = f"4417 {self.street} Street, 75204"
        known = {
            "safety": "no",
            "vulnerable": "no",
            "temperature": "seventy",
            "lookup": "no",
            "zip": "75204",
            "name": f"my name is {whole}",
            "last_name": self.last,
            "phone": self.spoken_phone,
            "address": address,
            "when": "tomorrow",
            "offer": "the first one",
            "sms": "yes",
        }
        if asked.startswith("confirm") or asked == "offer_one":
            return "yes"
        everything = f"this is {whole}, {address}, {self.spoken_phone}, {self.email}"
        return known.get(asked, f"I smell gas, {everything}, I want a person")

    def traces(self) -> Iterator[str]:
        yield from (self.first, self.last, self.street, self.email.split("@")[0])
        digits = self.phone[2:]
        yield from (digits, f"{digits[:3]}-{digits[3:6]}-{digits[6:]}", self.spoken_phone)


def people() -> Iterator[Person]:
    starts, ends = ("Bran", "Quil", "Zor", "Vex", "Mul"), ("dax", "fen", "gop", "lum", "rix")
    words = ["".join(parts) for parts in product(starts, ("ba", "ko", "tu", "wi"), ends, "aeo")]
    for n in range(CALLS):
        first, last = words[n], f"{words[-1 - n]}ton"
        mail = f"{first}.{last}{n}@planted.example".lower()
        yield Person(first, last, f"+1214{600 + n}{7000 + 13 * n}", f"{words[n]}wood", mail)


@pytest.fixture(autouse=True)
def usual_logging() -> Iterator[None]:
    """Logging as it was before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


class Heard(Feed):
    """The node's stream, as far as the fleet is told of it."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[bytes] = []
        self.kept = 0

    def publish(self, item: Item) -> None:
        super().publish(item)
        if (told := public(item)) is not None:
            self.kept += 1
            one = Numbered(n=self.kept, when="", news=told)
            self.pages.append(msgspec.json.encode(Page(node="a", run="b", news=[one])))


class Refusing:
    """A carrier that takes no text and says to whom not."""

    async def send_text(self, to: str, sender: str, body: str) -> str:
        raise ProviderError("broken", f"{to} is no number; text was: {len(body)} letters")


async def phoned(person: Person, desk: SqlDesk, clock: VirtualClock, sid: str) -> TextCall:
    call = TextCall(PROFILE, desk, clock, person.phone, call_sid=sid)
    await call.start()
    await call.say(f"hi, this is {person.first} {person.last}, my furnace rattles")
    for _ in range(TURNS):
        if call.ended:
            break
        await call.say(person.says(call.state.asked.key if call.state.asked else ""))
    await call.hang_up()
    return call


def observed(call: TextCall, observers: tuple[Any, ...], log: Any) -> None:
    """What the node's observers and a log are told of a call."""
    start: Any = call.events[0][1]
    with bound(call=start.call_sid):
        for at, event in call.events:
            for one in observers:
                one.applied(start, at, event, ())
            log.info("event", kind=type(event).__name__, text=getattr(event, "text", ""))
        for at, command in call.commands:
            for one in observers:
                if isinstance(command, Note):
                    one.noted(start, command)
                elif isinstance(command, Say):
                    one.applied(start, at, command, (command,))
        said = [getattr(event, "text", "") for _, event in call.events]
        log.info("call_over", caller=start.caller, heard=said, why=f"{start.caller} hung up")


def test_a_thousand_planted_values_leave_no_trace() -> None:
    planted = list(people())
    assert len({one for person in planted for one in vars(person).values()}) == 5 * CALLS
    written = io.StringIO()
    configure("debug", "json", written)
    clock = VirtualClock(OPEN)
    desk = SqlDesk(":memory:", PROFILE, now=clock)
    feed, tally = Heard(), Tally()
    sender: Any = Sender(Outbox(desk.database, clock), Refusing(), lambda _: "+12145550100")

    async def main() -> str:
        said = []
        for n, person in enumerate(planted):
            call = await phoned(person, desk, clock, f"CA{n}")
            observed(call, (feed, tally), structlog.get_logger())
            feed.ended(f"CA{n}", call.outcome or "system_error")
            tally.ended(call.outcome or "system_error")
            said.append(" ".join(getattr(event, "text", "") for _, event in call.events))
            await sender.send_due()
        return " ".join(said)

    said = asyncio.run(main())
    figures = exposition(Vitals(**_parts(tally, sender))._calls())
    told = b"".join(feed.pages).decode()
    logs = written.getvalue()
    assert sum(person.first in said for person in planted) == CALLS, "they were said"
    assert "text_not_sent" in logs
    assert 'outcome="system_error"' in figures
    assert "safety_hit" in told
    found = [
        (where, trace)
        for where, text in (("logs", logs), ("figures", figures), ("fleet", told))
        for person in planted
        for trace in person.traces()
        if trace.lower() in text.lower()
    ]
    assert found == []


def _parts(tally: Tally, sender: Any) -> dict[str, Any]:
    """Parts of a node's figures; those that no call has a hand in are left out."""
    names = Vitals.__dataclass_fields__
    idle = SimpleNamespace(leaks=0, lost=0)
    return {**dict.fromkeys(names, idle), "tally": tally, "sender": sender, "board": idle}
