"""Levels of service by the clock, e.g. nights without language models. Pure.

22:00-06:00=2            every night; what begins on a day ends on the next one
sat,sun 00:00-24:00=1    days by name, also "mon-fri"
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from agent.resilience.ladder import Level

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXAMPLE = 'write "22:00-06:00=2" or "sat,sun 00:00-24:00=1"'
LEVELS: dict[str, Level] = {"1": 1, "2": 2, "3": 3}
_DAY = 24 * 60
_WINDOW = re.compile(r"(?:([a-z,-]+) )?(\d\d):(\d\d)-(\d\d):(\d\d)=([1-3])")


@dataclass(frozen=True, slots=True)
class Window:
    """A time of the week and its level. Times are minutes from midnight."""

    text: str
    days: frozenset[int]
    """On which it begins; 0 is Monday."""
    begins: int
    ends: int
    """Beyond a day's minutes if it ends on the next day."""
    level: Level

    def holds(self, local: datetime) -> bool:
        """Whether it is that time."""
        minute, today = local.hour * 60 + local.minute, local.weekday()
        return any(
            (today - back) % 7 in self.days and self.begins <= minute + back * _DAY < self.ends
            for back in (0, 1)
        )


def parse(text: str) -> Window:
    """A window as it is written above. Raises ValueError, which says how to write one."""
    found = _WINDOW.fullmatch(" ".join(text.lower().split()))
    if found is None:
        raise ValueError(f"{text!r} is no window of a schedule: {EXAMPLE}")
    days, *clock, level = found.groups()
    hours, minutes, until_hours, until_minutes = map(int, clock)
    begins, ends = hours * 60 + minutes, until_hours * 60 + until_minutes
    if begins >= _DAY or ends > _DAY or minutes > 59 or until_minutes > 59 or begins == ends:
        raise ValueError(f"{text!r} has no such times of day: {EXAMPLE}")
    if ends < begins:
        ends += _DAY
    return Window(found[0], _days(days or "mon-sun", text), begins, ends, LEVELS[level])


def due(windows: Iterable[Window], local: datetime) -> Window | None:
    """The window that holds now; of several the one with the least service."""
    holding = [window for window in windows if window.holds(local)]
    return max(holding, key=lambda window: window.level, default=None)


def _days(given: str, text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in given.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise ValueError(f"{text!r} names no days ({', '.join(DAYS)}): {EXAMPLE}")
        begin, end = DAYS.index(first), DAYS.index(last or first)
        found |= {day % 7 for day in range(begin, end + 1 + (7 if end < begin else 0))}
    return frozenset(found)
