"""A socket as the service has it: JSON in and out, an idle clock, and the ways it ends."""

import asyncio
import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import WSMsgType, web

from simulators.elevenlabs.errors import RESET, Closed
from simulators.elevenlabs.faults import RequestFault
from simulators.elevenlabs.service import Message, Service

_MAX_MESSAGE = 4 * 1024 * 1024


class Socket:
    """One open socket."""

    def __init__(self, service: Service, request: web.Request, number: int) -> None:
        self._service = service
        self._request = request
        self._ws = web.WebSocketResponse(compress=False, max_msg_size=_MAX_MESSAGE)
        self.number = number
        self.path = request.path

    async def open(self) -> web.WebSocketResponse:
        """Answer the handshake."""
        await self._ws.prepare(self._request)
        return self._ws

    @contextmanager
    def listed(self) -> Iterator[None]:
        """While the service may reset it from outside."""
        resets = self._service.resets.setdefault(self.path, [])
        resets.append(self.reset)
        try:
            yield
        finally:
            resets.remove(self.reset)

    async def read(self, idle: float) -> dict[str, Any] | None:
        """The next message; None once the client has gone.

        Raises Closed when nothing came for `idle` seconds, and on what is no JSON object.
        """
        try:
            async with asyncio.timeout(None if math.isinf(idle) else idle):
                message = await self._ws.receive()
        except TimeoutError:
            raise Closed(
                "input_timeout_exceeded",
                f"Have not received a new text input within the timeout of {idle:g} seconds.",
            ) from None
        if message.type is WSMsgType.BINARY:
            raise Closed("invalid_message", "Messages must be text.")
        if message.type is not WSMsgType.TEXT:
            return None
        try:
            body = json.loads(message.data)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Closed("invalid_message", "Messages must be JSON objects.")
        return body

    def note(self, body: dict[str, Any]) -> None:
        """Keep a client's message for whoever looks at what came."""
        self._service.messages.append(Message(self.number, body, self._service.now))

    async def send(self, body: dict[str, Any]) -> None:
        """A message to the client; nothing if it has gone."""
        await self.send_text(json.dumps(body))

    async def send_text(self, text: str) -> None:
        """The same for what is no JSON."""
        if not self._ws.closed:
            try:
                await self._ws.send_str(text)
            except ConnectionError:
                return

    async def close(self, code: int, reason: str = "") -> None:
        """End it; 1006 resets the connection."""
        if code == RESET:
            self.reset()
        elif not self._ws.closed:
            await self._ws.close(code=code, message=reason.encode())

    def reset(self) -> None:
        """Let go of the connection without a close frame."""
        if self._request.transport is not None:
            self._request.transport.abort()


async def doom(fault: RequestFault) -> None:
    """Wait until an opening's fault ends the socket. Raises Closed then, else returns."""
    if fault.error or fault.close:
        await asyncio.sleep(fault.life)
        raise Closed(fault.error, code=fault.close or Closed("").code)
