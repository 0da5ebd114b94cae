"""Rules about the nodes: what they leave behind, whom they leave alone, what they stumble over."""

from collections.abc import Iterable, Iterator
from typing import Any

from voicectl.simulation.rules.violation import Violation
from voicectl.simulation.town import Hour

BUGS = frozenset(
    {
        *("call_failed_twice", "call_broke", "path_broke", "call_left_something"),
        *("call_end_not_written", "background_task_failed", "worker_failed", "voice_raised"),
        *("provider_raised", "books_overloaded", "calls_cancelled"),
    }
)
"""What is logged where a bug was caught."""
HARMLESS = ("ProviderError", "Failure", "Resting")
"""Exceptions with which a call may fail: no voice was left."""


def faults(hour: Hour) -> Iterator[Violation]:
    """All of them, at the end of the hour."""
    at = round(hour.seconds, 2)
    for task in hour.tasks_left:
        yield Violation("nothing is left", at, f"a task: {task}")
    for house in hour.houses:
        if house.dead:
            continue
        counts = {
            "calls with leftovers": house.board.leaks,
            "lines": len(house.board),
            "sessions": house.keeper.status(0.0)["live"],
            "mouths in the pacer": hour.pacing,
            "rows not written": 0 if _ill(hour) else house.back.chronicle.lost,
        }
        for what, count in counts.items():
            if count:
                yield Violation("nothing is left", at, f"node {house.name}: {count} {what}")
        for guard in house.guards:
            if not guard.circuit.closed:
                what = f"node {house.name}: {guard.circuit.key} rests: {guard.circuit.why}"
                yield Violation("breakers close", at, what)
    for record in hour.records.values():
        for call, name in zip(record.calls, record.nodes, strict=True):
            dead = any(house.name == name and house.dead for house in hour.houses)
            if not dead and (left := call.leftovers()):
                what = f"the call left {', '.join(left)} at node {name}"
                yield Violation("nothing is left", record.ended, what, record.planned.number)
    died = [house.dying for house in hour.houses]
    yield from _bugs(one for one in hour.logged if not any(a <= one["time"] <= b for a, b in died))


def _ill(hour: Hour) -> bool:
    return any(one.kind.startswith("books") for one in hour.plan.faults)


def _bugs(logged: Iterable[dict[str, Any]]) -> Iterator[Violation]:
    for entry in logged:
        event = entry["event"]
        last = str(entry.get("trace", "")).strip().rpartition("\n")[2]
        failed = event == "call_failed" and not any(one in last for one in HARMLESS)
        if event in BUGS or failed:
            what = f"{event}: {last or entry.get('exc_info') or entry}"
            yield Violation("no bugs", round(entry["time"], 2), what)
