"""How traffic rises and falls: calls at once, or calls that begin, over the time of a run. Pure."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Literal

from voicectl.errors import CommandError

Shape = Literal["steady", "ramp", "spike", "heat-wave"]
POINTS: Mapping[Shape, tuple[tuple[float, float], ...]] = {
    "steady": ((0.0, 1.0), (1.0, 1.0)),
    "ramp": ((0.0, 0.0), (0.8, 1.0), (1.0, 1.0)),
    "spike": ((0.0, 0.2), (0.4, 0.2), (0.4, 1.0), (0.6, 1.0), (0.6, 0.2), (1.0, 0.2)),
    "heat-wave": ((0.0, 0.3), (0.3, 0.7), (0.45, 1.0), (0.6, 0.8), (0.75, 1.0), (1.0, 0.4)),
}
"""Share of the duration, share of the peak. A heat wave: it rises all morning, everybody calls at
noon, and again after work."""
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True)
class Traffic:
    """Calls at once (`calls`), or calls that begin (`per_hour`), at the peak; the other is 0."""

    duration_s: float
    calls: int = 0
    per_hour: float = 0.0
    shape: Shape = "steady"
    seed: int = 1

    def level(self, at_s: float) -> float:
        """Share of the peak, 0 to 1; 0 outside of the run."""
        share = at_s / self.duration_s
        for (begin, low), (end, high) in pairwise(POINTS[self.shape]):
            if begin <= share < end:
                return low + (high - low) * (share - begin) / (end - begin)
        return 0.0

    def at_once(self, at_s: float) -> int:
        """How many callers should be talking; at least one until the end."""
        if not 0 <= at_s < self.duration_s:
            return 0
        return max(1, round(self.calls * self.level(at_s))) if self.calls else 0

    def arrivals(self) -> Iterator[float]:
        """When calls begin if `per_hour` is given: independent of each other, as people call."""
        if not self.per_hour:
            return
        random, at, peak = Random(self.seed), 0.0, self.per_hour / 3600.0
        while (at := at - math.log(1.0 - random.random()) / peak) < self.duration_s:
            if random.random() < self.level(at):
                yield at


def seconds(text: str) -> float:
    """Read "30s", "5m", "1h30m", "500ms", or plain seconds. Raises CommandError."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h)", text)
    if parts and "".join(map("".join, parts)) == text:
        return sum(float(number) * _UNITS[unit] for number, unit in parts)
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    raise CommandError(f"{text!r} is no duration; write 30s, 5m or 1h")


def per_hour(text: str) -> float:
    """Read a rate such as "1000/h", "20/m" or "0.5/s". Raises CommandError."""
    form = re.fullmatch(r"(\d+(?:\.\d+)?)/(s|m|h)", text)
    if not form or not float(form[1]):
        raise CommandError(f"{text!r} is no rate; write 1000/h, 20/m or 0.5/s")
    return float(form[1]) * 3600.0 / _UNITS[form[2]]
