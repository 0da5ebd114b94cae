"""`voicectl checkpoints`: live calls of all nodes as remembered, and taking one from its node."""

from typing import Annotated
from urllib.parse import quote

import typer

from voicectl.errors import FAILED, CommandError
from voicectl.options import Json
from voicectl.remote import Token, Url, running_node
from voicectl.render import emit_json, note, say, table

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Live calls as another node would take them."
)

CallSid = Annotated[str, typer.Argument(metavar="CALL", help="Call sid, or its first letters.")]
Whole = Annotated[str, typer.Argument(metavar="CALL", help="Call sid.")]
COLUMNS = {
    "call_sid": "call_sid",
    "node": "node",
    "epoch": "epoch",
    "events": "events",
    "age_s": "age_s",
    "caller": "caller_last4",
}


@app.command("list")
def list_(ctx: typer.Context, url: Url = "", token: Token = "", as_json: Json = False) -> None:
    """List live calls of nodes with one store, and who has each."""
    with running_node(ctx, url, token) as node:
        found = node.ask("GET", "/v1/checkpoints")
    if as_json:
        emit_json(found)
        return
    rows = ([one[field] for field in COLUMNS.values()] for one in found["checkpoints"])
    table("Checkpoints", tuple(COLUMNS), rows)


@app.command()
def show(
    ctx: typer.Context, call: CallSid, url: Url = "", token: Token = "", as_json: Json = False
) -> None:
    """Show what is remembered of one call."""
    with running_node(ctx, url, token) as node:
        listed = node.ask("GET", "/v1/checkpoints")["checkpoints"]
    found = [one for one in listed if one["call_sid"].startswith(call)]
    if len(found) != 1:
        several = "several calls begin so" if found else "nothing is remembered of such a call"
        raise CommandError(f"{call}: {several}; see `voicectl checkpoints list`", FAILED)
    if as_json:
        emit_json(found[0])
        return
    for name, value in found[0].items():
        say(f"{name:<14} {value}")


@app.command()
def recover(
    ctx: typer.Context, call: Whole, url: Url = "", token: Token = "", as_json: Json = False
) -> None:
    """Take a call from the node that has it (it hangs, say).

    A node goes on from its snapshot. The caller hears a short apology and the pending question.
    """
    with running_node(ctx, url, token) as node:
        found = node.ask("POST", f"/v1/checkpoints/{quote(call)}/recover")
    if as_json:
        emit_json(found)
        return
    note(f"the carrier was told to ask anew for {found['call_sid']}")
