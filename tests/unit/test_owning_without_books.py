"""A call that is taken over while the books give no answer has one owner all the same."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from agent.bookings import owners
from agent.bookings.calls import CallLog
from agent.bookings.database import Database
from agent.bookings.desk import SqlDesk
from agent.ports import ProviderError
from agent.profile.load import load_default
from agent.recovery import Recovery
from agent.sessions.memory import Memory
from agent.sessions.session import Session
from simulators.world.providers import Carrier
from simulators.world.weather import Weather

NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


class Locked:
    """Books that another process has locked."""

    async def run(self, _: Any) -> Any:
        raise ProviderError("slow", "the database is locked")


def node(name: str, store: Any, database: Any) -> Recovery:
    return Recovery(
        node=name,
        store=store,
        database=database,
        calls=CallLog(database, lambda: NOW),
        telephony=Carrier(Weather(())),
        companies=dict,
        next_url="",
        now=lambda: NOW,
        alive=lambda _: False,
        others=lambda: True,
    )


def session(name: str, epoch: int) -> Session:
    return Session(call_sid="CA1", company="", node=name, epoch=epoch)


def test_the_node_before_hears_of_a_claim_that_the_books_missed() -> None:
    async def main() -> None:
        store, books = Memory(), SqlDesk(":memory:", load_default()).database
        before, after = node("a", store, books), node("b", store, Locked())
        first = await before.claim("CA1")
        second = await after.claim("CA1", first)
        await store.put([session("b", second)])
        assert await before.epochs({"CA1": first}) == {"CA1": second}

    asyncio.run(main())


def test_a_claim_that_the_books_missed_is_made_good() -> None:
    async def main() -> None:
        store, books = Memory(), SqlDesk(":memory:", load_default()).database
        await node("a", store, books).claim("CA1")
        missed = await node("b", store, Locked()).claim("CA1", 1)
        assert await node("b", store, books).epochs({"CA1": missed}) == {"CA1": 2}
        found = await books.run(lambda db: (owners.owner(db, "CA1"), owners.epochs(db, ["CA1"])))
        assert found == ("b", {"CA1": 2})

    asyncio.run(main())


def test_a_newer_claim_is_not_overwritten() -> None:
    async def main() -> None:
        books: Database = SqlDesk(":memory:", load_default()).database
        one = node("a", Memory(), books)
        assert await one.claim("CA1", 4) == 5
        assert await node("b", Memory(), books).epochs({"CA1": 3}) == {"CA1": 5}
        assert await one.owner("CA1") == "a"

    asyncio.run(main())
