"""What every session store promises, whatever keeps it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from agent.events import CallStarted, Transfer
from agent.ports import ProviderError
from agent.sessions.session import Session
from agent.sessions.store import Store

Make = Callable[[], Any]


def session(n: int = 1, epoch: int = 1, sid: str = "CA1", node: str = "a") -> Session:
    return Session(
        call_sid=sid,
        company="acme",
        caller="+12145550155",
        called="+12145550100",
        node=node,
        epoch=epoch,
        n=n,
        at=n * 1.5,
        saved=1e9 + n,
        state=b"state %d" % n,
    )


def run(make: Make, use: Callable[[Store], Awaitable[None]]) -> None:
    async def main() -> None:
        async with make() as store:
            await use(store)

    asyncio.run(main())


def test_what_was_put_is_there_whole(make: Make) -> None:
    async def use(store: Store) -> None:
        start = CallStarted(call_sid="CA1", conversation_id="C1", now="2026-11-24T10:00:00-06:00")
        ring = Transfer(queue="office", reason="asked", whisper="a caller")
        whole = Session(
            **{name: getattr(session(), name) for name in ("call_sid", "company", "node", "epoch")},
            start=start,
            transfer=ring,
            numbers=("+1", "+2"),
        )
        await store.put([whole])
        assert await store.get("CA1") == whole
        assert await store.get("CA2") is None

    run(make, use)


def test_the_newest_by_epoch_and_event_counts_in_any_order(make: Make) -> None:
    async def use(store: Store) -> None:
        await store.put([session(5)])
        await store.put([session(4)])
        found = await store.get("CA1")
        assert found is not None
        assert found.n == 5
        await store.put([session(2, epoch=2, node="b")])
        await store.put([session(9)])
        found = await store.get("CA1")
        assert found is not None
        assert (found.epoch, found.n, found.node) == (2, 2, "b")

    run(make, use)


def test_several_at_once(make: Make) -> None:
    async def use(store: Store) -> None:
        await store.put([session(sid=f"CA{n}") for n in range(20)])
        assert {one.call_sid for one in await store.listed()} == {f"CA{n}" for n in range(20)}

    run(make, use)


def test_a_call_that_is_over_is_forgotten_by_its_owner_only(make: Make) -> None:
    async def use(store: Store) -> None:
        await store.put([session(3, epoch=2, node="b"), session(sid="CA2")])
        await store.drop({"CA1": 1, "CA2": 1})
        assert await store.get("CA1") is not None
        assert await store.get("CA2") is None
        await store.drop({"CA1": 2})
        assert await store.get("CA1") is None
        await store.drop({"CA1": 2, "unknown": 1})

    run(make, use)


def test_epochs_of_known_calls_only(make: Make) -> None:
    async def use(store: Store) -> None:
        await store.put([session(epoch=3), session(sid="CA2")])
        try:
            found = await store.epochs(["CA1", "CA2", "CA3"])
        except ProviderError:
            return  # without Redis nobody can say what other nodes did
        assert found == {"CA1": 3, "CA2": 1}
        assert await store.epochs([]) == {}

    run(make, use)
