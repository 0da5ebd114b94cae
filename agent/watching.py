"""Watches the node itself and tells changes as news: circuits, level of service, draining, logs.

Part of the composition root.
"""

import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any

from agent.call.pacer import Smoothness
from agent.levels import Levels
from agent.resilience.guarded import Guards
from agent.switchboard import Switchboard
from agent.telemetry.feed import Feed
from agent.telemetry.news import (
    Alert,
    CircuitState,
    CircuitTurned,
    DrainTurned,
    LevelTurned,
    LogLine,
    Pulse,
)

LOOK_S = 0.5


class Watch:
    """Compares the node with how it was at the last look."""

    def __init__(
        self,
        board: Switchboard,
        limit: int,
        guards: Guards,
        levels: Levels,
        smoothness: Smoothness,
        feed: Feed,
    ) -> None:
        """`limit`: calls at once."""
        self._board = board
        self._limit = limit
        self._guards = guards
        self._levels = levels
        self._smoothness = smoothness
        self._feed = feed

    def pulse(self) -> Pulse:
        """How the node is now."""
        now = asyncio.get_running_loop().time()
        level = self._levels.status(now)
        return Pulse(
            live=len(self._board),
            limit=self._limit,
            draining=self._board.refusing,
            level=level["level"],
            why=level["why"],
            best=level["best"],
            by_hand_s=level["by_hand_s"],
            loop_lag_ms=level["loop_lag_ms"],
            underruns=self._smoothness.underruns,
            circuits={
                name: CircuitState(
                    state=one.state,
                    held=one.held,
                    why=one.why,
                    calls=one.recent_calls,
                    faults=one.recent_faults,
                )
                for name, one in self._guards.status(now).items()
            },
        )

    async def run(self) -> None:
        """Look until cancelled."""
        before = self.pulse()
        while True:
            await asyncio.sleep(LOOK_S)
            after = self.pulse()
            self._tell(before, after)
            before = after

    def _tell(self, before: Pulse, after: Pulse) -> None:
        publish = self._feed.publish
        for name, one in after.circuits.items():
            was = before.circuits.get(name)
            if was is None or (was.state, was.held) == (one.state, one.held):
                continue
            publish(CircuitTurned(circuit=name, state=one.state, held=one.held, why=one.why))
            if one.state == "open":
                publish(Alert(severity="warning", what=f"circuit {name} is open: {one.why}"))
        if after.level != before.level:
            publish(LevelTurned(level=after.level, why=after.why))
            if after.level > before.level:
                what = f"level of service {after.level}: {after.why}"
                publish(Alert(severity="critical" if after.level == 3 else "warning", what=what))
        if after.draining != before.draining:
            publish(DrainTurned(on=after.draining))


class Tail:
    """A processor of log entries that passes them on as news, once it knows where to."""

    def __init__(self) -> None:
        self.to: Callable[[LogLine], None] | None = None

    def __call__(
        self, _: Any, __: str, entry: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Pass on an entry that was masked before."""
        if self.to is not None and entry.get("level") != "debug":
            rest = (
                f"{name}={value}"
                for name, value in entry.items()
                if name not in ("event", "level", "timestamp", "call", "exception")
            )
            self.to(
                LogLine(
                    level=str(entry.get("level", "info")),
                    event=str(entry.get("event", "")),
                    call=str(entry.get("call", "")),
                    detail=" ".join(rest)[:300],
                )
            )
        return entry
