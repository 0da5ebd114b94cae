"""A two-way media stream: the far end of a line that is the customer's WebSocket server."""

import asyncio
import base64
from dataclasses import dataclass
from time import monotonic

import aiohttp

from simulators.twilio import media
from simulators.twilio.call import Call, new_sid
from simulators.twilio.log import Log
from simulators.twilio.media import BadMessage
from simulators.twilio.media_socket import Socket
from simulators.twilio.playout import Playout

_FIRST_TIMESTAMP_MS = 5


@dataclass(frozen=True, slots=True)
class Arrival:
    """One media message of the server: when, how many samples, how many were waiting before it."""

    at: float
    samples: int
    buffered: int


class MediaStream:
    """One `<Stream>`. All times are `time.monotonic()` seconds.

    The line calls `send` and `play` every 20 ms; `serve` moves messages over the socket.
    """

    def __init__(self, call: Call, log: Log, account_sid: str) -> None:
        self.sid = new_sid("MZ")
        self.playout = Playout()
        self.arrivals: list[Arrival] = []
        """Every media message received."""
        self.clears: list[float] = []
        """When each `clear` was received."""
        self.marks_in: list[tuple[float, str]] = []
        """When each mark was received."""
        self.marks_out: list[tuple[float, str]] = []
        """When each mark was sent back."""
        self.bad_messages = 0
        self.opened_at = 0.0
        self.close_code: int | None = None
        """Why the server's side ended: its close code, 1006 without one, None if we closed."""
        self._call = call
        self._log = log
        self._writer = media.Writer(self.sid, account_sid, call.sid)
        self._socket: Socket | None = None
        self._warned: set[int] = set()
        self._frames = 0
        self._chunks = 0

    # --- the line's side, every 20 ms -----------------------------------------------------

    def send(self, ulaw: bytes) -> None:
        """Send the caller's frame, unless a fault of the line holds it back or loses it."""
        number, self._frames = self._frames, self._frames + 1
        self._chunks += 1
        faults = self._call.faults
        if faults.frame_loss and self._call.random.random() < faults.frame_loss:
            return
        timestamp = _FIRST_TIMESTAMP_MS + 20 * number
        payload = base64.b64encode(ulaw).decode()
        text = self._writer.media(self._chunks, timestamp, payload)
        self._put(text, release=self._release(number * 0.02))

    def play(self) -> bytes:
        """Return the next frame of the buffer and echo the marks that were reached."""
        frame, reached = self.playout.pull()
        self._echo(reached)
        return frame

    def digit(self, key: str) -> None:
        """Send a pressed key."""
        self._put(self._writer.dtmf(key), logged=True)

    def lose(self) -> None:
        """From here on nothing is sent or taken; the TCP connection stays open on both sides."""
        if self._socket is not None:
            self._socket.lose()

    # --- the socket's side ----------------------------------------------------------------

    async def serve(self, ws: aiohttp.ClientWebSocketResponse, parameters: dict[str, str]) -> None:
        """Exchange messages until the server closes; when cancelled, send `stop` and close."""
        faults = self._call.faults
        self._socket = Socket(ws, faults.half_open_at, faults.reset_at)
        self.opened_at = monotonic()
        self._put(media.CONNECTED, logged=True)
        self._put(self._writer.start(parameters), logged=True)
        self._call.line.connect(self)
        try:
            self.close_code = await self._socket.run(self._take)
        finally:
            self._call.line.disconnect(self)
            if self.close_code is None:
                self._put(self._writer.stop(), logged=True)
            await self._socket.close()
            self._log.add("ws.close", self._call.sid, code=self.close_code)

    def _take(self, data: str | bytes) -> None:
        """Handle one message of the server."""
        if isinstance(data, bytes):
            self._warn(31950, "a binary message")
            return
        faults = self._call.faults
        if faults.swallow and self._call.random.random() < faults.swallow:
            return
        try:
            message = media.read(data, self.sid)
        except BadMessage as error:
            self._warn(31951, f"{error}: {data[:200]}")
            return
        match message:
            case media.Media():
                self._take_media(message.media.payload)
            case media.Mark():
                self._take_mark(message.mark.name, data)
            case media.Clear():
                self._take_clear(data)

    def _take_media(self, ulaw: bytes) -> None:
        at = monotonic()
        if not self.playout.buffered:
            self._call.recording.stamp(at, "media")
        self.arrivals.append(Arrival(at, len(ulaw), self.playout.buffered))
        self.playout.push(ulaw)

    def _take_mark(self, name: str, text: str) -> None:
        at = monotonic()
        self._note_in(text)
        self.marks_in.append((at, name))
        self._call.recording.stamp(at, "mark.in", name)
        if self.playout.mark(name):
            self._echo([name])

    def _take_clear(self, text: str) -> None:
        at = monotonic()
        self._note_in(text)
        self.clears.append(at)
        self._call.recording.stamp(at, "clear", f"{self.playout.buffered} samples dropped")
        self._echo(self.playout.clear())

    def _echo(self, names: list[str]) -> None:
        """Send marks back, late or twice if the faults say so."""
        faults = self._call.faults
        for name in names * (2 if faults.duplicate_marks else 1):
            if faults.late_marks:
                loop = asyncio.get_running_loop()
                loop.call_later(faults.late_marks, self._echo_now, name)
            else:
                self._echo_now(name)

    def _echo_now(self, name: str) -> None:
        at = monotonic()
        self.marks_out.append((at, name))
        self._call.recording.stamp(at, "mark.out", name)
        self._put(self._writer.mark(name), logged=True)

    def _release(self, age: float) -> float:
        """Return when a frame of this stream age may leave: now, later by jitter or a stall."""
        faults, now = self._call.faults, monotonic()
        held = self._call.random.uniform(0.0, faults.jitter) if faults.jitter else 0.0
        ends = [s.at + s.length - age for s in faults.stalls if s.at <= age < s.at + s.length]
        return now + max([held, *ends])

    def _put(self, text: str, release: float = 0.0, logged: bool = False) -> None:
        if logged:
            self._log.add("ws.out", self._call.sid, text=text)
        if self._socket is not None:
            self._socket.put(text, release)

    def _note_in(self, text: str) -> None:
        self._log.add("ws.in", self._call.sid, text=text)

    def _warn(self, code: int, text: str) -> None:
        """Count a dropped message; the debugger shows each kind once a stream."""
        self.bad_messages += 1
        if code not in self._warned:
            self._warned.add(code)
            self._log.add("alert", self._call.sid, code=code, text=text)
