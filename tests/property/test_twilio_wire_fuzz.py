"""Whatever a peer sends, reading never raises and every message is counted once."""

import json

from hypothesis import given
from hypothesis import strategies as st

from agent.transports.twilio_wire import Wire

SID = "MZ1"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
EVENTS = st.sampled_from(["connected", "start", "media", "dtmf", "mark", "stop", "x"])
FIELDS = st.sampled_from(
    ["sequenceNumber", "streamSid", "media", "start", "mark", "dtmf", "payload", "timestamp"]
)
ALMOST = st.builds(
    lambda event, body: json.dumps({"event": event, "streamSid": SID, **body}),
    EVENTS,
    st.dictionaries(FIELDS, JSON | st.sampled_from(["1", "2", SID])),
)


@given(st.lists(st.text() | st.binary() | ALMOST, max_size=20))
def test_every_message_is_read_or_counted(raws: list[str | bytes]) -> None:
    wire = Wire()
    read = [wire.read(raw) for raw in raws]
    assert sum(wire.drops.values()) == sum(message is None for message in read)


@given(st.permutations(range(2, 12)))
def test_sequence_only_grows(order: list[int]) -> None:
    wire = Wire()
    body = {"streamSid": SID, "callSid": "CA1"}
    start = {"event": "start", "sequenceNumber": "1", "streamSid": SID, "start": body}
    wire.read(json.dumps(start))
    taken = []
    for number in order:
        message = {"event": "mark", "sequenceNumber": str(number), "streamSid": SID}
        if wire.read(json.dumps({**message, "mark": {"name": "m"}})) is not None:
            taken.append(number)
    assert taken == sorted(taken)
    assert taken[0] == order[0]
