"""`voicectl db`: create, upgrade and check the database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicectl.books import open_books
from voicectl.configured import settings_of
from voicectl.errors import FAILED
from voicectl.render import emit_json, say, table

if TYPE_CHECKING:
    from sqlite3 import Connection

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Create, upgrade and check the database."
)

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@app.command()
def migrate(ctx: typer.Context, as_json: Json = False) -> None:
    """Bring the database to this version, creating it when it is not there."""
    from agent.bookings import migrations

    path = settings_of(ctx).settings.database_path
    with open_books(ctx, create=True) as db:
        ran = migrations.migrate(db)
    if as_json:
        emit_json({"path": path, "applied": ran})
    else:
        say(f"{path}: applied {', '.join(map(str, ran))}" if ran else f"{path}: up to date")


@app.command()
def status(ctx: typer.Context, as_json: Json = False) -> None:
    """Show migrations, sizes and whether the books are sound; ends with 1 when not."""
    from agent.bookings import audit, migrations

    path = settings_of(ctx).settings.database_path
    if not Path(path).is_file():
        if as_json:
            emit_json({"path": path, "exists": False, "ok": False})
        else:
            say(f"{path}: not there yet; run `voicectl db migrate`")
        raise typer.Exit(FAILED)
    with open_books(ctx, create=True) as db:
        steps = migrations.status(db)
        current = all(step.applied for step in steps)
        faults = audit.faults(db) if current else ()
        counts = _counts(db) if current else {}
    ok = current and not faults
    if as_json:
        listed = [{"number": s.number, "name": s.name, "applied": s.applied} for s in steps]
        emit_json(
            {
                "path": path,
                "exists": True,
                "steps": listed,
                "counts": counts,
                "faults": faults,
                "ok": ok,
            }
        )
    else:
        rows = ([s.number, s.name, s.applied or "pending"] for s in steps)
        table(path, ("step", "what", "applied (UTC)"), rows)
        table("Rows", ("table", "rows"), counts.items())
        for fault in faults:
            say(f"fault: {fault}")
    raise typer.Exit(0 if ok else FAILED)


def _counts(db: "Connection") -> dict[str, int]:
    from sqlite_utils import Database

    books = Database(db, execute_plugins=False)
    return {name: books[name].count for name in sorted(books.table_names())}
