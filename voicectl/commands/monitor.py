"""`voicectl monitor`: the live screen of a node for the engineer on call."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicectl.errors import UNREACHABLE, CommandError
from voicectl.remote import Token, Url, running_node
from voicectl.render import note

if TYPE_CHECKING:
    from voicectl.monitor.app import Monitor
    from voicectl.monitor.link import Source

app = typer.Typer(add_completion=False)


@app.command()
def monitor(
    ctx: typer.Context,
    url: Url = "",
    token: Token = "",
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
    the node's control API and is written to the node's log.
    """
    from voicectl.monitor.app import Monitor

    cells = _cells(size)
    screen = Monitor(
        _source(ctx, url, token, demo, speed), hz=refresh, read_only=read_only, number=number
    )
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


def _run(screen: "Monitor") -> None:
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


def _picture(screen: "Monitor", file: Path, after: float, cells: tuple[int, int]) -> None:
    """The screen as SVG, without a terminal. Raises CommandError when no node was reached."""

    import asyncio

    async def show() -> str:
        async with screen.run_test(headless=True, size=cells):
            await asyncio.sleep(after)
            screen.draw()
            return screen.export_screenshot()

    file.write_text(asyncio.run(show()), "utf-8")
    if screen.board.link.state in ("lost", "connecting"):
        raise CommandError(f"no node was reached: {screen.board.link.why}", UNREACHABLE)


def _cells(size: str) -> tuple[int, int]:
    columns, _, rows = size.partition("x")
    if not (columns.isdigit() and rows.isdigit() and int(columns) >= 40 and int(rows) >= 12):
        raise CommandError(f"{size!r} is no size; write it like 120x40 (at least 40x12)")
    return int(columns), int(rows)
