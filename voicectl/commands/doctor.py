"""`voicectl doctor`: is this machine fit to answer the phone?"""

from itertools import chain
from typing import Annotated

import typer

from voicectl.checks import Check, machine
from voicectl.configured import settings_of
from voicectl.errors import FAILED
from voicectl.options import Json
from voicectl.render import emit_json, note

app = typer.Typer(add_completion=False)


@app.command()
def doctor(
    ctx: typer.Context,
    fix: Annotated[
        bool, typer.Option("--fix", help="Do what can be done: folders, database.")
    ] = False,
    ask: Annotated[
        bool, typer.Option("--ask/--no-ask", help="Ask services about keys, voices and models.")
    ] = True,
    json: Json = False,
) -> None:
    """Check Python, packages, weights, programs, devices, disk, database, clock, keys, profile.

    Services whose keys are set are asked for lists of their voices and models, which costs nothing.
    Exit code 1 when something needed is missing; optional parts only warn.
    """
    from voicectl.services import asked

    loaded = settings_of(ctx)
    if fix:
        _fix(ctx)
    checks = []
    for check in chain(machine(loaded), asked(loaded.settings) if ask else ()):
        checks.append(check)
        if not json:
            _show(check)
    ok = all(check.ok for check in checks if check.needed)
    if json:
        emit_json({"checks": checks, "ok": ok})
    elif ok:
        note("fit to answer the phone")
    if not ok:
        raise typer.Exit(FAILED)


def _show(check: Check) -> None:
    mark, colour = _MARKS[check.ok, check.needed]
    typer.echo(f"{typer.style(mark, fg=colour)} {check.name}: {check.detail}")
    if check.fix and not check.ok:
        typer.echo(f"     fix: {check.fix}")


_MARKS = {
    (True, True): ("ok  ", "green"),
    (True, False): ("ok  ", "green"),
    (False, True): ("FAIL", "red"),
    (False, False): ("warn", "yellow"),
}


def _fix(ctx: typer.Context) -> None:
    """Make folders and bring the database up to date; what people must do is only named."""
    from voicectl.books import open_books

    settings = settings_of(ctx).settings
    for folder in (settings.data_dir, settings.journal_path):
        folder.mkdir(parents=True, exist_ok=True)
    with open_books(ctx, create=True) as db:
        from agent.bookings.migrations import migrate

        ran = migrate(db)
    note(f"folders are there; database: {len(ran)} steps applied")
