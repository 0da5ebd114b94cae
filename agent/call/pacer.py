"""One clock for all mouths of a node: every 20 ms each mouth that has audio tops up its carrier.

Ticks lie on a fixed grid of the loop's clock, so they do not drift; a late tick is not made up for
(each mouth fills to its limit, never beyond). Without anything to send there is no timer at all.
"""

import asyncio
import math
from dataclasses import dataclass, field
from typing import Any, Protocol

from agent.call.headstart import Headstart
from agent.ports import FRAME_SECONDS
from agent.resilience.figures import LATE_MS, Histogram


class Paced(Protocol):
    """Something that sends audio when told."""

    def pump(self, now: float) -> bool:
        """Send what is due at loop time `now`; False when nothing more waits."""
        ...

    def failed(self, error: Exception) -> None:
        """`pump` raised; it is not called again."""
        ...


@dataclass(slots=True)
class Smoothness:
    """How smoothly all mouths of a node have spoken since its start."""

    frames: int = 0
    """Sent, 20 ms each."""
    underruns: int = 0
    """The carrier had played all it held in the middle of a `Say`."""
    silent_s: float = 0.0
    """Silence that callers heard of that."""
    late_ms: Histogram = field(default_factory=lambda: Histogram(LATE_MS))
    """How late the ticks came."""

    def ran_dry(self, seconds: float) -> None:
        """A frame left so long after the one before it had been played."""
        self.underruns += 1
        self.silent_s += seconds

    def as_dict(self) -> dict[str, Any]:
        """For health."""
        return {
            "frames": self.frames,
            "underruns": self.underruns,
            "silent_s": round(self.silent_s, 3),
            "tick_late_p99_ms": self.late_ms.within(0.99),
            "tick_late_max_ms": round(self.late_ms.most, 1),
        }


class Pacer:
    """Calls `pump` of every member each 20 ms."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.smoothness = Smoothness()
        self.headstart = Headstart()
        self._loop = loop
        self._members: dict[Paced, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def __contains__(self, member: Paced) -> bool:
        return member in self._members

    def add(self, member: Paced) -> None:
        """Pump `member` from the next tick on, until it has nothing more."""
        self._members[member] = None
        if self._timer is None:
            self._schedule()

    def remove(self, member: Paced) -> None:
        """Leave `member` alone; unknown ones are fine."""
        self._members.pop(member, None)
        if not self._members and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _schedule(self) -> None:
        tick = math.floor(self._loop.time() / FRAME_SECONDS + 1.000001) * FRAME_SECONDS
        self._timer = self._loop.call_at(tick, self._tick, tick)

    def _tick(self, due: float) -> None:
        self._timer = None
        now = self._loop.time()
        self.smoothness.late_ms.add(1000.0 * max(0.0, now - due), now)
        for member in tuple(self._members):
            if not self._pump(member, now):
                self._members.pop(member, None)
        if self._members:
            self._schedule()

    def _pump(self, member: Paced, now: float) -> bool:
        try:
            return member.pump(now)
        except Exception as error:  # the boundary: a bug in one call must not silence the others
            member.failed(error)
            return False
