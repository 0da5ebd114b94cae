"""A way to a server of this machine that can be made slow."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class Relay:
    """Passes TCP connections on, both ways, in order."""

    delay_s: float = 0.0
    """Answers come so much later; counts for what comes from now on."""

    @asynccontextmanager
    async def to(self, port: int) -> AsyncIterator[int]:
        """Lead to this port of 127.0.0.1; the port of the relay."""

        async def serve(reader: StreamReader, writer: StreamWriter) -> None:
            try:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                writer.close()
                return
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, far_writer, late=False))
                group.create_task(self._pass(far_reader, writer, late=True))

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            yield int(server.sockets[0].getsockname()[1])

    async def _pass(self, reader: StreamReader, writer: StreamWriter, *, late: bool) -> None:
        loop, due = asyncio.get_running_loop(), 0.0
        try:
            while piece := await reader.read(65536):
                due = max(due, loop.time() + (self.delay_s if late else 0.0))
                loop.call_at(due, writer.write, piece)
        except OSError:  # a side is gone; the other one hears of it
            pass
        finally:
            loop.call_at(due, writer.close)
