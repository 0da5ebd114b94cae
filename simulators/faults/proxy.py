"""The fault proxy: between any client and any service that speak HTTP/1.1 and WebSocket."""

import asyncio
from collections import deque
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from simulators.faults.connection import Connection
from simulators.faults.exchange import Ask
from simulators.faults.record import Record
from simulators.faults.schedule import Schedule
from simulators.faults.wire import Wire

_MOST_RECORDS = 100_000


class FaultProxy:
    """Listens on its own port; an async context manager.

    `upstream`: origin of the service, http://HOST:PORT. `service`: whose refusals are imitated
    ("openai", "elevenlabs", "polly", "twilio"). `host`: Host header that the service gets; empty:
    the client's own, which signatures may cover.
    """

    def __init__(
        self,
        upstream: str,
        schedule: Schedule | None = None,
        *,
        service: str = "",
        upstream_host: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        parts = urlsplit(upstream)
        if parts.scheme not in ("http", "ws") or not parts.hostname:
            raise ValueError(f"the upstream must be http://HOST:PORT, not {upstream!r}")
        self.schedule = schedule or Schedule()
        self.log: deque[Record] = deque(maxlen=_MOST_RECORDS)
        """The latest exchanges, in order."""
        self.service = service
        self._upstream = (parts.hostname, parts.port or 80)
        self._upstream_host = upstream_host.encode()
        self._host = host
        self._port = port
        self._count = 0
        self._server: asyncio.Server | None = None
        self._tasks = asyncio.TaskGroup()
        self._open: set[asyncio.Task[None]] = set()
        self._stack = AsyncExitStack()

    @property
    def base_url(self) -> str:
        """Where it listens: http://HOST:PORT."""
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    async def __aenter__(self) -> Self:
        """Listen; the schedule's clock starts."""
        await self._stack.enter_async_context(self._tasks)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Wire(self._accept), self._host, self._port)
        self.schedule.begin()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening; all connections end."""
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        if isinstance(error, Exception):
            await self._stack.aclose()  # the user's error leaves unwrapped by the task group
        else:
            await self._stack.__aexit__(kind, error, trace)

    def _accept(self, wire: Wire) -> None:
        connection = Connection(
            wire,
            self._connect,
            self.schedule,
            self._note,
            service=self.service,
            host=self._upstream_host,
        )
        task = self._tasks.create_task(connection.serve())
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _connect(self) -> Wire:
        loop = asyncio.get_running_loop()
        try:
            _, wire = await loop.create_connection(Wire, *self._upstream)
        except OSError as error:
            raise ConnectionRefusedError(f"no service at {self._upstream}") from error
        return wire

    def _note(self, ask: Ask) -> Record:
        self._count += 1
        record = Record(self._count, self.schedule.elapsed_s, ask.method, ask.target)
        self.log.append(record)
        return record
