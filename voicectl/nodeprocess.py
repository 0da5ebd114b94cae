"""A daemon of its own for a demonstration: `voicectl serve` as a child process on a free port.

A separate process, so that the agent's event loop and the simulated carrier's share nothing.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from voicectl.errors import UNREACHABLE, CommandError

START_SECONDS = 120.0
"""Loading the engines takes some seconds; on a busy machine, and the first time, much longer."""
STOP_SECONDS = 15.0
_LOG_LINES = 12
CONFIG = "voicectl.toml"


@dataclass(frozen=True, slots=True)
class Daemon:
    """A running daemon."""

    url: str
    pid: int
    log: Path


@asynccontextmanager
async def daemon(
    folder: Path, settings: Mapping[str, object], constants: Mapping[str, object] | None = None
) -> AsyncIterator[Daemon]:
    """Run `voicectl serve` with these settings (dotted names) and everything it writes in `folder`;
    `constants`: changed ones, see `voicectl.bench.altered`.

    The environment's settings do not reach it. Raises CommandError when it does not start.
    """
    config = folder / CONFIG
    config.write_text(toml({"data_dir": str(folder), **settings}), encoding="utf-8")
    async with started(folder, constants=constants) as running:
        yield running


@asynccontextmanager
async def started(
    folder: Path, port: int = 0, *, constants: Mapping[str, object] | None = None
) -> AsyncIterator[Daemon]:
    """Run the daemon of a folder, anew if it ran before; its log goes on. Raises CommandError."""
    log = folder / "daemon.log"
    program = ["voicectl.bench.altered", json.dumps(constants)] if constants else ["voicectl"]
    command = [sys.executable, "-m", *program, "--config", str(folder / CONFIG), "serve"]
    with log.open("ab") as sink:
        process = await asyncio.create_subprocess_exec(
            *command,
            "--offline",
            f"--port={port}",
            "--json",
            cwd=folder,
            env=environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=sink,
        )
    try:
        yield Daemon(await _address(process, log), process.pid, log)
    finally:
        await _stop(process)


async def _address(process: asyncio.subprocess.Process, log: Path) -> str:
    """Wait for the document in which the daemon says where it listens."""
    assert process.stdout is not None
    text = ""
    try:
        async with asyncio.timeout(START_SECONDS):
            while line := await process.stdout.readline():
                text += line.decode()
                if line.rstrip() == b"}":
                    return str(json.loads(text)["url"])
    except TimeoutError:
        raise _failure(log, f"did not start within {START_SECONDS:.0f} s") from None
    raise _failure(log, "did not start")


def _failure(log: Path, what: str) -> CommandError:
    lines = log.read_text(errors="replace").splitlines()[-_LOG_LINES:]
    said = "\n  ".join(lines) or "nothing"
    return CommandError(f"the daemon {what}; it said:\n  {said}\nAll of it: {log}", UNREACHABLE)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def environment() -> dict[str, str]:
    """Our environment without settings; the code that runs now is the code that is started."""
    from agent.settings_sources import EARLIER_NAMES, PREFIX

    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(PREFIX) and name.upper() not in EARLIER_NAMES
    }
    here = str(Path(__file__).resolve().parents[1])
    kept["PYTHONPATH"] = os.pathsep.join(part for part in (here, kept.get("PYTHONPATH")) if part)
    return kept


def toml(settings: Mapping[str, object]) -> str:
    """Dotted names as TOML; JSON's strings, numbers and booleans are TOML's."""
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
