"""What a run uses while it runs, looked at from outside once a second."""

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from time import monotonic

from voicectl.bench.processes import cpu_seconds, rss_mb

LOOK_S = 1.0


@dataclass(frozen=True, slots=True)
class Look:
    """One look. CPU is seconds used until then, by the name of the process."""

    at_s: float
    live: int
    """Calls."""
    cpu: Mapping[str, float]
    rss_mb: float
    """Of the node with its workers."""


@dataclass
class Gauge:
    """Looks at processes (name: pid) until it is cancelled; one of them may be "node", one our own,
    whose children have names of their own."""

    pids: Mapping[str, int]
    live: Callable[[], int]
    began: float
    looks: list[Look] = field(default_factory=list)

    async def run(self) -> None:
        """Look for ever."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)

    def look(self) -> None:
        """Take one look now."""
        cpu = {name: cpu_seconds(pid, alone=pid == os.getpid()) for name, pid in self.pids.items()}
        memory = rss_mb(self.pids["node"]) if "node" in self.pids else 0.0
        self.looks.append(Look(monotonic() - self.began, self.live(), cpu, memory))

    def busy(self, name: str) -> list[tuple[float, float]]:
        """Cores that a process used, by the time of each look but the first."""
        return [
            (after.at_s, (after.cpu[name] - before.cpu[name]) / (after.at_s - before.at_s))
            for before, after in pairwise(self.looks)
            if name in after.cpu and after.at_s - before.at_s > LOOK_S / 2
        ]

    def cores_per_call(self) -> float | None:
        """Of the node, for each second that a call was live; None: not known."""
        seconds = [(b.at_s - a.at_s) * (a.live + b.live) / 2 for a, b in pairwise(self.looks)]
        if "node" not in self.pids or not sum(seconds):
            return None
        return (self.looks[-1].cpu["node"] - self.looks[0].cpu["node"]) / sum(seconds)

    def mb_per_call(self) -> float | None:
        """Memory of the node beyond that of the first look, at the most calls at once."""
        most = max((one.live for one in self.looks), default=0)
        if "node" not in self.pids or not most:
            return None
        return (max(one.rss_mb for one in self.looks) - self.looks[0].rss_mb) / most


def load() -> list[float]:
    """The machine's load: figures taken under load are worth less."""
    return [round(one, 1) for one in os.getloadavg()]
