"""`voicectl call`: a simulated caller phones a daemon that is already running."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicectl.configured import settings_of
from voicectl.errors import FAILED, UNREACHABLE, CommandError
from voicectl.options import Json
from voicectl.render import emit_json, note

if TYPE_CHECKING:
    from simulators.caller.persona import Named
    from voicectl.aftermath import Aftermath
    from voicectl.phoning import Result

app = typer.Typer(add_completion=False)

ASK_SECONDS = 5.0


@app.command()
def call(
    ctx: typer.Context,
    url: Annotated[str, typer.Option(help="The daemon.")] = "http://127.0.0.1:8080",
    scenario: Annotated[str, typer.Option(metavar="NAME|FILE", help="What the caller wants.")] = "",
    text: Annotated[
        list[str] | None, typer.Option(help="Say this at the next question; repeat for more.")
    ] = None,
    wav: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Play this at the next question.")
    ] = None,
    from_: Annotated[
        str, typer.Option("--from", metavar="NUMBER", help="Calling number; default: scenario's.")
    ] = "",
    to: Annotated[str, typer.Option(metavar="NUMBER", help="Company's number.")] = "+12145550101",
    record: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Save a stereo WAV of the call there.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the line's noise and losses.")] = 0,
    as_json: Json = False,
) -> None:
    """Phone a running daemon as a spoken caller; the daemon needs `serve --offline`.

    The webhooks are signed with TWILIO_AUTH_TOKEN, by default with the simulator's own token.
    """
    import asyncio

    from voicectl import playbill
    from voicectl.phoning import as_json as shown

    if sum(map(bool, (scenario, text, wav))) > 1:
        raise CommandError("choose one of --scenario, --text and --wav")
    named = _caller(scenario, text or [], wav or [], from_)
    if record is not None:
        record.mkdir(parents=True, exist_ok=True)
    books = settings_of(ctx).settings.database_url
    result = asyncio.run(_run(named, url.rstrip("/"), to, record, seed, books, quiet=as_json))
    document = shown(result)
    if as_json:
        emit_json({"calls": [document], "ok": document["ok"]})
    else:
        playbill.summary([document])
    raise typer.Exit(0 if document["ok"] else FAILED)


def _caller(scenario: str, text: list[str], wav: list[Path], from_: str) -> "Named":
    """The scenario, or one made of the words or files given."""
    import msgspec

    from simulators.caller.persona import Expected, Named, Scenario
    from voicectl import stage

    if text or wav:
        lines = (*text, *(f"wav:{path.resolve()}" for path in wav))
        made = Scenario(about="given words", script=lines, expect=Expected(outcome=()))
        named = Named("given", made, Path())
        named.check_files()
    else:
        (named,) = stage.scenarios(scenario or "happy", [])
    if not from_:
        return named
    changed = msgspec.structs.replace(named.scenario, caller_id=from_)
    return Named(named.name, changed, named.folder)


async def _run(
    named: "Named",
    url: str,
    to: str,
    record: Path | None,
    seed: int,
    books: str,
    *,
    quiet: bool,
) -> "Result":
    import os
    import tempfile

    from simulators.caller.run import studio
    from simulators.twilio.numbers import Account
    from voicectl import phoning, stage
    from voicectl.playbill import Transcript

    await phoning.reach(url)
    token = os.environ.get("TWILIO_AUTH_TOKEN", "")
    account = Account(token=token) if token else Account()
    town = phoning.Town(to, (), account)
    transcript = Transcript(sys.stderr if quiet else sys.stdout, several=False)
    with tempfile.TemporaryDirectory(prefix="voicectl-call-") as clips:
        async with (
            studio(Path(clips), stage.multilingual([named], Path(clips))) as booth,
            phoning.carrier(town, Path(clips)) as carrier,
        ):
            phoning.connect(carrier, to, url)
            note(f"phoning {url} as {named.scenario.caller_id} ({named.name})...")
            (result,) = await phoning.phone_all(
                carrier,
                [named],
                booth,
                lambda sid: _after(url, sid, books),
                company=to,
                recordings=record,
                jobs=1,
                seed=seed,
                on_line=transcript,
            )
    if result.report.seconds == 0:
        alerts = ", ".join(map(str, carrier.log.alerts(result.report.call_sid))) or "none"
        raise CommandError(
            f"{url} did not answer the call (carrier's errors: {alerts}); is it a voicectl daemon "
            "with the same TWILIO_AUTH_TOKEN, or started by `voicectl serve --offline`?",
            UNREACHABLE,
        )
    return result


async def _after(url: str, call_sid: str, books: str) -> "Aftermath":
    """What the call left behind: from the configured database if it is the daemon's, else asked."""
    from voicectl import aftermath

    outcome = await _ask(url, call_sid)
    found = await aftermath.peek(books, call_sid)
    return found if found.outcome == outcome else aftermath.Aftermath(outcome=outcome, known=False)


async def _ask(url: str, call_sid: str) -> str:
    """Ask the daemon how a call ended; empty when it does not tell."""
    import asyncio

    import aiohttp

    try:
        async with aiohttp.ClientSession() as client, asyncio.timeout(ASK_SECONDS):
            while True:
                async with client.get(f"{url}/v1/calls/{call_sid}") as answer:
                    found = await answer.json() if answer.ok else {}
                if answer.status != 200 or "outcome" in found:
                    return str(found.get("outcome", ""))
                await asyncio.sleep(0.2)
    except (aiohttp.ClientError, TimeoutError):
        return ""
