"""`voicectl calls`: what happened in calls, why, and what happens right now."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.books import open_books
from voicectl.errors import FAILED, CommandError
from voicectl.options import Company, Json
from voicectl.remote import RunningNode, Token, Url, running_node
from voicectl.render import emit_json, minute, note, say, table

if TYPE_CHECKING:
    from agent.call.journal import Recording

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="List, show, follow, explain and export calls."
)

LETTERS = 10
"""Of a call's sid are shown at least, in lists."""
CallSid = Annotated[str, typer.Argument(metavar="CALL", help="Call sid, or its first letters.")]


@app.command("list")
def list_(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    company: Company = "",
    as_json: Json = False,
) -> None:
    """List calls, newest first."""
    from agent.bookings import calls

    with open_books(ctx) as db:
        rows = calls.listed(db, limit=limit, company=company)
    if as_json:
        emit_json({"calls": rows})
        return
    columns = ("started (UTC)", "call", "from", "outcome", "turns", "codes")
    letters = _enough([row["call_sid"] for row in rows])
    for row in rows:
        row["started (UTC)"] = minute(row["started"])
        row["call"] = row["call_sid"][:letters]
    table("Calls", columns, ([row[column] for column in columns] for row in rows))


def _enough(sids: Sequence[str]) -> int:
    """So many first letters tell calls apart; the other commands want no more."""
    longest = max(map(len, sids), default=LETTERS)
    sizes = range(LETTERS, longest)
    return next((n for n in sizes if len({sid[:n] for sid in sids}) == len(sids)), longest)


