"""Media Streams messages: what counts, what is dropped and why, what goes out."""

import json
from typing import Any

from agent.transports.twilio_wire import (
    MAX_MESSAGE,
    Dtmf,
    MarkEcho,
    Media,
    Start,
    Stop,
    Wire,
    Writing,
)

SID = "MZ" + "a" * 32


def start(seq: int = 1) -> str:
    body = {
        "accountSid": "AC1",
        "streamSid": SID,
        "callSid": "CA1",
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"token": "t"},
    }
    return json.dumps(
        {"event": "start", "sequenceNumber": str(seq), "start": body, "streamSid": SID}
    )


def media(seq: int, payload: str = "//8=", **more: Any) -> str:
    body = {"track": "inbound", "chunk": str(seq - 1), "timestamp": "20", "payload": payload}
    message = {"event": "media", "sequenceNumber": str(seq), "media": body, "streamSid": SID}
    return json.dumps({**message, **more})


def started() -> Wire:
    wire = Wire()
    assert isinstance(wire.read(start()), Start)
    return wire


def test_reads_every_message_of_a_stream() -> None:
    wire = Wire()
    assert wire.read('{"event":"connected","protocol":"Call","version":"1.0.0"}') is not None
    first = wire.read(start())
    assert isinstance(first, Start)
    assert first.start.custom_parameters == {"token": "t"}
    audio = wire.read(media(2))
    assert isinstance(audio, Media)
    assert (audio.media.payload, audio.media.timestamp) == (b"\xff\xff", 20)
    key = {"event": "dtmf", "streamSid": SID, "sequenceNumber": "3"}
    key["dtmf"] = {"track": "inbound_track", "digit": "#"}  # type: ignore[assignment]
    pressed = wire.read(json.dumps(key))
    assert isinstance(pressed, Dtmf)
    assert pressed.dtmf.digit == "#"
    echo = {"event": "mark", "streamSid": SID, "sequenceNumber": "4", "mark": {"name": "m"}}
    assert isinstance(wire.read(json.dumps(echo)), MarkEcho)
    stop = {"event": "stop", "streamSid": SID, "sequenceNumber": "5", "stop": {"callSid": "CA1"}}
    assert isinstance(wire.read(json.dumps(stop)), Stop)
    assert not wire.drops


def test_drops_with_a_reason() -> None:
    cases: dict[str, str | bytes] = {
        "binary": b"\x00\x01",
        "oversized": "x" * (MAX_MESSAGE + 1),
        "malformed": media(2, payload="*not base64*"),
        "wrong_stream": media(2, streamSid="MZother"),
        "out_of_order": media(1),
        "second_start": start(2),
    }
    for reason, raw in cases.items():
        wire = started()
        assert wire.read(raw) is None
        assert dict(wire.drops) == {reason: 1}
        assert isinstance(wire.read(media(2)), Media), f"stream goes on after {reason}"


def test_malformed_texts_never_raise() -> None:
    wire = started()
    broken = ["", "null", "[]", "{", '"x"', '{"event":"nope"}', '{"event":"media"}', "[" * 5000]
    broken += [media(2, sequenceNumber="-1"), media(2, sequenceNumber="x"), media(2, media=None)]
    for raw in broken:
        assert wire.read(raw) is None
    assert wire.drops["malformed"] == len(broken)


def test_media_before_start_is_dropped() -> None:
    wire = Wire()
    assert wire.read(media(2)) is None
    assert wire.drops == {"before_start": 1}


def test_a_huge_sequence_number_does_not_silence_the_rest() -> None:
    wire = started()
    assert wire.read(media(10**12)) is None
    assert isinstance(wire.read(media(2)), Media)


def test_unknown_fields_are_fine() -> None:
    assert isinstance(started().read(media(2, newField={"a": 1})), Media)


def test_writes_exactly_the_documented_shapes() -> None:
    writing = Writing(SID)
    assert json.loads(writing.media(b"\xff\xff")) == {
        "event": "media",
        "streamSid": SID,
        "media": {"payload": "//8="},
    }
    assert json.loads(writing.mark('say "1"')) == {
        "event": "mark",
        "streamSid": SID,
        "mark": {"name": 'say "1"'},
    }
    assert json.loads(writing.clear) == {"event": "clear", "streamSid": SID}
