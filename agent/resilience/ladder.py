"""Which level of service a node gives: a pure function of signals, up at once, down slowly.

    0  the full model
    1  a small, fast model and a cheaper voice
    2  rules: the models on this machine and templates; every step of a call still works
    3  the safety line, then people

The dialogue and its state are the same on every level, and safety rules run on all of them without
any model, so a call may change level at every turn, in both directions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Level = Literal[0, 1, 2, 3]
BEST: Level = 0
WORST: Level = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What is known of the node and its providers at one moment."""

    full_model: bool = True
    """It may be asked: there is one and its circuit is closed."""
    small_model: bool = True
    voice: bool = True
    """Some voice speaks, be it the local one."""
    hearing: bool = True
    """Some recogniser hears, be it the local one."""
    full_p95_ms: float | None = None
    """To the first token, of late; None: not asked of late."""
    small_p95_ms: float | None = None
    cost_share: float = 0.0
    """Share of the budget that is spent (`budget.CostBudget.share`)."""
    budget_of: str = "this node"
    """Whose spending that is."""
    loop_lag_ms: float = 0.0
    """How late the event loop runs what is due."""
    scheduled: Level = BEST
    """What the clock asks for (`schedule.due`)."""
    schedule: str = ""
    """The window that does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRules:
    """When a signal is bad."""

    slow_ms: float = 2000.0
    """A model whose 95th percentile is above this is as good as none."""
    saving_share: float = 0.8
    """From this share of the budget on we save: a smaller model, the cheapest voice."""
    spent_share: float = 1.0
    """From this on no language model is asked, and services of speech only where this machine's
    engines fail or are late."""
    lag_ms: tuple[float, float, float] = (100.0, 300.0, 1000.0)
    """Loop lag that asks for levels 1, 2 and 3; audio is sent about 200 ms ahead."""
    calm_s: float = 60.0
    """Signals must have been better for so long before each step down."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the signals alone ask for."""

    level: Level
    why: str


@dataclass(frozen=True, slots=True)
class Override:
    """A level set by hand, and the time at which that ends."""

    level: Level
    until: float
    why: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where the node stands. `override` hides the level that the signals led to."""

    auto: Level = BEST
    auto_why: str = ""
    calm_since: float | None = None
    """Since when the signals have asked for less than `auto`."""
    at: float = float("-inf")
    override: Override | None = None

    @property
    def level(self) -> Level:
        """The level of service in force."""
        return self.override.level if self.override else self.auto

    @property
    def why(self) -> str:
        """In words; empty: everything is well."""
        return f"by hand: {self.override.why}" if self.override else self.auto_why


def wanted(signals: Signals, rules: LadderRules = LadderRules()) -> Wanted:
    """The level that the signals ask for, with every reason for it."""
    asked = list(_demands(signals, rules))
    level = max((level for level, _ in asked), default=BEST)
    return Wanted(level, "; ".join(why for one, why in asked if one == level))


def step(
    ladder: Ladder, signals: Signals, now: float, rules: LadderRules = LadderRules()
) -> Ladder:
    """The ladder after a look at the signals: worse at once, better one level at a time."""
    now = max(now, ladder.at)
    ladder = replace(ladder, at=now, override=_in_force(ladder.override, now))
    asked = wanted(signals, rules)
    if asked.level >= ladder.auto:
        return replace(ladder, auto=asked.level, auto_why=asked.why, calm_since=None)
    if ladder.calm_since is None:
        return replace(ladder, calm_since=now)
    if now - ladder.calm_since < rules.calm_s:
        return ladder
    below = _below(ladder.auto)
    why = asked.why if below == asked.level else f"recovering from: {ladder.auto_why}"
    return replace(ladder, auto=below, auto_why=why, calm_since=now)


def by_hand(ladder: Ladder, level: Level, *, until: float, why: str) -> Ladder:
    """The ladder with a level set by hand until some time."""
    return replace(ladder, override=Override(level, until, why))


def released(ladder: Ladder) -> Ladder:
    """The ladder as the signals have it."""
    return replace(ladder, override=None)


def _demands(signals: Signals, rules: LadderRules) -> Iterator[tuple[Level, str]]:
    if not signals.hearing:
        yield 3, "nothing hears"
    if not signals.voice:
        yield 3, "no voice speaks"
    full = _model_trouble("the full model", signals.full_model, signals.full_p95_ms, rules)
    small = _model_trouble("the small model", signals.small_model, signals.small_p95_ms, rules)
    if full and small:
        yield 2, f"{full}; {small}"
    elif full:
        yield 1, full
    spent = f"{signals.cost_share:.0%} of the budget is spent by {signals.budget_of}"
    if signals.cost_share >= rules.spent_share:
        yield 2, spent
    elif signals.cost_share >= rules.saving_share:
        yield 1, spent
    if signals.scheduled:
        yield signals.scheduled, f"scheduled {signals.schedule}"
    levels: tuple[Level, ...] = (3, 2, 1)
    for level in levels:
        if signals.loop_lag_ms >= rules.lag_ms[level - 1]:
            yield level, f"the loop is {signals.loop_lag_ms:.0f} ms late"
            break


def _model_trouble(name: str, usable: bool, p95_ms: float | None, rules: LadderRules) -> str:
    if not usable:
        return f"{name} can't be asked"
    if p95_ms is not None and p95_ms > rules.slow_ms:
        return f"{name} is slow ({p95_ms:.0f} ms)"
    return ""


def _below(level: Level) -> Level:
    lower: dict[Level, Level] = {3: 2, 2: 1, 1: 0, 0: 0}
    return lower[level]


def _in_force(override: Override | None, now: float) -> Override | None:
    return override if override and now < override.until else None
