"""Redis stopped, frozen, emptied, full and slow: sessions are kept all the same, and catch up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

import pytest

from agent.ports import Kept
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.resilience.probing import keep_probing
from agent.sessions.keeper import Keeper
from agent.sessions.layered import Layered
from agent.sessions.memory import Memory
from agent.sessions.redis_store import RedisStore
from agent.sessions.session import Session
from voicectl.bench.fleet import RedisServer, redis_server

pytestmark = pytest.mark.integration

SHORT = Deadlines(connect=0.2, first=0.25, between=0.25, total=0.5, spoken=0.25)
LONGEST_S = 60.0
CALLS = 25


@dataclass
class Here:
    """A node's keeper, with a Redis that can be hurt."""

    server: RedisServer
    redis: RedisStore
    store: Layered
    keeper: Keeper
    n: int = 0

    async def talk(self, rounds: int = 5) -> None:
        """All calls go on for a while; handing over never waits."""
        for _ in range(rounds):
            self.n += 1
            for call in range(CALLS):
                state = b"%d of %d" % (self.n, call)
                self.keeper.keep(Kept(f"CA{call}", self.n, self.n * 1.0, lambda state=state: state))
            await asyncio.sleep(0.02)

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(LONGEST_S):
            while not true():  # noqa: ASYNC110  # a test looks from outside
                await asyncio.sleep(0.05)

    async def caught_up(self) -> None:
        """Redis knows the newest of every call."""
        async with asyncio.timeout(LONGEST_S):
            while True:
                found = [one.n for one in await self.redis.listed()] if self.store.well else []
                if found == [self.n] * CALLS:
                    return
                await asyncio.sleep(0.1)


@asynccontextmanager
async def here(*options: str) -> AsyncIterator[Here]:
    guards = Guards()
    async with redis_server(*options) as server, asyncio.TaskGroup() as group:
        redis = RedisStore(server.url, guards, SHORT)
        store = Layered(redis, Memory())
        keeper = Keeper(store, lambda: 0.0)
        tasks = [
            group.create_task(store.run()),
            group.create_task(keeper.run()),
            group.create_task(keep_probing(guards, deadline=1.0)),
        ]
        for call in range(CALLS):
            keeper.began(
                Session(call_sid=f"CA{call}", company="acme", node="a", epoch=1, state=b"x")
            )
        made = Here(server, redis, store, keeper)
        await made.talk()
        await made.caught_up()
        yield made
        for task in tasks:
            task.cancel()
        await redis.close()


def run(use: Callable[[Here], Awaitable[None]], *options: str) -> None:
    async def main() -> None:
        async with here(*options) as made:
            await use(made)

    asyncio.run(main())


async def still_known(one: Here) -> None:
    """Every call's newest state is at hand, without Redis."""
    assert await one.keeper.flush(LONGEST_S)
    for call in range(CALLS):
        found = await one.store.get(f"CA{call}")
        assert found is not None
        assert found.n == one.n


def test_stopped_and_started_again_empty() -> None:
    async def use(one: Here) -> None:
        await one.server.stop()
        await one.talk()
        await one.until(lambda: one.store.backlog == CALLS)
        await still_known(one)
        assert one.store.status()["mode"] == "memory"
        await one.server.start()
        await one.caught_up()
        assert one.store.status()["mode"] == "redis"

    run(use)


def test_frozen_and_thawed() -> None:
    async def use(one: Here) -> None:
        one.server.freeze(True)
        began = perf_counter()
        await one.talk()
        handing = perf_counter() - began
        await one.until(lambda: one.store.backlog > 0 and not one.redis.guard.circuit.closed)
        await still_known(one)
        one.server.freeze(False)
        await one.talk()
        await one.caught_up()
        assert handing < LONGEST_S

    run(use)


def test_full() -> None:
    async def use(one: Here) -> None:
        import redis.asyncio

        other = redis.asyncio.Redis.from_url(one.server.url)
        await other.config_set("maxmemory", 1)
        await one.talk()
        await one.until(lambda: "OOM" in one.store.last_error or "rests" in one.store.last_error)
        await still_known(one)
        await other.config_set("maxmemory", 0)
        await other.aclose()
        await one.talk()
        await one.caught_up()

    run(use, "--maxmemory-policy", "noeviction")


def test_slow() -> None:
    async def use(one: Here) -> None:
        import redis.asyncio

        other = redis.asyncio.Redis.from_url(one.server.url)
        stop = asyncio.Event()

        async def busy() -> None:
            while not stop.is_set():  # a server that is half a second late all the time
                await other.eval(
                    "local t = redis.call('TIME'); local e = t[1] * 1000 + t[2] / 1000 + 500;"
                    " repeat t = redis.call('TIME') until t[1] * 1000 + t[2] / 1000 > e",
                    0,
                )

        async with asyncio.TaskGroup() as group:
            group.create_task(busy())
            await one.talk()
            await one.until(lambda: not one.store.well)
            await still_known(one)
            stop.set()
        await other.aclose()
        await one.talk()
        await one.caught_up()

    run(use)
