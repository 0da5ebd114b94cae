"""Stalls of the event loop by kind and place: how often, how long. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

Kind = Literal["computing", "collecting", "core taken", "interpreter held", "blocked"]
"""What the loop's thread did meanwhile: it ran code; the garbage collector did; it could have run,
but the system ran something else; another thread of ours held the interpreter; it waited inside a
call to the system."""
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_PLACES = 100
ELSEWHERE = "elsewhere"
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Parts:
    """How the time from one beat of the loop to the next was spent, in seconds."""

    whole: float
    idle: float
    """The most that the loop may have slept because nothing was due."""
    computing: float
    """CPU time of the loop's thread, with that of the collector."""
    collecting: float
    core_taken: float
    held: float
    """The interpreter could not be had; that is nothing while the loop's own thread has it."""

    @property
    def kind(self) -> Kind:
        """Where most of the time went."""
        lost = max(0.0, self.whole - self.idle - self.computing - self.core_taken)
        held = min(lost, self.held)
        spent: dict[Kind, float] = {
            "collecting": self.collecting,
            "computing": self.computing - min(self.collecting, self.computing),
            "core taken": self.core_taken,
            "interpreter held": held,
            "blocked": lost - held,
        }
        return max(spent, key=lambda kind: spent[kind])


@dataclass(slots=True)
class Tally:
    """Stalls of one kind in one place."""

    times: int = 0
    ms: float = 0.0
    """All of them together."""
    worst_ms: float = 0.0

    def add(self, ms: float) -> None:
        """Take one stall."""
        self.times += 1
        self.ms += ms
        self.worst_ms = max(self.worst_ms, ms)


class Table:
    """All stalls since the start; places beyond the first hundred count as one."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[Kind, str], Tally] = {}

    def add(self, kind: Kind, place: str, ms: float) -> None:
        """Take one stall."""
        if (kind, place) not in self._tallies and len(self._tallies) >= MOST_PLACES:
            place = ELSEWHERE
        self._tallies.setdefault((kind, place), Tally()).add(ms)

    def by_kind(self) -> Iterator[tuple[Kind, Tally]]:
        """Every kind, those that never were as well."""
        for kind in KINDS:
            found = [one for (name, _), one in self._tallies.items() if name == kind]
            worst = max((one.worst_ms for one in found), default=0.0)
            yield kind, Tally(sum(one.times for one in found), sum(one.ms for one in found), worst)

    def worst(self, most: int = SHOWN) -> list[dict[str, Any]]:
        """Where most time was lost, worst first."""
        ranked = sorted(self._tallies.items(), key=lambda item: -item[1].ms)
        return [
            {
                "kind": kind,
                "place": place,
                "times": one.times,
                "ms": round(one.ms),
                "worst_ms": round(one.worst_ms),
            }
            for (kind, place), one in ranked[:most]
        ]

    def as_dict(self) -> dict[str, Any]:
        """For health."""
        every = [one for _, one in self.by_kind()]
        return {
            "times": sum(one.times for one in every),
            "ms": round(sum(one.ms for one in every)),
            "worst_ms": round(max(one.worst_ms for one in every)),
            "places": self.worst(),
        }
