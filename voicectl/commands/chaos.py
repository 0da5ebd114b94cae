"""`voicectl chaos`: what the agent does when things go wrong."""

import typer

from voicectl.commands import chaos_load, chaos_run, chaos_sim

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="See what happens when things go wrong."
)
app.command("load")(chaos_load.load)
app.command("run")(chaos_run.run)
app.command("list")(chaos_run.list_)
app.command("sim")(chaos_sim.sim)
