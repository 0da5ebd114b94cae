"""Several workers behind one port: started, looked after, renewed one by one, and stopped.

The supervisor owns the listening socket and answers nothing itself, so no connection is lost while
a worker is away. Workers are `voicectl serve` again, with a seat: a name, that socket, and a folder
where each has a socket of its own. They log to the same standard error.

    SIGTERM   every worker drains; a second one stops at once
    SIGHUP    one worker after the other leaves the port, gives its calls away and starts anew, with
              the program and the settings of now
"""

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from voicectl.errors import INTERRUPTED, CommandError

if TYPE_CHECKING:
    from agent.http.siblings import Seat

log = structlog.get_logger()

READY = b"ready\n"
START_S = 120.0
"""Loading the engines takes some seconds; on a busy machine much longer."""
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
"""A worker that lived so long is started at once when it dies."""


def seat_of(text: str) -> "Seat | None":
    """The seat on a worker's command line, see `Worker.start`; None without one."""
    if not text:
        return None
    from agent.http.siblings import Seat

    name, listener, folder = text.split(":", 2)
    return Seat(name, int(listener), Path(folder))


@dataclass
class Worker:
    """One place behind the port, and the process that has it."""

    name: str
    command: Sequence[str]
    listener: socket.socket
    folder: Path
    process: Process | None = None
    leaving: bool = False
    """It was asked to leave and to be started anew."""
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> bool:
        """Start a process; whether it answers calls now. It ends when we do: its input closes."""
        seat = f"{self.name}:{self.listener.fileno()}:{self.folder}"
        self.process = await asyncio.create_subprocess_exec(
            *self.command,
            f"--seat={seat}",
            stdin=PIPE,
            stdout=PIPE,
            pass_fds=(self.listener.fileno(),),
            start_new_session=True,  # a terminal's Ctrl-C comes through us
        )
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(START_S):
                line = await self.process.stdout.readline()
        except TimeoutError:
            self.process.kill()
            return False
        if line == READY:
            self.ready.set()
        return line == READY

    async def gone(self) -> int:
        """Wait for the end of the process; its exit code."""
        assert self.process is not None
        code = await self.process.wait()
        self.ready.clear()
        return code

    def send(self, number: signal.Signals) -> None:
        """Send a signal if there is a process."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(number)


class Supervisor:
    """Looks after workers; `run` it inside the loop that gets the signals."""

    def __init__(self, names: Sequence[str], listener: socket.socket, folder: Path) -> None:
        command = (sys.executable, "-m", "voicectl", *sys.argv[1:])
        self.workers = [Worker(name, command, listener, folder) for name in names]
        self._renew = asyncio.Event()
        self._ending = asyncio.Event()
        self._settled = asyncio.Event()
        """All answer calls, or it is clear that they never will."""
        self._code = 0
        self._fault: CommandError | None = None

    def stop(self, by: signal.Signals) -> None:
        """Have all workers drain; said twice, have them stop."""
        if by == signal.SIGINT:
            self._code = INTERRUPTED
        self._ending.set()
        self._settled.set()
        for worker in self.workers:
            worker.send(signal.SIGTERM)

    def renew(self) -> None:
        """Have all workers started anew, one by one."""
        self._renew.set()

    async def ready(self) -> bool:
        """Wait until all answer calls; False when they never will."""
        await self._settled.wait()
        return not self._ending.is_set()

    async def run(self) -> int:
        """Until all workers have ended; the exit code. Raises CommandError when none can start."""
        async with asyncio.TaskGroup() as group:
            renewing = group.create_task(self._renewing())
            await asyncio.gather(*(self._keep(worker) for worker in self.workers))
            renewing.cancel()
        if self._fault is not None:
            raise self._fault
        return self._code

    async def _keep(self, worker: Worker) -> None:
        """Start it, and again whenever it ended, until we end."""
        time, pause, ever = asyncio.get_running_loop().time, FIRST_PAUSE_S, False
        while not self._ending.is_set():
            began = time()
            if await worker.start():
                ever = True
                log.info("worker_ready", worker=worker.name)
                if all(one.ready.is_set() for one in self.workers):
                    self._settled.set()
            code = await worker.gone()
            if self._ending.is_set():
                return
            if worker.leaving:
                worker.leaving, pause = False, FIRST_PAUSE_S
                continue
            if not ever:  # it could not start at all: so could no other
                self._fault = CommandError(f"worker {worker.name} did not start", code or 1)
                self.stop(signal.SIGTERM)
                return
            if time() - began > STEADY_S:
                pause = FIRST_PAUSE_S
            log.error("worker_died", worker=worker.name, code=code, again_in_s=pause)
            await _either(self._ending, pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _renewing(self) -> None:
        while True:
            await self._renew.wait()
            self._renew.clear()
            for worker in self.workers:
                await self._all_ready()
                log.info("worker_renewed", worker=worker.name)
                worker.leaving = True
                worker.ready.clear()
                worker.send(signal.SIGHUP)
            await self._all_ready()
            log.info("workers_renewed")

    async def _all_ready(self) -> None:
        """One that is away for good holds the others back: they go on as they are."""
        for worker in self.workers:
            await worker.ready.wait()


async def _either(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, at most so long."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
