"""The node's end: a pool of worker processes that are killed and started again when they fail.

No task and no thread of its own: whoever has a job drives the pipe while waiting for the result,
so cancelling that task is all it takes to give a job up. What a cancelled job still sends is
skipped by the next one.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.ports import ProviderError
from agent.workers.frames import End, Garbled, Job, Message, Part, Ready, Stop, Unpacker, pack

ROOT = Path(__file__).resolve().parents[2]
"""Directory that holds the package `agent`; workers import it from there."""
CHUNK = 1 << 16
HUGE_PAGES = "glibc.malloc.hugetlb=1"
"""Asks Linux for huge pages: a model's weights are read anew for every job, and with pages of 4 KB
that takes a tenth more time."""


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """The environment of a worker whose parent has `own`."""
    path = os.pathsep.join(p for p in (str(ROOT), own.get("PYTHONPATH", "")) if p)
    return {"GLIBC_TUNABLES": HUGE_PAGES, **own, "PYTHONPATH": path}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how many, in seconds and jobs."""

    start: float = 60.0
    """A worker loads its engine within this time."""
    queue: int = 16
    """Jobs waiting for a worker; one more is refused at once."""
    hung: float = 0.0
    """A worker that missed a deadline is killed once it owes an answer for longer than this; until
    then it may finish what nobody waits for any more."""


class Worker:
    """One process and its pipe; used by one job at a time."""

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._command = command
        self._limits = limits
        self._process: Process | None = None
        self._unpacker = Unpacker()
        self._ready = False
        self._stale: int | None = None
        self._number = 0
        self._spawned = 0.0
        self._asked = 0.0
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """Process id while one runs."""
        process = self._process
        return process.pid if process and process.returncode is None else None

    async def ensure(self) -> None:
        """Be running, loaded and free: start if dead, skip what a given-up job still sends."""
        await self.revive()
        while not self._ready:
            self._ready = isinstance(await self._receive(), Ready)
        while self._stale is not None:
            await self._skip()

    async def run(self, body: bytes) -> AsyncGenerator[bytes, None]:
        """Yield the parts of one job's result. Raises ProviderError."""
        self._number += 1
        number = self._number
        self._stale = number
        self._asked = asyncio.get_running_loop().time()
        try:
            await self._send(Job(number, body))
            while True:
                message = await self._receive()
                if isinstance(message, Part) and message.number == number:
                    yield message.body
                elif isinstance(message, End) and message.number == number:
                    self._stale = None
                    if message.error:
                        raise ProviderError("broken", message.error)
                    return
        finally:
            if self._stale is not None:
                self._post(Stop(number))

    def kill(self) -> None:
        """End the process now; the next `ensure` starts another."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
        self._ready, self._stale = False, None

    async def close(self) -> None:
        """End the process and wait until it is gone."""
        process = self._process
        self.kill()
        if process is not None:
            await process.wait()

    async def revive(self) -> None:
        """Start a process if none runs, without waiting until it is loaded."""
        if self.pid is None:
            await self._spawn()

    def overdue(self) -> bool:
        """Called when an answer is late: is it too late, even for loading or a job given up?"""
        now = asyncio.get_running_loop().time()
        if not self._ready:
            return now - self._spawned > self._limits.start
        return now - self._asked > self._limits.hung

    async def _spawn(self) -> None:
        self.kill()
        self._unpacker = Unpacker()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL if not os.environ.get("VOICECTL_WORKER_STDERR") else None,
            env=environment(os.environ),
        )
        self._spawned = asyncio.get_running_loop().time()
        self.starts += 1

    async def _skip(self) -> None:
        message = await self._receive()
        if isinstance(message, End) and message.number == self._stale:
            self._stale = None

    async def _receive(self) -> Message:
        """The next message. Raises ProviderError when the process died or talks nonsense."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        try:
            while (message := self._unpacker.next()) is None:
                data = await process.stdout.read(CHUNK)
                if not data:
                    self.kill()
                    raise ProviderError("broken", f"{self._command[1]} ended unexpectedly")
                self._unpacker.feed(data)
        except Garbled as error:
            self.kill()
            raise ProviderError("broken", f"garbled answer: {error}") from error
        return message

    async def _send(self, message: Message) -> None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        try:
            process.stdin.write(pack(message))
            await process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            self.kill()
            raise ProviderError("broken", "the worker is gone") from error

    def _post(self, message: Message) -> None:
        """Send without waiting; a dead worker will be noticed by the next job."""
        process = self._process
        if process is not None and process.stdin is not None:
            with suppress(BrokenPipeError, ConnectionResetError, RuntimeError):
                process.stdin.write(pack(message))


class Pool:
    """Workers of one kind; a job waits for a free one, first come first served."""

    def __init__(self, command: Sequence[str], size: int = 1, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._workers = [Worker(command, self._limits) for _ in range(size)]
        self._free: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()
        self._waiting = 0
        self._faults = 0
        self._jobs = 0
        for worker in self._workers:
            self._free.put_nowait(worker)

    async def start(self) -> None:
        """Start all workers and wait until their engines are loaded. Raises ProviderError."""
        try:
            async with asyncio.timeout(self._limits.start), asyncio.TaskGroup() as group:
                for worker in self._workers:
                    group.create_task(worker.ensure())
        except TimeoutError as error:
            await self.close()
            raise ProviderError("slow", "the engine did not load in time") from error
        except ExceptionGroup as faults:
            await self.close()
            raise faults.exceptions[0] from faults

    async def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            await worker.close()

    async def run(self, body: bytes, deadline: float) -> AsyncGenerator[bytes, None]:
        """Yield the parts of a job's result; `deadline` seconds to each next part.

        The wait for a free worker counts too. A worker that misses the deadline (by
        `Limits.hung`) is killed and started again. Raises ProviderError.
        """
        worker = await self._take(deadline)
        self._jobs += 1
        try:
            await self._within(deadline, worker, worker.ensure())
            async with aclosing(worker.run(body)) as parts:
                while True:
                    try:
                        part = await self._within(deadline, worker, anext(parts))
                    except StopAsyncIteration:
                        return
                    yield part
        except ProviderError:
            self._faults += 1
            await worker.revive()
            raise
        finally:
            self._free.put_nowait(worker)

    def health(self) -> dict[str, Any]:
        """Facts for health checks: processes, jobs waiting and done, faults, restarts."""
        return {
            "workers": [worker.pid for worker in self._workers],
            "waiting": self._waiting,
            "jobs": self._jobs,
            "faults": self._faults,
            "restarts": sum(max(0, worker.starts - 1) for worker in self._workers),
        }

    async def _take(self, deadline: float) -> Worker:
        if self._waiting >= self._limits.queue:
            raise ProviderError("slow", f"{self._waiting} jobs are waiting already")
        self._waiting += 1
        try:
            async with asyncio.timeout(deadline):
                return await self._free.get()
        except TimeoutError as error:
            raise ProviderError("slow", f"no worker was free within {deadline:g} s") from error
        finally:
            self._waiting -= 1

    async def _within(self, deadline: float, worker: Worker, step: Any) -> Any:
        """Await one step; a worker that is overdue with it is killed and restarted."""
        try:
            async with asyncio.timeout(deadline):
                return await step
        except TimeoutError as error:
            if worker.overdue():
                worker.kill()
            raise ProviderError("slow", f"no answer within {deadline:g} s") from error
