"""Reports for people: tables on the terminal, a page, JUnit; and progress while it runs."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voicectl import junit
from voicectl.chaos.load import Progress, Run
from voicectl.chaos.objectives import judge, parse
from voicectl.chaos.page import flat, page
from voicectl.chaos.plots import Band
from voicectl.errors import CommandError
from voicectl.render import note, say, table

LINES: Mapping[str, tuple[str, ...]] = {
    "calls": ("calls", "completed", "failed", "cut_at_the_end", "at_once"),
    "visits": ("bookings", "duplicates", "lost"),
    "answered, ms": ("answered_ms.p50", "answered_ms.max"),
    "response, ms": ("response_ms.p50", "response_ms.p95"),
    "barge-in, ms": ("barge_in_ms.p50", "barge_in_ms.p95", "barge_in_ms.spoke_on"),
    "overhead, ms": ("overhead_ms.p50", "overhead_ms.p95"),
    "first byte, ms": ("first_byte_ms.p50", "first_byte_ms.p95"),
    "audio": ("audio.underruns", "audio.gaps", "audio.glitches"),
    "a call costs": ("cpu_per_call", "rss_mb_per_call"),
    "the machine": ("conditions.load", "conditions.late_ticks"),
}
UNITS = {"cpu_per_call": "cores", "rss_mb_per_call": "MB"}
LATE_TICKS = "the simulated carrier's own clock was late {} times: this machine was busy"
MANY_LATE = 50


@contextmanager
def progress(duration_s: float) -> Iterator[Progress]:
    """A bar on standard error if that is a terminal, else a line now and then."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("calls", total=duration_s)

        def told(at_s: float, live: int, calls: int) -> None:
            words = f"{calls} calls, {live} live"
            if at_s > duration_s:
                words += ", the last ones"
            bar.update(task, completed=min(at_s, duration_s), description=words)

        yield told


def shown(found: Mapping[str, Any], earlier: Mapping[str, Any] | None = None) -> None:
    """Print the figures people ask for, and every objective."""
    now, before = dict(flat(found)), dict(flat(earlier or {}))
    rows = []
    for name, paths in LINES.items():
        known = [path for path in paths if path in now]
        if known:
            rows.append([name, _line(known, now), _line(known, before) if earlier else ""])
    if outcomes := found.get("outcomes"):
        rows.insert(1, ["outcomes", ", ".join(f"{one} {n}" for one, n in outcomes.items()), ""])
    columns = ("", "now", "earlier") if earlier else ("", "now")
    table(f"Chaos: {found['scenario']}", columns, (row[: len(columns)] for row in rows))
    if (late := now.get("conditions.late_ticks") or 0) > MANY_LATE:
        say(LATE_TICKS.format(late))
    objectives(found["objectives"])


def objectives(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print them."""
    words = {True: "ok", False: "MISSED", None: "not known"}
    table(
        "Objectives",
        ("figure", "target", "was", ""),
        ([one["name"], one["target"], _value(one["value"]), words[one["ok"]]] for one in rows),
    )


def proof(found: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict on a run without protection, as a report: it has to miss an objective, or these
    would not tell whether the protection works.
    """
    judged = judge({"missed": len(_missed(found))}, [parse("missed >= 1")])
    return {"scenario": f"{found['scenario']} without protection"} | judged


def summary(found: Sequence[Mapping[str, Any]]) -> None:
    """Print a line for each of several runs of scenarios."""
    table(
        "All of them",
        ("scenario", "protection", "", "missed", "seconds"),
        (
            (
                one["scenario"],
                "on" if one["protected"] else "off",
                "ok" if one["ok"] else "MISSED",
                ", ".join(_missed(one)),
                f"{one['took_s']:.0f}",
            )
            for one in found
        ),
    )


def _missed(found: Mapping[str, Any]) -> list[str]:
    """The objectives that were, each with its figure."""
    rows = (one for one in found["objectives"] if one["ok"] is False)
    return [f"{one['name']} {_value(one['value'])}" for one in rows]


def write_page(
    path: Path, found: Mapping[str, Any], done: Run | None = None, bands: Sequence[Band] = ()
) -> None:
    """Write the HTML report. Raises CommandError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(found, done, bands), encoding="utf-8")
    except OSError as fault:
        raise CommandError(f"can't write {path}: {fault.strerror}") from fault
    note(f"report: {path.resolve()}")


def write_junit(path: Path, reports: Sequence[Mapping[str, Any]]) -> None:
    """Every objective is a test case. Raises CommandError."""
    cases = [
        (
            f"{found['scenario']}: {one['name']} {one['target']}",
            f"was {_value(one['value'])}" if one["ok"] is False else "",
        )
        for found in reports
        for one in found["objectives"]
    ]
    try:
        junit.write(path, "voicectl chaos", cases)
    except OSError as fault:
        raise CommandError(f"can't write {path}: {fault.strerror}") from fault


def earlier(path: Path | None) -> Mapping[str, Any] | None:
    """A --json document of an earlier run. Raises CommandError."""
    if path is None:
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise CommandError(f"can't read {path}: {fault}; give it a --json document") from fault
    if not isinstance(found, dict) or "objectives" not in found:
        raise CommandError(f"{path} is no --json document of `voicectl chaos`")
    return found


def _line(paths: Sequence[str], found: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{path.rpartition('.')[2].replace('_', ' ')} {_value(found.get(path))}"
        + (f" {UNITS[path]}" if path in UNITS and found.get(path) is not None else "")
        for path in paths
    )


def _value(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        return "/".join(f"{one:g}" for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
