"""An open WebSocket: messages go through the faults one by one, control frames as they are."""

import asyncio
from contextlib import suppress

from simulators.faults import frames, spoiling
from simulators.faults.exchange import ENDINGS, HalfClosed, Kind, Part, SocketClosed, Way
from simulators.faults.frames import Message
from simulators.faults.record import Record
from simulators.faults.schedule import Schedule
from simulators.faults.wire import Wire

_KINDS: dict[int, Kind] = {frames.TEXT: "text", frames.BINARY: "binary"}
_OPCODES = {kind: opcode for opcode, kind in _KINDS.items()}


class Tunnel:
    """Runs until both sides are closed."""

    def __init__(
        self,
        client: Wire,
        service: Wire,
        spoiler: spoiling.Spoiler,
        schedule: Schedule,
        record: Record,
    ) -> None:
        self._wires: dict[Way, tuple[Wire, Wire]] = {
            "up": (client, service),
            "down": (service, client),
        }
        self._client = client
        self._service = service
        self._spoiler = spoiler
        self._schedule = schedule
        self._record = record
        self._over = False
        """A fault has ended it for the client: what it sends is dropped but for its close."""

    async def run(self) -> None:
        """Pass messages both ways."""
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(self._watch())
            down = group.create_task(self._pump("down"))
            await self._pump("up")
            await down
            watch.cancel()
        if self._record.end == "going on":
            self._record.end = "dropped"

    async def _pump(self, way: Way) -> None:
        source, sink = self._wires[way]
        decoder = frames.Decoder()
        try:
            while data := (block := await source.read()).data:
                for message in decoder.feed(data):
                    try:
                        await self._pass(message, way, block.at)
                    except ENDINGS as ending:
                        await self._end(ending)
        except (ConnectionError, frames.BadFrame):
            await sink.reset()
        else:
            if way == "up" or self._record.end != "half-closed":
                sink.close()

    async def _pass(self, message: Message, way: Way, at: float) -> None:
        if message.control:
            await self._pass_control(message, way)
            return
        part = Part(_KINDS[message.opcode], way, message.data, at)
        async for out in spoiling.parts(self._spoiler.now(), part):
            if self._over:
                return
            if way == "up":
                self._record.up += len(out.data)
            else:
                self._record.down += len(out.data)
            await self._send(Message(_OPCODES[out.kind], out.data), way)

    async def _pass_control(self, message: Message, way: Way) -> None:
        if message.opcode == frames.CLOSE and self._record.end == "going on":
            code = int.from_bytes(message.data[:2], "big") or 1005
            side = "client" if way == "up" else "service"
            self._record.end = f"closed {code} by the {side}"
        if not self._over or (way == "up" and message.opcode == frames.CLOSE):
            await self._send(message, way)

    async def _send(self, message: Message, way: Way) -> None:
        with suppress(ConnectionError):  # its reader will see that too
            await self._wires[way][1].write(frames.encode(message, masked=way == "up"))

    async def _watch(self) -> None:
        """Faults begin on a socket on which nothing is said."""
        begun: set[int] = set()
        while True:
            changed = self._schedule.changed
            for struck in self._spoiler.now():
                if id(struck) in begun:
                    continue
                begun.add(id(struck))
                try:
                    await struck.fault.begin(struck.down)
                except ENDINGS as ending:
                    await self._end(ending)
            later = [
                wait
                for scheduled in self._schedule
                if (wait := scheduled.opens_s() - self._schedule.elapsed_s) > 0
            ]
            with suppress(TimeoutError):
                async with asyncio.timeout(min(later, default=None)):
                    await changed.wait()

    async def _end(self, ending: BaseException) -> None:
        if self._over:
            return
        self._over = True
        self._record.spoil()
        match ending:
            case SocketClosed(code=1006):
                self._record.end = "closed 1006 by a fault"
                self._client.close()
            case SocketClosed(code=code, reason=reason):
                self._record.end = f"closed {code} by a fault"
                with suppress(ConnectionError):
                    goodbye = frames.encode(frames.close(code, reason), masked=False)
                    await self._client.write(goodbye)
            case HalfClosed():
                self._record.end = "half-closed"
                self._client.half_close()
            case _:
                self._record.end = "reset"
                await self._client.reset()
