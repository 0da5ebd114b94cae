"""WebSocket frames (RFC 6455), as a proxy needs them: whole messages in, whole messages out."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
_FIN = 0x80
_MASKED = 0x80


class BadFrame(Exception):
    """Bytes that are no WebSocket frames."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message, or a control frame."""

    opcode: int
    data: bytes

    @property
    def control(self) -> bool:
        """Whether it is a ping, a pong or a close."""
        return self.opcode >= CLOSE


def close(code: int, reason: str = "") -> Message:
    """A close frame; code 1005: one without a code."""
    if code == 1005:
        return Message(CLOSE, b"")
    return Message(CLOSE, code.to_bytes(2, "big") + reason.encode()[:123])


def encode(message: Message, *, masked: bool) -> bytes:
    """One frame."""
    size = len(message.data)
    mark = _MASKED if masked else 0
    if size < 126:
        head = bytes((_FIN | message.opcode, mark | size))
    elif size < 1 << 16:
        head = bytes((_FIN | message.opcode, mark | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((_FIN | message.opcode, mark | 127)) + size.to_bytes(8, "big")
    if not masked:
        return head + message.data
    key = os.urandom(4)
    return head + key + _xor(message.data, key)


class Decoder:
    """Bytes of one direction, in any pieces, become messages; fragments are put together."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._opcode = CONTINUATION
        self._fragments = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that are complete now. Raises BadFrame."""
        self._buffer += data
        while (frame := self._frame()) is not None:
            first, payload = frame
            opcode = first & 0x0F
            if first & 0x70:
                raise BadFrame("an extension that was not agreed on")
            if opcode >= CLOSE:
                yield Message(opcode, payload)
                continue
            if opcode in (TEXT, BINARY):
                self._opcode = opcode
            elif opcode != CONTINUATION or self._opcode == CONTINUATION:
                raise BadFrame(f"opcode {opcode} does not belong here")
            self._fragments += payload
            if first & _FIN:
                message = Message(self._opcode, bytes(self._fragments))
                self._opcode = CONTINUATION
                self._fragments.clear()
                yield message

    def _frame(self) -> tuple[int, bytes] | None:
        """The next frame's first byte and payload; None while it is incomplete."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, at = buffer[1] & 0x7F, 2
        if size >= 126:
            at = 4 if size == 126 else 10
            if len(buffer) < at:
                return None
            size = int.from_bytes(buffer[2:at], "big")
        masked = buffer[1] & _MASKED
        begin = at + 4 if masked else at
        if len(buffer) < begin + size:
            return None
        first, payload = buffer[0], bytes(buffer[begin : begin + size])
        if masked:
            payload = _xor(payload, bytes(buffer[at:begin]))
        del buffer[: begin + size]
        return first, payload


def _xor(data: bytes, key: bytes) -> bytes:
    size = len(data)
    stream = key * (size // 4 + 1)
    number = int.from_bytes(data, "big") ^ int.from_bytes(stream[:size], "big")
    return number.to_bytes(size, "big")
