"""`voicectl replay`: recorded calls against today's code; the first differing decision per call."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicectl.errors import FAILED
from voicectl.options import Json
from voicectl.render import emit_json, fail, say, table

if TYPE_CHECKING:
    from voicectl.replaying import Difference, Replayed

app = typer.Typer(add_completion=False)


@app.command()
def replay(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH|CALL_SID…", help="Journals, folders of them, or call ids."),
    ] = None,
    level: Annotated[str, typer.Option(help="core: the dialogue alone, exact and fast.")] = "core",
    since: Annotated[
        str, typer.Option(metavar="30m|12h|2d", help="Calls of this node's journals since then.")
    ] = "",
    with_profile: Annotated[
        Path | None, typer.Option("--with", metavar="FILE", help="Another company profile.")
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take today's commands over into the journals.")
    ] = False,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write JUnit XML.")] = None,
    json: Json = False,
) -> None:
    """Run recorded calls against today's code.

    Exit 1 when a call differs; the call, the turn and both sets of commands are named.
    """
    from agent.profile.load import load_profile
    from voicectl import replaying
    from voicectl.junit import write

    if level != "core":
        fail(f"--level {level} is not known", "use --level core")
    chosen = _choose(ctx, paths or [], since)
    profile = load_profile(with_profile) if with_profile else None
    if accept:
        say(f"{replaying.accept(chosen, profile)} journals rewritten")
        return
    result = replaying.replay(chosen, profile)
    if not result.calls:
        fail("no recorded calls there", "name a journal, a folder, a call id, or use --since")
    if junit:
        failed = {one.path: _words(one) for one in result.different}
        write(
            junit,
            "replay",
            [(str(path), failed.get(str(path), "")) for path in replaying.find(chosen)],
        )
    if json:
        emit_json(result)
    else:
        _show(result)
    if result.different:
        raise typer.Exit(FAILED)


def _choose(ctx: typer.Context, names: list[str], since: str) -> list[Path]:
    """Paths as given, call ids looked up in the journals, or the recent ones."""
    import time

    from voicectl.replaying import find, seconds_of

    if not names and not since:
        fail("nothing to replay", "name a journal, a folder, a call id, or use --since 1d")
    chosen: list[Path] = []
    for name in names:
        path = Path(name)
        chosen += [path] if path.exists() else _by_call(ctx, name)
    if since:
        try:
            oldest = time.time_ns() / 1e9 - seconds_of(since)
        except ValueError as error:
            fail(str(error), "--since 30m")
        journals = find([_journal_path(ctx)])
        chosen += [path for path in journals if path.stat().st_mtime >= oldest]
    return chosen


def _by_call(ctx: typer.Context, call_sid: str) -> list[Path]:
    folder = _journal_path(ctx)
    found = sorted(folder.rglob(f"{call_sid}.jsonl")) if folder.is_dir() else []
    if not found:
        fail(
            f"{call_sid} is neither a file nor a call in {folder}",
            "`voicectl calls list` shows the calls",
        )
    return found


def _journal_path(ctx: typer.Context) -> Path:
    from voicectl.configured import settings_of

    return settings_of(ctx).settings.journal_path


def _show(result: "Replayed") -> None:
    say(
        f"{result.calls} calls, {result.identical} identical, {len(result.different)} different; "
        f"{result.turns} turns at {result.turns_per_second:.0f} a second"
    )
    if result.different:
        rows = [
            (one.call, one.turn, one.phase, _short(one.expected), _short(one.got))
            for one in result.different
        ]
        table("First difference per call", ("call", "turn", "phase", "recorded", "today"), rows)


def _short(commands: list[object]) -> str:
    return "\n".join(str(command)[:160] for command in commands[:3])


def _words(one: "Difference") -> str:
    return (
        f"turn {one.turn}, event {one.n} {one.event}\n"
        f"recorded: {_short(one.expected)}\ntoday: {_short(one.got)}"
    )
