"""`voicectl chaos run` and `voicectl chaos list`: things break under calls, and objectives hold."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.commands.chaos_load import OUT, JUnit, Out
from voicectl.errors import FAILED, CommandError
from voicectl.options import Json
from voicectl.render import emit_json, note, say, table

if TYPE_CHECKING:
    from voicectl.chaos.playing import Played
    from voicectl.chaos.scenario import Scenario


def run(
    names: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help="Names, files, or all.")
    ],
    without: Annotated[
        bool,
        typer.Option("--without-protection", help="See it fail: with the protection missing."),
    ] = False,
    prove: Annotated[
        bool,
        typer.Option(
            "--prove", help="Play each with its protection, which must hold, and without."
        ),
    ] = False,
    seed: Annotated[int, typer.Option(help="Another seed, other moments.")] = 1,
    out: Out = OUT,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE.html", help="A page with plots; of several, one for each."),
    ] = None,
    junit: JUnit = None,
    as_json: Json = False,
) -> None:
    """Break something under calls, and check that callers are served.

    The processes are real. Exit code 1: an objective was missed; with --prove: or none was where
    protection was missing.
    `voicectl chaos list` names the scenarios, `voicectl chaos list SCENARIO` explains one.
    """
    from voicectl.chaos import scenario, showing

    chosen = [scenario.find(name) for name in _every(names)]
    if (without or prove) and (firm := [name for name, one in chosen if one.without is None]):
        raise CommandError(f"there is no switch for what protects in {', '.join(firm)}")
    ways = (False, True) if prove else (without,)
    turns = [(name, one, way) for name, one in chosen for way in ways]
    found = []
    for name, one, way in turns:
        played = _play(name, one, out, seed, without=way)
        found.append(played.found)
        if report is not None:
            path = report if len(turns) == 1 else report.with_stem(_stem(report, name, way))
            showing.write_page(path, played.found, played.run, one.bands())
        if not as_json:
            _print(played.found)
    judged = [showing.proof(one) if prove and not one["protected"] else one for one in found]
    if junit is not None:
        showing.write_junit(junit, judged)
    ok = all(one["ok"] for one in judged)
    if as_json:
        emit_json(found[0] if len(found) == 1 else {"runs": found, "ok": ok})
    elif len(found) > 1:
        showing.summary(found)
    raise typer.Exit(0 if ok else FAILED)


def list_(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO]...", help="Explain these, or all of them."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the scenarios, or explain those that are named.

    Explained is what breaks, what protects callers, how that is switched off and what must hold.
    """
    from voicectl.chaos import scenario

    chosen = [scenario.find(name) for name in _every(names or ["all"])]
    if as_json:
        emit_json({"scenarios": [{"name": name} | _explained(one) for name, one in chosen]})
    elif names:
        for name, one in chosen:
            facts = _explained(one) | {"objectives": "\n".join(one.objectives)}
            table(f"Scenario {name}", ("field", "value"), facts.items())
    else:
        shown = ((name, one.about) for name, one in chosen)
        table("Scenarios of `voicectl chaos run`", ("name", "what breaks"), shown)


def _explained(one: "Scenario") -> dict[str, Any]:
    return {
        "about": one.what_breaks,
        "protection": one.protection,
        "without": one.without.about if one.without else None,
        "objectives": list(one.objectives),
        "played_by": one.bench.get("name", "load"),
    }


def _stem(report: Path, name: str, without: bool) -> str:
    return f"{report.stem}-{name}{'-without' if without else ''}"


def _every(names: list[str]) -> list[str]:
    from voicectl.chaos import scenario

    return scenario.names() if names == ["all"] else names


def _play(name: str, one: Any, out: Path, seed: int, *, without: bool) -> "Played":
    import asyncio

    from voicectl.chaos import playing, showing
    from voicectl.folders import new_folder

    folder = new_folder(out, name)
    note(f"{name}: {one.what_breaks}{' (without protection)' if without else ''}")
    duration = one.crowd(seed).duration_s if one.traffic else 0.0
    with showing.progress(duration) as told:
        return asyncio.run(playing.play(name, one, folder, seed, told, without=without))


def _print(found: dict[str, Any]) -> None:
    from voicectl.chaos import showing

    if "calls" in found and "outcomes" in found and "audio" in found:
        showing.shown(found)
    else:
        say(f"{found['scenario']}: {'ok' if found['ok'] else 'MISSED'}; all figures: --json")
        showing.objectives(found["objectives"])
