"""What nodes count together: each tells what it counted itself, and hears what the others did.

Counts are kept by slices of time, so they age by themselves. A node tells all its slices every
time: told twice is told once, and a store that forgot everything knows it again a moment later.
While the store can't be asked each node goes on with its own counts and what it heard last.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from time import time_ns
from typing import Protocol

from agent.ports import ProviderError

LOOK_S = 2.0
ALONE = "this node"
ALL = "all nodes"


def wall() -> float:
    """Seconds since 1970: the only clock that all nodes have."""
    return time_ns() / 1e9


class Tallies(Protocol):
    """Where counts of all nodes are."""

    async def tally(
        self, name: str, member: str, mine: Mapping[int, float], slices: range, seconds: float
    ) -> Mapping[int, float]:
        """Tell what one member counted by slice, to be kept for so many seconds; what all others
        counted in `slices`. Raises ProviderError.
        """
        ...


class Counted:
    """One thing that is counted. Times are seconds since 1970, so that all mean the same slices."""

    def __init__(self, name: str, slice_s: float, slices: int) -> None:
        """Forgotten after so many slices of so many seconds."""
        self.name = name
        self._slice_s = slice_s
        self._slices = slices
        self._mine: dict[int, float] = {}
        self._others: Mapping[int, float] = {}

    def slice_of(self, now: float) -> int:
        """The slice that runs."""
        return int(now // self._slice_s)

    def add(self, amount: float, now: float) -> None:
        """So much more, here."""
        number = self.slice_of(now)
        self.put(self._mine.get(number, 0.0) + amount, now)

    def put(self, amount: float, now: float) -> None:
        """So much in this slice, here."""
        number = self.slice_of(now)
        if number not in self._mine:
            oldest = number - self._slices
            self._mine = {one: count for one, count in self._mine.items() if one > oldest}
        self._mine[number] = amount

    def own(self, now: float) -> float:
        """What this node counted."""
        return _since(self._mine, self.slice_of(now) - self._slices)

    def total(self, now: float) -> float:
        """What all did."""
        return self.own(now) + self.others(now, self._slices)

    def others(self, now: float, slices: int) -> float:
        """What the others did in the latest slices."""
        return _since(self._others, self.slice_of(now) - slices)

    def at(self, number: int) -> float:
        """What all counted in one slice."""
        return self._mine.get(number, 0.0) + self._others.get(number, 0.0)

    @property
    def first(self) -> int | None:
        """The oldest slice in which another node counted something."""
        return min(self._others, default=None)

    async def exchange(self, tallies: Tallies, member: str, now: float) -> None:
        """Tell and hear. Raises ProviderError."""
        number = self.slice_of(now)
        wanted = range(number - self._slices + 1, number + 1)
        mine = {one: count for one, count in self._mine.items() if one in wanted}
        kept_s = self._slice_s * (self._slices + 1)
        self._others = await tallies.tally(self.name, member, mine, wanted, kept_s)


class Together:
    """Tells and hears all that this node counts; `run` it as a task."""

    def __init__(
        self, tallies: Tallies | None, counted: Sequence[Counted], clock: Callable[[], float] = wall
    ) -> None:
        """`tallies`: None if there are no other nodes. `clock`: seconds since 1970."""
        self._tallies = tallies
        self._counted = counted
        self._clock = clock
        self._member = secrets.token_hex(8)
        self._why = "" if tallies else "sessions.redis_url is empty"
        self._ever = False

    @property
    def whose(self) -> str:
        """Whose counts are in force."""
        return ALL if self._ever else ALONE

    async def run(self) -> None:
        """Go on until cancelled."""
        while self._tallies is not None:
            await self.exchange(self._tallies)
            await asyncio.sleep(LOOK_S)

    async def exchange(self, tallies: Tallies) -> None:
        """Tell and hear once. Raises nothing."""
        try:
            for one in self._counted:
                await one.exchange(tallies, self._member, self._clock())
        except ProviderError as error:
            self._why = f"others as heard last: {error}" if self._ever else str(error)
        else:
            self._why, self._ever = "", True

    def status(self) -> dict[str, str]:
        """For health: whose counts are in force, and why if that is not as it should be."""
        return {"of": self.whose, "why": self._why}


def _since(counts: Mapping[int, float], before: int) -> float:
    return sum(count for number, count in counts.items() if number > before)
