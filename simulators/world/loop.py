"""An event loop whose clock jumps to the next timer as soon as nothing else is left to do.

Code that takes its time from `loop.time()` and `asyncio.sleep` runs hours in moments, and the
same way every time. Threads have no place here: `run_in_executor` raises.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from itertools import count
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")


class Deadlock(Exception):
    """Everybody waits and no timer is due: this would hang for ever."""


class _JumpingSelector(selectors.DefaultSelector):
    """Never waits: reports the time it should have waited as passed."""

    def __init__(self, asks_every: int) -> None:
        super().__init__()
        self.now = 0.0
        self._looks = 0
        self._asks_every = asks_every

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._looks += 1
        asks = timeout is None or self._looks % self._asks_every == 0
        if asks and (ready := super().select(0)):
            return ready
        if timeout is None:
            raise Deadlock("nothing is scheduled, but the main task is not done")
        self.now += max(0.0, timeout)
        return []


class _Task(asyncio.Task[Any]):
    """Counted, not told apart by its place in memory: sets of tasks (a group that ends) have the
    same order every time.
    """

    def __init__(self, number: int, coro: Any, loop: Any, **more: Any) -> None:
        self._number = number
        super().__init__(coro, loop=loop, **more)

    def __hash__(self) -> int:
        return self._number


class VirtualLoop(asyncio.SelectorEventLoop):
    """A selector event loop in virtual time, starting at 0."""

    def __init__(self, asks_every: int = 1) -> None:
        """Where nothing real but an interrupt is waited for, one look in `asks_every` at the
        system is enough. With sockets ask at every look: what is on its way comes before any timer.
        """
        self._jumping = _JumpingSelector(asks_every)
        super().__init__(self._jumping)
        self._clock_resolution = 1e-9
        numbers = count()
        self.set_task_factory(lambda loop, coro, **more: _Task(next(numbers), coro, loop, **more))

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._jumping.now

    def block(self, seconds: float) -> None:
        """Let time pass as in a callback that computes for so long: everything due is late."""
        self._jumping.now += seconds

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> NoReturn:  # type: ignore[override]
        """Refused: threads do not know virtual time."""
        raise RuntimeError("no threads in virtual time; supply this work by event")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` on a fresh virtual loop, like asyncio.run."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
