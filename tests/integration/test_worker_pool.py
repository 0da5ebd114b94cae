"""Late jobs of worker processes: a worker that is slow goes on, one that hangs is replaced."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from agent.ports import ProviderError
from agent.workers.pool import Limits, Pool

pytestmark = pytest.mark.integration

SLEEPER = """
import sys, time
from agent.workers.child import serve

def answer(body):
    time.sleep(float(body))
    yield body

sys.exit(serve(lambda: answer))
"""
"""A job's body is how many seconds it takes."""


def with_pool(limits: Limits, job: Callable[[Pool], Awaitable[None]]) -> None:
    async def run() -> None:
        pool = Pool(("-c", SLEEPER), 1, limits)
        await pool.start()
        try:
            await job(pool)
        finally:
            await pool.close()

    asyncio.run(run())


async def done(pool: Pool, seconds: str, deadline: float) -> bool:
    """Whether a job that takes so long is done in time."""
    try:
        async with aclosing(pool.run(seconds.encode(), deadline)) as parts:
            return [part async for part in parts] == [seconds.encode()]
    except ProviderError as error:
        return error.fault != "slow"


def test_a_late_worker_is_replaced_at_once_by_default() -> None:
    async def job(pool: Pool) -> None:
        assert not await done(pool, "1.0", 0.3)
        await pool.start()
        assert await done(pool, "0", 30.0)
        assert pool.health()["restarts"] == 1

    with_pool(Limits(), job)


def test_a_worker_that_may_be_late_finishes_for_nobody_and_takes_the_next_job() -> None:
    async def job(pool: Pool) -> None:
        assert not await done(pool, "1.0", 0.3)
        assert await done(pool, "0", 30.0)
        assert pool.health()["restarts"] == 0

    with_pool(Limits(hung=30.0), job)


def test_a_worker_that_owes_an_answer_for_too_long_is_replaced() -> None:
    async def job(pool: Pool) -> None:
        assert not await done(pool, "600", 0.2)
        assert not await done(pool, "0", 3.0)
        await pool.start()
        assert await done(pool, "0", 30.0)
        assert pool.health()["restarts"] == 1

    with_pool(Limits(hung=2.5), job)
