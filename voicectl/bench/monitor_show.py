"""Presses keys at the monitor and notes what came of each: screen, record, carrier."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from simulators.twilio.call import Call
from voicectl.bench.monitor_proof import Audit, Callers, talks
from voicectl.bench.terminal import NotSeen, Terminal
from voicectl.chaos.ground import Ground

SETTLES_S = 1.5


@dataclass(frozen=True, slots=True)
class Row:
    """One key: what was seen of it where. `ok`: all of it as it should be."""

    key: str
    what: str
    screen: str
    audit: str
    carrier: str
    ok: bool


@dataclass
class Show:
    """Presses keys and notes what came of them."""

    ground: Ground
    callers: Callers
    screen: Terminal
    audit: Audit
    rows: list[Row] = field(default_factory=list)

    async def play(self, part: Callable[..., Awaitable[None]], *more: object) -> None:
        """Play one part; where the screen does not go on as it should is a bad row."""
        screen, wanted = self.screen, self.callers.wanted
        try:
            await part(self, *more)
        except (NotSeen, TimeoutError) as fault:
            stuck = f"NOT SEEN: {fault or type(fault).__name__}"
            self.note("-", f"the rest of {part.__name__}", stuck, "-", "-", False)
        self.screen, self.callers.wanted = screen, wanted
        await self.screen.press("Escape", "1", "Escape")

    async def looks(self, key: str, what: str, pattern: str, name: str, *keys: str) -> None:
        """A key that only looks: the screen changes and nothing is asked of the node."""
        await self.screen.press(*(keys or (key,)))
        screen = await self._read(pattern)
        await asyncio.sleep(0.3)
        await self.screen.picture(name)
        audit = "; ".join(map(str, self.audit.entries()))
        self.note(key, what, screen, audit or "none", "-", not audit)

    async def acts(
        self, key: str, what: str, pattern: str, audit: str, judge: Awaitable[str]
    ) -> None:
        """A key that acts; its question was answered already. `judge` says what came of it at the
        carrier, nothing if nothing did.
        """
        try:
            entry = await self.audit.one()
        except TimeoutError:
            entry = "MISSING"
        screen = await self._read(pattern)
        carrier = await judge
        self.note(key, what, screen, entry, carrier or "NOT SEEN", audit in entry and bool(carrier))

    async def changes_nothing(self, key: str, what: str, pattern: str, call: Call) -> None:
        """An act that was left: no record, and the call goes on."""
        screen = await self._read(pattern)
        await asyncio.sleep(SETTLES_S)
        audit = "; ".join(map(str, self.audit.entries()))
        going = talks(call)
        carrier = "the call goes on" if going else "THE CALL IS GONE"
        self.note(key, what, screen, audit or "none", carrier, going and not audit)

    async def choose(self) -> Call:
        """Filter the table until it has one call."""
        call = await self.callers.somebody()
        await self.screen.press("1", "Escape", "/")
        await self.screen.until("words; Enter keeps them")
        await self.screen.type(call.sid[:10])
        await self.screen.press("Enter")
        await self.screen.until(rf"calls /{call.sid[:10]} \(1\)")
        return call

    async def _read(self, pattern: str) -> str:
        try:
            return await self.screen.until(pattern)
        except NotSeen as fault:
            return f"NOT SEEN: {fault}"

    def note(self, key: str, what: str, screen: str, audit: str, carrier: str, ok: bool) -> None:
        """Keep a row; it is bad if the screen did not show what it should."""
        good = ok and not screen.startswith("NOT SEEN")
        self.rows.append(Row(key, what, screen, audit, carrier, good))
