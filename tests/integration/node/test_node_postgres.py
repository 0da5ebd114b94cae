"""A node with its books on PostgreSQL: calls go on while the server is away, rows come later."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientSession

from voicectl.temporary_postgres import temporary_postgres

pytestmark = pytest.mark.integration

LIMIT_S = 90


async def until(true: Any) -> None:
    """Wait until an asynchronous condition holds."""
    async with asyncio.timeout(LIMIT_S):
        while not await true():  # noqa: ASYNC110  # a test looks from outside
            await asyncio.sleep(0.1)


def test_a_server_that_was_away_in_a_call_has_its_rows_afterwards(rig: Any) -> None:
    async def main() -> None:
        with temporary_postgres(durable=False) as server:
            url = server.create("books")
            async with rig(database={"url": url}) as made, ClientSession() as client:

                async def healthy() -> bool:
                    async with client.get(f"http://127.0.0.1:{made.node.port}/health") as answer:
                        return bool((await answer.json())["parts"]["database"]["ok"])

                async def ended() -> bool:
                    return any(row["ended"] for row in await made.rows("calls"))

                assert await healthy()
                await asyncio.to_thread(server.stop)
                call, _ = await made.dial()
                await call.wait_answer()
                await until(lambda: asyncio.sleep(0, call.stream and call.stream.marks_out))
                assert not await healthy()
                await asyncio.to_thread(server.start)
                await until(healthy)
                await call.hang_up()
                await until(ended)
                assert {turn["role"] for turn in await made.rows("turns")} == {"agent"}
                assert made.carrier.log.alerts() == []

    asyncio.run(main())
