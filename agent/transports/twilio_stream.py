"""The audio path of one call over a Twilio Media Streams WebSocket.

Sending is buffered: one writer task empties the queue, so nothing that speaks ever waits for the
network. `clear` overtakes queued audio; only marks, which the carrier must return, stay.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Literal

from aiohttp import WSMsgType
from aiohttp.web import WebSocketResponse

from agent.ports import AHEAD, Frame, Inbound, KeyPress, Mark
from agent.transports.twilio_wire import (
    Connected,
    Dtmf,
    Incoming,
    MarkEcho,
    Media,
    Start,
    Stop,
    Wire,
    Writing,
)

START_S = 10.0
"""The carrier sends `start` within this time of the upgrade."""
NO_MEDIA_S = 6.0
"""Without caller audio for this long the path is dead, though TCP may think otherwise."""
MAX_QUEUED = 6000
"""Messages waiting to be written (two minutes of audio); more means nobody reads."""
CLOSE_S = 2.0
"""The closing handshake may take this long."""

PathEnd = Literal["open", "stopped", "lost", "no_media", "not_reading", "closed"]
"""Why the path ended: `stopped` by the carrier, `closed` by us, the rest are faults."""


class TwilioTransport:
    """An `agent.ports.Transport`: `open` first, then run `write` as a task beside the reader."""

    ahead = AHEAD

    def __init__(self, socket: WebSocketResponse, *, no_media_s: float = NO_MEDIA_S) -> None:
        self.wire = Wire()
        self.ended: PathEnd = "open"
        self._socket = socket
        self._no_media_s = no_media_s
        self._writing = Writing("")
        self._queue: deque[tuple[bool, bytes]] = deque()
        """(is audio, message) in sending order."""
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def open(self, timeout: float = START_S) -> Start | None:
        """Read up to the `start` message; None when the peer does not send it in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                async for message in self._messages(timeout):
                    if isinstance(message, Start):
                        self._writing = Writing(message.stream_sid)
                        return message
        return None

    async def write(self) -> None:
        """Send what is queued until the path ends. Run it as a task of the call."""
        while self.ended == "open":
            if not self._queue:
                self._wake.clear()
                await self._wake.wait()
                continue
            _, message = self._queue.popleft()
            try:
                await self._socket.send_frame(message, WSMsgType.TEXT)
            except (ConnectionError, RuntimeError):
                self._end("lost")
                return

    async def inbound(self) -> AsyncIterator[Inbound]:
        """Caller audio, keys and returned marks, until the path ends."""
        async for message in self._messages(self._no_media_s):
            match message:
                case Media(media=body):
                    yield Frame(body.payload, body.timestamp)
                case Dtmf(dtmf=key):
                    yield KeyPress(key.digit)
                case MarkEcho(mark=mark):
                    yield Mark(mark.name)
                case Stop():
                    self._end("stopped")
                    return
                case _:
                    pass

    def send(self, frame: bytes) -> None:
        """Queue audio for the caller."""
        self._put(True, self._writing.media(frame))

    def mark(self, name: str) -> None:
        """Ask for the mark back once everything sent so far was played."""
        self._put(False, self._writing.mark(name))

    def clear(self) -> None:
        """Drop what was not played, here first and then at the carrier."""
        self._queue = deque(entry for entry in self._queue if not entry[0])
        self._put(False, self._writing.clear)

    async def close(self) -> None:
        """End the audio path; the carrier goes on with the next instruction of the call."""
        self._end("closed")
        with suppress(TimeoutError, ConnectionError, RuntimeError):
            async with asyncio.timeout(CLOSE_S):
                await self._socket.close()

    def _put(self, audio: bool, message: bytes) -> None:
        if self.ended != "open":
            return
        if len(self._queue) >= MAX_QUEUED:
            self._end("not_reading")
            return
        self._queue.append((audio, message))
        self._wake.set()

    def _end(self, why: PathEnd) -> None:
        if self.ended == "open":
            self.ended = why
        self._queue.clear()
        self._wake.set()

    async def _messages(self, quiet_s: float) -> AsyncIterator[Incoming]:
        """Messages that count, until the socket ends or no audio came for `quiet_s` seconds."""
        deadline = self._loop.time() + quiet_s
        while self.ended == "open":
            try:
                raw = await self._socket.receive(timeout=max(0.001, deadline - self._loop.time()))
            except TimeoutError:
                self._end("no_media")
                return
            if raw.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                self._end("lost")
                return
            message = self.wire.read(raw.data)
            if isinstance(message, Media):
                deadline = self._loop.time() + quiet_s
            if message is not None and not isinstance(message, Connected):
                yield message
