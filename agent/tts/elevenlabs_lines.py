"""Keeps sockets of ElevenLabs open, so that no caller waits for a handshake.

One socket is always there; it is made anew in the background when it breaks, at growing intervals
while that fails, and callers are told at once why there is none. More are opened when all places
of one are taken, and closed when they have been idle for a while.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog

from agent.resilience.deadlines import Limit, bounded
from agent.resilience.outcomes import Evidence, Failure
from agent.tts.elevenlabs_line import Line

log = structlog.get_logger()

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 5.0
REFUSED_PAUSE_S = 60.0
"""After a refused key: nothing changes before somebody acts."""
KEEP_ALIVE_S = 60.0
"""The service closes sockets that got no message for 180 seconds."""
MOST_LINES = 32
"""Idle sockets cost nothing at the service; what counts there is speech being made."""
SPARE = 1
"""With fewer free places another socket is opened in the background."""


class Lines:
    """The sockets of one voice and language."""

    def __init__(self, connect: Callable[[], Awaitable[Line]], connect_s: float) -> None:
        self._connect = connect
        self._connect_s = connect_s
        self._lines: list[Line] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._opening: asyncio.Task[None] | None = None
        self._pause = 0.0
        self._rest_until = 0.0
        self._closed = False
        self._why: Failure | None = None
        self.connected = 0
        """Sockets opened since the start."""
        self.lost = 0
        """Sockets that ended without our doing."""
        self.failed = 0
        """Handshakes that failed."""
        self.reconnects = 0
        """Sockets opened in place of lost ones."""

    def warm(self) -> None:
        """See to it that there is a socket, now and later."""
        self._open()

    async def line(self, *, hurry: bool = False) -> Line:
        """A socket with a free place. Raises Failure, at once while connecting is given a rest.

        `hurry`: try to connect even then.
        """
        if hurry:
            self._rest_until = 0.0
        for hung in [line for line in self._lines if line.hung]:
            self._lines.remove(hung)
            self._start(hung.close())
        while (found := self._free()) is None:
            if len(self._lines) >= MOST_LINES:
                raise Failure(Evidence(kind="http", status=409, code="max_active_conversations"))
            self._open()
            if self._opening is None:
                raise self._why or Failure(Evidence(kind="reset"))
            await asyncio.wait({self._opening})
        if sum(line.free for line in self._lines) <= SPARE and len(self._lines) < MOST_LINES:
            self._open()
        return found

    async def close(self) -> None:
        """Close all sockets."""
        self._closed = True
        tasks = [*self._tasks, *([self._opening] if self._opening else [])]
        self._opening = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for line in self._lines:
            await line.close()
        self._lines.clear()

    def __len__(self) -> int:
        return len(self._lines)

    def health(self) -> dict[str, Any]:
        """Sockets and what became of them."""
        return {
            "connected": len(self._lines),
            "contexts": sum(line.busy for line in self._lines),
            "opened": self.connected,
            "lost": self.lost,
            "failed": self.failed,
        }

    def _free(self) -> Line | None:
        return max(
            (line for line in self._lines if line.free),
            key=lambda line: line.busy,
            default=None,
        )

    def _open(self) -> None:
        loop = asyncio.get_running_loop()
        if self._opening is None and loop.time() >= self._rest_until:
            self._opening = loop.create_task(self._opened())

    async def _opened(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            line = await bounded(self._connect(), Limit(self._connect_s, "connect"))
        except Failure as failure:
            self.failed += 1
            self._why = failure
            self._rest(refused=failure.fault == "auth")
            # Later, and with nobody waiting.
            loop.call_later(self._rest_until - loop.time() + 0.01, self._again)
        else:
            self.connected += 1
            self.reconnects += self.reconnects < self.lost
            self._pause, self._why = 0.0, None
            self._lines.append(line)
            self._start(self._read(line))
        finally:
            self._opening = None

    def _rest(self, *, refused: bool) -> None:
        self._pause = min(max(self._pause * 2, FIRST_PAUSE_S), LONGEST_PAUSE_S)
        pause = REFUSED_PAUSE_S if refused else self._pause * (0.8 + 0.4 * random.random())
        self._rest_until = asyncio.get_running_loop().time() + pause

    def _again(self) -> None:
        if not self._lines and not self._closed:
            self._open()

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read(self, line: Line) -> None:
        keeping = asyncio.get_running_loop().create_task(self._keep(line))
        try:
            ended = await line.read()
        finally:
            keeping.cancel()
            if line in self._lines:  # not given up before
                self._lines.remove(line)
            await line.close()
        self.lost += 1
        log.info("voice_socket_lost", provider="elevenlabs", why=ended.detail)
        if not self._lines:
            self._open()

    async def _keep(self, line: Line) -> None:
        with suppress(Failure):  # whoever reads it knows by now
            while True:
                await asyncio.sleep(KEEP_ALIVE_S)
                if self._lines[:1] != [line] and not line.busy:
                    await line.close()
                    return
                await line.keep_alive()
