"""Tasks that outlive the call that started them, with one owner that ends them."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import structlog

log = structlog.get_logger()

T = TypeVar("T")

RESTART_S = 1.0


class Background:
    """Keeps tasks alive, tells of their bugs, and ends what is left of them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run `work` beside everything else."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def close(self) -> None:
        """Cancel what still runs and wait until it is gone."""
        while left := [task for task in self._tasks if task is not asyncio.current_task()]:
            for task in left:
                task.cancel()
            await asyncio.wait(left)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background_task_failed", exc_info=error)


async def end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel the workers until they are done: a client may swallow a cancellation."""
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=RESTART_S)


async def steady(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run a worker; a bug in it must not end the node, so it is started again."""
    while True:
        try:
            await work()
            return
        except Exception as error:  # as said above
            log.error("worker_failed", worker=name, exc_info=error)
            await asyncio.sleep(RESTART_S)
