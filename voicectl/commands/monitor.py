"""`voicectl monitor`: the live screen of a node for the engineer on call."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicectl.configured import settings_of
from voicectl.errors import UNREACHABLE, CommandError
from voicectl.remote import Token, Url, running_node
from voicectl.render import note

if TYPE_CHECKING:
    from voicectl.monitor.app import Monitor
    from voicectl.monitor.fleet.app import FleetMonitor
    from voicectl.monitor.link import Source

    Screen = Monitor | FleetMonitor

app = typer.Typer(add_completion=False)


@app.command()
def monitor(
    ctx: typer.Context,
    url: Url = "",
    token: Token = "",
    fleet: Annotated[
        bool, typer.Option("--fleet", help="All nodes that tell the MQTT broker of the settings.")
    ] = False,
    mqtt: Annotated[
        str, typer.Option(metavar="URL", help="All nodes that tell this MQTT broker.")
    ] = "",
    demo: Annotated[
        bool, typer.Option("--demo", help="Play recorded calls; no node is needed.")
    ] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Only look.")] = False,
    number: Annotated[
        str,
        typer.Option(
            metavar="PHONE", envvar="VOICECTL_MONITOR_NUMBER", help="Where you take calls over."
        ),
    ] = "",
    refresh: Annotated[
        float, typer.Option(metavar="HZ", min=0.2, max=10.0, help="Drawings a second.")
    ] = 2.0,
    speed: Annotated[float, typer.Option(min=0.1, max=100.0, help="Of the demo.")] = 1.0,
    snapshot: Annotated[
        Path | None,
        typer.Option(metavar="FILE.svg", help="Write a picture after --after and leave."),
    ] = None,
    after: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.5, help="When the picture is taken.")
    ] = 5.0,
    size: Annotated[str, typer.Option(metavar="COLSxROWS", help="Of the picture.")] = "120x40",
) -> None:
    """Watch live calls, circuits, level, latency and alerts, and act on them.

    Comes back by itself when the node was gone. Keys: ? shows them. Everything it does goes through
    the node's control API and is written to the node's log. With --fleet or --mqtt: many nodes in a
    table, by what they tell an MQTT broker; that only looks.
    """
    from voicectl.monitor.app import Monitor

    cells = _cells(size)
    screen: Screen
    if fleet or mqtt:
        screen = _fleet(ctx, mqtt, refresh)
    else:
        source = _source(ctx, url, token, demo, speed)
        screen = Monitor(source, hz=refresh, read_only=read_only, number=number)
    if snapshot is not None:
        _picture(screen, snapshot, after, cells)
        note(f"written: {snapshot}")
        return
    _run(screen)


def _source(ctx: typer.Context, url: str, token: str, demo: bool, speed: float) -> "Source":
    if demo:
        from voicectl.monitor.demo import Demo, tapes

        return Demo(tapes(), speed)
    from voicectl.monitor.link import NodeSource

    with running_node(ctx, url, token) as node:
        return NodeSource(node)


def _fleet(ctx: typer.Context, url: str, refresh: float) -> "FleetMonitor":
    """Raises CommandError where there is no broker."""
    from agent.telemetry.broker import broker_of
    from voicectl.monitor.fleet.app import FleetMonitor
    from voicectl.monitor.fleet.link import BrokerSource

    chosen = settings_of(ctx).settings.fleet
    given = url or chosen.mqtt_url.get_secret_value()
    if not given:
        raise CommandError("no MQTT broker is named: set MQTT_URL (fleet.mqtt_url), or give --mqtt")
    try:
        broker = broker_of(given)
    except ValueError as error:
        raise CommandError(f"--mqtt: {error}") from error
    return FleetMonitor(BrokerSource(broker, chosen.topic), hz=refresh)


def _run(screen: "Screen") -> None:
    """Until it is left, or the process is told to end: the terminal is given back either way."""
    import asyncio
    import signal
    import sys

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandError("the monitor needs a terminal; --snapshot FILE.svg needs none")

    async def show() -> None:
        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(one, screen.exit)
        await screen.run_async()

    asyncio.run(show())


def _picture(screen: "Screen", file: Path, after: float, cells: tuple[int, int]) -> None:
    """The screen as SVG, without a terminal. Raises CommandError when no node was reached."""

    import asyncio

    async def show() -> str:
        async with screen.run_test(headless=True, size=cells):
            await asyncio.sleep(after)
            screen.draw()
            return screen.export_screenshot()

    file.write_text(asyncio.run(show()), "utf-8")
    if screen.link.state in ("lost", "connecting"):
        raise CommandError(f"nothing was reached: {screen.link.why}", UNREACHABLE)


def _cells(size: str) -> tuple[int, int]:
    columns, _, rows = size.partition("x")
    if not (columns.isdigit() and rows.isdigit() and int(columns) >= 40 and int(rows) >= 12):
        raise CommandError(f"{size!r} is no size; write it like 120x40 (at least 40x12)")
    return int(columns), int(rows)
