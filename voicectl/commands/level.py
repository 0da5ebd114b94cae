"""`voicectl level`: the level of service of a running node, and setting it by hand for a while."""

from typing import Annotated, Any

import typer

from voicectl.options import Json
from voicectl.remote import Token, Url, running_node
from voicectl.render import emit_json, fail, say

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Show and set the level of service."
)

NAMES = ("full model", "small model", "rules", "people only")


@app.command()
def show(ctx: typer.Context, url: Url = "", token: Token = "", as_json: Json = False) -> None:
    """Show the level in force and why."""
    _tell(ctx, url, token, "GET", None, as_json)


@app.command("set")
def set_(
    ctx: typer.Context,
    level: Annotated[
        int,
        typer.Argument(min=0, max=3, help="0 full model, 1 small model, 2 rules, 3 people only."),
    ],
    last: Annotated[str, typer.Option("--for", metavar="TIME", help="So long: 10m, 1h.")] = "1h",
    why: Annotated[str, typer.Option(help="For the log.")] = "set by hand",
    url: Url = "",
    token: Token = "",
    as_json: Json = False,
) -> None:
    """Serve at this level, live calls too, whatever the signals say."""
    from voicectl.replaying import seconds_of

    try:
        seconds = seconds_of(last)
    except ValueError as error:
        fail(str(error), "write 30s, 10m or 2h")
    wish = {"level": level, "seconds": seconds, "why": why}
    _tell(ctx, url, token, "PUT", wish, as_json)


@app.command()
def auto(ctx: typer.Context, url: Url = "", token: Token = "", as_json: Json = False) -> None:
    """Follow the signals again."""
    _tell(ctx, url, token, "DELETE", None, as_json)


@app.command()
def schedule(
    ctx: typer.Context,
    windows: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WINDOW]...", help='Like "22:00-06:00=2" or "sat,sun 00:00-24:00=1".'
        ),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Have no schedule.")] = False,
    url: Url = "",
    token: Token = "",
    as_json: Json = False,
) -> None:
    """Serve at levels by the clock, until the node restarts.

    Without windows show the schedule. To keep one, set levels.schedule.
    """
    if windows and clear:
        fail("windows and --clear at once", "give one of them")
    if not windows and not clear:
        _tell(ctx, url, token, "GET", None, as_json)
        return
    wish = {"windows": windows or []}
    _tell(ctx, url, token, "PUT", wish, as_json, path="/v1/level/schedule")


def _tell(
    ctx: typer.Context,
    url: str,
    token: str,
    method: str,
    wish: object,
    as_json: bool,
    path: str = "/v1/level",
) -> None:
    with running_node(ctx, url, token) as node:
        found = node.ask(method, path, wish)
    if as_json:
        emit_json(found)
    else:
        say(_told(found))


def _told(found: dict[str, Any]) -> str:
    level, left = found["level"], found["by_hand_s"]
    hand = f", for {left / 60:.0f} more minutes" if left is not None else ""
    lag = f"the loop is {found['loop_lag_ms']:.0f} ms late"
    told = f"level {level} ({NAMES[level]}{hand}): {found['why']}; {lag}"
    heat = found["heat_wave"]
    waves = [f"heat-wave mode: {'on' if heat['on'] else 'off'}, {heat['why']}"] if heat else []
    return "\n".join([told, *waves, *(f"scheduled: {window}" for window in found["schedule"])])
