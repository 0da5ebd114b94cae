"""`voicectl chaos`: load, faults and simulation against real processes and in virtual time."""

import typer

from voicectl.commands import chaos_load, chaos_run

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Load the node, break things, and judge it."
)
app.command("load")(chaos_load.load)
app.command("run")(chaos_run.run)
app.command("list")(chaos_run.list_)
