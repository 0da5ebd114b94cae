"""Lets people phone as a traffic wants them to, and keeps every call."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from time import monotonic

from simulators.caller.measure import Said
from simulators.twilio.call import Call
from simulators.twilio.carrier import Carrier
from simulators.twilio.faults import Faults
from voicectl.chaos.callers import People
from voicectl.chaos.shapes import Traffic

LONGEST_S = 240.0
"""Who still talks then puts the phone down."""
LOOK_S = 0.1
"""At most one caller begins in each, so that not all are greeted in the same instant."""


@dataclass(slots=True)
class Phoned:
    """One call: how it went, and what the caller said."""

    at_s: float
    """When it was dialed, seconds from the beginning of the run."""
    call: Call
    cut: bool = False
    """The caller put the phone down because the run was over."""
    said: list[Said] = field(default_factory=list)
    """In ms of the recording; empty until the call is over."""


@dataclass
class Town:
    """Everybody who phones one number."""

    carrier: Carrier
    number: str
    people: People
    faults: Faults | None = None
    """Of every caller's line."""
    calls: list[Phoned] = field(default_factory=list)
    live: int = 0
    numbers: Iterator[int] = field(default_factory=count)
    began: float = field(default_factory=monotonic)

    async def phone(self, traffic: Traffic, *, to_the_end: bool = True) -> None:
        """Run all of a traffic; those who still talk then finish, or hang up now."""
        arrivals = traffic.arrivals()
        due = next(arrivals, None)
        began = monotonic()
        async with asyncio.TaskGroup() as tasks:
            while (now := monotonic() - began) < traffic.duration_s:
                if due is not None and due <= now:
                    due = next(arrivals, None)
                    tasks.create_task(self.call())
                elif self.live < traffic.at_once(now):
                    tasks.create_task(self.call())
                wait = LOOK_S if due is None else min(LOOK_S, max(0.0, due - now))
                await asyncio.sleep(wait)
            if not to_the_end:
                self.leave()

    def leave(self) -> None:
        """Everybody hangs up now."""
        for one in self.calls:
            if not one.call.over:
                one.cut = True
                one.call.drop()

    async def call(self) -> None:
        """One person phones, until the call is over."""
        person = self.people(next(self.numbers))
        self.live += 1
        at = monotonic() - self.began
        call = await self.carrier.dial(
            person.caller_id, self.number, person.party, faults=self.faults
        )
        phoned = Phoned(at, call)
        self.calls.append(phoned)
        async with asyncio.TaskGroup() as tasks:
            talking = tasks.create_task(person.talk())
            over = tasks.create_task(call.wait_end())
            await asyncio.wait(
                {talking, over}, timeout=LONGEST_S, return_when=asyncio.FIRST_COMPLETED
            )
            call.drop()
            await over
            person.party.left()
        phoned.said = person.said()
        self.live -= 1
