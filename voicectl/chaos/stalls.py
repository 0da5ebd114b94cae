"""Where the node stood still during a step, by what its health tells before and after. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAMED = 3
"""So many of the worst are told in words."""


@dataclass(frozen=True, slots=True)
class Stall:
    """All stalls of one kind in one place."""

    kind: str
    place: str
    times: int
    ms: int
    """All of them together."""

    def __str__(self) -> str:
        return f"{self.kind} ({self.place}) {self.times} times, {self.ms} ms"


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Stall, ...]:
    """What came between two healths' `stalls`, worst first."""
    earlier = {(one["kind"], one["place"]): one for one in before["places"]}
    found = []
    for one in after["places"]:
        was = earlier.get((one["kind"], one["place"]), {"times": 0, "ms": 0})
        if (times := one["times"] - was["times"]) > 0:
            found.append(Stall(one["kind"], one["place"], times, one["ms"] - was["ms"]))
    return tuple(sorted(found, key=lambda one: -one.ms))


def told(stalls: Sequence[Stall]) -> str:
    """The worst of them in words."""
    if not stalls:
        return (
            "no stall of its loop was noticed (server.stall_ms): the voice was late, or the carrier"
        )
    worst = "; ".join(map(str, stalls[:NAMED]))
    rest = len(stalls) - NAMED
    return f"single stalls: {worst}" + (f"; {rest} other places" if rest > 0 else "")
