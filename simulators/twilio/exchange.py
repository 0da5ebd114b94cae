"""What all parts of one carrier share: the account, the phones, the log, the open calls."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from simulators.twilio.call import Call
from simulators.twilio.faults import ApiFault, Faults
from simulators.twilio.log import Log
from simulators.twilio.numbers import Account, DialPlan, Number, Phone
from simulators.twilio.texts import Text
from simulators.twilio.ulaw import FRAME
from simulators.twilio.webhooks import Routes, Webhooks

Voice = Callable[[str, str], Awaitable[bytes]]
"""Speaks `<Say>`: (text, language) -> µ-law."""

_FRAMES_PER_CHARACTER = 3


async def mute_voice(text: str, language: str) -> bytes:
    """Say nothing for as long as the text would take (60 ms a character)."""
    return b"\xff" * (FRAME * _FRAMES_PER_CHARACTER * len(text))


@dataclass
class Exchange:
    """The carrier's own state; one per `Carrier`."""

    account: Account
    numbers: dict[str, Number]
    plan: DialPlan
    routes: Routes
    faults: Faults
    voice: Voice = mute_voice
    log: Log = field(default_factory=Log)
    calls: dict[str, Call] = field(default_factory=dict)
    texts: list[Text] = field(default_factory=list)
    recordings: dict[str, bytes] = field(default_factory=dict)
    """WAV files of `<Record>` by recording sid."""
    stopped: set[tuple[str, str]] = field(default_factory=set)
    """(recipient, sender) pairs where the recipient texted STOP."""
    api_faults: deque[ApiFault] = field(default_factory=deque)
    api_base: str = ""
    tasks: asyncio.TaskGroup = field(default_factory=asyncio.TaskGroup)
    deliveries: set[asyncio.Task[None]] = field(default_factory=set)
    """Callbacks under way."""
    legs: set[asyncio.Task[None]] = field(default_factory=set)
    """Calls under way (Dial's legs belong to their parent)."""

    def phone(self, number: str) -> Phone:
        """Return how `number` behaves; one that is not in the plan is never answered."""
        return self.plan.get(number, Phone(outcome="no-answer"))

    def webhooks(self, call: Call | None = None) -> Webhooks:
        """Return a client for the webhooks of one call, or of no call."""
        faults = call.faults if call else self.faults
        return Webhooks(
            self.account.token,
            self.routes,
            self.log,
            call.sid if call else "",
            faults.signing,
            faults.copies,
            faults.copies_share_token,
        )

    def alert(self, code: int, text: str, call_sid: str = "") -> None:
        """Log an error or warning as the carrier's debugger would show it."""
        self.log.add("alert", call_sid, code=code, text=text)

    def carry(self, life: Coroutine[Any, Any, None]) -> None:
        """Run the life of a call as a task of the carrier."""
        task = self.tasks.create_task(life)
        self.legs.add(task)
        task.add_done_callback(self.legs.discard)

    def deliver(self, delivery: Coroutine[Any, Any, None]) -> None:
        """Run a callback on its own; it outlives the call that caused it."""
        task = self.tasks.create_task(delivery)
        self.deliveries.add(task)
        task.add_done_callback(self.deliveries.discard)
