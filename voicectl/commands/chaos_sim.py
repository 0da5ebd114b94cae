"""`voicectl chaos sim`: whole hours of calls in virtual time, with seeded callers and faults."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.errors import FAILED, CommandError
from voicectl.options import Json
from voicectl.render import emit_json, note, say, table

if TYPE_CHECKING:
    from voicectl.simulation.coverage import Coverage
    from voicectl.simulation.rules.violation import Violation
    from voicectl.simulation.running import Order, Result

SHOWN = 5
"""Violations that are told in full; the others are counted."""
SHRUNK = 3
"""Violations that are made smaller, each of another rule."""


def sim(
    seeds: Annotated[str, typer.Option(metavar="A..B", help="Hours to play, one a seed.")] = "0..9",
    calls: Annotated[int, typer.Option(min=1, max=1000, help="Calls in each hour.")] = 60,
    hours: Annotated[float, typer.Option(min=0.25, max=24.0, help="Virtual hours a seed.")] = 1.0,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes; 0: as many as there are processors.")
    ] = 0,
    shrink: Annotated[
        bool, typer.Option("--shrink/--no-shrink", help="Look for the smallest hour that breaks.")
    ] = True,
    only: Annotated[
        str, typer.Option(metavar="N,N", help="Make these calls of the hour alone.")
    ] = "",
    faults: Annotated[
        str, typer.Option(metavar="N,N|none", help="Let these faults of the hour happen alone.")
    ] = "",
    still: Annotated[bool, typer.Option("--still", help="Nothing happens to the nodes.")] = False,
    as_json: Json = False,
) -> None:
    """Play hours of calls in virtual time, and check that no rule breaks.

    Two nodes with the real dialogue, calls, turn-taking, voices' failover and books; callers,
    providers and faults come from the seed. The same seed gives the same hash on any machine.
    Ends with 1 when a rule was broken, and says how to play that again.
    """
    from voicectl.simulation.coverage import Coverage
    from voicectl.simulation.running import Order, joined, run_all

    orders = [
        Order(
            seed=seed,
            calls=calls,
            hours=hours,
            only=_numbers(only, "--only"),
            faults=_numbers(faults, "--faults"),
            still=still,
        )
        for seed in _seeds(seeds)
    ]
    began = perf_counter()
    coverage, results = Coverage(), []
    processes = min(len(orders), workers or os.cpu_count() or 1)
    for result in _told(run_all(orders, processes), len(orders)):
        coverage.add(result.coverage)
        results.append(result)
    broken = [(result.order, one) for result in results for one in result.violations]
    smaller = _smaller(broken) if shrink else {}
    report = {
        "seeds": len(results),
        "calls": sum(result.calls for result in results),
        "steps": sum(result.steps for result in results),
        "virtual_hours": round(hours * len(results), 2),
        "wall_seconds": round(perf_counter() - began, 1),
        "violations": [_violation(order, one, smaller) for order, one in broken],
        "coverage": _coverage(coverage),
        "hash": joined([result.digest for result in results]),
        "ok": not broken,
    }
    if as_json:
        emit_json(report)
    else:
        _show(report, coverage)
    if broken:
        raise typer.Exit(FAILED)


def _seeds(text: str) -> range:
    first, dots, last = text.partition("..")
    try:
        found = range(int(first), int(last if dots else first) + 1)
    except ValueError:
        found = range(0)
    if not found or found.start < 0:
        raise CommandError(f"--seeds is one number or two as in 0..199, not {text!r}")
    return found


def _numbers(text: str, option: str) -> frozenset[int] | None:
    if not text:
        return None
    if text == "none":
        return frozenset()
    try:
        return frozenset(int(one) for one in text.split(","))
    except ValueError:
        raise CommandError(f"{option} is a list of numbers as in 3,17, not {text!r}") from None


def _told(results: "Iterator[Result]", count: int) -> "Iterator[Result]":
    """The same, with breaches and a line of progress on standard error."""
    began, broken, live = perf_counter(), 0, sys.stderr.isatty()
    clear = "\r\x1b[K" if live else ""
    for number, result in enumerate(results, 1):
        broken += len(result.violations)
        left = (perf_counter() - began) / number * (count - number)
        for one in result.violations:
            note(f"{clear}{one.invariant} broken in seed {result.order.seed}: {one.detail}")
        line = f"seed {result.order.seed}: {number} of {count} hours, {broken} violations"
        line += f", about {left:.0f} s left"
        if live:
            sys.stderr.write(clear + line)
        elif number % 10 == 0 or number == count:
            note(line)
        yield result
    sys.stderr.write(clear)


def _smaller(broken: "Sequence[tuple[Order, Violation]]") -> "dict[tuple[int, Violation], Order]":
    """The smallest hours for the first breach of a few rules."""
    from voicectl.simulation.shrinking import shrink

    firsts: dict[str, tuple[Order, Violation]] = {}
    for order, one in broken:
        firsts.setdefault(one.invariant, (order, one))
    found = {}
    for order, one in list(firsts.values())[:SHRUNK]:
        note(f"looking for the smallest hour that breaks '{one.invariant}' ...")
        found[order.seed, one] = shrink(order, one)
    return found


def _violation(
    order: "Order", one: "Violation", smaller: "dict[tuple[int, Violation], Order]"
) -> dict[str, Any]:
    least = smaller.get((order.seed, one))
    return {
        "seed": order.seed,
        "invariant": one.invariant,
        "at": one.at,
        "call": one.call,
        "detail": one.detail,
        "shrunk": _shrunk(least) if least else None,
        "repeat": command(least or order),
    }


def _shrunk(order: "Order") -> dict[str, Any]:
    plan = order.plan()
    return {
        "calls": len(plan.calls),
        "faults": [f"{one.kind} {one.begins:.0f}..{one.ends:.0f}" for one in plan.faults],
        "nodes": [f"{one.kind} {one.at:.0f}" for one in plan.nodes],
    }


def command(order: "Order") -> str:
    """What a person types to play this hour again."""
    parts = [f"voicectl chaos sim --seeds {order.seed}..{order.seed} --calls {order.calls}"]
    if order.hours != 1.0:
        parts.append(f"--hours {order.hours:g}")
    for option, chosen in (("--only", order.only), ("--faults", order.faults)):
        if chosen is not None:
            parts.append(f"{option} {','.join(map(str, sorted(chosen))) or 'none'}")
    if order.still:
        parts.append("--still")
    return " ".join(parts)


def _coverage(coverage: "Coverage") -> dict[str, Any]:
    kinds = ("phases", "milestones", "faults", "outcomes")
    found: dict[str, Any] = {kind: dict(sorted(getattr(coverage, kind).items())) for kind in kinds}
    return found | {"missing": {kind: list(gone) for kind, gone in coverage.missing().items()}}


def _show(report: dict[str, Any], coverage: "Coverage") -> None:
    for kind in ("phases", "milestones", "faults", "outcomes"):
        counts = getattr(coverage, kind)
        say(f"{kind}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    for kind, gone in coverage.missing().items():
        say(f"{kind} not reached: {', '.join(gone)}")
    violations = report["violations"]
    for one in violations[:SHOWN]:
        where = f"second {one['at']:g}" + (
            f", call {one['call']}" if one["call"] is not None else ""
        )
        say(f"\n{one['invariant']} broken in seed {one['seed']} at virtual {where}:")
        say(f"  {one['detail']}")
        if least := one["shrunk"]:
            told = [*least["faults"], *least["nodes"]] or ["no fault at all"]
            say(f"  still broken with {least['calls']} call(s) and: {'; '.join(told)}")
        say(f"  again: {one['repeat']}")
    if len(violations) > SHOWN:
        all_of_them = Counter(one["invariant"] for one in violations)
        rows = ([name, str(count)] for name, count in all_of_them.items())
        table("All violations", ("invariant", "count"), rows)
    say(
        f"\n{report['seeds']} seeds, {report['calls']} calls, {report['virtual_hours']:g} virtual"
        f" hours in {report['wall_seconds']:g} s: {len(violations)} violations, hash"
        f" {report['hash']}"
    )
