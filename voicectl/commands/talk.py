"""`voicectl talk`: the same agent, typed."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from voicectl.options import Options, options_of
from voicectl.render import emit_json, fail, note, say

if TYPE_CHECKING:
    from agent.transports.text import TextCall

app = typer.Typer(add_completion=False)

HELP = "Type what you would say. An empty line is silence, /press 123 the keypad, /bye hangs up."


@app.command()
def talk(
    ctx: typer.Context,
    text: Annotated[bool, typer.Option("--text", help="Type instead of speaking.")] = False,
    caller: Annotated[
        str, typer.Option(metavar="E164", help="Calling number, e.g. +12145550142.")
    ] = "",
    now: Annotated[str, typer.Option(metavar="ISO", help="Pretend it is this local time.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON document at the end.")] = False,
) -> None:
    """Talk to the agent here; the books it writes to are thrown away at the end."""
    import asyncio

    if not text:
        fail("this build talks by typing", "voicectl talk --text")
    asyncio.run(_talk(options_of(ctx), caller, now, json))


async def _talk(options: Options, caller: str, now: str, json: bool) -> None:
    from agent.bookings.desk import SqlDesk
    from agent.profile.load import load_default, load_profile
    from agent.transports.text import TextCall, VirtualClock
    from voicectl.understanding import classifier

    profile = load_profile(options.profile) if options.profile else load_default()
    zone = ZoneInfo(profile.company.tz)
    try:
        start = datetime.fromisoformat(now) if now else datetime.now(zone)
    except ValueError:
        fail(f"--now {now} is no date and time", "write e.g. 2026-11-23T09:30")
    clock = VirtualClock(start if start.tzinfo else start.replace(tzinfo=zone))
    desk = SqlDesk(":memory:", profile, now=clock)
    try:
        call = TextCall(profile, desk, clock, caller, classify=classifier(options.config))
        lines = await _converse(call, quiet=json)
    finally:
        desk.close()
    if json:
        transcript = [{"role": role, "text": words} for role, words in lines]
        emit_json({"outcome": call.outcome, "transcript": transcript})
    else:
        note(f"outcome: {call.outcome}")


async def _converse(call: "TextCall", *, quiet: bool) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []

    def heard(texts: list[str]) -> None:
        for words in texts:
            lines.append(("agent", words))
            if not quiet:
                say(f"agent:  {words}")

    note(HELP)
    heard(await call.start())
    while not call.ended:
        try:
            words = input("" if quiet else "you:    ").strip()  # noqa: ASYNC250 one person, no other work
        except EOFError:
            words = "/bye"
        lines.append(("caller", words))
        if words == "/bye":
            await call.hang_up()
        elif words.startswith("/press "):
            heard(await call.press(words.removeprefix("/press ").strip()))
        elif words:
            heard(await call.say(words))
        else:
            heard(await call.silence(10.0))
    return lines