@app.command()
def show(ctx: typer.Context, call: CallSid, as_json: Json = False) -> None:
    """Show one call: transcript, visits, tasks, transfers, emergencies."""
    row = _row(ctx, call)
    if as_json:
        emit_json(row)
        return
    say(f"{row['call_sid']}  {row['started']}  from {row['from'] or 'withheld'}")
    say(f"outcome: {row['outcome'] or 'still open'}, ended by {row['ended_by'] or 'nobody yet'}")
    for turn in row["turns"]:
        cut = " --" if turn["barge_in"] else ""
        say(f"{turn['at_ms'] / 1000:8.1f}  {turn['role']:<6}  {turn['text']}{cut}")
    for part in ("appointments", "tasks", "transfers", "emergencies"):
        for one in row[part]:
            facts = {name: value for name, value in one.items() if value not in ("", None)}
            say(f"{part[:-1]}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


@app.command()
def why(
    ctx: typer.Context,
    call: CallSid,
    turn: Annotated[int | None, typer.Argument(min=0, help="Only this turn.")] = None,
    as_json: Json = False,
) -> None:
    """Explain decisions and latency, turn by turn, from the journal."""
    from voicectl import explaining

    _, recording = _journal(ctx, call)
    found = explaining.turns(recording)
    if turn is not None and turn >= len(found):
        raise CommandError(f"the call has turns 0 to {len(found) - 1}, not {turn}")
    wanted = found if turn is None else [found[turn]]
    if as_json:
        emit_json({"turns": [_turn_data(one) for one in wanted]})
        return
    for one in wanted:
        say(f"turn {one.n} at {one.at:.2f} s: {one.heard or '(the call begins)'}")
        for at, event, decided in explaining.decisions(one):
            say(f"  {at:8.2f}  {event}" + (f"\n            -> {decided}" if decided else ""))
        for stage, took, bar in explaining.waterfall(one):
            say(f"  {stage:<36} {took:7.1f} ms |{bar}")
        if one.timing is not None:
            say(f"  {'in all':<36} {one.timing.total_ms:7.1f} ms")
    if recording.torn:
        note("the journal ends in the middle of a line: the node died while writing")


@app.command()
def export(
    ctx: typer.Context,
    call: CallSid,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Default: standard out.")] = None,
    text: Annotated[bool, typer.Option("--text", help="Only the transcript, as text.")] = False,
) -> None:
    """Export a call: its rows and journal as JSON, or its transcript."""
    import msgspec

    row = _row(ctx, call)
    if text:
        lines = [f"{turn['role']}: {turn['text']}" for turn in row["turns"]]
        document = ("\n".join(lines) + "\n").encode()
    else:
        journal: Any = None
        if row["journal"] and Path(row["journal"]).is_file():
            recording = _read(Path(row["journal"]))
            journal = {
                "segments": recording.segments,
                "timings": recording.timings,
                "remarks": recording.remarks,
                "torn": recording.torn,
            }
        body = msgspec.json.encode({"call": row, "journal": journal}, enc_hook=str)
        document = msgspec.json.format(body, indent=2) + b"\n"
    if out is None:
        typer.echo(document.decode(), nl=False)
        return
    out.write_bytes(document)
    note(f"{row['call_sid']} is in {out}")


@app.command()
def follow(
    ctx: typer.Context,
    call: Annotated[str, typer.Argument(metavar="[CALL]", help="Default: the newest.")] = "",
    url: Url = "",
    token: Token = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line.")] = False,
) -> None:
    """Follow a live call of a running node until it ends."""
    import asyncio

    with running_node(ctx, url, token) as node:
        asyncio.run(_follow(node, call, as_json))


async def _follow(node: RunningNode, call: str, as_json: bool) -> None:
    async with node.client() as client:
        sid = call or await _newest(client)
        async with client.get(f"/v1/calls/{sid}/events") as answer:
            if answer.status != 200:
                problem = await answer.json()
                raise CommandError(f"{problem['error']}. {problem.get('fix', '')}".strip(), FAILED)
            note(f"following {sid}")
            async for line in answer.content:
                if line.startswith(b"data: {"):
                    _show_entry(line.removeprefix(b"data: "), as_json)


async def _newest(client: Any) -> str:
    async with client.get("/v1/calls") as answer:
        found = await answer.json()
    if answer.status != 200:
        raise CommandError(f"{found['error']}: {found.get('fix', '')}", FAILED)
    if not found["calls"]:
        raise CommandError("no call is live on this node", FAILED)
    return str(max(found["calls"], key=lambda one: str(one["started"]))["call_sid"])


def _show_entry(line: bytes, as_json: bool) -> None:
    import json

    if as_json:
        typer.echo(line.decode().strip())
        return
    news = json.loads(line)["news"]
    kind, at = news.pop("type"), news.pop("at", 0.0)
    news.pop("call", None)
    match kind:
        case "CallerSaid":
            say(f"{at:8.1f}  caller  {news['text']}")
        case "AgentSaid":
            rest = f"  -- not heard: {news['unheard']}" if "unheard" in news else ""
            say(f"{at:8.1f}  agent   {news['heard']}{rest}")
        case "AgentSays" | "Hello":
            pass
        case _:
            facts = ", ".join(f"{name}={value}" for name, value in news.items())
            say(f"{at:8.1f}  {'':6}  {kind} {facts[:120]}")


def _row(ctx: typer.Context, call: str) -> dict[str, Any]:
    from agent.bookings import calls

    with open_books(ctx) as db:
        row = calls.shown(db, call)
    if row is None:
        raise CommandError(
            f"there is no call {call}, or several begin so; see `voicectl calls list`", FAILED
        )
    return row


def _journal(ctx: typer.Context, call: str) -> "tuple[dict[str, Any], Recording]":
    row = _row(ctx, call)
    if not row["journal"]:
        raise CommandError("no journal was kept of this call", FAILED)
    return row, _read(Path(row["journal"]))


def _read(path: Path) -> "Recording":
    from agent.call import journal

    try:
        return journal.read_call(path)
    except OSError as error:
        raise CommandError(f"the journal {path} can't be read: {error.strerror}", FAILED) from error


def _turn_data(turn: Any) -> dict[str, Any]:
    from voicectl import explaining

    return {
        "turn": turn.n,
        "at": turn.at,
        "heard": turn.heard,
        "decisions": [
            {"at": at, "event": event, "decided": decided}
            for at, event, decided in explaining.decisions(turn)
        ],
        "latency": turn.timing,
    }
