"""A 20 ms time grid that never drifts, and the record of how late each tick really came."""

import asyncio
from array import array
from collections.abc import AsyncIterator
from time import monotonic

PERIOD = 0.020
"""Seconds between two ticks."""

_LOOP_TURNS_BEFORE_CATCHING_UP = 3
"""After a stall of this process, let waiting socket data in before the missed ticks run."""


class Pacing:
    """Lateness of every tick against its place on the grid, in seconds."""

    def __init__(self) -> None:
        self.lateness = array("d")

    def note(self, late: float) -> None:
        """Record one tick's lateness in seconds."""
        self.lateness.append(late)

    def percentile(self, share: float) -> float:
        """Return the lateness (seconds) that `share` of all ticks did not exceed; 0 if none ran."""
        ranked = sorted(self.lateness)
        return ranked[min(int(share * len(ranked)), len(ranked) - 1)] if ranked else 0.0

    @property
    def late_ticks(self) -> int:
        """Ticks more than half a period late: this process was stalled, distrust its figures."""
        return sum(late > PERIOD / 2 for late in self.lateness)


async def ticks(start: float, pacing: Pacing) -> AsyncIterator[int]:
    """Yield 0, 1, 2, ... at `start` + n x 20 ms (monotonic seconds); late ticks follow at once."""
    number = 0
    while True:
        due = start + number * PERIOD
        wait = due - monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        else:
            for _ in range(_LOOP_TURNS_BEFORE_CATCHING_UP):
                await asyncio.sleep(0)
        pacing.note(max(monotonic() - due, 0.0))
        yield number
        number += 1
