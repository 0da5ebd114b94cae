"""One client's connection: request after request, each on one connection to the service.

Client and service keep the connection as long as they would without us; when one leaves, so does
the other.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from dataclasses import replace

import h11

from simulators.faults import spoiling
from simulators.faults.exchange import ENDINGS, Answer, Ask, HalfClosed, Headers, Way, without
from simulators.faults.http import Inbound, Outbound, Received
from simulators.faults.record import Record
from simulators.faults.schedule import Schedule
from simulators.faults.tunnel import Tunnel
from simulators.faults.wire import Wire

Connect = Callable[[], Awaitable[Wire]]
Note = Callable[[Ask], Record]
"""Opens a record."""

_EXTENSIONS = b"sec-websocket-extensions"


class Connection:
    """Serves one client until it leaves."""

    def __init__(
        self,
        wire: Wire,
        connect: Connect,
        schedule: Schedule,
        note: Note,
        *,
        service: str,
        host: bytes,
    ) -> None:
        self._client = Inbound(wire)
        self._service: Outbound | None = None
        self._connect = connect
        self._schedule = schedule
        self._note = note
        self._name = service
        self._host = host
        self._loop = asyncio.get_running_loop()

    async def serve(self) -> None:
        """Until either side leaves, or a fault ends it."""
        wire = self._client.wire
        record: Record | None = None
        try:
            while (asked := await self._next_ask()) is not None:
                ask, body = asked
                record = self._note(ask)
                if not await self._exchange(ask, body, record):
                    break
        except asyncio.CancelledError:
            if record is not None and record.end == "going on":
                record.end = "client left" if wire.ended else "proxy stopped"
            raise
        finally:
            wire.close()
            if self._service is not None:
                self._service.wire.close()

    async def _next_ask(self) -> tuple[Ask, Received] | None:
        """The next request; None when the client leaves, speaks no HTTP or the service leaves."""
        wire = self._client.wire
        if self._service is not None:
            self._service.wire.on_gone = wire.close
            if self._service.wire.ended:
                return None
        wire.on_gone = None
        try:
            asked = await self._client.ask(self._name)
        except (h11.RemoteProtocolError, ConnectionError):
            return None
        task = asyncio.current_task()
        assert task is not None
        wire.on_gone = task.cancel
        if wire.ended:
            task.cancel()
        if self._service is not None:
            self._service.wire.on_gone = None
        return asked

    async def _exchange(self, ask: Ask, body: Received, record: Record) -> bool:
        """One request with its answer; returns whether another one may follow."""
        wire = self._client.wire
        try:
            ask = replace(ask, spoilt=record.spoil)
            spoiler = spoiling.Spoiler(ask, self._schedule, record)
            struck = spoiler.now()
            upwards = self._counted(self._spoiled(struck, ask.body, "up"), record, "up")
            answer = await spoiling.asked(struck, replace(ask, body=upwards), self._go)
            record.status = answer.status
            if answer.status == 101:
                await self._tunnel(answer, spoiler, record)
                return False
            downwards = self._spoiled(struck, answer.body, "down")
            await self._client.reply(answer, self._counted(downwards, record, "down"))
            record.end = "ok"
        except ENDINGS as ending:
            record.spoil()
            record.end = await self._end(ending)
            return False
        except (ConnectionError, h11.RemoteProtocolError, h11.LocalProtocolError) as error:
            cut = "cut by the service" if record.status else "no answer"
            record.end = "client left" if wire.ended else cut
            if isinstance(error, ConnectionError):
                await wire.reset()  # else it just ends, as the service's own connection did
            return False
        return await self._ready(body)

    async def _ready(self, body: Received) -> bool:
        """Whether both sides can go on; what the client still sends of its request is dropped."""
        if self._service is not None and not self._service.again():
            self._service.wire.close()
            gone, self._service = self._service, None
            if gone.wire.ended:
                return False
        if self._client.talk.they_are_waiting_for_100_continue:
            return False
        try:
            async for _ in body:
                pass
        except (ConnectionError, h11.RemoteProtocolError):
            return False
        return self._client.again()

    def _spoiled(
        self, struck: list[spoiling.Struck], pieces: AsyncIterable[bytes], way: Way
    ) -> AsyncIterable[bytes]:
        return spoiling.body(struck, pieces, way, self._loop.time) if struck else pieces

    async def _go(self, ask: Ask) -> Answer:
        """Ask the service, on the connection at hand or a new one."""
        if self._service is not None and not self._service.again():
            self._service.wire.close()
            self._service = None
        if self._service is None:
            self._service = Outbound(await self._connect())
        headers = self._forwarded(ask)
        return await self._service.ask(ask, headers, self._client.inform)

    def _forwarded(self, ask: Ask) -> Headers:
        headers = ask.headers
        if ask.websocket:  # without compression, so that messages can be read and changed
            headers = without(headers, _EXTENSIONS)
        if self._host:
            headers = tuple(
                (name, self._host if name.lower() == b"host" else value) for name, value in headers
            )
        return headers

    async def _tunnel(self, answer: Answer, spoiler: spoiling.Spoiler, record: Record) -> None:
        assert self._service is not None
        await self._client.switch(answer)
        self._client.wire.on_gone = None
        for end in (self._client, self._service):
            end.release()
        tunnel = Tunnel(self._client.wire, self._service.wire, spoiler, self._schedule, record)
        await tunnel.run()

    async def _end(self, ending: BaseException) -> str:
        wire = self._client.wire
        if isinstance(ending, HalfClosed):
            wire.on_gone = None
            wire.half_close()
            while not wire.ended:
                await wire.read()
            return "half-closed"
        await wire.reset()
        return "reset"

    @staticmethod
    async def _counted(
        pieces: AsyncIterable[bytes], record: Record, way: Way
    ) -> AsyncIterator[bytes]:
        async for piece in pieces:
            if way == "up":
                record.up += len(piece)
            else:
                record.down += len(piece)
            yield piece
