"""The carrier around one call: rings a node, opens streams, asks what comes next, dials people."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Protocol

from agent.call.transfer import Reconnect, Ring
from agent.dialogue.state import State
from agent.switchboard import Blocked, Line, Over, Ringing
from simulators.world.coded import Vocabulary
from simulators.world.span import SpanLine
from voicectl.simulation.caller import Caller
from voicectl.simulation.house import House
from voicectl.simulation.plan import PlannedCall
from voicectl.simulation.witness import Record

ASK_S = 0.12
"""From the end of a stream to the carrier's question, and from an answer to the next stream."""
LOOK_S = 0.5
RING_DEADLINE_S = 15.0
PEOPLE = (("completed", "answers"), ("completed", "answers"), ("busy", ""), ("no-answer", ""))


class Town(Protocol):
    """Where the nodes are."""

    words: Vocabulary
    met: Counter[str]

    def node(self, *, but: House | None = None) -> House:
        """A node that takes calls."""
        ...


class Phone:
    """One call as the carrier sees it."""

    def __init__(self, planned: PlannedCall, record: Record, town: Town) -> None:
        self.path: SpanLine | None = None
        self._planned = planned
        self._record = record
        self._town = town
        self._chance = Random(f"carrier {planned.seed}")
        self._loop = asyncio.get_running_loop()
        self._caller = Caller(planned, record, town.words, self._leave_hold)
        self._house: House
        self._line: Line | None = None
        self._elsewhere = False
        number = "" if planned.withheld else planned.person.phone
        self._ringing = Ringing(planned.sid, number, "+12145550100")

    async def call(self) -> None:
        """From the first ring to the end."""
        if await self._ring(self._town.node(), self._ringing):
            mishap = self._loop.call_later(self._planned.after, self._mishap)
            try:
                await self._go_on()
            finally:
                mishap.cancel()
        self._record.ended = self._loop.time()
        for name, count in (
            ("interrupts", self._caller.interruptions),
            ("coughs", self._caller.coughs),
        ):
            self._town.met[name] += count

    def redirected(self) -> None:
        """Our REST asked for new instructions: the stream ends."""
        if self.path is not None:
            self.path.cut()

    def hung_up_by_us(self) -> None:
        """Our REST ended the call."""
        self._record.left = True
        if self.path is not None:
            self.path.cut()

    # --- one stream after the other ------------------------------------------------------------

    async def _ring(self, house: House, ringing: Ringing) -> bool:
        self._house = house
        try:
            async with asyncio.timeout(RING_DEADLINE_S):
                opened = await house.board.ring(ringing)
        except (Blocked, Over, TimeoutError, asyncio.CancelledError) as error:
            task = asyncio.current_task()
            if isinstance(error, asyncio.CancelledError) and (task is None or task.cancelling()):
                raise
            if house.dead and not isinstance(error, Over):
                return await self._ring(self._town.node(), replace(ringing, orphaned=True))
            self._record.refused = type(error).__name__
            return False
        if not isinstance(opened, Line):
            self._record.refused = opened
            return False
        self._line = opened
        self._record.nodes.append(house.name)
        self._record.calls.append(opened.call)
        return True

    async def _go_on(self) -> None:
        again = self._line is not None and self._line.call.went_on
        if again and not await self._next():
            return
        while True:
            await self._stream()
            if self._record.left:
                await self._tell_end()
                return
            await asyncio.sleep(ASK_S)
            if not await self._next():
                return

    async def _stream(self) -> None:
        assert self._line is not None
        path = self.path = SpanLine(self._loop)
        self._record.lines.append(path)
        self._house.attend(self._line, path)
        talking = self._loop.create_task(self._caller.talk(path, self._state))
        await path.closed.wait()
        talking.cancel()
        with suppress(asyncio.CancelledError):
            await talking

    def _state(self) -> State:
        assert self._line is not None
        state: State = self._line.call.state
        return state

    async def _next(self) -> bool:
        """Ask what comes next; False: the call is over."""
        while True:
            if not await self._owner():
                return False
            assert self._line is not None
            step, ring_s = self._line.next_step(self._loop.time())
            if isinstance(step, Reconnect):
                await asyncio.sleep(ASK_S)
                return True
            if not isinstance(step, Ring):
                await self._tell_end()
                return False
            if await self._dial(ring_s):
                return False

    async def _owner(self) -> bool:
        """Find the node that goes on with the call."""
        sid = self._planned.sid
        moves, self._elsewhere = self._elsewhere, False
        if not self._house.dead and not moves:
            line = self._house.board.find(sid)
            if line is not None:
                self._line = line
                return True
            if self._house.board.outcome(sid) is not None:
                return False
        other = self._town.node(but=self._house)
        return await self._ring(other, replace(self._ringing, orphaned=True))

    async def _dial(self, ring_s: int) -> bool:
        """Ring a person; True: they have the caller now."""
        assert self._line is not None
        status, how = self._chance.choice(PEOPLE)
        await asyncio.sleep(self._chance.uniform(2.0, max(2.5, ring_s)))
        if self._record.left:
            await self._tell_end()
            return True
        if not await self._owner():
            return True
        self._line.accepted = how == "answers"
        dial = f"CA{self._chance.randrange(16**31):032x}"
        number = self._line.rung or self._line.call.ringing
        result = self._line.dial_ended(dial, status, "true" if how else "false")
        if result is not None:
            await self._house.back.office.transferred(self._line, number, result, 5.0)
        if result != "answered":
            self._town.met["nobody answers"] += 1
        return result == "answered"

    async def _tell_end(self) -> None:
        """The carrier's news that the call is over."""
        await asyncio.sleep(ASK_S)
        sid = self._planned.sid
        if self._house.dead:
            self._house = self._town.node()
        board = self._house.board
        if board.find(sid) is None and board.outcome(sid) is None:
            await self._house.recovery.hung_up(sid)
        board.hung_up(sid, "caller")

    # --- what befalls the call -----------------------------------------------------------------

    def _mishap(self) -> None:
        path, kind = self.path, self._planned.mishap
        if path is None or kind in ("none", "leaves a held seat"):
            return
        acts: dict[str, Callable[[], None]] = {
            "hangs up": self._hang_up,
            "line is lost": self._hang_up,
            "line drops": path.cut,
            "line moves": self._move,
            "line bursts": self._burst,
            "marks are lost": lambda: setattr(path, "mute_marks", True),
            "stays silent": lambda: setattr(self._caller, "silent", True),
            "presses keys": lambda: setattr(self._caller, "keys", True),
        }
        self._town.met[kind] += 1
        acts[kind]()

    def _leave_hold(self) -> None:
        self._town.met["leaves a held seat"] += 1
        self._hang_up()

    def _hang_up(self) -> None:
        self._record.left = True
        assert self.path is not None
        self.path.cut()

    def _move(self) -> None:
        self._elsewhere = True
        assert self.path is not None
        self.path.cut()

    def _burst(self) -> None:
        path = self.path
        assert path is not None
        path.freeze(True)
        self._loop.call_later(self._chance.uniform(0.5, 4.0), path.freeze, False)
