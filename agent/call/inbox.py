"""Events one after the other: what arises while one is applied waits until that is done."""

from collections import deque
from collections.abc import Callable

from agent.events import Event


class Inbox:
    """The events of one call on their way to its dialogue."""

    def __init__(self, step: Callable[[Event], None], failed: Callable[[Exception], None]) -> None:
        """`step` applies one event; `failed` is told what it raised."""
        self._step = step
        self._failed = failed
        self._waiting: deque[Event] = deque()
        self.busy = False
        """An event is being applied."""

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, event: Event) -> bool:
        """Apply it, and whatever arises; False: it waits for the one being applied."""
        self._waiting.append(event)
        if self.busy:
            return False
        self.busy = True
        while self._waiting:
            try:
                self._step(self._waiting.popleft())
            except Exception as error:  # the boundary: a bug ends this call only
                self._failed(error)
        self.busy = False
        return True

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
