"""Schedules as people write them: TOML files, and the same tables as JSON for a running proxy.

seed = 7

[[fault]]
kind = "refuse"             # see kinds.py; all other names but these five are its settings
status = 429
service = "openai"          # one proxy; left out: all
path = "/v1/chat/*"
start = "10s"               # or a number of seconds
end = 40
share = 0.3
times = 5
"""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulators.faults.kinds import BadFault, fault_of
from simulators.faults.schedule import Entry, Schedule

_UNITS = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


class BadSchedule(Exception):
    """A schedule that can't be used; the message says where and what to change."""


@dataclass(frozen=True, slots=True)
class Written:
    """A whole file."""

    seed: int
    entries: tuple[tuple[str, Entry], ...]
    """With the service each one is for; empty: all."""

    def schedule(self, service: str) -> Schedule:
        """The schedule of one service's proxy."""
        return Schedule([entry for name, entry in self.entries if name in ("", service)], self.seed)


def load(path: Path) -> Written:
    """Read a file. Raises BadSchedule."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSchedule(f"{path}: {error}") from None
    if unknown := set(table) - {"seed", "fault"}:
        raise BadSchedule(f"{path}: no {', '.join(sorted(unknown))} here; seed and [[fault]] are")
    faults, seed = table.get("fault", []), table.get("seed", 0)
    if not isinstance(faults, list) or not isinstance(seed, int):
        raise BadSchedule(f"{path}: seed is a number, and faults are written as [[fault]]")
    entries = []
    for number, one in enumerate(faults, 1):
        try:
            entries.append(entry_of(one))
        except BadSchedule as error:
            raise BadSchedule(f"{path}: fault {number}: {error}") from None
    return Written(seed, tuple(entries))


def entry_of(table: Mapping[str, Any]) -> tuple[str, Entry]:
    """One fault with its service (empty: all). Raises BadSchedule."""
    if not isinstance(table, Mapping):
        raise BadSchedule("a fault is a table")
    rest = dict(table)
    service = rest.pop("service", "")
    kind = rest.pop("kind", None)
    if not isinstance(service, str) or not isinstance(kind, str):
        raise BadSchedule('it needs a kind, e.g. kind = "delay", and service is a name')
    path, share, times = rest.pop("path", "*"), rest.pop("share", 1.0), rest.pop("times", 0)
    if not isinstance(path, str):
        raise BadSchedule("path is a pattern, e.g. /v1/chat/*")
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        raise BadSchedule("share is a number from 0 to 1")
    if not isinstance(times, int) or times < 0:
        raise BadSchedule("times is a whole number; 0: any number")
    start = _seconds(rest.pop("start", 0.0))
    end = _seconds(rest.pop("end", math.inf))
    if not start < end:
        raise BadSchedule("it ends before it starts")
    try:
        fault = fault_of(kind, rest)
    except BadFault as error:
        raise BadSchedule(str(error)) from None
    return service, Entry(fault, start, end, float(share), path, times)


def _seconds(value: object) -> float:
    """A number of seconds, or one with a unit. Raises BadSchedule."""
    if isinstance(value, str) and (form := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|)", value)):
        return float(form[1]) * _UNITS[form[2]]
    if isinstance(value, int | float) and value >= 0:
        return float(value)
    raise BadSchedule(f"{value!r} is no time; write 30, '30s' or '5m'")
