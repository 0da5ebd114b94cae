"""Whether so many people call that it must be a heat wave (or a cold one): a pure function of calls
by the minute.

It begins when every one of the last `minutes` whole minutes had more calls than the limit, and ends
when none of them had. Between the two it stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class HeatRules:
    """When it begins and ends."""

    calls_per_minute: int
    minutes: int


def wave(before: bool, whole: Sequence[float], rules: HeatRules) -> bool:
    """Whether it is one after these whole minutes; fewer than `minutes` of them say nothing."""
    if len(whole) < rules.minutes:
        return before
    if min(whole) > rules.calls_per_minute:
        return True
    return before and max(whole) > rules.calls_per_minute
