"""What is done to a node's surroundings while people phone, and undone: its disk, its Redis."""

import asyncio
import resource
from collections.abc import Sequence
from contextlib import suppress

from voicectl.bench.fleet import RedisServer
from voicectl.bench.processes import family
from voicectl.chaos.scenario import Strike
from voicectl.chaos.shapes import seconds


async def all_of(strikes: Sequence[Strike], pid: int, redis: RedisServer | None) -> None:
    """Do them at their times, counted from now."""
    async with asyncio.TaskGroup() as tasks:
        for one in strikes:
            tasks.create_task(_one(one, pid, redis))


async def _one(strike: Strike, pid: int, redis: RedisServer | None) -> None:
    start, end = seconds(strike.start), seconds(strike.end)
    await asyncio.sleep(start)
    try:
        await _strike(strike, pid, redis)
        await asyncio.sleep(end - start)
    finally:
        await _heal(strike, pid, redis)


async def _strike(strike: Strike, pid: int, redis: RedisServer | None) -> None:
    match strike.kind:
        case "disk-full":
            _no_bytes(pid, 0)
        case "redis-hung":
            assert redis is not None
            redis.freeze(True)
        case "redis-killed":
            assert redis is not None
            await redis.stop()


async def _heal(strike: Strike, pid: int, redis: RedisServer | None) -> None:
    match strike.kind:
        case "disk-full":
            _no_bytes(pid, resource.RLIM_INFINITY)
        case "redis-hung":
            assert redis is not None
            redis.freeze(False)
        case "redis-killed":
            assert redis is not None
            await redis.start()


def _no_bytes(pid: int, most: int) -> None:
    """A process that may write no byte to a file: each write fails, with EFBIG where a disk that is
    full says ENOSPC. It needs no rights, and no disk is filled.
    """
    for one in family(pid):
        with suppress(ProcessLookupError):  # a worker that ended meanwhile
            resource.prlimit(one, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
