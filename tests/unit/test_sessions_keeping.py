"""Write-behind, outages and catching up, without a real Redis."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from agent.ports import Kept, ProviderError
from agent.sessions.keeper import Keeper
from agent.sessions.layered import Layered
from agent.sessions.memory import Memory
from agent.sessions.session import Session
from simulators.world.loop import run


class Far(Memory):
    """A store that can be away, and can be slow."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.seconds = 0.0
        self.puts = 0

    async def put(self, sessions: Sequence[Session]) -> None:
        await self._reached()
        self.puts += bool(sessions)
        await super().put(sessions)

    async def get(self, call_sid: str) -> Session | None:
        await self._reached()
        return await super().get(call_sid)

    async def drop(self, ended: Mapping[str, int]) -> None:
        await self._reached()
        await super().drop(ended)

    async def epochs(self, call_sids: Iterable[str]) -> dict[str, int]:
        await self._reached()
        return await super().epochs(call_sids)

    async def _reached(self) -> None:
        await asyncio.sleep(self.seconds)
        if self.away:
            raise ProviderError("broken", "nobody there")


def session(sid: str = "CA1", n: int = 0, epoch: int = 1) -> Session:
    return Session(call_sid=sid, company="acme", node="a", epoch=epoch, n=n, state=b"%d" % n)


def kept(n: int, sid: str = "CA1") -> Kept:
    return Kept(sid, n, n * 1.0, lambda: b"%d" % n)


def test_newer_values_take_the_place_of_older_ones_while_a_write_is_under_way() -> None:
    async def scene() -> None:
        far = Far()
        far.seconds = 0.2
        keeper = Keeper(far, lambda: 5.0)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(keeper.run())
            keeper.began(session())
            for n in range(1, 51):
                keeper.keep(kept(n))
                await asyncio.sleep(0.01)
            assert await keeper.flush(5.0)
            found = await far.get("CA1")
            assert found is not None
            assert (found.n, found.state, found.saved, found.start) == (50, b"50", 5.0, None)
            assert far.puts < 6
            assert keeper.handed == 50
            running.cancel()

    run(scene())


def test_a_call_that_ended_is_dropped_and_one_that_moved_is_not() -> None:
    async def scene() -> None:
        far = Far()
        keeper = Keeper(far, lambda: 0.0)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(keeper.run())
            for sid in ("CA1", "CA2"):
                keeper.began(session(sid))
                keeper.keep(kept(1, sid))
            await keeper.flush(1.0)
            keeper.ended("CA1", moved=False)
            keeper.ended("CA2", moved=True)
            keeper.keep(kept(2, "CA1"))
            await keeper.flush(1.0)
            assert await far.get("CA1") is None
            assert await far.get("CA2") is not None
            running.cancel()

    run(scene())


def test_an_outage_is_caught_up_with_and_newer_words_of_others_stand() -> None:
    async def scene() -> None:
        far = Far()
        store = Layered(far, Memory())
        async with asyncio.TaskGroup() as group:
            running = group.create_task(store.run())
            await store.put([session("CA1", 1), session("CA2", 1), session("CA3", 1)])
            assert store.well
            far.away = True
            await store.put([session("CA1", 5), session("CA2", 5)])
            await store.drop({"CA3": 1})
            assert not store.well
            assert store.backlog == 3
            assert store.status()["mode"] == "memory"
            assert "nobody there" in store.status()["last_error"]
            mine = await store.get("CA1")
            assert mine is not None
            assert mine.n == 5
            far.away = False
            await Memory.put(far, [session("CA2", 2, epoch=2)])
            await asyncio.sleep(2.0)
            assert store.well
            assert store.reconciled == 3
            found = {one.call_sid: one.place for one in await far.listed()}
            assert found == {"CA1": (1, 5), "CA2": (2, 2)}
            other = await store.get("CA2")
            assert other is not None
            assert other.epoch == 2
            running.cancel()

    run(scene())


def test_more_calls_than_may_wait_are_given_up_and_counted() -> None:
    async def scene() -> None:
        far = Far()
        far.away = True
        store = Layered(far, Memory(), limit=10)
        await store.put([session(f"CA{n}", 1) for n in range(15)])
        assert store.backlog == 10
        assert store.lost == 5

    run(scene())
