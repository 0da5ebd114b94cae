"""What a caller hears when a provider fails in a live call: a table of every provider and fault.

Each cell is a call to a real daemon over the simulated carrier; simulated services speak, hear and
answer, and a fault proxy stands in front of the one under test. Voices sing one tone pair a word,
so the recording tells every word, whoever spoke it.

Added silence is an answer's silence (before it and within it) beyond what the same answer of the
same service has in the call without a fault.
"""

import asyncio
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from voicectl.bench import impatience
from voicectl.bench.failover_cell import TROUBLE, By, Cell, run
from voicectl.bench.failover_faults import COLUMNS, CONTROLS, ROWS, Column, Faults
from voicectl.bench.rig import conditions
from voicectl.bench.scripted import Sound
from voicectl.bench.traces import figures
from voicectl.errors import USAGE, CommandError

JOBS = 5
TO_CLOUD_MS, TO_LOCAL_MS, AIM_MS = 700, 1200, 350
PERIODS = 2.0
NOT_ASKED = "No listen, do you have a warranty?"
"""It would answer the agent's own question as well."""
NOT_STRUCK = "not struck: the fault did nothing in this call"
BAD_ENDS = frozenset({"system_error", ""})


async def measure(folder: Path, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    """The table. `settings`: `providers`, `faults`, `jobs`, `alone` (no second service),
    `constants` (changed ones of the daemon), and any of the daemon's by its dotted name.

    Raises CommandError, VoiceError.
    """
    columns = _chosen_columns(settings.get("providers") or [])
    rows = _chosen_rows(settings.get("faults") or [])
    alone = bool(settings.get("alone"))
    more = {name: value for name, value in settings.items() if "." in name}
    questions = await _questions(folder.parent / "voices")
    places = asyncio.Semaphore(int(settings.get("jobs") or JOBS))
    cells: dict[tuple[str, str], Cell] = {}
    absent: dict[str, str] = {}

    async def one(column: Column, row: str, faults: Faults) -> None:
        async with places:
            where = folder / f"{column.kind}-{column.service}-{row}"
            where.mkdir()
            cell = await run(
                *(where, column, row, faults, questions),
                seed=seed,
                alone=alone,
                settings=more,
                constants=settings.get("constants"),
            )
            cells[column.name, row] = cell
            sys.stderr.write(f"{len(cells)}: {column.name} {row} {'; '.join(_wrong(cell))}\n")

    async with asyncio.TaskGroup() as group:
        for column in columns:
            for row in rows:
                faults = ROWS[row](column) if row in ROWS else ()
                if isinstance(faults, str):
                    absent[f"{column.name} {row}"] = faults
                else:
                    group.create_task(one(column, row, faults))
    return report(cells, absent)


async def _questions(folder: Path) -> list[Sound]:
    texts = tuple(text for text in impatience.QUESTIONS if text != NOT_ASKED)
    said = (await impatience.sounds(folder, texts))[:: len(impatience.SPEAKERS)]
    return [Sound(one.ulaw, text) for one, text in zip(said, texts, strict=True)]


def _chosen_columns(wanted: Sequence[str]) -> list[Column]:
    """By kind, service or both; all for none. Raises CommandError."""
    known = {part for one in COLUMNS for part in (one.kind, one.service, one.name)}
    _known(wanted, known, "provider")
    return [
        one
        for one in COLUMNS
        if not wanted or not {one.kind, one.service, one.name}.isdisjoint(wanted)
    ]


def _chosen_rows(wanted: Sequence[str]) -> list[str]:
    """By name; all for none. The call without a fault is always made. Raises CommandError."""
    every = (*CONTROLS, *ROWS)
    _known(wanted, every, "fault")
    return [one for one in every if not wanted or one == CONTROLS[0] or one in wanted]


def _known(wanted: Iterable[str], known: Iterable[str], what: str) -> None:
    if unknown := set(wanted) - set(known):
        raise CommandError(
            f"no {what} {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}", USAGE
        )


# --- the table -----------------------------------------------------------------------------------


def report(cells: Mapping[tuple[str, str], Cell], absent: Mapping[str, str]) -> dict[str, Any]:
    """A row for every cell, all together, and what was missed."""
    rows: dict[str, dict[str, Any]] = {}
    pooled: dict[By, list[float]] = {"same": [], "cloud": [], "local": []}
    missed = []
    for (provider, name), cell in sorted(cells.items(), key=_place):
        added = _added(cell, cells.get((provider, CONTROLS[0])))
        for by, ms in added:
            pooled[by].append(ms)
        wrong = _wrong(cell)
        missed += [f"{provider} {name}: {why}" for why in wrong]
        rows[f"{provider} {name}"] = _row(cell, added, wrong)
    wrong_in_calls = len(missed)
    spoken = {"to_cloud": pooled["same"] + pooled["cloud"], "to_local": pooled["local"]}
    for where, most in (("to_cloud", TO_CLOUD_MS), ("to_local", TO_LOCAL_MS)):
        p95 = figures(spoken[where])["p95"]
        if p95 > most:
            missed.append(f"added silence {where}: p95 {p95:.0f} ms, at most {most}")
    calls = [call for cell in cells.values() for call in cell.finished]
    return {
        "cells": rows,
        "not_applicable": dict(absent),
        "added_ms": {name: figures(values, 0) for name, values in spoken.items()},
        "aim_ms": AIM_MS,
        "words": sum(cell.words for cell in cells.values()),
        "words_lost": sum(len(cell.lost) for cell in cells.values()),
        "words_repeated": sum(cell.repeated for cell in cells.values()),
        "clicks": sum(cell.clicks for cell in cells.values()),
        "not_struck": [name for name, row in rows.items() if NOT_STRUCK in row["missed"]],
        "wrong": wrong_in_calls,
        "missed": missed,
        "ok": not missed,
        "conditions": conditions(calls),
    }


def _place(one: tuple[tuple[str, str], Cell]) -> tuple[int, int]:
    """Columns and rows in the order of their tables."""
    cell = one[1]
    return COLUMNS.index(cell.column), (*CONTROLS, *ROWS).index(cell.row)


def _added(cell: Cell, calm: Cell | None) -> list[tuple[By, float]]:
    """What each answer in trouble has more than the same answer without."""
    if calm is None or cell.row in CONTROLS:
        return []
    found: list[tuple[By, float]] = []
    for n in TROUBLE:
        pair = cell.answers[n : n + 1], calm.answers[n : n + 1]
        match pair:
            case (answer,), (usual,) if answer and usual:
                found.append((answer.by, max(0.0, answer.silence_ms - usual.silence_ms)))
    return found


def _wrong(cell: Cell) -> list[str]:
    """What must not be."""
    if cell.broke:
        return [f"the call broke: {cell.broke}"]
    wrong = []
    if cell.row not in CONTROLS and not cell.struck:
        wrong.append(NOT_STRUCK)
    if cell.outcome in BAD_ENDS:
        wrong.append(f"the call ended with {cell.outcome!r}")
    if None in cell.answers:
        wrong.append(f"{cell.answers.count(None)} questions without an answer")
    if cell.lost:
        wrong.append(f"words lost: {' '.join(cell.lost[:8])}")
    if cell.repeated:
        wrong.append(f"{cell.repeated} words too many")
    if cell.stays_open:
        wrong.append("a breaker stays open")
    elif cell.periods is not None and cell.periods > PERIODS:
        wrong.append(f"the breaker closed after {cell.periods:.1f} probe periods")
    innocent = [name for name in cell.opened if cell.row in CONTROLS or name != cell.column.circuit]
    if innocent:
        wrong.append(f"opened without a fault: {', '.join(innocent)}")
    return wrong


def _row(cell: Cell, added: list[tuple[By, float]], wrong: list[str]) -> dict[str, Any]:
    values = {
        "cloud": [ms for by, ms in added if by != "local"],
        "local": [ms for by, ms in added if by == "local"],
    }
    return {
        **{
            f"added_{name}_ms": {key: figures(found, 0)[key] for key in ("n", "p50", "p95", "max")}
            for name, found in values.items()
        },
        "by": " ".join(answer.by if answer else "nobody" for answer in cell.answers),
        "words": cell.words,
        "lost": len(cell.lost),
        "repeated": cell.repeated,
        "clicks": cell.clicks,
        "struck": None if cell.row in CONTROLS else cell.struck,
        "outcome": cell.outcome,
        "opened": dict(cell.opened),
        "periods": None if cell.periods is None else round(cell.periods, 2),
        "missed": wrong,
    }


def shown(found: Mapping[str, Any]) -> str:
    """The table for people."""
    head = f"{'cell':34} {'cloud p50/p95/max':>18} {'local p50/p95/max':>18} {'lost':>4} "
    head += f"{'rep':>3} {'clk':>3} {'struck':>6} {'closed':>6}  outcome, breaker, what was missed"
    lines = [head]
    for name, row in found["cells"].items():
        times = " ".join(f"{_times(row[f'added_{one}_ms']):>18}" for one in ("cloud", "local"))
        periods = "-" if row["periods"] is None else f"{row['periods']:.2f}"
        struck = "-" if row["struck"] is None else row["struck"]
        lines.append(
            f"{name:34} {times} {row['lost']:4} {row['repeated']:3} {row['clicks']:3} "
            f"{struck:>6} {periods:>6}  {row['outcome']}"
            + "".join(f"; {one} open ({why})" for one, why in row["opened"].items())
            + "".join(f"  !! {why}" for why in row["missed"])
        )
    lines += [f"{name:34} does not apply: {why}" for name, why in found["not_applicable"].items()]
    for where, values in found["added_ms"].items():
        lines.append(f"added silence {where}, ms: {_times(values)} of {values['n']:.0f} answers")
    totals = ("words", "words_lost", "words_repeated", "clicks")
    lines.append("  ".join(f"{name} {found[name]}" for name in totals))
    lines.append(f"not struck: {', '.join(found['not_struck']) or 'none'}")
    lines.append(f"conditions: {found['conditions']}")
    lines.append(f"missed: {len(found['missed'])}")
    return "\n".join((*lines, *(f"  {one}" for one in found["missed"]))) + "\n"


def _times(values: Mapping[str, float]) -> str:
    return "/".join(f"{values[key]:.0f}" for key in ("p50", "p95", "max")) if values["n"] else "-"
