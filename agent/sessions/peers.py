"""Nodes that look after one another: who no longer beats is dead, and one peer takes its calls up.

A node that is killed loses its sockets, and the carrier asks at once what comes next. A node that
hangs keeps them open, so nobody else would ever hear of its calls: a peer has the carrier fetch
new instructions for each. Only beats are compared, never the clocks of two machines.

A node that can't reach the roll beats in the books instead. So who is missing from the roll is dead
only if the books heard nothing of it either, and who can't ask both judges nobody.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import structlog

from agent.ports import ProviderError

log = structlog.get_logger()

BEAT_S = 0.1
BOOKED_S = 0.3
"""Between two beats in the books, while the roll can't be reached."""
UNHEARD_S = 0.3
"""Without an answer of the roll for so long a node beats in the books."""
LOOKED_S = 0.5
"""So long the books must have been looked at without a beat in them; more than BOOKED_S."""
BOOKS_S = 0.5
"""So long the books may take; then there is no answer."""
ADOPTED_S = 5.0
"""So long one peer alone looks after a dead node's calls."""

Rescue = Callable[[str], Coroutine[Any, Any, None]]
"""Has the carrier ask what comes next in a call. Raises nothing."""


class Roll(Protocol):
    """Where nodes say that they live. Every method raises ProviderError."""

    async def beat(self, node: str, *, leaving: bool) -> tuple[dict[str, int], set[str]]:
        """Tell that this node lives; every node's beats so far, and those that are leaving."""
        ...

    async def calls_of(self, node: str) -> list[str]:
        """Sids of a node's calls."""
        ...

    async def adopt(self, node: str, by: str, seconds: float) -> bool:
        """Whether `by` alone may look after a dead node's calls."""
        ...

    async def strike_off(self, node: str) -> None:
        """A node is gone."""
        ...


class Books(Protocol):
    """Where nodes say so when they can't reach the roll. Every method raises ProviderError."""

    async def beat(self, node: str) -> None:
        """A node lives."""
        ...

    async def beats(self, nodes: Collection[str]) -> Mapping[str, int]:
        """Beats so far of those that ever beat here."""
        ...

    async def forget(self, node: str) -> None:
        """A node is gone."""
        ...


@dataclass(frozen=True, slots=True)
class Sign:
    """The last sign of life of another node."""

    at: float
    """When it was seen, on our clock."""
    beats: int
    """On the roll."""
    booked: int = 0
    """In the books."""
    looked: float | None = None
    """Since when the books have been looked at without another beat; None: not yet."""


class Peers:
    """This node among the others; `run` it as a task."""

    def __init__(
        self, node: str, roll: Roll, books: Books, rescue: Rescue, dead_after_s: float
    ) -> None:
        self.rescued = 0
        """Calls of dead nodes that this one looked after."""
        self._node = node
        self._roll = roll
        self._books = books
        self._rescue = rescue
        self._dead_after_s = dead_after_s
        self._time = asyncio.get_running_loop().time
        self.leaving = False
        """This node takes no calls any more; the others hear of it with the next beat."""
        self._left: set[str] = set()
        """Nodes that said so themselves."""
        self._seen: dict[str, Sign] = {}
        self._heard = self._time()
        """When the roll answered last."""
        self._booked = False
        """This node has beaten in the books."""

    @property
    def alive(self) -> list[str]:
        """The other nodes that beat."""
        return sorted(self._seen)

    @property
    def open(self) -> bool:
        """Another node takes calls."""
        return not self._left.issuperset(self._seen)

    def may_live(self, node: str) -> bool:
        """Another node beats, or we can't see whether it does."""
        return self._blind or node in self._seen

    async def run(self) -> None:
        """Beat and watch until cancelled, then leave the roll."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._beating())
                group.create_task(self._beating_in_the_books())
                group.create_task(self._judging())
        finally:
            await self._leave()

    def status(self) -> dict[str, Any]:
        """For health."""
        leaving = sorted(self._left & self._seen.keys())
        return {"peers": self.alive, "peers_leaving": leaving, "rescued": self.rescued}

    @property
    def _blind(self) -> bool:
        """We have not seen the roll lately: nobody is judged by that."""
        return self._time() - self._heard > self._dead_after_s / 2

    async def _beating(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            if self._blind:
                self._seen.clear()
            try:
                beats, self._left = await self._roll.beat(self._node, leaving=self.leaving)
            except ProviderError:
                continue  # its circuit tells people
            self._heard = self._time()
            self._watch(beats)

    async def _beating_in_the_books(self) -> None:
        while True:
            await asyncio.sleep(BOOKED_S)
            if self._time() - self._heard < UNHEARD_S:
                continue
            try:
                async with asyncio.timeout(BOOKS_S):
                    await self._books.beat(self._node)
                self._booked = True
            except (TimeoutError, ProviderError):
                continue  # without both it is as good as dead; custody tells people of the books

    async def _judging(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            doubted = self._silent_for(self._dead_after_s / 2)
            if self._blind or not doubted or not await self._looked_up(doubted):
                continue
            for node in self._silent_for(self._dead_after_s):
                looked = self._seen[node].looked
                if looked is not None and self._time() - looked >= LOOKED_S and not self._blind:
                    await self._bury(node)

    def _watch(self, beats: Mapping[str, int]) -> None:
        """Take note of everybody's beats on the roll."""
        now, seen = self._time(), self._seen
        self._seen = {
            node: one if (one := seen.get(node)) and one.beats == count else Sign(now, count)
            for node, count in beats.items()
            if node != self._node
        }

    def _silent_for(self, seconds: float) -> list[str]:
        """Nodes without a sign of life for so long by the time the roll answered last."""
        return [node for node, sign in self._seen.items() if self._heard - sign.at >= seconds]

    async def _looked_up(self, nodes: Collection[str]) -> bool:
        """Take note of beats in the books; False when they gave no answer."""
        try:
            async with asyncio.timeout(BOOKS_S):
                booked = await self._books.beats(nodes)
        except (TimeoutError, ProviderError):
            return False
        now = self._time()
        for node in nodes:
            if (sign := self._seen.get(node)) is None:
                continue
            count = booked.get(node, 0)
            if sign.looked is None:
                self._seen[node] = replace(sign, booked=count, looked=now)
            elif count != sign.booked:
                self._seen[node] = replace(sign, at=now, booked=count, looked=now)
        return True

    async def _bury(self, node: str) -> None:
        try:
            if not await self._roll.adopt(node, self._node, ADOPTED_S):
                return
            calls = await self._roll.calls_of(node)
            log.warning("node_dead", node=node, calls=len(calls))
            await self._roll.strike_off(node)
        except ProviderError:
            return  # without the roll nobody is judged
        self._seen.pop(node, None)
        self.rescued += len(calls)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._forget(node))
            for sid in calls:
                group.create_task(self._rescue(sid))

    async def _forget(self, node: str) -> None:
        try:
            async with asyncio.timeout(BOOKS_S):
                await self._books.forget(node)
        except (TimeoutError, ProviderError) as error:
            log.info("beats_not_forgotten", node=node, why=str(error) or "too slow")

    async def _leave(self) -> None:
        if self._booked:
            await self._forget(self._node)
        try:
            async with asyncio.timeout(0.5):
                await self._roll.strike_off(self._node)
        except (TimeoutError, ProviderError):
            log.info("roll_not_left")  # the others find out by its silence
