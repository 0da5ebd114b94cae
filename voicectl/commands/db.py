"""`voicectl db`: create, upgrade, check and copy the database."""

from typing import Annotated

import typer

from voicectl.books import PATIENCE_S, is_there, open_books
from voicectl.configured import settings_of
from voicectl.errors import FAILED, CommandError
from voicectl.options import Json
from voicectl.render import emit_json, say, table

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Create, upgrade, check and copy the database (a SQLite file or PostgreSQL).",
)

MIGRATING_S = 10.0
"""How long a server is waited for."""


@app.command()
def migrate(ctx: typer.Context, as_json: Json = False) -> None:
    """Bring the database to this version; create what is missing."""
    from agent.urls import masked

    url = settings_of(ctx).settings.database_url
    ran, shown = _migrated(url), masked(url)
    if as_json:
        emit_json({"path": shown, "applied": ran})
    else:
        say(f"{shown}: applied {', '.join(map(str, ran))}" if ran else f"{shown}: up to date")


@app.command()
def status(ctx: typer.Context, as_json: Json = False) -> None:
    """Show migrations, sizes and whether the books are sound.

    Ends with 1 when they are not.
    """
    from agent.bookings import audit, copying, migrations
    from agent.urls import masked

    url = settings_of(ctx).settings.database_url
    shown = masked(url)
    if not is_there(url):
        if as_json:
            emit_json({"path": shown, "exists": False, "ok": False})
        else:
            say(f"{shown}: not there yet; run `voicectl db migrate`")
        raise typer.Exit(FAILED)
    with open_books(ctx, create=True) as db:
        steps = migrations.status(db)
        current = all(step.applied for step in steps)
        faults = audit.faults(db) if current else ()
        counts = copying.counts(db) if current else {}
    ok = current and not faults
    if as_json:
        listed = [{"number": s.number, "name": s.name, "applied": s.applied} for s in steps]
        report = {"path": shown, "exists": True, "steps": listed, "counts": counts}
        emit_json({**report, "faults": faults, "ok": ok})
    else:
        rows = ([s.number, s.name, s.applied or "pending"] for s in steps)
        table(shown, ("step", "what", "applied (UTC)"), rows)
        table("Rows", ("table", "rows"), sorted(counts.items()))
        for fault in faults:
            say(f"fault: {fault}")
    raise typer.Exit(0 if ok else FAILED)


@app.command()
def copy(
    ctx: typer.Context,
    to: Annotated[
        str, typer.Argument(metavar="URL", help="An empty database: a path or postgresql://...")
    ],
    as_json: Json = False,
) -> None:
    """Copy the configured books into another database.

    To move there; stop the daemons first.
    """
    from contextlib import closing

    from agent.bookings import copying
    from agent.bookings.connection import connect, telling
    from agent.urls import masked

    source = settings_of(ctx).settings.database_url
    target = to.removeprefix("sqlite:///")
    if target == source:
        raise CommandError("source and target are the same database; give another one")
    with open_books(ctx) as books:
        _migrated(target)
        with telling(target), closing(connect(target, deadline_s=PATIENCE_S)) as other:
            try:
                rows = copying.copy(books, other, target)
            except copying.NotCopied as error:
                raise CommandError(str(error), FAILED) from error
    if as_json:
        emit_json({"from": masked(source), "to": masked(target), "rows": rows})
    else:
        say(f"{sum(rows.values())} rows copied; set DATABASE_URL to use {masked(target)}")


def _migrated(url: str) -> tuple[int, ...]:
    from agent.bookings import migrations
    from agent.bookings.database import Session

    session = Session(url, busy_s=MIGRATING_S, deadline_s=MIGRATING_S)
    try:
        return session.do(migrations.migrate)
    except migrations.NewerDatabase as error:
        raise CommandError(str(error), FAILED) from error
    finally:
        session.close()
