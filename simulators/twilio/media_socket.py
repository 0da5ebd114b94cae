"""The carrier's end of one media WebSocket: paced sending, receiving, and ways to lose it."""

import asyncio
import socket
import struct
from collections.abc import Callable
from time import monotonic

import aiohttp

_ABNORMAL = 1006
_FLUSH_SECONDS = 0.5


class Socket:
    """Sends queued messages in order and hands received ones on, until either side is done."""

    def __init__(
        self,
        ws: aiohttp.ClientWebSocketResponse,
        half_open_at: float | None = None,
        reset_at: float | None = None,
    ) -> None:
        self._ws = ws
        self._outbox: asyncio.Queue[tuple[float, str]] = asyncio.Queue()
        self._opened = monotonic()
        self._half_open_at = half_open_at
        self._reset_at = reset_at
        self._is_reset = False
        self._held = ""
        """A message taken from the outbox that waits for its time to leave."""

    def put(self, text: str, release: float = 0.0) -> None:
        """Queue a message; it leaves at monotonic time `release` or as soon as it can."""
        if not self._deaf():
            self._outbox.put_nowait((release, text))

    def lose(self) -> None:
        """Be half open from now on."""
        self._half_open_at = monotonic() - self._opened

    async def run(self, take: Callable[[str | bytes], None]) -> int:
        """Serve until the server closes or the reset is due; return the close code."""
        async with asyncio.TaskGroup() as tasks:
            sender = tasks.create_task(self._send())
            try:
                async with asyncio.timeout(self._reset_at):
                    return await self._receive(take)
            except TimeoutError:
                self._reset()
                return _ABNORMAL
            finally:
                sender.cancel()

    async def close(self) -> None:
        """Send what is queued, then close with 1000; a dead peer costs half a second at most.

        After a reset nothing more is sent: closing the client then resets the connection.
        """
        if self._is_reset:
            return
        try:
            async with asyncio.timeout(_FLUSH_SECONDS):
                if self._held and not self._ws.closed:
                    await self._ws.send_str(self._held)
                while not self._outbox.empty() and not self._ws.closed:
                    await self._ws.send_str(self._outbox.get_nowait()[1])
        except (TimeoutError, ConnectionError, aiohttp.ClientError):
            pass  # the peer is gone; closing below frees the socket
        await self._ws.close(code=1000)

    async def _receive(self, take: Callable[[str | bytes], None]) -> int:
        async for message in self._ws:
            if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                if not self._deaf():
                    take(message.data)
            elif message.type == aiohttp.WSMsgType.ERROR:
                return _ABNORMAL
        if self._deaf():
            await asyncio.get_running_loop().create_future()  # we never hear of the server's close
        return self._ws.close_code or _ABNORMAL

    async def _send(self) -> None:
        while True:
            release, text = await self._outbox.get()
            self._held = text
            wait = release - monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            self._held = ""
            try:
                await self._ws.send_str(text)
            except (ConnectionError, aiohttp.ClientError):
                return  # the receiver learns of the loss and ends the stream

    def _deaf(self) -> bool:
        return self._half_open_at is not None and monotonic() - self._opened >= self._half_open_at

    def _reset(self) -> None:
        """Have the peer see a TCP reset, not an orderly close, when the connection is dropped."""
        self._is_reset = True
        plug = self._ws.get_extra_info("socket")
        if plug is not None:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
