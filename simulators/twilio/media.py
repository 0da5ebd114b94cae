"""The messages of a media stream: strict readers for the server's, exact writers for ours."""

import json
from dataclasses import dataclass
from typing import Any

import msgspec


class _Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    payload: bytes


class _Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str


class Media(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="event", tag="media"
):
    """Audio to play; the payload is decoded from base64."""

    streamSid: str
    media: _Payload


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="event", tag="mark"):
    """A name to send back when all audio before it was played."""

    streamSid: str
    mark: _Name


class Clear(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="event", tag="clear"
):
    """Drop the buffered audio."""

    streamSid: str


Incoming = Media | Mark | Clear


class BadMessage(Exception):
    """A message the carrier drops: bad JSON, unknown event, missing or extra fields, wrong sid."""


_DECODER = msgspec.json.Decoder(Incoming)


def read(text: str, stream_sid: str) -> Incoming:
    """Decode one message of the server; raises BadMessage for anything but a perfect one."""
    try:
        message: Incoming = _DECODER.decode(text)
    except msgspec.DecodeError as error:
        raise BadMessage(str(error)) from error
    if message.streamSid != stream_sid:
        raise BadMessage(f"streamSid {message.streamSid!r} is not this stream")
    return message


CONNECTED = '{"event":"connected","protocol":"Call","version":"1.0.0"}'


@dataclass
class Writer:
    """Writes the carrier's messages; counts sequence numbers from 1 (numbers travel as text)."""

    stream_sid: str
    account_sid: str
    call_sid: str
    sequence: int = 0

    def start(self, parameters: dict[str, str]) -> str:
        """Return the `start` message."""
        start = {
            "accountSid": self.account_sid,
            "streamSid": self.stream_sid,
            "callSid": self.call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": parameters,
        }
        return _json(
            event="start", sequenceNumber=self._next(), start=start, streamSid=self.stream_sid
        )

    def media(self, chunk: int, timestamp: int, payload: str) -> str:
        """Return a `media` message; `timestamp` in ms since the start, `payload` base64."""
        return (
            f'{{"event":"media","sequenceNumber":"{self._next()}","media":{{"track":"inbound",'
            f'"chunk":"{chunk}","timestamp":"{timestamp}","payload":"{payload}"}},'
            f'"streamSid":"{self.stream_sid}"}}'
        )

    def mark(self, name: str) -> str:
        """Return a `mark` message."""
        return _json(
            event="mark",
            sequenceNumber=self._next(),
            streamSid=self.stream_sid,
            mark={"name": name},
        )

    def dtmf(self, digit: str) -> str:
        """Return a `dtmf` message."""
        return _json(
            event="dtmf",
            streamSid=self.stream_sid,
            sequenceNumber=self._next(),
            dtmf={"track": "inbound_track", "digit": digit},
        )

    def stop(self) -> str:
        """Return the `stop` message."""
        return _json(
            event="stop",
            sequenceNumber=self._next(),
            streamSid=self.stream_sid,
            stop={"accountSid": self.account_sid, "callSid": self.call_sid},
        )

    def _next(self) -> str:
        self.sequence += 1
        return str(self.sequence)


def _json(**members: Any) -> str:
    return json.dumps(members, separators=(",", ":"))
