"""One database, one thread: work is queued to it, so the event loop never waits for the disk.

An in-memory database has no disk to wait for: its work runs at once, on the caller's thread, which
also makes it deterministic.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from agent.bookings.connection import MEMORY, connect, fault
from agent.bookings.migrations import NewerDatabase, migrate
from agent.ports import ProviderError

T = TypeVar("T")

QUEUE = 256
"""Requests that may wait; beyond it a request fails at once instead of piling up."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


class Database:
    """The open books of a node. Opening migrates; it blocks and belongs to start-up.

    Raises ProviderError when the file can't be used.
    """

    def __init__(self, path: str = MEMORY, *, busy_s: float = 2.0, deadline_s: float = 3.0) -> None:
        self.path = path
        self._deadline_s = deadline_s
        try:
            self._db = connect(path, busy_s=busy_s)
            migrate(self._db)
        except (sqlite3.Error, OSError) as error:
            raise fault(error, path) from error
        except NewerDatabase as error:
            raise ProviderError("broken", str(error)) from error
        self._lock = threading.Lock()
        self._jobs: queue.Queue[_Job | None] = queue.Queue(QUEUE)
        self._thread: threading.Thread | None = None
        if path != MEMORY:
            self._thread = threading.Thread(target=self._serve, name="books", daemon=True)
            self._thread.start()

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on the database's thread.

        Raises ProviderError("slow") when the queue is full or the deadline passes; work that has
        begun by then may still be committed, so repeat it by its key only.
        """
        if self._thread is None:
            return self.run_now(work)
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, loop.create_future())
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise ProviderError(
                "slow", f"{QUEUE} requests wait for the database {self.path}; lower the load"
            ) from None
        try:
            async with asyncio.timeout(self._deadline_s):
                result: T = await job.future
        except TimeoutError:
            raise ProviderError(
                "slow", f"the database {self.path} gave no answer in {self._deadline_s:g} s"
            ) from None
        return result

    def run_now(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on this thread: for start-up, in-memory databases and command-line tools."""
        try:
            with self._lock:
                return work(self._db)
        except (sqlite3.Error, OSError) as error:
            raise fault(error, self.path) from error

    def close(self) -> None:
        """Finish what is queued and close the file; blocks shortly. May be called twice."""
        if self._thread is not None and self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()
        self._db.close()

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            if job.future.cancelled():
                continue
            try:
                result = self.run_now(job.work)
            except Exception as error:  # it belongs to the waiter, whatever it is
                _deliver(job, error=error)
            else:
                _deliver(job, result=result)


def _deliver(job: _Job, *, result: Any = None, error: Exception | None = None) -> None:
    def settle() -> None:
        if job.future.done():
            return
        if error is not None:
            job.future.set_exception(error)
        else:
            job.future.set_result(result)

    with suppress(RuntimeError):  # the loop is closed: nobody waits any more
        job.loop.call_soon_threadsafe(settle)
