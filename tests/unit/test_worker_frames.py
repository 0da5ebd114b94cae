"""Messages between a node and its engines survive any cutting of the stream."""

import pytest

from agent.workers.frames import End, Garbled, Job, Part, Ready, Stop, Unpacker, pack

MESSAGES = [Ready("x"), Job(1, b"\x00" * 300), Part(1, b""), Stop(1), End(1, "no"), End(2)]


@pytest.mark.parametrize("step", [1, 3, 7, 1000])
def test_messages_come_out_as_they_went_in(step: int) -> None:
    data = b"".join(pack(message) for message in MESSAGES)
    unpacker = Unpacker()
    found = []
    for at in range(0, len(data), step):
        unpacker.feed(data[at : at + step])
        while (message := unpacker.next()) is not None:
            found.append(message)
    assert found == MESSAGES


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x02\xc1\xc1", b"Traceback"])
def test_anything_else_is_garbled(data: bytes) -> None:
    unpacker = Unpacker()
    unpacker.feed(data)
    with pytest.raises(Garbled):
        unpacker.next()
