"""The loop beats every 40 ms; a beat that comes too late is a stall, and is explained.

Beside the loop runs a thread (`Sampler`) that looks at the loop's stack while a beat is overdue;
the kernel says whether the loop's thread computed, waited for its turn or slept, and the garbage
collector when it was at work. All of it together costs less than a hundredth of a core.
"""

import asyncio
import gc
import threading
import time
from dataclasses import dataclass

import structlog

from agent.stalls import frames
from agent.stalls.kernel import Waiting
from agent.stalls.sampler import Beat, Sampler, places
from agent.stalls.table import Kind, Parts, Table

log = structlog.get_logger()

BEAT_S = 0.04
SOMEBODY = "a process that is not ours"


@dataclass(frozen=True, slots=True)
class Clocks:
    """Seconds of the loop's thread until one moment."""

    at: float
    computing: float
    core_taken: float
    collecting: float


class StallWatch:
    """Explains every beat that comes at least so many ms too late."""

    def __init__(self, least_ms: float) -> None:
        self.table = Table()
        self._least_ms = least_ms
        self._collecting = 0.0
        self._began = 0.0
        self._longest = (0.0, 0)
        """The longest collection since the last beat: seconds and generation."""

    async def run(self) -> None:
        """Watch the running loop until cancelled."""
        sampler, waiting = Sampler(), Waiting(threading.get_native_id())
        gc.callbacks.append(self._collected)
        try:
            while True:
                before, self._longest = self._clocks(waiting), (0.0, 0)
                beat = sampler.expected = Beat(before.at + BEAT_S)
                await asyncio.sleep(BEAT_S)
                late_ms = 1000.0 * (time.monotonic() - beat.due)
                if late_ms >= self._least_ms:
                    self._explain(late_ms, beat, before, self._clocks(waiting), sampler)
        finally:
            gc.callbacks.remove(self._collected)
            sampler.close()
            waiting.close()

    def _clocks(self, waiting: Waiting) -> Clocks:
        return Clocks(time.monotonic(), time.thread_time(), waiting.seconds, self._collecting)

    def _collected(self, phase: str, facts: dict[str, int]) -> None:
        """Called by the collector, in whichever thread it runs: all others wait for it."""
        if phase == "start":
            self._began = time.perf_counter()
        else:
            seconds = time.perf_counter() - self._began
            self._collecting += seconds
            self._longest = max(self._longest, (seconds, facts["generation"]))

    def _explain(
        self, late_ms: float, beat: Beat, before: Clocks, now: Clocks, sampler: Sampler
    ) -> None:
        kind = Parts(
            whole=now.at - before.at,
            idle=BEAT_S,
            computing=now.computing - before.computing,
            collecting=now.collecting - before.collecting,
            core_taken=now.core_taken - before.core_taken,
            held=beat.held + sampler.late(now.at),
        ).kind
        place = self._place(kind, beat, sampler)
        if late_ms > max(one.worst_ms for _, one in self.table.by_kind()):
            log.warning("loop_stalled", ms=round(late_ms), kind=kind, place=place)
        self.table.add(kind, place, late_ms)

    def _place(self, kind: Kind, beat: Beat, sampler: Sampler) -> str:
        if kind == "collecting":
            return f"generation {self._longest[1]}"
        if kind not in ("core taken", "interpreter held"):
            return frames.usual(beat.places)
        grown = sampler.grown(beat).items()
        held = {one: used for one, used in grown if one.ours or kind == "core taken"}
        busiest = max(held, key=lambda one: held[one], default=None)
        if busiest is None or held[busiest] <= 0.0:
            return SOMEBODY if kind == "core taken" else frames.UNSEEN
        if not busiest.ours:
            return busiest.name
        looks = beat.others or [places()]
        seen = [one[busiest.name] for one in looks if busiest.name in one]
        return f"thread {busiest.name}: {frames.usual(seen)}"
