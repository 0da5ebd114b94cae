"""Token buckets: the arithmetic, and where buckets are kept."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.ports import ProviderError
from agent.resilience.buckets import Bucket, LocalBuckets, Rate, SharedBuckets, take

THREE = Rate(burst=3, per_s=0.5)


def test_a_burst_and_then_one_for_every_token_that_comes() -> None:
    bucket, waits = None, []
    for now in (0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 2.0):
        bucket, wait = take(bucket, THREE, now)
        waits.append(wait)
    assert waits == [0.0, 0.0, 0.0, 2.0, 1.0, 0.0, 2.0]


def test_a_clock_that_runs_backwards_gives_nothing() -> None:
    assert take(Bucket(0.0, 10.0), THREE, 5.0) == (Bucket(0.0, 10.0), 2.0)


@given(st.lists(st.floats(0, 100), max_size=60), st.integers(1, 5), st.floats(0.01, 10))
def test_no_more_than_the_burst_and_what_came_since(
    pauses: list[float], burst: int, per_s: float
) -> None:
    rate, bucket, now, taken = Rate(burst, per_s), None, 0.0, 0
    for pause in pauses:
        now += pause
        bucket, wait = take(bucket, rate, now)
        taken += not wait
        assert 0 <= bucket.tokens <= burst
    assert taken <= burst + now * per_s + 1e-6


def test_buckets_are_apart_and_the_longest_unused_one_is_forgotten() -> None:
    async def play() -> list[float]:
        buckets = LocalBuckets(clock=lambda: 0.0, kept=2)
        one = Rate(burst=1, per_s=1.0)
        return [await buckets.take(key, one) for key in ("a", "b", "a", "c", "b")]

    assert asyncio.run(play()) == [0.0, 0.0, 1.0, 0.0, 0.0]


class Store:
    """Buckets of all nodes, here or gone."""

    def __init__(self, wait: float) -> None:
        self.wait: float | None = wait

    async def take(self, key: str, rate: Rate) -> float:
        if self.wait is None:
            raise ProviderError("broken", "gone")
        return self.wait


@pytest.mark.parametrize(("shared", "waits"), [(9.0, [9.0, 9.0]), (0.0, [0.0, 0.0])])
def test_the_shared_buckets_have_the_say(shared: float, waits: list[float]) -> None:
    async def play() -> list[float]:
        buckets = SharedBuckets(Store(shared), LocalBuckets(clock=lambda: 0.0))
        return [await buckets.take("a", Rate(1, 1.0)) for _ in range(2)]

    assert asyncio.run(play()) == waits


def test_without_their_store_a_node_goes_on_with_what_it_counted() -> None:
    async def play() -> float:
        store = Store(0.0)
        buckets = SharedBuckets(store, LocalBuckets(clock=lambda: 0.0))
        await buckets.take("a", Rate(1, 0.5))
        store.wait = None
        return await buckets.take("a", Rate(1, 0.5))

    assert asyncio.run(play()) == 2.0
