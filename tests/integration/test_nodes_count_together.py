"""Two nodes and a real Redis: one budget, one heat wave, with and without Redis."""

import asyncio

import pytest

from agent.admission import HeatWatch
from agent.resilience.budget import CostBudget
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.resilience.spending import Item, Spending
from agent.resilience.together import Together
from agent.sessions.redis_store import RedisStore
from agent.settings_limits import HeatWave
from voicectl.bench.fleet import RedisServer, redis_server

pytestmark = pytest.mark.integration

PATIENT = Deadlines(connect=5.0, first=5.0, between=5.0, total=5.0, spoken=5.0)
BEGINS = 1_800_000_000.0


class Node:
    """What a node counts, with a clock by hand."""

    def __init__(self, server: RedisServer) -> None:
        self.now = BEGINS
        self.guards = Guards()
        self.store = RedisStore(server.url, self.guards, PATIENT)
        budget = CostBudget(hour_cents=100.0, day_cents=1000.0)
        self.spending = Spending({Item("acme", "characters"): 1.0}, budget, self._clock)
        rules = HeatWave(calls_per_minute=3, minutes=2)
        self.heat = HeatWatch(rules, self._clock, lambda: self.together.whose)
        counted = (*self.spending.counted, *self.heat.counted)
        self.together = Together(self.store, counted, self._clock)

    def _clock(self) -> float:
        return self.now

    def spend(self, cents: float) -> None:
        self.spending.use("acme", "characters", cents)


async def told(*nodes: Node) -> None:
    """All tell, then all hear."""
    for one in (*nodes, *nodes):
        await one.together.exchange(one.store)


async def minute(*nodes: Node, calls: int) -> None:
    """So many calls to each within a minute."""
    for one in nodes:
        for _ in range(calls):
            one.heat.called()
        one.now += 60.0
    await told(*nodes)


def test_a_budget_is_spent_once_whatever_becomes_of_redis() -> None:
    async def main() -> None:
        async with redis_server() as server:
            a, b = Node(server), Node(server)
            assert a.together.status() == {"of": "this node", "why": ""}
            a.spend(60.0)
            b.spend(45.0)
            await told(a, b)
            assert (a.spending.share, b.spending.share) == (1.05, 1.05)
            assert a.spending.lately_cents == (60.0, 60.0)
            assert b.spending.as_dict()["all_hour_cents"] == 105.0
            assert a.together.status() == {"of": "all nodes", "why": ""}
            again = Node(server)  # a process that starts anew
            await told(again)
            assert again.spending.share == 1.05
            await server.stop()
            a.spend(10.0)
            await told(a, b)
            assert a.spending.share == 1.15
            assert b.spending.share == 1.05
            assert a.together.status()["why"].startswith("others as heard last: broken")
            await server.start()  # empty
            for one in (a, b):
                one.guards.find("redis", "sessions").circuit.reset(0.0)  # type: ignore[union-attr]
            await told(a, b)
            assert (a.spending.share, b.spending.share) == (1.15, 1.15)
            a.now = b.now = BEGINS + 3700.0
            await told(a, b)
            assert a.spending.share == pytest.approx(0.115)
            for one in (a, b, again):
                await one.store.close()

    asyncio.run(main())


def test_a_heat_wave_begins_and_ends_at_all_nodes() -> None:
    async def main() -> None:
        async with redis_server() as server:
            a, b = Node(server), Node(server)
            await minute(a, b, calls=2)
            assert (a.heat.days_out, b.heat.days_out) == (0, 0)
            await minute(a, b, calls=2)
            assert (a.heat.days_out, b.heat.days_out) == (2, 2)
            assert a.heat.status() == {
                "on": True,
                "why": "more than 3 calls a minute to all nodes for 2 minutes",
                "calls_per_minute": 4,
            }
            await minute(a, b, calls=1)  # neither few twice nor many twice
            late = Node(server)
            late.now = a.now
            await told(late)
            assert late.heat.days_out == 2
            await minute(a, b, late, calls=1)
            assert (a.heat.days_out, b.heat.days_out, late.heat.days_out) == (0, 0, 0)
            await minute(a, b, late, calls=2)
            assert (a.heat.days_out, b.heat.days_out, late.heat.days_out) == (0, 0, 0)
            for one in (a, b, late):
                await one.store.close()

    asyncio.run(main())
