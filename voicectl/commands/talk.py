"""`voicectl talk`: the same agent on this machine: spoken, typed, or with sound files."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from voicectl.options import Options, options_of
from voicectl.render import emit_json, fail, note, say

if TYPE_CHECKING:
    from agent.transports.text import TextCall
    from voicectl.talking import Talked, Wish

app = typer.Typer(add_completion=False)

HELP = "Type what you would say. An empty line is silence, /press 123 the keypad, /bye hangs up."


@app.command()
def talk(
    ctx: typer.Context,
    text: Annotated[bool, typer.Option("--text", help="Type instead of speaking.")] = False,
    devices: Annotated[
        bool, typer.Option("--devices", help="List microphones and speakers, then stop.")
    ] = False,
    microphone: Annotated[
        str, typer.Option("--mic", metavar="DEVICE", help="Number or part of a name.")
    ] = "",
    speaker: Annotated[
        str, typer.Option("--speaker", metavar="DEVICE", help="Number or part of a name.")
    ] = "",
    heard: Annotated[
        Path | None,
        typer.Option("--in", metavar="FILE", help="Play this file instead of a microphone."),
    ] = None,
    said: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.wav", help="Write this file instead of a speaker."),
    ] = None,
    echo: Annotated[
        bool,
        typer.Option(
            "--echo-cancellation/--no-echo-cancellation",
            help="Take the agent's own voice out of the microphone; a headset needs none.",
        ),
    ] = True,
    push: Annotated[
        bool, typer.Option("--push-to-talk", help="Be heard only between two presses of space.")
    ] = False,
    caller: Annotated[
        str, typer.Option(metavar="E164", help="Calling number, e.g. +12145550142.")
    ] = "",
    now: Annotated[
        str, typer.Option(metavar="ISO", help="With --text: pretend it is this local time.")
    ] = "",
    keep: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep books, journal and recording of the call here."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document at the end.")] = False,
) -> None:
    """Talk to the agent here; the books it writes to are thrown away at the end.

    Engines are those of the settings, as on the phone. Nobody is rung or texted.
    """
    import asyncio

    if devices:
        _list_devices(json)
    elif text:
        asyncio.run(_talk(options_of(ctx), caller, now, json))
    elif now:
        fail("--now is for --text: a spoken call has the real time", "voicectl talk --text --now …")
    else:
        from voicectl.talking import Wish

        wish = Wish(microphone, speaker, heard, said, echo, push, caller)
        _speak(ctx, wish, keep, json)


def _list_devices(json: bool) -> None:
    from agent.transports import soundcard
    from voicectl.errors import UNREACHABLE, CommandError
    from voicectl.render import table

    try:
        found = soundcard.devices()
    except soundcard.SoundCardError as error:
        raise CommandError(str(error), UNREACHABLE) from error
    if json:
        emit_json({"devices": found})
        return
    rows = [
        (
            one.number,
            one.name,
            one.system,
            "yes" if one.inputs else "",
            "yes" if one.outputs else "",
            f"{one.rate} Hz",
            " and ".join(soundcard.NAMES[kind] for kind in one.default),
        )
        for one in found
    ]
    columns = ("number", "name", "system", "hears", "sounds", "rate", "used when none is named")
    table("Devices", columns, rows)
    if not rows:
        note(f"  fix: {soundcard.PLUG_IN}")


def _speak(ctx: typer.Context, wish: "Wish", keep: Path | None, json: bool) -> None:
    """Speak until the call is over, and print what came of it."""
    import tempfile

    from voicectl.errors import INTERRUPTED

    with tempfile.TemporaryDirectory(prefix="voicectl-talk-") as passing:
        talked = _spoken(ctx, wish, (keep or Path(passing)).resolve(), json, kept=keep is not None)
    if json:
        from voicectl.talking import as_json

        emit_json(as_json(talked, wish))
    else:
        note(f"outcome: {talked.outcome}")
    if talked.interrupted:
        raise typer.Exit(INTERRUPTED)


def _spoken(ctx: typer.Context, wish: "Wish", folder: Path, json: bool, *, kept: bool) -> "Talked":
    """Raises CommandError, StartupError."""
    import asyncio

    from agent.telemetry.logs import configure
    from agent.transports.soundcard import SoundCardError
    from voicectl.configured import settings_of
    from voicectl.errors import UNREACHABLE, CommandError
    from voicectl.talking import talk as talking
    from voicectl.talkscreen import Screen

    given: dict[str, Any] = {
        "database__url": str(folder / "voicectl.db"),
        "journal_dir": folder / "journal",
        "recordings__enabled": kept,
        "recordings__directory": folder / "recordings",
        "sessions__redis_url": "",
        "twilio__account_sid": "",
    }
    settings = settings_of(ctx, **given).settings
    folder.mkdir(parents=True, exist_ok=True)
    configure("debug" if options_of(ctx).verbose else "error", settings.log.format)
    try:
        return asyncio.run(talking(settings, wish, Screen(quiet=json)))
    except SoundCardError as error:
        raise CommandError(str(error), UNREACHABLE) from error


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
