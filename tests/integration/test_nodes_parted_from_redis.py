"""Nodes that lose Redis for a while, one or all: nobody takes their calls. One that loses the books
as well can do nothing for its callers, and its calls are taken.

Two nodes' parts on a real Redis, each behind a way of its own that can be cut, and shared books.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agent.bookings import owners
from agent.bookings.beats import Beats
from agent.bookings.database import Database
from agent.ports import Kept
from agent.resilience.guarded import Guards
from agent.resilience.probing import keep_probing
from agent.sessions.custody import Custody
from agent.sessions.keeper import Keeper
from agent.sessions.layered import Layered
from agent.sessions.memory import Memory
from agent.sessions.peers import Peers
from agent.sessions.redis_store import RedisStore
from agent.sessions.session import Session
from agent.settings import Sessions
from agent.settings_timeouts import Timeouts
from voicectl.bench.fleet import redis_server, redis_url
from voicectl.bench.relay import Relay

pytestmark = pytest.mark.integration

FOR_EVER_S = 3600.0
LONGEST_S = 30.0
DEAD_S = Sessions().dead_after_s


@dataclass
class Node:
    """What of a node speaks with Redis and the books; it has one call."""

    name: str
    line: Relay
    peers: Peers
    layers: Layered
    keeper: Keeper
    custody: Custody
    database: Database
    live: tuple[Coroutine[Any, Any, None], ...]
    rescued: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Calls that turned out to be another node's."""

    @property
    def call(self) -> str:
        return f"CA-{self.name}"

    def well(self) -> bool:
        """Redis knows everything of this node's call."""
        return self.layers.well

    def behind(self) -> bool:
        """It does not."""
        return not self.layers.well

    def part(self, *, parted: bool) -> None:
        """Have no answer of Redis, or have answers again."""
        self.line.delay_s = FOR_EVER_S if parted else 0.0


@asynccontextmanager
async def nodes(folder: Path) -> AsyncIterator[list[Node]]:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(redis_server())
        group = await stack.enter_async_context(asyncio.TaskGroup())
        made: list[Node] = []
        work: list[asyncio.Task[None]] = []
        for name in ("a", "b"):
            line = Relay()
            port = await stack.enter_async_context(line.to(server.port))
            made.append(await _node(name, line, port, folder / "books.db", stack))
            work += [group.create_task(one) for one in made[-1].live]
        await until(lambda: all(one.peers.alive and one.well() for one in made))
        yield made
        for task in work:
            task.cancel()


async def _node(name: str, line: Relay, port: int, books: Path, stack: AsyncExitStack) -> Node:
    guards, database = Guards(), Database(str(books))
    stack.callback(database.close)
    redis = RedisStore(redis_url(port), guards, Timeouts().sessions.deadlines)
    stack.push_async_callback(redis.close)
    layers = Layered(redis, Memory())
    keeper = Keeper(layers, lambda: 0.0)
    rescued, lost = list[str](), list[str]()

    async def rescue(call_sid: str) -> None:
        await database.run(lambda db: owners.claim(db, call_sid, name))
        rescued.append(call_sid)

    async def epochs(ours: object) -> dict[str, int]:
        sids = list(dict.fromkeys(ours))  # type: ignore[call-overload]
        return await database.run(lambda db: owners.epochs(db, sids))

    custody, peers = Custody(epochs), Peers(name, redis, Beats(database), rescue, DEAD_S)
    probing = keep_probing(guards, deadline=1.0)
    live = (layers.run(), keeper.run(), custody.run(), peers.run(), probing)
    sid = f"CA-{name}"
    epoch = await database.run(lambda db: owners.claim(db, sid, name))
    custody.take(sid, epoch, lambda: lost.append(sid))
    keeper.began(Session(call_sid=sid, company="acme", node=name, epoch=epoch))
    keeper.keep(Kept(sid, 1, 1.0, lambda: b"state"))
    return Node(name, line, peers, layers, keeper, custody, database, live, rescued, lost)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONGEST_S):
        while not true():  # noqa: ASYNC110  # a test looks from outside
            await asyncio.sleep(0.05)


def test_who_lost_redis_keeps_its_calls_unless_the_books_are_lost_too(tmp_path: Path) -> None:
    async def main() -> None:
        async with nodes(tmp_path) as (a, b):
            for one in (a, b):
                one.part(parted=True)
                await asyncio.sleep(1.5 * DEAD_S)
                one.keeper.keep(Kept(one.call, 2, 2.0, lambda: b"later"))
                await until(one.behind)
            for one in (a, b):  # not all are back at the same time
                one.part(parted=False)
                await until(one.well)
                await asyncio.sleep(DEAD_S)
            await until(lambda: a.peers.alive == ["b"] and b.peers.alive == ["a"])
            assert (a.rescued, b.rescued, a.lost, b.lost) == ([], [], [], [])
            assert (a.custody.epoch(a.call), b.custody.epoch(b.call)) == (1, 1)
            known = await b.layers.get(a.call)
            assert known is not None
            assert known.state == b"later"
            a.part(parted=True)
            a.database.close()
            await until(lambda: b.rescued == [a.call])

    asyncio.run(main())
