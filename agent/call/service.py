"""At which level of service a call is served, and that its dialogue is told.

A call's level is the worst of three: its node's, the one that limits allow it from its start to its
end, and one that was set by hand at a node that had it before, for as long as that was meant.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from agent.call.clock import Clock
from agent.events import Event, Level, LevelChanged, Purpose

USUAL: Level = 2
"""The level of service of a call without a language model."""
LIMITED = "limits on calls"


@dataclass(frozen=True, slots=True)
class Held:
    """A level set by hand at the node before."""

    level: Level
    seconds: float
    """So long it is still to last."""
    why: str


class Service:
    """The level of one call; before it begins, only what it is to begin with."""

    def __init__(
        self,
        level: Level,
        purposes: tuple[Purpose, ...],
        apply: Callable[[Event], None],
        *,
        best: Level = 0,
        held: Held | None = None,
    ) -> None:
        """`purposes`: what a language model may be asked for; without any the level is usual.
        `best`: the best level that limits allow.
        """
        self._purposes = purposes
        self._apply = apply
        self._best = best
        self._held = held
        self._node: tuple[Level, str] = (level, "from the start")
        self._level: Level = USUAL
        self._began = False
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, clock: Clock, *, anew: bool = False) -> None:
        """The dialogue may be told from now on; `anew`: it may believe in another node's level."""
        self._began = True
        if self._held is not None:
            self._timer = clock.call_later(self._held.seconds, self._let_go)
        self._serve(anew=anew)

    def set(self, level: Level, why: str) -> None:
        """The node serves at this level from now on."""
        self._node = (level, why)
        self._serve()

    def close(self) -> None:
        """The call is over."""
        if self._timer is not None:
            self._timer.cancel()

    def _let_go(self) -> None:
        self._held = None
        self._serve()

    def _serve(self, *, anew: bool = False) -> None:
        level, why = self._wanted()
        if not self._purposes:  # no model may be asked at all
            level = max(level, USUAL)
        if self._began and (anew or level != self._level):
            self._level = level
            self._apply(LevelChanged(level=level, why=why, purposes=self._purposes))

    def _wanted(self) -> tuple[Level, str]:
        found = [self._node, (self._best, LIMITED)]
        if self._held is not None:
            found.append((self._held.level, self._held.why))
        return max(found, key=lambda one: one[0])
