"""Token buckets in a real Redis: those of one node are those of all."""

import asyncio

import pytest

from agent.ports import ProviderError
from agent.resilience.buckets import LocalBuckets, Rate, SharedBuckets
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from agent.sessions.redis_store import RedisStore
from voicectl.bench.fleet import redis_server

pytestmark = pytest.mark.integration

PATIENT = Deadlines(connect=5.0, first=5.0, between=5.0, total=5.0, spoken=5.0)
SLOW, QUICK = Rate(burst=3, per_s=0.001), Rate(burst=1, per_s=20.0)


def test_two_nodes_take_from_one_bucket_and_go_on_without_redis() -> None:
    async def main() -> None:
        async with redis_server() as server:
            stores = [RedisStore(server.url, Guards(), PATIENT) for _ in range(2)]
            nodes = [SharedBuckets(store, LocalBuckets()) for store in stores]
            waits = [await nodes[n % 2].take("caller:1", SLOW) for n in range(5)]
            assert waits[:3] == [0.0, 0.0, 0.0]
            assert all(900 < wait <= 1000 for wait in waits[3:])
            assert await nodes[0].take("caller:2", SLOW) == 0.0
            assert await stores[0].take("quick", QUICK) == 0.0
            while await stores[1].take("quick", QUICK):  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.01)
            await server.stop()
            with pytest.raises(ProviderError):
                await stores[1].take("caller:1", SLOW)
            # The second node took two of its own three.
            assert await nodes[1].take("caller:1", SLOW) == 0.0
            assert await nodes[1].take("caller:1", SLOW) > 900
            for store in stores:
                await store.close()

    asyncio.run(main())
