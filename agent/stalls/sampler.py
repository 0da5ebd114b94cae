"""A thread that looks at the loop's stack while a beat of the loop is overdue."""

import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.stalls import frames, kernel
from agent.stalls.kernel import Runner, Waiting

GRACE_S = 0.015
"""A beat that is late by less is no stall yet."""
SAMPLE_S = 0.01
MOST_SAMPLES = 200
COUNT_S = 1.0
"""How often CPU times are noted, in case that no look can be taken when a stall begins."""


@dataclass(slots=True)
class Beat:
    """One beat of the loop, and what was seen while it was overdue."""

    due: float
    """Monotonic time."""
    places: list[str] = field(default_factory=list)
    """Of the loop's thread, one a look."""
    others: list[dict[str, str]] = field(default_factory=list)
    """Of the other threads, by their names."""
    used: Mapping[Runner, float] | None = None
    """CPU time of everybody else when the first look was taken; None: none was."""
    held: float = 0.0
    """Seconds that the sampler waited for the interpreter, because somebody had it."""


class Sampler:
    """Watches one thread, which is the one that makes it; `expected` is the next beat."""

    def __init__(self) -> None:
        self.expected = Beat(time.monotonic())
        self._watched = threading.get_ident()
        self._watched_native = threading.get_native_id()
        self._over = False
        self._wakes = time.monotonic()
        """When the sampler wants to wake up; it is late when it can't have the interpreter."""
        self._waited = 0.0
        """What the kernel had counted of its waiting for a core when it went to sleep."""
        self._noted = self._wakes
        self._used: Mapping[Runner, float] = {}
        self._thread = threading.Thread(target=self._run, name="stalls", daemon=True)
        self._known = threading.Event()
        self._thread.start()
        self._waiting = Waiting(self._thread.native_id or 0)
        self._known.set()

    def close(self) -> None:
        """End the thread; it may take some ms until it notices."""
        self._over = True
        self._thread.join(1.0)
        self._waiting.close()

    def used(self) -> dict[Runner, float]:
        """CPU time until now of everybody but the two threads of watching."""
        return kernel.used(frozenset((self._watched_native, self._thread.native_id or 0)))

    def grown(self, beat: Beat) -> dict[Runner, float]:
        """What everybody else used while a beat was overdue, or in the second before as well."""
        before = self._used if beat.used is None else beat.used
        return {one: seconds - before.get(one, 0.0) for one, seconds in self.used().items()}

    def late(self, now: float) -> float:
        """Seconds by which the sampler, if it sleeps, should have been awake by now and was not,
        because it can't have the interpreter.
        """
        return max(0.0, now - self._wakes - (self._waiting.seconds - self._waited))

    def _run(self) -> None:
        self._known.wait()
        while not self._over:
            beat, now = self.expected, time.monotonic()
            beat.held += self.late(now) if self._wakes > beat.due else 0.0
            left = beat.due + GRACE_S - now
            if left <= 0 and len(beat.places) < MOST_SAMPLES:
                self._look(beat)
            elif now > self._noted + COUNT_S:
                self._noted, self._used = now, self.used()
            self._sleep(max(left, SAMPLE_S))

    def _sleep(self, seconds: float) -> None:
        self._waited = self._waiting.seconds
        self._wakes = time.monotonic() + seconds
        time.sleep(seconds)

    def _look(self, beat: Beat) -> None:
        beat.places.append(frames.place(sys._current_frames().get(self._watched)))
        beat.others.append(places())
        if beat.used is None and beat.held < GRACE_S:
            beat.used = self.used()


def places() -> dict[str, str]:
    """Where our threads are, by their names."""
    stacks = sys._current_frames()
    return {one.name: frames.place(stacks.get(one.ident or 0)) for one in threading.enumerate()}
