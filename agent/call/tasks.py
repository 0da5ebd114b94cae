"""The tasks of one call: all in one group, each with a boundary, all gone at the end."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from contextvars import Context, copy_context
from typing import Any

from agent.resilience.spending import Bill

Work = Coroutine[Any, Any, None]


class Tasks:
    """Starts tasks once it has a group; remembers which of them act for the office (`tools`)."""

    def __init__(self, failed: Callable[[Exception], None]) -> None:
        """`failed` is told what a task raised."""
        self._failed = failed
        self._group: asyncio.TaskGroup | None = None
        self._context = Context()
        self._alive: set[asyncio.Task[None]] = set()
        self._tools: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._alive)

    @property
    def acting(self) -> bool:
        """The office has not answered yet."""
        return bool(self._tools)

    def belong_to(self, group: asyncio.TaskGroup, bill: Bill | None = None) -> None:
        """Start tasks in this group from now on, in the context of now: what they log and use is
        this call's, although a timer that all calls share may have started them."""
        self._group = group
        with bill.charged() if bill else nullcontext():
            self._context = copy_context()

    def start(self, work: Work, *, tool: bool = False) -> asyncio.Task[None]:
        """Run `work` beside the rest; a bug in it is this call's fault only."""
        assert self._group is not None, "the call does not run"
        task = self._group.create_task(self._guarded(work), context=self._context.copy())
        self._alive.add(task)
        if tool:
            self._tools.add(task)
        task.add_done_callback(lambda _: self._forget(task, work))
        return task

    async def finish_tools(self) -> None:
        """Wait until the office has answered everything, also what its answers led to."""
        while self._tools:
            await asyncio.wait(tuple(self._tools))

    def cancel(self) -> None:
        """Give up all tasks."""
        for task in self._alive:
            task.cancel()

    def _forget(self, task: asyncio.Task[None], work: Work) -> None:
        work.close()  # a task cancelled before its first step never touched it
        self._alive.discard(task)
        self._tools.discard(task)

    async def _guarded(self, work: Work) -> None:
        try:
            await work
        except Exception as error:  # the boundary: a bug ends this call only
            self._failed(error)
