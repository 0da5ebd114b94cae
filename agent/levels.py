"""The level of service of a node: watches its signals, moves on the ladder, tells every live call.

Part of the composition root. The rules are `agent.resilience.ladder`; here are clock and signals:
circuits and slowness of the language models, how late the event loop runs, money, the time of day.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import structlog

from agent.events import Level
from agent.resilience import ladder, schedule
from agent.resilience.figures import LATE_MS, Histogram
from agent.resilience.guarded import Guard
from agent.resilience.ladder import Ladder, LadderRules, Override, Signals
from agent.resilience.schedule import Window
from agent.resilience.together import ALONE

log = structlog.get_logger()

LOOK_S = 0.5
"""Seconds between two looks at the signals."""
LAG_LOOKS = 6
"""The loop is as late as in the worst but one of so many looks: one hiccup is no trouble."""
LADDER = LadderRules()

Tell = Callable[[Level, str], None]
"""Told of each change: the new level and why."""


class Levels:
    """Where the node stands, and a level set by hand."""

    def __init__(
        self,
        models: Mapping[Level, Guard | None],
        tell: Tell,
        *,
        cost_share: Callable[[], float] = lambda: 0.0,
        local: Callable[[], datetime] = lambda: datetime.now(UTC),
        windows: Sequence[Window] = (),
        heat_wave: Callable[[], dict[str, Any]] | None = None,
        budget_of: Callable[[], str] = lambda: ALONE,
    ) -> None:
        """`models`: guards of the language models by the level that asks them; may be empty.

        A model without a guard counts as well. `cost_share`: how much of the budget is spent.
        `local`: the time by which the `windows` of the schedule are meant. `heat_wave` tells of
        that mode for the status, `budget_of` whose spending counts.
        """
        self.windows = tuple(windows)
        """The schedule; may be replaced at any time."""
        self.late_ms = Histogram(LATE_MS)
        """How late the event loop ran, by every look."""
        self._models = models
        self._tell = tell
        self._cost_share = cost_share
        self._local = local
        self._heat_wave = heat_wave
        self._budget_of = budget_of
        self.best: Level = min(models, default=2)
        """The best level that the models allow."""
        self._ladder = Ladder(auto=self.best)
        self._lags: deque[float] = deque(maxlen=LAG_LOOKS)
        self._parts_spent = 0

    @property
    def level(self) -> Level:
        """The level in force; never better than the models that there are."""
        return max(self.best, self._ladder.level)

    @property
    def why(self) -> str:
        """In words."""
        if self._ladder.level < self.best or (not self._models and self.level == self.best):
            return "no language model is set up"
        return self._ladder.why or "all is well"

    @property
    def by_hand(self) -> Override | None:
        """The level that is set by hand, until some time of the loop's clock."""
        return self._ladder.override

    async def run(self) -> None:
        """Look at the signals until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK_S
            await asyncio.sleep(LOOK_S)
            now = loop.time()
            late_ms = 1000.0 * max(0.0, now - due)
            self.late_ms.add(late_ms, now)
            self._lags.append(late_ms)
            self.look(now)

    def look(self, now: float) -> None:
        """Move on the ladder as the signals ask."""
        self._move(ladder.step(self._ladder, self._signals(now), now))
        self._alert(self._cost_share())

    def set(self, level: Level, seconds: float, why: str, now: float) -> None:
        """Serve at this level for a while, whatever the signals say."""
        self._move(ladder.by_hand(self._ladder, level, until=now + seconds, why=why))

    def release(self) -> None:
        """Follow the signals again."""
        self._move(ladder.released(self._ladder))

    def status(self, now: float) -> dict[str, Any]:
        """For health and the control API."""
        override = self._ladder.override
        return {
            "level": self.level,
            "why": self.why,
            "best": self.best,
            "auto": max(self.best, self._ladder.auto),
            "schedule": [window.text for window in self.windows],
            "by_hand_s": round(override.until - now, 1) if override else None,
            "loop_lag_ms": round(self.lag_ms, 1),
            "loop_lag_p99_ms": self.late_ms.within(0.99),
            "loop_lag_max_ms": round(self.late_ms.most, 1),
            "heat_wave": self._heat_wave() if self._heat_wave else None,
        }

    def _move(self, moved: Ladder) -> None:
        before = self.level
        self._ladder = moved
        if self.level != before:
            log.warning("level_changed", before=before, level=self.level, why=self.why)
            self._tell(self.level, self.why)

    def _alert(self, share: float) -> None:
        """Tell once of each part of the budget that is spent, whether or not the level changes."""
        parts = sum(share >= part for part in (LADDER.saving_share, LADDER.spent_share))
        if parts > self._parts_spent:
            log.warning("budget_alert", spent=f"{share:.0%}")
        self._parts_spent = parts

    @property
    def lag_ms(self) -> float:
        """How late the event loop runs."""
        ranked = sorted(self._lags)
        return ranked[-2] if len(ranked) > 1 else 0.0

    def _signals(self, now: float) -> Signals:
        due = schedule.due(self.windows, self._local())
        always = Signals(
            loop_lag_ms=self.lag_ms,
            cost_share=self._cost_share(),
            budget_of=self._budget_of(),
            scheduled=due.level if due else 0,
            schedule=due.text if due else "",
        )
        if not self._models:
            return always
        return replace(
            always,
            full_model=self._usable(0),
            small_model=self._usable(1),
            full_p95_ms=_slowness(self._models.get(0), now),
            small_p95_ms=_slowness(self._models.get(1), now),
        )

    def _usable(self, level: Level) -> bool:
        if level not in self._models:
            return False
        guard = self._models[level]
        return guard is None or guard.circuit.state == "closed"


def _slowness(guard: Guard | None, now: float) -> float | None:
    return guard.figures.first_ms.percentile(0.95, now) if guard else None
