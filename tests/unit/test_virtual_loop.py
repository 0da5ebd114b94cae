"""The clock that jumps must not jump over what sockets bring."""

import asyncio
import socket

from simulators.world.loop import run


async def _exchange() -> float:
    """A hundred answers over a socket, each with a long deadline that must not pass."""
    near, far = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=near)
    echo_reader, echo_writer = await asyncio.open_connection(sock=far)

    async def echo() -> None:
        while line := await echo_reader.readline():
            echo_writer.write(line)

    async with asyncio.TaskGroup() as group:
        group.create_task(echo())
        for number in range(100):
            writer.write(b"%d\n" % number)
            async with asyncio.timeout(5.0):
                assert await reader.readline() == b"%d\n" % number
        writer.close()
    echo_writer.close()
    return asyncio.get_running_loop().time()


def test_what_sockets_bring_comes_before_the_next_timer() -> None:
    assert run(_exchange()) == 0.0
