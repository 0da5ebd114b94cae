"""The dialogue's timers on the loop's clock. The silence timer counts only while nobody speaks."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from agent.call.clock import Clock
from agent.events import StartTimer, TimerFired, TimerName


@dataclass(slots=True)
class _Running:
    command: StartTimer
    handle: asyncio.TimerHandle | None
    """None while the silence timer waits for silence."""


class Timers:
    """At most one timer of each name; starting one again replaces it."""

    def __init__(self, clock: Clock, fire: Callable[[TimerFired], None]) -> None:
        self._clock = clock
        self._fire = fire
        self._running: dict[TimerName, _Running] = {}
        self._voices = 0
        self._closed = False

    def __len__(self) -> int:
        return len(self._running)

    @property
    def quiet(self) -> bool:
        """Nobody speaks, though somebody could, and nothing but that silence is timed."""
        return not self._voices and self._running.keys() <= {"silence"}

    def start(self, command: StartTimer) -> None:
        """Start or restart the timer; the silence timer waits until nobody speaks."""
        if self._closed:
            return
        self.cancel(command.timer)
        waits = command.timer == "silence" and self._voices > 0
        handle = None if waits else self._later(command)
        self._running[command.timer] = _Running(command, handle)

    def cancel(self, timer: TimerName) -> None:
        """Stop the timer if it runs."""
        running = self._running.pop(timer, None)
        if running is not None and running.handle is not None:
            running.handle.cancel()

    def ripe(self, timer: TimerName) -> None:
        """The timer's time has passed elsewhere: if it runs, it fires now."""
        running = self._running.get(timer)
        if running is not None:
            self.cancel(timer)
            self._out(running.command)

    def speaking(self, voices: int) -> None:
        """Tell how many sides speak now; the silence timer restarts when it becomes none."""
        before, self._voices = self._voices, voices
        silence = self._running.get("silence")
        if silence is None or (before > 0) == (voices > 0):
            return
        if silence.handle is not None:
            silence.handle.cancel()
        silence.handle = None if voices else self._later(silence.command)

    def close(self) -> None:
        """Stop all timers for good."""
        self._closed = True
        for timer in tuple(self._running):
            self.cancel(timer)

    def _later(self, command: StartTimer) -> asyncio.TimerHandle:
        return self._clock.call_later(command.seconds, self._out, command)

    def _out(self, command: StartTimer) -> None:
        self._running.pop(command.timer, None)
        self._fire(TimerFired(timer=command.timer, number=command.number))
