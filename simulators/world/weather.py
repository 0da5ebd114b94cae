"""What fails when: faults of a simulated hour as plain data, and the look at them by the clock."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something is ill for a while. Times are loop times."""

    kind: str
    """Who and how, e.g. "voice hangs"."""
    begins: float
    ends: float


class Weather:
    """The faults of one hour; counts those that somebody met."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        self.met: Counter[str] = Counter()
        self._loop = asyncio.get_running_loop()
        self._by_kind: dict[str, list[Fault]] = {}
        for one in self.faults:
            self._by_kind.setdefault(one.kind, []).append(one)

    def is_(self, kind: str) -> bool:
        """Whether this fault is there now; to be asked by whoever suffers from it."""
        known, now = self._by_kind.get(kind), self._loop.time()
        there = known is not None and any(one.begins <= now < one.ends for one in known)
        if there:
            self.met[kind] += 1
        return there

    def calm(self, now: float, *, since: float) -> bool:
        """Nothing was ill within the last `since` seconds."""
        return not any(one.begins <= now and one.ends > now - since for one in self.faults)

    def well(self, prefix: str, now: float, *, since: float) -> bool:
        """The same for kinds that begin with `prefix`."""
        return not any(
            one.kind.startswith(prefix) and one.begins <= now and one.ends > now - since
            for one in self.faults
        )
