"""How long things may take, and that they do not take longer: for one answer and for streams.

Only time spent waiting for the provider counts. A reader who is slow to take what came (audio goes
out at the pace of speech) makes no provider late.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from agent.resilience.outcomes import Evidence, Failure, Which

T = TypeVar("T")

CLEANUP_S = 1.0
"""A source that was cancelled for being late may use this long to clean up, then it is cancelled
again; a provider's closing handshake must not keep the caller waiting for the next provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Of one kind of operation, in seconds."""

    connect: float
    """A connection, its TLS and WebSocket handshakes included."""
    first: float
    """The first token or audio byte."""
    between: float
    """From one chunk to the next."""
    total: float
    """All of it, the reader's own pauses not counted."""
    spoken: float
    """How long a caller may wait for the first chunk, or for an answer in one piece. Shorter than
    `total`: nobody listens to silence until that has passed."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A deadline and its name."""

    seconds: float
    which: Which


@dataclass(slots=True)
class Waits:
    """Time spent waiting for a provider so far."""

    seconds: float = 0.0


def limit_of_first(deadlines: Deadlines, patience: float | None = None) -> Limit:
    """The deadline of a stream's first chunk; `patience` is what is left of the caller's."""
    return _shortest(Limit(deadlines.first, "first"), deadlines, patience)


def limit_of_answer(deadlines: Deadlines, patience: float | None = None) -> Limit:
    """The deadline of an answer in one piece."""
    return _shortest(Limit(deadlines.total, "total"), deadlines, patience)


async def bounded(work: Awaitable[T], limit: Limit) -> T:
    """The result of `work`, if it comes in time. Raises Failure (timeout), cancelling the work.

    For connections: ``await bounded(connect(...), Limit(deadlines.connect, "connect"))``.
    """
    return await _in_time(work, limit, begun=False)


async def timed(
    source: AsyncIterator[T],
    deadlines: Deadlines,
    *,
    patience: float | None = None,
    waits: Waits | None = None,
) -> AsyncGenerator[T, None]:
    """The chunks of `source`, which is closed however this ends. Raises Failure (timeout).

    Close it (`contextlib.aclosing`) where it may be left early. `waits` is kept up to date.
    """
    loop = asyncio.get_running_loop()
    waits = waits or Waits()
    limit = limit_of_first(deadlines, patience)
    begun = False
    try:
        while True:
            left = deadlines.total - waits.seconds
            if left < limit.seconds:
                limit = Limit(max(0.0, left), "total")
            asked = loop.time()
            try:
                chunk = await _in_time(anext(source), limit, begun=begun)
            except StopAsyncIteration:
                return
            finally:
                waits.seconds += loop.time() - asked
            begun = True
            yield chunk
            limit = Limit(deadlines.between, "between")
    finally:
        await _close(source)


async def _in_time(work: Awaitable[T], limit: Limit, *, begun: bool) -> T:
    late = Failure(
        Evidence(
            kind="timeout",
            which=limit.which,
            begun=begun,
            detail=f"nothing within {limit.seconds:.3g} s",
        )
    )
    end = asyncio.get_running_loop().time() + limit.seconds
    try:
        async with asyncio.timeout_at(end + CLEANUP_S), asyncio.timeout_at(end) as deadline:
            result = await work
    except Exception as error:  # whatever it made of our cancellation
        if deadline.expired():
            raise late from error
        raise
    if deadline.expired():  # the source swallowed our cancellation
        raise late
    return result


async def _close(source: AsyncIterator[T]) -> None:
    close = getattr(source, "aclose", None)
    if close is None:
        return
    with suppress(Exception):  # must not hide how the stream itself ended
        async with asyncio.timeout(CLEANUP_S):
            await close()


def _shortest(limit: Limit, deadlines: Deadlines, patience: float | None) -> Limit:
    if deadlines.spoken < limit.seconds:
        limit = Limit(deadlines.spoken, "spoken")
    if patience is not None and patience < limit.seconds:
        limit = replace(limit, seconds=max(0.0, patience), which="hurried")
    return limit
