"""The database behind a queue with threads of its own, so the event loop never waits for it.

A SQLite file has one thread and one connection: it lets one writer in anyway. PostgreSQL has a few,
each opened when first needed and opened again after it broke. An in-memory database has nothing to
wait for: its work runs at once, on the caller's thread, which also makes it deterministic.
"""

import asyncio
import queue
import random
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, TypeVar

from agent.bookings.connection import Connection, Remote, Rerun, connect, telling
from agent.bookings.migrations import NewerDatabase, migrate
from agent.bookings.sqlite_file import MEMORY
from agent.ports import ProviderError
from agent.urls import is_postgres, masked

T = TypeVar("T")

QUEUE = 256
"""Requests that may wait; beyond it a request fails at once instead of piling up."""
POOL = 4
"""Connections to PostgreSQL beside the one for start-up."""
FIRST_PAUSE_S = 0.005
LONGEST_PAUSE_S = 0.25
"""Between two runs of the same work: a random part of a time that doubles."""


class Session:
    """One connection, for one thread at a time: opened when needed, and again after it broke."""

    def __init__(self, url: str, *, busy_s: float, deadline_s: float) -> None:
        self._url = url
        self._busy_s = busy_s
        self._deadline_s = deadline_s
        self._db: sqlite3.Connection | Remote | None = None

    def do(self, work: Callable[[Connection], T]) -> T:
        """Do `work`, again and again while it changed nothing and the deadline allows.

        Raises ProviderError.
        """
        until = monotonic() + self._deadline_s
        pause = FIRST_PAUSE_S
        lost_before = False
        while True:
            try:
                with telling(self._url):
                    return work(self._connection(in_line=lost_before))
            except Rerun:
                lost_before = True
                wait = random.uniform(0, pause)
                if monotonic() + wait > until:
                    raise
            finally:
                self._drop_if_broken()
            sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    def close(self) -> None:
        """Give the connection up; the next work opens another one."""
        if self._db is not None:
            self._db.close()
        self._db = None

    def _connection(self, *, in_line: bool) -> Connection:
        if self._db is None:
            self._db = connect(self._url, busy_s=self._busy_s, deadline_s=self._deadline_s)
        if not isinstance(self._db, sqlite3.Connection):
            self._db.in_line = in_line
        return self._db

    def _drop_if_broken(self) -> None:
        """A transaction that nobody ended is as good as a lost connection."""
        if self._db is None or isinstance(self._db, sqlite3.Connection):
            return
        if self._db.broken or self._db.in_transaction:
            self.close()


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


class Database:
    """The open books of a node. Opening migrates; it blocks and belongs to start-up.

    `url` is a path of a SQLite file, ``:memory:`` or a PostgreSQL URL. Raises ProviderError when it
    can't be used.
    """

    def __init__(
        self,
        url: str = MEMORY,
        *,
        busy_s: float = 2.0,
        deadline_s: float = 3.0,
        pool: int = POOL,
    ) -> None:
        self.name = masked(url)
        """The address as it may be shown."""
        self._deadline_s = deadline_s
        self._lock = threading.Lock()
        self._jobs: queue.Queue[_Job | None] = queue.Queue(QUEUE)
        self._threads: list[threading.Thread] = []
        self._inline = url == MEMORY

        def session() -> Session:
            return Session(url, busy_s=busy_s, deadline_s=deadline_s)

        self._own = session()
        try:
            self._own.do(migrate)
        except NewerDatabase as error:
            self._own.close()
            raise ProviderError("broken", str(error)) from error
        except ProviderError:
            self._own.close()
            raise
        if self._inline:
            return
        sessions = [session() for _ in range(pool)] if is_postgres(url) else [self._own]
        for one in sessions:
            thread = threading.Thread(target=self._serve, args=(one,), name="books", daemon=True)
            self._threads.append(thread)
            thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do `work` on a thread of the database.

        Raises ProviderError("slow") when the queue is full or the deadline passes; work that has
        begun by then may still be committed, so repeat it by its key only.
        """
        if self._inline:
            return self.run_now(work)
        if not self._threads:
            raise ProviderError("broken", f"the database {self.name} is closed; start a new node")
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, loop.create_future())
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise ProviderError(
                "slow", f"{QUEUE} requests wait for the database {self.name}; lower the load"
            ) from None
        try:
            async with asyncio.timeout(self._deadline_s):
                result: T = await job.future
        except TimeoutError:
            raise ProviderError(
                "slow", f"the database {self.name} gave no answer in {self._deadline_s:g} s"
            ) from None
        return result

    def run_now(self, work: Callable[[Connection], T]) -> T:
        """Do `work` on this thread: for start-up, in-memory databases and command-line tools."""
        return self._do(self._own, work)

    def close(self) -> None:
        """Finish what is queued and close; blocks shortly. May be called twice."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        self._own.close()

    def _do(self, session: Session, work: Callable[[Connection], T]) -> T:
        if session is not self._own:
            return session.do(work)
        with self._lock:
            return session.do(work)

    def _serve(self, session: Session) -> None:
        while (job := self._jobs.get()) is not None:
            if job.future.cancelled():
                continue
            try:
                result = self._do(session, job.work)
            except Exception as error:  # it belongs to the waiter, whatever it is
                _deliver(job, error=error)
            else:
                _deliver(job, result=result)
        if session is not self._own:
            session.close()


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
