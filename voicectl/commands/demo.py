"""`voicectl demo`: a fresh node, a simulated carrier, and a spoken caller who phones in."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.errors import FAILED
from voicectl.folders import new_folder
from voicectl.options import Json, options_of
from voicectl.render import emit_json, note

if TYPE_CHECKING:
    from agent.profile.schema import CompanyProfile
    from simulators.caller.persona import Named
    from voicectl.phoning import Result

app = typer.Typer(add_completion=False)

SIDE_BY_SIDE = 2
"""Calls at once for `--scenario all`: what two cores hear and speak in real time."""


@app.command()
def demo(
    ctx: typer.Context,
    scenario: Annotated[
        str, typer.Option(metavar="NAME|FILE|all", help="What the caller wants; see fixtures.")
    ] = "happy",
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Recordings, database and logs go below it.")
    ] = Path("var/demo"),
    phones: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Instead: play these recorded numbers to the agent."),
    ] = None,
    keypad: Annotated[
        bool, typer.Option(help="With --phones: callers type the number when asked to.")
    ] = True,
    hasty: Annotated[
        bool, typer.Option("--hasty", help="With --phones: callers correct us without waiting.")
    ] = False,
    take: Annotated[int, typer.Option(min=1, help="How many of them.")] = 20,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="With --phones: this recording; may be repeated."),
    ] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Calls at once; default: 1, for all 2.")] = 0,
    gather: Annotated[
        bool, typer.Option("--gather", help="By turns: the carrier recognises speech (<Gather>).")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the line's noise and losses.")] = 0,
    as_json: Json = False,
) -> None:
    """Phone in as a spoken caller and show the talk, the booking and the latency."""
    import asyncio

    from voicectl import playbill, spokenphones, stage
    from voicectl.phoning import as_json as shown

    skipped: list[str] = []
    chosen = (
        spokenphones.pick(phones, take, only=only or (), keypad=keypad, hasty=hasty)
        if phones
        else stage.scenarios(scenario, skipped)
    )
    for one in skipped:
        note(f"skipped: {one}")
    folder = new_folder(out)
    company = stage.company(options_of(ctx).profile, chosen, folder / "company.yaml")
    at_once = jobs or (SIDE_BY_SIDE if len(chosen) > 1 else 1)
    running = _run(chosen, company, folder, at_once, seed, gather=gather, quiet=as_json)
    results = asyncio.run(running)
    calls = [shown(result) for result in results]
    ok = all(call["ok"] for call in calls)
    numbers = spokenphones.figures(results) if phones else None
    if as_json:
        document = {"calls": calls, "ok": ok, "skipped": skipped, "folder": str(folder)}
        emit_json(document | ({"phones": numbers} if numbers else {}))
    else:
        playbill.summary(calls)
        if numbers:
            playbill.phones(numbers)
    raise typer.Exit(0 if ok else FAILED)


async def _run(
    chosen: "list[Named]",
    company: "CompanyProfile",
    folder: Path,
    jobs: int,
    seed: int,
    *,
    gather: bool,
    quiet: bool,
) -> "list[Result]":
    from simulators.caller.run import studio
    from voicectl import phoning, stage
    from voicectl.aftermath import read
    from voicectl.nodeprocess import daemon
    from voicectl.playbill import Transcript

    numbers = company.numbers
    people = (*numbers.oncall, numbers.supervisor, numbers.office, numbers.billing, numbers.sales)
    called = numbers.sms_from or numbers.office
    town = phoning.Town(called, tuple(number for number in dict.fromkeys(people) if number))
    note("starting the caller's recogniser, the carrier and the daemon...")
    async with (
        studio(folder / "clips", stage.multilingual(chosen, folder)) as booth,
        phoning.carrier(town, folder / "clips") as carrier,
        daemon(folder, _settings(folder, carrier.api_base, town, gather=gather)) as running,
    ):
        phoning.connect(carrier, called, running.url)
        note(f"the daemon answers at {running.url}; its log: {running.log}")
        transcript = Transcript(sys.stderr if quiet else sys.stdout, several=len(chosen) > 1)
        results = await phoning.phone_all(
            carrier,
            chosen,
            booth,
            lambda sid: read(str(folder / "voicectl.db"), sid),
            company=called,
            recordings=folder,
            jobs=jobs,
            seed=seed,
            on_line=transcript,
        )
        carrier.log.save(folder / "carrier.jsonl")
    return results


def _settings(folder: Path, api_base: str, town: Any, *, gather: bool) -> dict[str, object]:
    return {
        "profile": str(folder / "company.yaml"),
        "twilio.account_sid": town.account.sid,
        "twilio.auth_token": town.account.token,
        "twilio.api_base": api_base,
        "twilio.phone_number": town.company,
        "flags.gather": 100 if gather else 0,
        "log.format": "json",
    }
