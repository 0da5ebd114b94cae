"""Token buckets: how often something may be done. The arithmetic is pure; stores hold the buckets.

A bucket holds up to `burst` tokens and gets new ones all the time; whatever takes one may go on,
whatever finds none is told how long the next one takes. Nobody waits here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from cachetools import LRUCache

from agent.ports import ProviderError

KEPT = 20_000
"""Buckets kept in memory; the one that was not used for longest is forgotten first: it is full."""
NEARLY = 1e-9
"""A sum of tenths is not quite one."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What a bucket allows."""

    burst: float
    """Tokens at most: so many at once."""
    per_s: float
    """New tokens a second."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Tokens that were left at a time (seconds by any steady clock)."""

    tokens: float
    at: float


def take(bucket: Bucket | None, rate: Rate, now: float) -> tuple[Bucket, float]:
    """The bucket after a token was asked for, and the seconds to wait for one; 0: it was taken.

    None is a bucket never used, a full one. A clock that runs backwards is taken as standing still.
    """
    if bucket is None:
        bucket = Bucket(rate.burst, now)
    now = max(now, bucket.at)
    tokens = min(rate.burst, bucket.tokens + (now - bucket.at) * rate.per_s)
    if tokens >= 1 - NEARLY:
        return Bucket(max(0.0, tokens - 1), now), 0.0
    return Bucket(tokens, now), (1 - tokens) / rate.per_s


class Buckets(Protocol):
    """Keeps buckets by name."""

    async def take(self, key: str, rate: Rate) -> float:
        """Ask a bucket for a token: seconds to wait for one, 0 when it was taken.

        Raises ProviderError.
        """
        ...


class LocalBuckets:
    """Buckets of this process."""

    def __init__(self, *, clock: Callable[[], float] = monotonic, kept: int = KEPT) -> None:
        self._clock = clock
        self._buckets: LRUCache[str, Bucket] = LRUCache(kept)

    async def take(self, key: str, rate: Rate) -> float:
        """Ask a bucket for a token. Raises nothing."""
        self._buckets[key], wait = take(self._buckets.get(key), rate, self._clock())
        return wait


class SharedBuckets:
    """Buckets that all nodes share; while their store can't be asked, this node's own count.

    Those are asked every time, so that they know what happened here when they are needed.
    """

    def __init__(self, shared: Buckets, local: Buckets) -> None:
        self._shared = shared
        self._local = local

    async def take(self, key: str, rate: Rate) -> float:
        """Ask a bucket for a token. Raises nothing if the local ones do not."""
        here = await self._local.take(key, rate)
        try:
            return await self._shared.take(key, rate)
        except ProviderError:
            return here
