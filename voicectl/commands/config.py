"""`voicectl config`: the settings in force and where each comes from; secrets stay hidden."""

import typer

from voicectl.configured import settings_of
from voicectl.options import Json
from voicectl.render import emit_json, note, table

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Show the configuration in force."
)


@app.callback()
def _group() -> None:
    """Show the configuration in force."""


@app.command()
def show(
    ctx: typer.Context,
    as_json: Json = False,
) -> None:
    """Show every setting, its value and its source."""
    from agent.settings_sources import leaves, shown

    loaded = settings_of(ctx)
    rows = [(name, shown(value), loaded.source(name)) for name, value in leaves(loaded.settings)]
    if as_json:
        settings = {name: {"value": value, "source": source} for name, value, source in rows}
        emit_json({"settings": settings, "remarks": loaded.remarks})
        return
    table("Settings", ("name", "value", "source"), rows)
    for remark in loaded.remarks:
        note(f"note: {remark}")
