"""WebSocket frames of the fault proxy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.faults import frames
from simulators.faults.frames import BadFrame, Decoder, Message

sizes = st.sampled_from([0, 1, 125, 126, 127, 65535, 65536])
messages = st.lists(
    st.builds(
        Message,
        st.sampled_from([frames.TEXT, frames.BINARY, frames.PING, frames.PONG]),
        st.one_of(st.binary(max_size=200), sizes.map(lambda size: b"\xa5" * size)),
    ),
    max_size=4,
)


def decoded(data: bytes, step: int) -> list[Message]:
    decoder = Decoder()
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    return [message for piece in pieces for message in decoder.feed(piece)]


@given(messages, st.booleans(), st.integers(1, 70_000))
def test_what_is_encoded_is_decoded_in_any_pieces(
    sent: list[Message], masked: bool, step: int
) -> None:
    data = b"".join(frames.encode(message, masked=masked) for message in sent)
    step = max(step, len(data) // 500 + 1)
    assert decoded(data, step) == sent


def test_fragments_become_one_message_and_control_frames_pass_between() -> None:
    data = bytes.fromhex("0102") + b"ab" + bytes.fromhex("8900") + bytes.fromhex("8001") + b"c"
    assert decoded(data, 1) == [Message(frames.PING, b""), Message(frames.TEXT, b"abc")]


def test_the_examples_of_the_rfc_are_read() -> None:
    """RFC 6455, section 5.7: "Hello" unmasked and masked."""
    plain = bytes.fromhex("810548656c6c6f")
    masked = bytes.fromhex("818537fa213d7f9f4d5158")
    assert decoded(plain + masked, 3) == [Message(frames.TEXT, b"Hello")] * 2
    assert frames.encode(Message(frames.TEXT, b"Hello"), masked=False) == plain


@pytest.mark.parametrize("data", ["800141", "8300", "010141830141"])
def test_frames_out_of_place_are_refused(data: str) -> None:
    with pytest.raises(BadFrame):
        decoded(bytes.fromhex(data), 100)


def test_a_compressed_frame_was_not_agreed_on() -> None:
    with pytest.raises(BadFrame):
        decoded(bytes.fromhex("c10100"), 3)


def test_close_frames_carry_code_and_reason_or_nothing() -> None:
    assert frames.close(1011, "gone") == Message(frames.CLOSE, b"\x03\xf3gone")
    assert frames.close(1005) == Message(frames.CLOSE, b"")
