"""`voicectl tasks`: the work the agent left for people."""

from typing import Annotated

import typer

from voicectl.books import open_books
from voicectl.errors import FAILED, CommandError
from voicectl.options import Company, Json
from voicectl.render import emit_json, minute, say, table

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="List the work left for people, and tick it off.",
)


@app.command("list")
def list_(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also done ones.")] = False,
    company: Company = "",
    as_json: Json = False,
) -> None:
    """List tasks, most urgent first."""
    from agent.bookings import tasks

    with open_books(ctx) as db:
        rows = tasks.listed(db, company=company, include_done=every)
    if as_json:
        emit_json({"tasks": rows})
        return
    columns = ("id", "due (UTC)", "kind", "phone", "best_time", "message")
    for row in rows:
        row["due (UTC)"] = minute(row["due"])
    shown = (*columns, "status") if every else columns
    table("Tasks", shown, ([row[column] for column in shown] for row in rows))


@app.command()
def done(
    ctx: typer.Context,
    task_id: Annotated[int, typer.Argument(metavar="ID")],
    by: Annotated[str, typer.Option(help="Who did it; default: the user of this shell.")] = "",
    as_json: Json = False,
) -> None:
    """Tick a task off."""
    from getpass import getuser

    from agent.bookings import tasks
    from agent.bookings.clock import utc_now

    with open_books(ctx) as db:
        changed = tasks.done(db, task_id, by or getuser(), utc_now())
    if not changed:
        raise CommandError(f"there is no open task {task_id}; see `voicectl tasks list`", FAILED)
    if as_json:
        emit_json({"id": task_id, "status": "done"})
    else:
        say(f"task {task_id} is done")
