"""`voicectl serve`: the daemon that answers the phone."""

from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from voicectl.configured import settings_of
from voicectl.errors import INTERRUPTED, CommandError
from voicectl.options import options_of
from voicectl.render import emit_json, note

if TYPE_CHECKING:
    from agent.http.siblings import Seat
    from agent.node import Node
    from agent.settings import Settings
    from agent.watching import Tail

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 picks a free one.")] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="For a simulated carrier: its account, no keys.")
    ] = False,
    public_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where the carrier reaches us.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes behind one port; needs sessions.redis_url."),
    ] = None,
    seat: Annotated[str, typer.Option(hidden=True)] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything, print the plan, start nothing.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print where we listen as one JSON document.")
    ] = False,
) -> None:
    """Answer calls until SIGTERM, which lets live calls end; a second one stops at once.

    With --workers SIGHUP starts the workers anew, one after the other.
    """
    import asyncio

    from agent.telemetry.logs import configure
    from agent.watching import Tail
    from voicectl.workers import seat_of

    place = seat_of(seat)
    name = place.name if place else None
    settings = _settings(
        ctx,
        offline,
        server__host=host,
        server__port=port,
        server__public_url=public_url,
        sessions__node=name,
    )
    level = "debug" if options_of(ctx).verbose else settings.log.level
    tail = Tail()
    configure(level, settings.log.format, tail=tail)
    if dry_run:
        _show_plan(_plan(settings), json)
        return
    if workers is None or place is not None:
        work = _serve(settings, json, tail, place)
    else:
        work = _supervise(settings, json, workers)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        code = runner.run(work)
    raise typer.Exit(code)


def _settings(ctx: typer.Context, offline: bool, **given: Any) -> "Settings":
    if not offline:
        return settings_of(ctx, **given).settings
    given["offline"] = True
    loaded = settings_of(ctx, **given)
    from simulators.twilio.numbers import Account

    account = Account()
    if loaded.source("twilio.auth_token") == "default":
        given["twilio__auth_token"] = account.token
    # Without an address of a simulated REST API there is no account: nothing leaves the machine.
    simulated = loaded.source("twilio.api_base") != "default"
    given["twilio__account_sid"] = account.sid if simulated else ""
    return settings_of(ctx, **given).settings


async def _serve(settings: "Settings", json: bool, tail: "Tail", seat: "Seat | None") -> int:
    """Run the node; returns the exit code. In a `seat` it is one of several workers: SIGHUP has it
    leave the port to the others, and so does the end of its supervisor.
    """
    import asyncio
    import signal
    import sys

    import structlog

    from agent.node import running
    from voicectl.workers import READY

    if seat is not None:
        structlog.contextvars.bind_contextvars(node=seat.name)
    first, second = asyncio.Event(), asyncio.Event()
    interrupted = False

    leaving = False

    def stop(by: signal.Signals) -> None:
        nonlocal interrupted, leaving
        leaving = leaving or by == signal.SIGHUP
        interrupted = interrupted or by == signal.SIGINT
        (second if first.is_set() else first).set()

    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop, one)
    if seat is not None:
        loop.add_signal_handler(signal.SIGHUP, stop, signal.SIGHUP)
        loop.add_reader(sys.stdin, _orphaned, sys.stdin, lambda: stop(signal.SIGTERM))
    note("starting the speech engines...")
    async with running(settings, seat=seat, tail=tail) as node:
        _settle_memory()
        if seat is None:
            _announce(node.public_url, node.host, node.port, json)
            _introduce(node)
        else:
            sys.stdout.buffer.write(READY)
            sys.stdout.flush()
        await first.wait()
        if leaving:
            await node.leave_port()
        live = len(node.switchboard)
        if live:
            seconds = f"{settings.server.drain_s:g} s"
            note(f"draining: {live} live calls may end or go on elsewhere within {seconds}")
        async with asyncio.TaskGroup() as group:
            draining = group.create_task(node.drain(settings.server.drain_s))
            hurry = group.create_task(second.wait())
            await asyncio.wait((draining, hurry), return_when=asyncio.FIRST_COMPLETED)
            draining.cancel()
            hurry.cancel()
    note("stopped")
    return INTERRUPTED if interrupted else 0


