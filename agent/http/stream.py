"""The media stream's WebSocket: matched to its call by sid and one-time token, then served."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import WSCloseCode, web

from agent.http.guard import Trust
from agent.http.passes import Passes
from agent.switchboard import Blocked, Line, Over, Ringing, Switchboard
from agent.transports.twilio_stream import CLOSE_S, TwilioTransport

log = structlog.get_logger()

MAX_FRAME = 1 << 20
"""Bytes of one WebSocket message beyond which the socket is closed; the codec's limit is lower."""
LOOKS = 6
LOOK_S = 0.05
"""The node that answered writes the call behind its answer; a stream may overtake that."""


class Streams:
    """Serves the carrier's stream sockets."""

    def __init__(
        self,
        switchboard: Switchboard,
        trust: Trust,
        passes: Passes,
        find: Callable[[str], Awaitable[Ringing | None]],
    ) -> None:
        """`find` tells who calls whom in a call of another node. Raises nothing."""
        self.refused: Counter[str] = Counter()
        """Streams that were not let in, by reason."""
        self.dropped: Counter[str] = Counter()
        """Messages that did not count, by reason."""
        self._board = switchboard
        self._trust = trust
        self._passes = passes
        self._find = find

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One stream from its upgrade to its end."""
        refusal = self._trust.refusal(request, (), websocket=True)
        if refusal:
            self.refused["signature"] += 1
            log.warning("stream_refused", why=refusal)
            return web.Response(status=403, text="forbidden")
        socket = web.WebSocketResponse(timeout=CLOSE_S, max_msg_size=MAX_FRAME, compress=False)
        if not socket.can_prepare(request):
            return web.Response(status=426, text="this is a WebSocket")
        await socket.prepare(request)
        transport = TwilioTransport(socket)
        try:
            await self._serve(socket, transport)
        finally:
            self.dropped.update(transport.wire.drops)
            if transport.wire.drops:
                log.warning("stream_messages_dropped", counts=dict(transport.wire.drops))
        return socket

    async def _serve(self, socket: web.WebSocketResponse, transport: TwilioTransport) -> None:
        started = await transport.open()
        if started is None:
            await self._refuse(socket, "no start message")
            return
        body = started.start
        with structlog.contextvars.bound_contextvars(call=body.call_sid, stream=body.stream_sid):
            line = self._board.find(body.call_sid)
            given = body.custom_parameters
            moved = line is None and self._passes.fits(body.call_sid, given.get("pass", ""))
            if moved:
                line = await self._adopt(body.call_sid)
            if line is None:
                await self._refuse(socket, "unknown call")
            elif not moved and not line.admit(given.get("token", "")):
                await self._refuse(socket, "wrong token")
            elif not _is_mulaw(body.media_format.encoding, body.media_format.sample_rate):
                await self._refuse(socket, "unknown audio format")
            else:
                await self._attend(line, transport)

    async def _adopt(self, call_sid: str) -> Line | None:
        """A stream of a call that another node answered: go on with the call here."""
        for _ in range(LOOKS):
            known = await self._find(call_sid)
            if known is not None:
                break
            await asyncio.sleep(LOOK_S)
        if known is None or self._board.outcome(call_sid):
            return None
        try:
            opened = await self._board.ring(known)
        except (Blocked, Over, LookupError):
            return None
        return opened if isinstance(opened, Line) else None

    async def _attend(self, line: Line, transport: TwilioTransport) -> None:
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(transport.write())
            try:
                number = await self._board.attend(line, transport)
            finally:
                writer.cancel()
        log.info("stream_ended", why=transport.ended)
        if transport.ended == "stopped":
            await self._board.stopped(line, number)
        await transport.close()

    async def _refuse(self, socket: web.WebSocketResponse, why: str) -> None:
        self.refused[why] += 1
        log.warning("stream_refused", why=why)
        await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=why.encode())


def _is_mulaw(encoding: str, rate: int) -> bool:
    return encoding == "audio/x-mulaw" and rate == 8000
