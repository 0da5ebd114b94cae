"""A node that leaves gives its calls to others, each in a moment when the caller notices nothing.

Part of the composition root. A call is given away by closing its media stream: the carrier asks
what comes next, whoever stands before the nodes asks one that takes calls, and that one goes on
from the newest snapshot. So the snapshot is written first, and nothing may happen in between.
"""

import asyncio
from dataclasses import dataclass

import structlog

from agent.chronicle import Chronicle
from agent.events import HandingOver
from agent.remembering import Remembering
from agent.switchboard import Line, Switchboard

log = structlog.get_logger()

KNOWN_S = 0.6
"""Until all others know that this node leaves: nobody gives calls to one that leaves as well."""
LOOK_S = 0.02
"""Between two looks for calls at rest, and between two that are given: the next node takes them
one by one."""
FLUSH_S = 1.0


@dataclass(frozen=True, slots=True)
class Handing:
    """Gives calls away."""

    board: Switchboard
    remembering: Remembering
    chronicle: Chronicle
    patience: float
    """A call that is not at rest for so long is given away in the middle of what is said."""

    async def drain(self, timeout: float) -> bool:
        """Take no more calls and let go of the live ones; False when some are left."""
        self.board.draining = True
        async with asyncio.TaskGroup() as group:
            giving = group.create_task(self._give())
            empty = await self.board.drain(timeout)
            giving.cancel()
        return empty

    async def _give(self) -> None:
        """Go on until cancelled; without a store that other nodes share there is nothing to do."""
        peers = self.remembering.peers
        if peers is None:
            return
        peers.leaving = True
        time = asyncio.get_running_loop().time
        pressing = time() + self.patience
        await asyncio.sleep(KNOWN_S)
        while True:
            for line in self.board:
                if peers.open and self._shared and not line.call.moved:
                    await self._look_at(line, pressed=time() >= pressing)
            await asyncio.sleep(LOOK_S)

    async def _look_at(self, line: Line, *, pressed: bool) -> None:
        call, sid = line.call, line.ringing.call_sid
        rests = call.at_rest
        if not (rests or pressed):
            return
        if rests:
            call.apply(HandingOver())
        stands = call.state
        if not await self._written():
            log.warning("call_not_given", call=sid, why="its newest state is not written yet")
            return
        rests = rests and call.at_rest and call.state is stands
        if rests or pressed:
            log.info("call_given", call=sid, at_rest=rests)
            self.remembering.custody.give_up(sid)
            await asyncio.sleep(LOOK_S)

    async def _written(self) -> bool:
        """Whether other nodes can read how all calls stand."""
        written = await self.remembering.keeper.flush(FLUSH_S)
        return await self.chronicle.flush(FLUSH_S) and written and self._shared

    @property
    def _shared(self) -> bool:
        layers = self.remembering.layers
        return layers is not None and layers.well
