"""A socket of ElevenLabs that owes audio and says nothing is given up, in virtual time."""

import asyncio
from types import SimpleNamespace
from typing import Any

import msgspec

from agent.tts.elevenlabs_line import HUNG_S, Line
from agent.tts.elevenlabs_lines import Lines
from simulators.world.loop import run


class Socket:
    """The client's end of a connection over which only what a test says comes."""

    def __init__(self) -> None:
        self.closed = False
        self.close_code = 1006
        self._came: asyncio.Queue[Any] = asyncio.Queue()

    async def send_str(self, _: str) -> None:
        pass

    async def close(self) -> None:
        self.closed = True
        self._came.put_nowait(None)

    def say(self, **body: Any) -> None:
        self._came.put_nowait(SimpleNamespace(data=msgspec.json.encode(body)))

    def __aiter__(self) -> "Socket":
        return self

    async def __anext__(self) -> Any:
        if (message := await self._came.get()) is None:
            raise StopAsyncIteration
        return message


async def two_lines() -> tuple[Lines, list[Socket]]:
    """What connects to a socket of its own each time."""
    sockets: list[Socket] = []

    async def connect() -> Line:
        sockets.append(Socket())
        return Line(sockets[-1])  # type: ignore[arg-type]

    return Lines(connect, 1.0), sockets


def test_a_socket_that_owes_audio_and_is_silent_is_left_for_a_new_one() -> None:
    async def main() -> None:
        lines, sockets = await two_lines()
        line = await lines.line()
        context = await line.open("one two", {})
        sockets[0].say(contextId=context.name, audio="fw==")
        await asyncio.sleep(HUNG_S + 0.1)
        other = await lines.line()
        await asyncio.sleep(0)
        assert other is not line
        assert sockets[0].closed
        await lines.close()

    run(main())


def test_a_socket_that_says_anything_or_owes_nothing_is_kept() -> None:
    async def main() -> None:
        lines, sockets = await two_lines()
        line = await lines.line()
        served, given_up = await line.open("one two", {}), await line.open("three", {})
        await line.finish(served, served=True)
        await line.finish(given_up)
        await asyncio.sleep(HUNG_S - 0.1)
        sockets[0].say(contextId=given_up.name, isFinal=True)
        await asyncio.sleep(HUNG_S + 0.1)
        assert await lines.line() is line
        await line.open("four", {})
        await asyncio.sleep(HUNG_S - 0.1)
        assert await lines.line() is line
        await lines.close()

    run(main())
