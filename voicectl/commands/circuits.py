"""`voicectl circuits`: which providers a running node leaves alone, and changing that by hand."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from voicectl.options import Json
from voicectl.remote import Token, Url, running_node
from voicectl.render import emit_json, say

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Show, open and reset circuit breakers."
)

Name = Annotated[str, typer.Argument(metavar="PROVIDER/OPERATION", help="As `show` lists it.")]


@app.command()
def show(ctx: typer.Context, url: Url = "", token: Token = "", as_json: Json = False) -> None:
    """Show the circuits of all providers."""
    _tell(ctx, url, token, "GET", "/v1/circuits", as_json)


@app.command("open")
def open_(
    ctx: typer.Context, circuit: Name, url: Url = "", token: Token = "", as_json: Json = False
) -> None:
    """Leave a provider alone until `reset`, whatever its health."""
    _tell(ctx, url, token, "POST", f"/v1/circuits/{quote(circuit)}/open", as_json)


@app.command()
def reset(
    ctx: typer.Context, circuit: Name, url: Url = "", token: Token = "", as_json: Json = False
) -> None:
    """Use a provider again and forget its faults."""
    _tell(ctx, url, token, "POST", f"/v1/circuits/{quote(circuit)}/reset", as_json)


def _tell(ctx: typer.Context, url: str, token: str, method: str, path: str, as_json: bool) -> None:
    with running_node(ctx, url, token) as node:
        found = node.ask(method, path)
    if as_json:
        emit_json(found)
        return
    width = max(map(len, found["circuits"]), default=0)
    for name, one in found["circuits"].items():
        say(f"{name:<{width}}  {_told(one)}")
    if not found["circuits"]:
        say("this node asks no provider")


def _told(one: dict[str, Any]) -> str:
    since = f"for {one['since_s']:.0f} s"
    if one["state"] == "closed":
        return (
            f"closed {since}; {one['recent_faults']} of {one['recent_calls']} calls failed of late"
        )
    state = "open by hand" if one["held"] else one["state"].replace("_", " ")
    due = one["next_probe_s"]
    probe = "" if due is None else f", next probe in {due:.1f} s"
    return f"{state} {since}{probe}; {one['why']}"
