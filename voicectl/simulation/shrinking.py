"""Finds the smallest part of an hour that still breaks the same rule."""

from collections.abc import Callable
from dataclasses import replace

from voicectl.simulation.plan import plan
from voicectl.simulation.rules.violation import Violation
from voicectl.simulation.running import Order, run

MOST_TRIES = 14


def shrink(
    order: Order, violation: Violation, breaks: Callable[[Order, str], bool] | None = None
) -> Order:
    """`order` with fewer calls and faults; itself when nothing can be left out."""
    tries = 0

    def still(smaller: Order) -> bool:
        nonlocal tries
        tries += 1
        return (breaks or _breaks)(smaller, violation.invariant)

    if violation.call is not None and order.only is None:
        alone = replace(order, only=_with_callback(violation.call))
        order = alone if still(alone) else order
    if not order.still:
        calm = replace(order, still=True)
        order = calm if still(calm) else order
    faults = order.faults
    if faults is None:
        count = len(plan(order.seed, calls=order.calls, hours=order.hours).faults)
        faults = frozenset(range(count))
    size = len(faults)
    while size and tries < MOST_TRIES:
        kept = sorted(faults)
        for first in range(0, len(kept), size):
            fewer = replace(order, faults=faults - frozenset(kept[first : first + size]))
            if tries < MOST_TRIES and fewer.faults != faults and still(fewer):
                order, faults = fewer, fewer.faults or frozenset()
        size //= 2
    return order


def _with_callback(call: int) -> frozenset[int]:
    """A call and the one it may be followed by."""
    return frozenset({call % 1000})


def _breaks(order: Order, invariant: str) -> bool:
    return any(one.invariant == invariant for one in run(order).violations)
