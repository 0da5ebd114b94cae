"""Twilio Media Streams messages without any IO: bytes in, checked messages out, and the reverse.

Numbers inside the messages arrive as JSON strings. Whatever is not a well-formed next message of
this stream is dropped with a reason; nothing a peer sends raises.
"""

from base64 import b64encode
from collections import Counter
from typing import Annotated, Literal

import msgspec

MAX_MESSAGE = 64 * 1024
"""Characters of one message; the carrier's are about 300."""
MAX_JUMP = 10_000
"""A sequence number further ahead than this many messages is not believed."""

DropReason = Literal[
    "binary",
    "oversized",
    "malformed",
    "wrong_stream",
    "out_of_order",
    "before_start",
    "second_start",
]

Count = Annotated[int, msgspec.Meta(ge=0)]


class Message(msgspec.Struct, frozen=True, rename="camel", tag_field="event"):
    """Base of the carrier's messages; unknown fields are ignored, they appear without notice."""


class Connected(Message, frozen=True, tag="connected"):
    """First message; carries neither sequence number nor stream."""

    protocol: str = ""
    version: str = ""


class MediaFormat(msgspec.Struct, frozen=True, rename="camel"):
    """What the payloads are."""

    encoding: str = "audio/x-mulaw"
    sample_rate: int = 8000
    channels: int = 1


class StartBody(msgspec.Struct, frozen=True, rename="camel"):
    """Who calls: identifiers and the parameters of our TwiML."""

    stream_sid: str
    call_sid: str
    account_sid: str = ""
    media_format: MediaFormat = MediaFormat()
    custom_parameters: dict[str, str] = {}


class Start(Message, frozen=True, tag="start"):
    """The stream begins."""

    sequence_number: Count
    stream_sid: str
    start: StartBody


class MediaBody(msgspec.Struct, frozen=True):
    """Audio of the caller; `timestamp` in ms since the stream began."""

    timestamp: Count
    payload: bytes
    track: str = "inbound"
    chunk: Count = 0


class Media(Message, frozen=True, tag="media"):
    """One piece of caller audio, normally 20 ms."""

    sequence_number: Count
    stream_sid: str
    media: MediaBody


class DtmfBody(msgspec.Struct, frozen=True):
    """One telephone key."""

    digit: Annotated[str, msgspec.Meta(pattern=r"^[0-9*#A-D]$")]
    track: str = ""


class Dtmf(Message, frozen=True, tag="dtmf"):
    """The caller pressed a key."""

    sequence_number: Count
    stream_sid: str
    dtmf: DtmfBody


class MarkBody(msgspec.Struct, frozen=True):
    """The name we gave."""

    name: str


class MarkEcho(Message, frozen=True, tag="mark"):
    """Everything before our mark was played, or was cleared."""

    sequence_number: Count
    stream_sid: str
    mark: MarkBody


class Stop(Message, frozen=True, tag="stop"):
    """The stream ends: the caller hung up, or the call got other instructions."""

    sequence_number: Count
    stream_sid: str


Incoming = Connected | Start | Media | Dtmf | MarkEcho | Stop

_decoder: msgspec.json.Decoder[Incoming] = msgspec.json.Decoder(Incoming, strict=False)


class Wire:
    """The reading side of one stream: remembers stream and sequence, counts what it drops."""

    def __init__(self) -> None:
        self.stream_sid = ""
        self.drops: Counter[DropReason] = Counter()
        self._last = 0

    def read(self, raw: str | bytes) -> Incoming | None:
        """The message, or None when it was dropped."""
        message = self._decoded(raw)
        if not isinstance(message, str):
            fault = self._fault(message)
            if fault is None:
                return message
            message = fault
        self.drops[message] += 1
        return None

    def _decoded(self, raw: str | bytes) -> Incoming | DropReason:
        if isinstance(raw, bytes):
            return "binary"
        if len(raw) > MAX_MESSAGE:
            return "oversized"
        try:
            return _decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return "malformed"

    def _fault(self, message: Incoming) -> DropReason | None:
        """Why a message is not the next one of this stream; None when it is, and then it counts."""
        if isinstance(message, Connected):
            return None
        if isinstance(message, Start):
            if self.stream_sid:
                return "second_start"
            if not message.stream_sid or message.stream_sid != message.start.stream_sid:
                return "malformed"
            self.stream_sid = message.stream_sid
        elif not self.stream_sid:
            return "before_start"
        elif message.stream_sid != self.stream_sid:
            return "wrong_stream"
        elif not self._last < message.sequence_number <= self._last + MAX_JUMP:
            return "out_of_order"
        self._last = message.sequence_number
        return None


class Writing:
    """The writing side of one stream: messages as bytes, built around its stream id."""

    def __init__(self, stream_sid: str) -> None:
        sid = msgspec.json.encode(stream_sid)
        self._media = b'{"event":"media","streamSid":' + sid + b',"media":{"payload":"'
        self._mark = b'{"event":"mark","streamSid":' + sid + b',"mark":{"name":'
        self.clear = b'{"event":"clear","streamSid":' + sid + b"}"
        """Drops what was sent and not yet played; all pending marks come back."""

    def media(self, ulaw: bytes) -> bytes:
        """Audio for the caller."""
        return self._media + b64encode(ulaw) + b'"}}'

    def mark(self, name: str) -> bytes:
        """A mark behind the audio sent so far."""
        return self._mark + msgspec.json.encode(name) + b"}}"
