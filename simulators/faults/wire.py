"""A TCP connection as blocks of bytes with their times of arrival, and all the ways to end it."""

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

_MOST_WAITING = 1 << 20
_RESET = struct.pack("ii", 1, 0)
_LAST_WRITE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes that came together; empty: nothing more will come."""

    data: bytes
    at: float
    """Loop time."""


class Wire(asyncio.Protocol):
    """Reads ahead (1 MB at most), so that the times of arrival are true while a fault waits."""

    def __init__(self, on_open: "Callable[[Wire], None] | None" = None) -> None:
        self.on_gone: Callable[[], object] | None = None
        """Called when the other side has ended or broken the connection."""
        self._on_open = on_open
        self._loop = asyncio.get_running_loop()
        self._blocks: deque[Block] = deque()
        self._waiting = 0
        self._ended = False
        self._broken: Exception | None = None
        self._reader: asyncio.Future[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._transport: asyncio.Transport

    # --- called by the loop -----------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        if self._on_open is not None:
            self._on_open(self)

    def data_received(self, data: bytes) -> None:
        """Keep a block."""
        self._blocks.append(Block(data, self._loop.time()))
        self._waiting += len(data)
        if self._waiting > _MOST_WAITING:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """The other side is done; we may still write."""
        self._end(None)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is no more."""
        self._end(exc)
        self._writable.set()

    def pause_writing(self) -> None:
        """Too much is waiting to be sent."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It has been sent."""
        self._writable.set()

    def _end(self, error: Exception | None) -> None:
        first, self._ended = not self._ended, True
        self._broken = self._broken or error
        self._wake()
        if first and self.on_gone is not None:
            self.on_gone()

    # --- called by us -----------------------------------------------------------------------------

    @property
    def ended(self) -> bool:
        """Whether the other side has ended the connection."""
        return self._ended

    async def read(self) -> Block:
        """The next block; an empty one at the end. Raises ConnectionError after a reset."""
        while not self._blocks and not self._ended:
            self._reader = self._loop.create_future()
            await self._reader
        if not self._blocks:
            if self._broken is not None:
                raise ConnectionResetError(str(self._broken))
            return Block(b"", self._loop.time())
        block = self._blocks.popleft()
        full = self._waiting > _MOST_WAITING
        self._waiting -= len(block.data)
        if full and self._waiting <= _MOST_WAITING and not self._transport.is_closing():
            self._transport.resume_reading()
        return block

    def unread(self, data: bytes) -> None:
        """Put bytes back in front."""
        if data:
            self._blocks.appendleft(Block(data, self._loop.time()))
            self._waiting += len(data)

    async def write(self, data: bytes) -> None:
        """Send; waits while the other side takes nothing. Raises ConnectionError if it is gone."""
        if self._transport.is_closing():
            raise ConnectionResetError("the connection is closed")
        self._transport.write(data)
        if not self._writable.is_set():
            await self._writable.wait()

    def close(self) -> None:
        """End the connection after what was written."""
        self._transport.close()

    def half_close(self) -> None:
        """Send the end of our side; the other one may go on."""
        with suppress(OSError):
            self._transport.write_eof()

    async def reset(self) -> None:
        """End the connection with RST, as soon as what was written has left (a second at most)."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WRITE_SECONDS):
                self._transport.set_write_buffer_limits(high=0)
                await self._writable.wait()
        with suppress(OSError):
            plug = self._transport.get_extra_info("socket")
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._transport.abort()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)
