"""The messages between a node and its engine processes: length (4 bytes, big endian) + msgpack.

A worker says `Ready` once, then answers each `Job` with any number of `Part`s and one `End`.
"""

import struct

import msgspec

LENGTH = struct.Struct(">I")
LARGEST = 1 << 26
"""No message is longer; a larger length means that the two ends lost step."""


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The worker has loaded its engine; `detail` is for people."""

    detail: str = ""


class Job(msgspec.Struct, frozen=True, tag=True):
    """Work for the engine: `body` is the engine's own msgpack."""

    number: int
    body: bytes


class Stop(msgspec.Struct, frozen=True, tag=True):
    """The result of this job is no longer wanted; answer `End` at the next good place."""

    number: int


class Part(msgspec.Struct, frozen=True, tag=True):
    """A piece of a result."""

    number: int
    body: bytes


class End(msgspec.Struct, frozen=True, tag=True):
    """The job is over; `error` is empty when it went well."""

    number: int
    error: str = ""


Message = Ready | Job | Stop | Part | End

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


class Garbled(Exception):
    """Bytes that are no message."""


def pack(message: Message) -> bytes:
    """A message with its length in front."""
    body = _encoder.encode(message)
    return LENGTH.pack(len(body)) + body


class Unpacker:
    """Bytes in as they come, whole messages out. Raises Garbled."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Add received bytes."""
        self._buffer += data

    def next(self) -> Message | None:
        """The next whole message, or None when more bytes are needed."""
        if len(self._buffer) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack_from(self._buffer)
        if length > LARGEST:
            raise Garbled(f"a message of {length} bytes")
        end = LENGTH.size + length
        if len(self._buffer) < end:
            return None
        body = bytes(self._buffer[LENGTH.size : end])
        del self._buffer[:end]
        try:
            return _decoder.decode(body)
        except msgspec.MsgspecError as error:
            raise Garbled(str(error)) from error
