"""Whether so many people call that it must be a heat wave (or a cold one): a pure function of calls
by the minute.

It begins when every one of the last `minutes` whole minutes had more calls than the limit, and ends
when none of them had. Between the two it stays as it is.
"""

from dataclasses import dataclass, replace

MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class HeatRules:
    """When it begins and ends."""

    calls_per_minute: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Heat:
    """Calls of the minute that runs and of the whole minutes before it, oldest first."""

    minute: int | None = None
    calls: int = 0
    whole: tuple[int, ...] = ()
    on: bool = False


def step(heat: Heat, now: float, rules: HeatRules, calls: int = 0) -> Heat:
    """The same at a later time (seconds by any steady clock), with so many calls more."""
    minute = int(now // MINUTE_S)
    if heat.minute is None:
        return replace(heat, minute=minute, calls=calls)
    if minute <= heat.minute:
        return replace(heat, calls=heat.calls + calls)
    quiet = (0,) * min(minute - heat.minute - 1, rules.minutes)
    whole = (*heat.whole, heat.calls, *quiet)[-rules.minutes :]
    return Heat(minute, calls, whole, _on(heat.on, whole, rules))


def _on(before: bool, whole: tuple[int, ...], rules: HeatRules) -> bool:
    if len(whole) < rules.minutes:
        return before
    if min(whole) > rules.calls_per_minute:
        return True
    return before and max(whole) > rules.calls_per_minute
