"""A loop that stands still in earnest, and what the watch says about it."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable

import pytest

from agent.stalls.watch import StallWatch

pytestmark = pytest.mark.integration

LEAST_MS = 50.0
LONG_S = 0.25
TRIES = 20


class Node:
    """Keeps itself alive until it is collected."""

    def __init__(self) -> None:
        self.me = self


def compute() -> None:
    end = time.thread_time() + LONG_S
    while time.thread_time() < end:
        pass


def block() -> None:
    time.sleep(LONG_S)


def collect() -> None:
    gc.disable()
    for _ in range(400_000):
        Node()
    gc.collect()
    gc.enable()


def hold() -> None:
    """Another thread has the interpreter for as long as one call in C takes."""

    def work() -> None:
        sum(range(30_000_000))
        time.sleep(LONG_S)

    threading.Thread(target=work, name="holder").start()


@pytest.mark.parametrize(
    ("work", "kind", "where"),
    [
        (compute, "computing", ":compute"),
        (block, "blocked", ":block"),
        (collect, "collecting", "generation 2"),
        (hold, "interpreter held", "thread holder"),
    ],
)
def test_a_stall_is_explained(work: Callable[[], None], kind: str, where: str) -> None:
    """The machine may do something else in the very moment, so a stall may come again."""

    def told() -> bool:
        return any(one["kind"] == kind and where in one["place"] for one in watch.table.worst())

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(watch.run())
            for _ in range(TRIES):
                await asyncio.sleep(0.1)
                work()
                await asyncio.sleep(0.1)
                if told():
                    break
            running.cancel()
        assert told(), watch.table.worst()
        assert watch.table.worst()[0]["worst_ms"] >= LEAST_MS

    watch = StallWatch(LEAST_MS)
    asyncio.run(main())
    assert "stalls" not in {one.name for one in threading.enumerate()}


def test_a_quiet_loop_has_no_stalls() -> None:
    async def main() -> None:
        watch = StallWatch(1000.0)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(watch.run())
            await asyncio.sleep(0.2)
            running.cancel()
        assert watch.table.as_dict() == {"times": 0, "ms": 0, "worst_ms": 0, "places": []}

    asyncio.run(main())