def _settle_memory() -> None:
    """Let the garbage collector forget what stays for ever.

    A full collection over everything that was loaded stops the loop for over 100 ms, about as
    long as the audio that callers hold.
    """
    import gc

    import numpy.ma  # noqa: F401  # imported by the first median or percentile else: 40 ms in a call

    gc.collect()
    gc.freeze()


def _orphaned(given: IO[str], stop: Callable[[], None]) -> None:
    """The supervisor's end of our input is closed: it is gone."""
    import asyncio
    import os

    if not os.read(given.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(given)
        stop()


async def _supervise(settings: "Settings", json: bool, workers: int) -> int:
    """Run workers behind one port; returns the exit code. Raises CommandError."""
    import asyncio
    import signal
    import socket
    import tempfile
    from pathlib import Path

    from agent.startup import listen, local_url
    from voicectl.workers import Supervisor

    if workers > 1 and not settings.sessions.redis_url.get_secret_value():
        raise CommandError(
            "several workers share their calls by Redis: set REDIS_URL (sessions.redis_url), or "
            "leave --workers out"
        )
    name = settings.sessions.node or socket.gethostname()
    names = [f"{name}-{number}" for number in range(1, workers + 1)]
    with (
        listen(settings.server.host, settings.server.port) as listener,
        tempfile.TemporaryDirectory(prefix="voicectl-") as folder,  # a socket's name must be short
    ):
        supervisor = Supervisor(names, listener, Path(folder))
        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, supervisor.stop, one)
        loop.add_signal_handler(signal.SIGHUP, supervisor.renew)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(supervisor.run())
            if await supervisor.ready():
                host, port = listener.getsockname()[:2]
                url = settings.server.public_url.rstrip("/") or local_url(host, port)
                _announce(url, host, port, json)
                note(f"{workers} workers; each has a socket of its own in {folder}")
    note("stopped")
    return running.result()


def _introduce(node: "Node") -> None:
    names = ", ".join(profile.company.name for profile in node.companies.profiles)
    note(f"answering for {names} at {node.public_url}")


def _announce(url: str, host: str, port: int, json: bool) -> None:
    hooks = _hooks(url)
    if json:
        emit_json({"url": url, "host": host, "port": port, "hooks": hooks})
    for name, url in hooks.items():
        note(f"  {name:<16} {url}")


def _hooks(public_url: str) -> dict[str, str]:
    """What to enter at the carrier, by the carrier's words (all HTTP POST)."""
    return {
        "voice webhook": f"{public_url}/twilio/voice",
        "voice fallback": f"{public_url}/twilio/fallback",
        "status callback": f"{public_url}/twilio/status",
        "text messages": f"{public_url}/twilio/sms",
    }


def _plan(settings: "Settings") -> dict[str, Any]:
    """What a start would use. Raises StartupError where it would fail."""
    from agent import startup
    from agent.profile.queues import queues
    from agent.urls import masked

    companies = startup.companies_of(settings)
    listener = startup.listen(settings.server.host, settings.server.port)
    host, port = listener.getsockname()[:2]
    listener.close()
    public_url = settings.server.public_url.rstrip("/") or startup.local_url(host, port)
    trust = startup.trust_of(settings, public_url)
    speech = startup.speech_of(settings)
    return {
        "listen": f"{host}:{settings.server.port or 'a free port'}",
        "hooks": _hooks(public_url),
        "signatures": "checked" if trust.check else "NOT CHECKED (twilio.skip_validation)",
        "database": masked(settings.database_url),
        "journal": str(settings.journal_path),
        "recordings": str(settings.recordings_path) if settings.recordings.enabled else "off",
        "engines": sorted(speech.engines),
        "calls_at_once": settings.server.max_calls,
        "companies": [
            {"name": profile.company.name, "queues": queues(profile)}
            for profile in companies.profiles
        ],
    }


def _show_plan(plan: dict[str, Any], json: bool) -> None:
    if json:
        emit_json(plan)
        return
    from voicectl.render import table

    rows = [(name, value) for name, value in plan.items() if not isinstance(value, dict | list)]
    rows += list(plan["hooks"].items())
    rows.append(("engines", ", ".join(plan["engines"])))
    for company in plan["companies"]:
        ladder = "; ".join(f"{name}: {' > '.join(to)}" for name, to in company["queues"].items())
        rows.append((company["name"], ladder))
    table("Plan", ("what", "value"), rows)


def _loop_factory() -> Any:
    """A faster event loop where there is one."""
    import asyncio

    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
