"""Every session store there is, with a Redis of its own where it needs one."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.sessions.layered import Layered
from agent.sessions.memory import Memory
from agent.sessions.redis_store import RedisStore
from agent.sessions.store import Store
from voicectl.bench.fleet import redis_server

PATIENT = Deadlines(connect=5.0, first=5.0, between=5.0, total=5.0, spoken=5.0)
"""A loaded machine must not fail a test of what is stored."""
Maker = Callable[[], AbstractAsyncContextManager[Store]]


@asynccontextmanager
async def memory() -> AsyncIterator[Store]:
    yield Memory()


@asynccontextmanager
async def redis() -> AsyncIterator[Store]:
    async with redis_server() as server:
        store = RedisStore(server.url, Guards(), PATIENT)
        try:
            yield store
        finally:
            await store.close()


@asynccontextmanager
async def redis_with_fallback() -> AsyncIterator[Store]:
    async with redis() as far:
        yield Layered(far, Memory())


@asynccontextmanager
async def fallback_alone() -> AsyncIterator[Store]:
    store = RedisStore("redis://127.0.0.1:9/0", Guards(), PATIENT)
    try:
        yield Layered(store, Memory())
    finally:
        await store.close()


@pytest.fixture(
    params=[
        memory,
        pytest.param(redis, marks=pytest.mark.integration),
        pytest.param(redis_with_fallback, marks=pytest.mark.integration),
        fallback_alone,
    ],
    ids=lambda maker: maker.__name__,
)
def make(request: pytest.FixtureRequest) -> Maker:
    """A context manager that runs the store."""
    found: Maker = request.param
    return found
