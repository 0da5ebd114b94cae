"""Whether this node may still act for its calls: a look at the loop's clock, no round trip.

A node that stood still (stopped by the system, a machine moved) may have lost its calls meanwhile.
It can't know before it has asked, but it knows that it stood still: its beat is late. Until it
has asked, nothing is said; calls that belong to another node then end here without a word. The
books refuse acts of such a call in any case, see `agent.bookings.owners`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

from agent.ports import ProviderError

log = structlog.get_logger()

BEAT_S = 0.2
STALLED_S = 1.0
"""Without a beat for so long this node may have lost its calls."""
ASK_S = 1.0
"""Seconds between two questions whether its calls are still its own."""

Epochs = Callable[[Mapping[str, int]], Awaitable[Mapping[str, int]]]
"""Asks for the newest epochs of calls, by sid, given ours. Raises ProviderError."""


@dataclass(frozen=True, slots=True)
class _Held:
    epoch: int
    lost: Callable[[], None]


class Custody:
    """The calls that this node holds. Create it inside the running loop and `run` it."""

    def __init__(self, epochs: Epochs) -> None:
        self.lost = 0
        """Calls that turned out to be another node's."""
        self._epochs = epochs
        self._time = asyncio.get_running_loop().time
        self._beat = self._time()
        self._asked = self._beat
        self._held: dict[str, _Held] = {}

    @property
    def sure(self) -> bool:
        """This node did not stand still since it last asked; may be looked at for every frame."""
        return self._time() - self._beat < STALLED_S

    def take(self, call_sid: str, epoch: int, lost: Callable[[], None]) -> None:
        """Hold a call; `lost` is called when it turns out to be another node's."""
        self._held[call_sid] = _Held(epoch, lost)

    def epoch(self, call_sid: str) -> int:
        """In which epoch a call is held; 0: it is not."""
        held = self._held.get(call_sid)
        return held.epoch if held else 0

    def leave(self, call_sid: str) -> None:
        """A call is over."""
        self._held.pop(call_sid, None)

    def give_up(self, call_sid: str) -> None:
        """Let another node have a call; its `lost` is called."""
        held = self._held.pop(call_sid, None)
        if held is not None:
            held.lost()

    def superseded(self, call_sid: str) -> None:
        """The books say that a call is another node's."""
        held = self._held.pop(call_sid, None)
        if held is not None:
            self.lost += 1
            log.warning("call_moved", call=call_sid, epoch=held.epoch)
            held.lost()

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            await asyncio.sleep(BEAT_S)
            now = self._time()
            if not self.sure:
                log.warning("node_stood_still", seconds=round(now - self._beat, 1))
                if not await self._ask():
                    continue
            elif now - self._asked >= ASK_S:
                await self._ask()
            self._beat = self._time()

    async def _ask(self) -> bool:
        """Whether the question was answered."""
        ours = {sid: held.epoch for sid, held in self._held.items()}
        try:
            newest = await self._epochs(ours) if ours else {}
        except ProviderError as error:
            log.warning("owners_not_known", why=str(error))
            return False
        self._asked = self._time()
        for sid, epoch in newest.items():
            if epoch > self.epoch(sid) > 0:
                self.superseded(sid)
        return True
