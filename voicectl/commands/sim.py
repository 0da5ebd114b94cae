"""`voicectl sim`: simulated providers on ports, for our daemon and for anybody's SDK."""

import os
import shlex
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicectl.errors import CommandError
from voicectl.options import Json
from voicectl.render import emit_json, note, say, table

if TYPE_CHECKING:
    from simulators.faults import Schedule
    from simulators.faults.load import Written
    from voicectl.simulated import Simulator

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Run simulated providers on ports."
)


@dataclass(frozen=True, slots=True)
class Town:
    """What is running."""

    services: Mapping[str, str]
    """Name -> origin."""
    env: Mapping[str, str]
    control: str
    """Where faults are switched; empty: nowhere."""


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the simulators and what each of them speaks."""
    from voicectl.simulated import SIMULATORS

    rows = [{"name": one.name, "speaks": one.speaks} for one in SIMULATORS]
    if as_json:
        emit_json({"simulators": rows})
        return
    table("Simulators", ("name", "speaks"), ([one["name"], one["speaks"]] for one in rows))


@app.command()
def up(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Which; default: all.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65000, help="First port; 0: free ones.")] = 0,
    latency: Annotated[str, typer.Option(metavar="none|usual|slow", help="How fast.")] = "none",
    faults: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Put faults of this schedule in front.")
    ] = None,
    control: Annotated[
        bool, typer.Option("--control", help="Let faults be switched over HTTP while it runs.")
    ] = False,
    daemon: Annotated[
        str, typer.Option(metavar="URL", help="Daemon that the carrier's number calls.")
    ] = "http://127.0.0.1:8080",
    hears: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="What recognition services hear in speech; what their voices said they know.",
        ),
    ] = "",
    exact: Annotated[
        bool, typer.Option("--exact", help="Nothing is misheard and no answer is spoiled.")
    ] = False,
    as_json: Json = False,
    export: Annotated[
        bool, typer.Option("--export", help="Print shell commands; standard output then closes.")
    ] = False,
) -> None:
    """Run simulated providers until Ctrl-C or SIGTERM.

    Prints the environment that leads to them.

    \b
    In a shell:  eval "$(voicectl sim up --export &)"
    and later:   kill $VOICECTL_SIM_PID
    """
    import asyncio

    from simulators.listening import Listener
    from voicectl.simulated import LATENCIES, Place, chosen

    pace = next((one for one in LATENCIES if one == latency), None)
    if pace is None:
        raise CommandError(f"--latency is one of {', '.join(LATENCIES)}, not {latency!r}")
    if as_json and export:
        raise CommandError("choose one of --json and --export")
    simulators = chosen(names or [])
    written = _written(faults, [one.name for one in simulators])
    place = Place(host, port, pace, daemon, Listener(unknown=hears), exact)

    async def main() -> None:
        stopped = _stop_signals()
        async with running(simulators, place, written, control=control) as town:
            _announce(town, as_json=as_json, export=export)
            await stopped.wait()

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(main())


@asynccontextmanager
async def running(
    simulators: "list[Simulator]",
    place: Any,
    written: "Written | None",
    *,
    control: bool,
) -> "AsyncIterator[Town]":
    """Simulators, each behind a fault proxy where faults or a latency ask for one."""
    from dataclasses import replace

    from simulators.faults import Control, FaultProxy

    ports = iter(range(place.port, place.port + len(simulators) + 1)) if place.port else None
    services: dict[str, str] = {}
    env: dict[str, str] = {}
    proxies: dict[str, FaultProxy] = {}
    async with AsyncExitStack() as stack:
        for one in simulators:
            port = next(ports) if ports else 0
            schedule = _schedule(one, place, written)
            if schedule is None and not control:
                origin = await stack.enter_async_context(one.run(replace(place, port=port)))
            else:
                behind = await stack.enter_async_context(one.run(replace(place, port=0)))
                proxy = FaultProxy(behind, schedule, service=one.name, host=place.host, port=port)
                proxies[one.name] = await stack.enter_async_context(proxy)
                origin = proxy.base_url
            services[one.name] = origin
            env |= one.environment(origin)
        switch = ""
        if written is not None or control:
            desk = Control(proxies, host=place.host, port=next(ports) if ports else 0)
            switch = (await stack.enter_async_context(desk)).base_url
            env["VOICECTL_SIM_CONTROL"] = switch
        yield Town(services, env, switch)


def _schedule(one: "Simulator", place: Any, written: "Written | None") -> "Schedule | None":
    from simulators.faults import Schedule

    entries = one.latency(place.latency)
    if written is not None:
        return Schedule(
            [*entries, *(entry for name, entry in written.entries if name in ("", one.name))],
            written.seed,
        )
    return Schedule(entries) if entries else None


def _written(faults: Path | None, names: list[str]) -> "Written | None":
    """The schedule of a file. Raises BadSchedule, CommandError."""
    if faults is None:
        return None
    from simulators.faults import load

    written = load(faults)
    if unknown := {name for name, _ in written.entries} - {"", *names}:
        raise CommandError(f"{faults}: no service {', '.join(sorted(unknown))} is started here")
    return written


def _announce(town: Town, *, as_json: bool, export: bool) -> None:
    if as_json:
        services = [{"name": name, "url": url} for name, url in town.services.items()]
        emit_json(
            {
                "services": services,
                "env": town.env,
                "control": town.control or None,
                "pid": os.getpid(),
            }
        )
        return
    if export:
        for name, value in {**town.env, "VOICECTL_SIM_PID": str(os.getpid())}.items():
            say(f"export {name}={shlex.quote(value)}")
        _close_stdout()
        return
    table("Simulated providers", ("name", "url"), town.services.items())
    for name, value in town.env.items():
        say(f"{name}={value}")
    sys.stdout.flush()
    note("Ctrl-C ends it")


def _close_stdout() -> None:
    """Whoever evaluates what we printed waits for its end, not for ours."""
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _stop_signals() -> Any:
    """An event that SIGINT and SIGTERM set."""
    import asyncio
    import signal

    stopped = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    return stopped


def _loop_factory() -> Any:
    """A faster event loop where there is one."""
    import asyncio

    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
