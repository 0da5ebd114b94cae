"""Nodes that look after one another: who no longer beats is dead, and one peer takes its calls up.

A node that is killed loses its sockets, and the carrier asks at once what comes next. A node that
hangs keeps them open, so nobody else would ever hear of its calls: a peer has the carrier fetch
new instructions for each. Only beats are compared, never the clocks of two machines.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import structlog

from agent.ports import ProviderError

log = structlog.get_logger()

BEAT_S = 0.1
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


class Peers:
    """This node among the others; `run` it as a task."""

    def __init__(self, node: str, roll: Roll, rescue: Rescue, dead_after_s: float) -> None:
        self.rescued = 0
        """Calls of dead nodes that this one looked after."""
        self._node = node
        self._roll = roll
        self._rescue = rescue
        self._dead_after_s = dead_after_s
        self.leaving = False
        """This node takes no calls any more; the others hear of it with the next beat."""
        self._left: set[str] = set()
        """Nodes that said so themselves."""
        self._seen: dict[str, tuple[int, float]] = {}
        """Beats of the others and when they last changed, on our clock."""

    @property
    def alive(self) -> list[str]:
        """The other nodes that beat."""
        return sorted(self._seen)

    @property
    def open(self) -> bool:
        """Another node takes calls."""
        return not self._left.issuperset(self._seen)

    async def run(self) -> None:
        """Beat and watch until cancelled, then leave the roll."""
        time = asyncio.get_running_loop().time
        last = time()
        try:
            while True:
                await asyncio.sleep(BEAT_S)
                if time() - last > self._dead_after_s / 2:
                    self._seen.clear()  # we did not look ourselves: nobody is judged by that
                try:
                    beats, self._left = await self._roll.beat(self._node, leaving=self.leaving)
                    dead = self.watch(beats, time())
                    last = time()
                    for node in dead:
                        await self._bury(node)
                except ProviderError:
                    continue  # its circuit tells people; without beats nobody is judged
        finally:
            await self._leave()

    def watch(self, beats: dict[str, int], now: float) -> list[str]:
        """Take note of everybody's beats; returns the nodes that gave none for too long."""
        others = {node: count for node, count in beats.items() if node != self._node}
        for node, count in others.items():
            known = self._seen.get(node)
            if known is None or known[0] != count:
                self._seen[node] = (count, now)
        self._seen = {node: one for node, one in self._seen.items() if node in others}
        return [node for node, (_, at) in self._seen.items() if now - at >= self._dead_after_s]

    def status(self) -> dict[str, Any]:
        """For health."""
        leaving = sorted(self._left & self._seen.keys())
        return {"peers": self.alive, "peers_leaving": leaving, "rescued": self.rescued}

    async def _bury(self, node: str) -> None:
        if not await self._roll.adopt(node, self._node, ADOPTED_S):
            return
        calls = await self._roll.calls_of(node)
        log.warning("node_dead", node=node, calls=len(calls))
        await self._roll.strike_off(node)
        self._seen.pop(node, None)
        self.rescued += len(calls)
        async with asyncio.TaskGroup() as group:
            for sid in calls:
                group.create_task(self._rescue(sid))

    async def _leave(self) -> None:
        try:
            async with asyncio.timeout(0.5):
                await self._roll.strike_off(self._node)
        except (TimeoutError, ProviderError):
            log.info("roll_not_left")  # the others find out by its silence
