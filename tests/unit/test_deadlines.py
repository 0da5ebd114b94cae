"""Deadlines of answers and streams, in virtual time: who waits how long for what."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest

from agent.resilience.deadlines import (
    CLEANUP_S,
    Deadlines,
    Limit,
    Waits,
    bounded,
    limit_of_answer,
    limit_of_first,
    timed,
)
from agent.resilience.outcomes import Failure
from simulators.world.loop import run

DEADLINES = Deadlines(connect=1.0, first=2.0, between=1.0, total=15.0, spoken=3.0)


class Source:
    """Yields numbers after the given pauses; says whether it was closed."""

    def __init__(self, *pauses: float, cleanup: float = 0.0) -> None:
        self.pauses = pauses
        self.cleanup = cleanup
        self.closed = False

    async def __call__(self) -> AsyncGenerator[int, None]:
        try:
            for number, pause in enumerate(self.pauses):
                await asyncio.sleep(pause)
                yield number
        finally:
            await asyncio.sleep(self.cleanup)
            self.closed = True


async def read(
    source: Source, *, reader: float = 0.0, take: int | None = None, **how: Any
) -> tuple[list[int], str, float]:
    """Chunks, the deadline that passed, and when it was over."""
    found: list[int] = []
    late = ""
    try:
        async with aclosing(timed(source(), DEADLINES, **how)) as chunks:
            async for chunk in chunks:
                found.append(chunk)
                if len(found) == take:
                    break
                await asyncio.sleep(reader)
    except Failure as failure:
        seen = failure.evidence
        late = f"{seen.which}{' begun' if seen.begun else ''}" if seen.kind == "timeout" else "?"
    return found, late, round(asyncio.get_running_loop().time(), 6)


@pytest.mark.parametrize(
    ("pauses", "chunks", "late", "at"),
    [
        ((1.9, 0.9, 0.9), 3, "", 3.7),
        ((2.1,), 0, "first", 2.0),
        ((0.1, 0.9, 1.1), 2, "between begun", 2.0),
        ((0.9,) * 20, 16, "total begun", 15.0),
        ((), 0, "", 0.0),
    ],
)
def test_each_wait_has_its_deadline(
    pauses: tuple[float, ...], chunks: int, late: str, at: float
) -> None:
    source = Source(*pauses)
    assert run(read(source)) == (list(range(chunks)), late, at)
    assert source.closed


def test_a_slow_reader_makes_no_provider_late() -> None:
    """Thirty seconds of audio take thirty seconds to play."""
    found, late, at = run(read(Source(*(0.1,) * 10), reader=3.0))
    assert (len(found), late, at) == (10, "", 31.0)


def test_what_is_left_of_the_callers_patience_is_told_from_the_providers_own_deadline() -> None:
    assert run(read(Source(5.0), patience=0.5)) == ([], "hurried", 0.5)
    assert run(read(Source(5.0), patience=9.0)) == ([], "first", 2.0)
    assert run(read(Source(0.4, 0.9), patience=0.5)) == ([0, 1], "", 1.3)


def test_a_reader_who_leaves_closes_the_source_at_once() -> None:
    source = Source(0.1, 50.0)
    assert run(read(source, take=1)) == ([0], "", 0.1)
    assert source.closed


def test_a_cancelled_reader_closes_the_source_at_once() -> None:
    source = Source(0.1, 0.5)

    async def main() -> float:
        with pytest.raises(asyncio.TimeoutError):
            async with asyncio.timeout(0.3):
                await read(source)
        return asyncio.get_running_loop().time()

    assert run(main()) == pytest.approx(0.3)
    assert source.closed


@pytest.mark.parametrize("pauses", [(9.0,), (0.0, 9.0)])
def test_a_provider_that_hangs_while_closing_keeps_nobody_waiting(
    pauses: tuple[float, ...],
) -> None:
    late = 2.0 if len(pauses) == 1 else 1.0
    _, which, at = run(read(Source(*pauses, cleanup=60.0)))
    assert which
    assert at == late + CLEANUP_S


def test_leaving_a_provider_that_hangs_while_closing_is_bounded() -> None:
    _, _, at = run(read(Source(0.1, 9.0, cleanup=60.0), take=1))
    assert at == pytest.approx(0.1 + CLEANUP_S)


class Plain:
    """A source that can't be closed."""

    def __init__(self) -> None:
        self.left = [1, 2]

    def __aiter__(self) -> "Plain":
        return self

    async def __anext__(self) -> int:
        if not self.left:
            raise StopAsyncIteration
        return self.left.pop()


def test_what_can_not_be_closed_need_not_be() -> None:
    async def main() -> list[int]:
        return [chunk async for chunk in timed(Plain(), DEADLINES)]

    assert run(main()) == [2, 1]


class Sealed(Plain):
    """A source that breaks while it is closed."""

    async def aclose(self) -> None:
        raise ConnectionResetError


def test_a_failure_to_close_spoils_no_stream() -> None:
    async def main() -> list[int]:
        return [chunk async for chunk in timed(Sealed(), DEADLINES)]

    assert run(main()) == [2, 1]


async def stubborn() -> str:
    try:
        await asyncio.sleep(9.0)
    except asyncio.CancelledError:
        return "too late"
    return "in time"


async def disguising() -> str:
    try:
        await asyncio.sleep(9.0)
    except asyncio.CancelledError as error:
        raise ConnectionError from error
    return "in time"


@pytest.mark.parametrize("work", [stubborn, disguising])
def test_a_client_that_hides_our_cancellation_is_late_all_the_same(
    work: Callable[[], Awaitable[str]],
) -> None:
    async def main() -> None:
        with pytest.raises(Failure, match="connect"):
            await bounded(work(), Limit(1.0, "connect"))

    run(main())


def test_a_timeout_of_the_client_itself_is_not_ours() -> None:
    async def gives_up() -> None:
        raise TimeoutError("pool")

    async def main() -> None:
        with pytest.raises(TimeoutError, match="pool"):
            await bounded(gives_up(), Limit(1.0, "connect"))

    run(main())


def test_the_shortest_deadline_has_its_name() -> None:
    assert limit_of_first(DEADLINES) == Limit(2.0, "first")
    assert limit_of_answer(DEADLINES) == Limit(3.0, "spoken")
    assert limit_of_answer(DEADLINES, 1.0) == Limit(1.0, "hurried")
    assert limit_of_answer(DEADLINES, 5.0) == Limit(3.0, "spoken")
    assert limit_of_answer(DEADLINES, -1.0) == Limit(0.0, "hurried")


def test_waiting_is_summed_up_without_the_readers_pauses() -> None:
    async def main() -> float:
        waits = Waits()
        await read(Source(0.5, 0.25), reader=7.0, waits=waits)
        return waits.seconds

    assert run(main()) == pytest.approx(0.75)
