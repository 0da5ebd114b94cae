"""What live calls do, for whoever watches: a short memory per call and bounded queues of readers.

A reader that does not keep up loses its oldest entries; a call never waits for a reader.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
from cachetools import LRUCache

from agent.events import CallStarted, Event, HungUp, Interim, Note

KEEP = 400
"""Entries remembered per call, so that a watcher who comes late sees how it began."""
CALLS = 200
WAITING = 1000


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened in a call."""

    at: float
    """Seconds since the call began."""
    kind: str
    """`event`, `note`, `timing` or `milestone`."""
    data: Any


class Feed:
    """Implements the call's observer for watchers on this node."""

    def __init__(self) -> None:
        self._memory: LRUCache[str, deque[FeedEntry]] = LRUCache(CALLS)
        self._readers: dict[str, set[asyncio.Queue[FeedEntry]]] = {}
        self._at: LRUCache[str, float] = LRUCache(CALLS)

    def applied(self, call: CallStarted, at: float, event: Event) -> None:
        """An event was applied."""
        self._at[call.call_sid] = at
        if not isinstance(event, Interim):
            self._publish(call.call_sid, "event", event)

    def noted(self, call: CallStarted, note: Note) -> None:
        """The dialogue left an analytics fact."""
        self._publish(call.call_sid, "note", note)

    def timed(self, call: CallStarted, timing: Any) -> None:
        """The latency of a turn is known."""
        self._publish(call.call_sid, "timing", timing)

    def milestone(self, call: CallStarted, name: str, snapshot: bytes) -> None:
        """A durable checkpoint is due."""
        self._publish(call.call_sid, "milestone", {"name": name})

    async def follow(self, call_sid: str) -> AsyncGenerator[FeedEntry, None]:
        """What happened so far, then what happens, until the call is over."""
        queue: asyncio.Queue[FeedEntry] = asyncio.Queue(WAITING)
        readers = self._readers.setdefault(call_sid, set())
        past = tuple(self._memory.get(call_sid, ()))
        readers.add(queue)
        try:
            for entry in past:
                yield entry
                if _is_end(entry):
                    return
            while True:
                entry = await queue.get()
                yield entry
                if _is_end(entry):
                    return
        finally:
            readers.discard(queue)
            if not readers:
                self._readers.pop(call_sid, None)

    def _publish(self, call_sid: str, kind: str, data: Any) -> None:
        entry = FeedEntry(at=self._at.get(call_sid, 0.0), kind=kind, data=data)
        self._memory.setdefault(call_sid, deque(maxlen=KEEP)).append(entry)
        for queue in self._readers.get(call_sid, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(entry)


def _is_end(entry: FeedEntry) -> bool:
    return isinstance(entry.data, HungUp)
