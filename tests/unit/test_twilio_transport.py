"""The sending side of a media stream: order, clear, backpressure and every kind of end."""

import asyncio
import json
from typing import Any

from aiohttp import WSMessage, WSMsgType

from agent.ports import Frame, KeyPress, Mark
from agent.transports.twilio_stream import MAX_QUEUED, TwilioTransport

SID = "MZ1"
CLOSED = WSMessage(WSMsgType.CLOSED, None, None)


class Socket:
    """A WebSocket whose peer said these messages and then nothing, or closed."""

    def __init__(self, *texts: str, then: WSMessage | None = CLOSED) -> None:
        self.waiting = [WSMessage(WSMsgType.TEXT, text, None) for text in texts]
        self.then = then
        self.sent: list[dict[str, Any]] = []
        self.closed = False

    async def receive(self, timeout: float) -> WSMessage:
        if self.waiting:
            return self.waiting.pop(0)
        if self.then is None:
            raise TimeoutError
        return self.then

    async def send_frame(self, message: bytes, kind: WSMsgType) -> None:
        assert kind is WSMsgType.TEXT
        self.sent.append(json.loads(message))

    async def close(self) -> None:
        self.closed = True


def message(event: str, number: int, **body: Any) -> str:
    return json.dumps(
        {"event": event, "sequenceNumber": str(number), "streamSid": SID, event: body}
    )


START = message("start", 1, streamSid=SID, callSid="CA1")
AUDIO = message("media", 2, timestamp="20", payload="//8=", track="inbound", chunk="1")


async def opened(*texts: str, then: WSMessage | None = CLOSED) -> tuple[TwilioTransport, Socket]:
    socket = Socket(START, *texts, then=then)
    transport = TwilioTransport(socket, no_media_s=0.01)  # type: ignore[arg-type]
    assert await transport.open() is not None
    return transport, socket


async def written(transport: TwilioTransport) -> None:
    """Let the writer send what is queued."""
    writer = asyncio.get_running_loop().create_task(transport.write())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    writer.cancel()


def names(socket: Socket) -> list[str]:
    return [sent.get("mark", {}).get("name", sent["event"]) for sent in socket.sent]


def test_sends_in_order() -> None:
    async def main() -> None:
        transport, socket = await opened()
        transport.send(b"\xff" * 160)
        transport.mark("one")
        transport.send(b"\xff" * 160)
        await written(transport)
        assert names(socket) == ["media", "one", "media"]
        assert {sent["streamSid"] for sent in socket.sent} == {SID}

    asyncio.run(main())


def test_clear_overtakes_queued_audio_but_keeps_marks() -> None:
    async def main() -> None:
        transport, socket = await opened()
        transport.send(b"\xff" * 160)
        transport.mark("one")
        transport.send(b"\xff" * 160)
        transport.clear()
        transport.send(b"\x00" * 160)
        await written(transport)
        assert names(socket) == ["one", "clear", "media"]

    asyncio.run(main())


def test_reads_audio_keys_and_marks_until_stop() -> None:
    async def main() -> None:
        transport, _ = await opened(
            AUDIO,
            "garbage",
            message("dtmf", 3, digit="5"),
            message("mark", 4, name="one"),
            message("stop", 5, callSid="CA1"),
        )
        items = [item async for item in transport.inbound()]
        assert items == [Frame(b"\xff\xff", 20), KeyPress("5"), Mark("one")]
        assert transport.ended == "stopped"
        assert transport.wire.drops == {"malformed": 1}

    asyncio.run(main())


def test_lost_and_silent_paths_end() -> None:
    async def main() -> None:
        lost, _ = await opened(AUDIO)
        assert [item async for item in lost.inbound()] == [Frame(b"\xff\xff", 20)]
        assert lost.ended == "lost"
        silent, _ = await opened(then=None)
        assert [item async for item in silent.inbound()] == []
        assert silent.ended == "no_media"

    asyncio.run(main())


def test_a_peer_that_never_reads_ends_the_path() -> None:
    async def main() -> None:
        transport, _ = await opened()
        for _ in range(MAX_QUEUED + 1):
            transport.send(b"\xff")
        assert transport.ended == "not_reading"
        transport.send(b"\xff")

    asyncio.run(main())


def test_no_start_message() -> None:
    async def main() -> None:
        transport = TwilioTransport(Socket(AUDIO))  # type: ignore[arg-type]
        assert await transport.open(0.05) is None

    asyncio.run(main())


def test_close_ends_the_path() -> None:
    async def main() -> None:
        transport, socket = await opened()
        await transport.close()
        assert socket.closed
        assert transport.ended == "closed"

    asyncio.run(main())
