"""Who is served how: every new call is judged by capacity, by loop lag and by who calls how often.

Part of the composition root. Nobody is refused: the worst that happens to a caller is the recorded
line, which begins with the safety words and puts emergencies through (`agent.http.recorded`).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from agent.profile.load import key_of
from agent.profile.schema import CompanyProfile
from agent.resilience import heatwave
from agent.resilience.buckets import Buckets, LocalBuckets, SharedBuckets
from agent.resilience.guarded import Guards
from agent.resilience.heatwave import MINUTE_S
from agent.resilience.together import ALONE, Counted
from agent.settings import Settings
from agent.settings_limits import HeatWave, Limits
from agent.switchboard import Admitted, Ringing, Way

log = structlog.get_logger()

MARKED = 2
"""In how many minutes another node's heat wave counts: this one and the last."""
WORST_FIRST: tuple[Way, ...] = ("recorded", "rules", "served")


@dataclass(frozen=True, slots=True)
class Load:
    """What the node has to do at one moment."""

    calls: int
    """Live ones."""
    full_calls: int
    """So many get full service."""
    lag_ms: float
    """How late the event loop runs."""


def by_load(load: Load, limits: Limits) -> Admitted:
    """How one more call is served, by what the node has to do."""
    if load.lag_ms >= limits.lag_recorded_ms:
        return Admitted("recorded", "lag")
    if load.calls >= load.full_calls + limits.extra_calls:
        return Admitted("recorded", "capacity")
    if load.lag_ms >= limits.lag_rules_ms:
        return Admitted("rules", "lag")
    if load.calls >= load.full_calls:
        return Admitted("rules", "capacity")
    return Admitted("served")


def _by_capacity(load: Load) -> Admitted:
    full = load.calls >= load.full_calls
    return Admitted("recorded", "capacity") if full else Admitted("served")


class Admission:
    """Judges calls; keeps count of what it decided."""

    def __init__(
        self,
        limits: Limits,
        buckets: Buckets,
        load: Callable[[], Load],
        heat: "HeatWatch",
        judged: Callable[[str], bool] = lambda call_sid: True,
    ) -> None:
        """`judged`: whether a call is held against the limits, or against the capacity alone."""
        self.decided: Counter[Admitted] = Counter()
        self.heat = heat
        self._limits = limits
        self._buckets = buckets
        self._load = load
        self._judged = judged

    async def decide(self, call: Ringing, company: CompanyProfile) -> Admitted:
        """How a new call to a company is served. Raises nothing."""
        if not self._judged(call.call_sid):
            self.heat.called()
            return self._counted(_by_capacity(self._load()))
        by_caller = await self._by_caller(call.caller)
        found = [by_load(self._load(), self._limits), by_caller]
        # Whoever calls again and again neither uses up what others may call nor makes a heat wave.
        if by_caller.way == "served":
            self.heat.called()
            found.append(await self._by_company(key_of(company)))
        return self._counted(min(found, key=lambda one: WORST_FIRST.index(one.way)))

    def _counted(self, admitted: Admitted) -> Admitted:
        self.decided[admitted] += 1
        if admitted.way != "served":
            log.warning("call_limited", way=admitted.way, why=admitted.why)
        return admitted

    def status(self) -> dict[str, Any]:
        """For health: calls by the way they went and the limit that sent them there."""
        ways: Counter[str] = Counter()
        for one, calls in self.decided.items():
            ways[one.way] += calls
        reasons = {f"{one.way} by {one.why}": n for one, n in self.decided.items() if one.why}
        return {**{way: ways[way] for way in WORST_FIRST}, "limited": dict(sorted(reasons.items()))}

    async def _by_caller(self, caller: str) -> Admitted:
        rate = self._limits.caller.rate
        if not caller or not await self._buckets.take(f"caller:{caller}", rate):
            return Admitted("served")
        if not await self._buckets.take(f"caller-rules:{caller}", rate):
            return Admitted("rules", "caller")
        return Admitted("recorded", "caller")

    async def _by_company(self, company: str) -> Admitted:
        if await self._buckets.take(f"company:{company}", self._limits.company.rate):
            return Admitted("rules", "company")
        return Admitted("served")


def build(
    settings: Settings,
    shared: Buckets | None,
    guards: Guards,
    now: Callable[[], tuple[int, float]],
    heat: "HeatWatch",
) -> Admission:
    """Admission of a node; services get their limits, too.

    `shared`: buckets of all nodes, if there are any. `now`: live calls, and how late the event loop
    runs (ms).
    """
    buckets = SharedBuckets(shared, LocalBuckets()) if shared else LocalBuckets()
    guards.limits.buckets, guards.limits.rates = buckets, settings.limits.api_rates

    def load() -> Load:
        calls, lag_ms = now()
        return Load(calls, settings.server.max_calls, lag_ms)

    judged = partial(settings.flags.on, "limits")
    return Admission(settings.limits, buckets, load, heat, judged)


class HeatWatch:
    """Whether heat-wave mode is on: by hand, or by the number of calls to all nodes."""

    def __init__(
        self, settings: HeatWave, clock: Callable[[], float], of: Callable[[], str] = lambda: ALONE
    ) -> None:
        """`clock`: seconds since 1970. `of`: whose calls are counted, for people."""
        self._settings = settings
        self._clock = clock
        self._of = of
        self._calls = Counted("calls", MINUTE_S, settings.minutes + 1)
        self._marks = Counted("heat-wave", MINUTE_S, MARKED)
        """1 in each minute in which it was on."""
        self._since = self._calls.slice_of(clock())
        self._is = False

    @property
    def counted(self) -> tuple[Counted, ...]:
        """What all nodes count together."""
        return self._calls, self._marks

    @property
    def days_out(self) -> int:
        """Visits of callers whom nothing hurries begin so many days from now; 0: no heat wave."""
        return self._settings.days_out if self._on() else 0

    def called(self) -> None:
        """A call came in."""
        self._calls.add(1, self._clock())
        self._look()

    def status(self) -> dict[str, Any]:
        """For health and the control API."""
        on = self._on()
        now = self._calls.slice_of(self._clock())
        last = now - 1 if self._since < now else now
        return {
            "on": on,
            "why": self._why(on),
            "calls_per_minute": round(self._calls.at(last)),
        }

    def _why(self, on: bool) -> str:
        told = self._settings
        if told.mode != "auto":
            return f"by hand: heat_wave.mode is {told.mode}"
        than = "more than" if on else "not more than"
        calls = f"{told.calls_per_minute} calls a minute to {self._of()}"
        return f"{than} {calls} for {told.minutes} minutes"

    def _on(self) -> bool:
        self._look()
        return self._is if self._settings.mode == "auto" else self._settings.mode == "on"

    def _look(self) -> None:
        """A node that has just begun, or missed something, does as the others do."""
        now, before = self._clock(), self._is
        marked = self._marks.others(now, MARKED) > 0
        self._is = heatwave.wave(before or marked, self._whole(now), self._settings.rules)
        self._marks.put(float(self._is), now)
        if self._is != before and self._settings.mode == "auto":
            log.warning("heat_wave", on=self._is, whole_minutes=self._whole(now))

    def _whole(self, now: float) -> tuple[float, ...]:
        """Calls of the whole minutes that count, as far as they are known, oldest first."""
        minute = self._calls.slice_of(now)
        known = self._since if (told := self._calls.first) is None else min(told, self._since)
        first = max(known, minute - self._settings.minutes)
        return tuple(self._calls.at(one) for one in range(first, minute))
