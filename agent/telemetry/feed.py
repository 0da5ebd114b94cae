"""The node's event stream: a bounded memory of news, and readers who walk through it.

Whoever has news appends it and goes on. A reader keeps only its place, so a slow one costs nothing
and blocks nobody; one that falls out of the memory, or comes with a place of an earlier node,
begins anew with what is known of the live calls.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import msgspec

from agent.call.latency import Timing
from agent.events import CallStarted, Command, Event, Note, Outcome, TakenOver
from agent.telemetry.news import CallEnded, CallMoved, Hello, Item, OfCall, Told
from agent.telemetry.reporter import Reporter

KEEP = 5000
"""News remembered for readers that come back."""
KEEP_CALL = 400
"""News remembered of one call, for readers that come anew."""
KEEP_NODE = 200
"""The same of the node itself."""
KEEP_ENDED = 20
"""So many calls that are over are remembered as well."""
READERS = 32
BEAT_S = 1.0
"""A reader hears at least so often that there is nothing new."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news with its place in the stream."""

    n: int
    item: Item
    when: str
    """UTC, ISO with milliseconds."""
    data: bytes
    """`Told` as JSON."""


class TooManyReaders(Exception):
    """So many read the stream already."""


class _Live:
    """A call and what was told of it."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter
        self.told: deque[Entry] = deque(maxlen=KEEP_CALL)
        self.at = 0.0


class Feed:
    """Implements the call's observer for watchers; also takes news of the node."""

    def __init__(
        self,
        company_of: Callable[[str], str] = lambda called: "",
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        epoch: str = "",
    ) -> None:
        """`company_of`: the name of the company that a called number belongs to."""
        self.epoch = epoch or secrets.token_hex(4)
        """Tells the places of this node's stream from those of any other."""
        self._company_of = company_of
        self._now = now
        self._n = 0
        self._ring: deque[Entry] = deque(maxlen=KEEP)
        self._node: deque[Entry] = deque(maxlen=KEEP_NODE)
        self._live: dict[str, _Live] = {}
        self._ended: deque[tuple[str, _Live]] = deque(maxlen=KEEP_ENDED)
        self._readers: set[asyncio.Event] = set()

    # --- telling ---------------------------------------------------------------------------------

    def publish(self, item: Item) -> None:
        """Tell a piece of news."""
        self._n += 1
        entry = self._entry(self._n, item)
        self._ring.append(entry)
        call = self._live.get(item.call) if isinstance(item, OfCall) else None
        if call is not None:
            call.told.append(entry)
        elif not isinstance(item, OfCall):
            self._node.append(entry)
        for reader in self._readers:
            reader.set()

    def applied(
        self, call: CallStarted, at: float, event: Event, commands: tuple[Command, ...]
    ) -> None:
        """An event was applied."""
        if isinstance(event, CallStarted | TakenOver):
            reporter = Reporter(call, self._company_of(call.called))
            self._live.setdefault(call.call_sid, _Live(reporter))
        if known := self._live.get(call.call_sid):
            known.at = at
            for item in known.reporter.applied(at, event, commands):
                self.publish(item)

    def noted(self, call: CallStarted, note: Note) -> None:
        """The dialogue left an analytics fact."""
        if known := self._live.get(call.call_sid):
            for item in known.reporter.noted(note):
                self.publish(item)

    def timed(self, call: CallStarted, timing: Timing) -> None:
        """The latency of a turn is known."""
        if known := self._live.get(call.call_sid):
            self.publish(known.reporter.timed(timing))

    def milestone(self, call: CallStarted, name: str, snapshot: bytes) -> None:
        """A durable checkpoint is due."""
        if known := self._live.get(call.call_sid):
            self.publish(known.reporter.milestone(name, snapshot))

    def ended(self, call_sid: str, outcome: Outcome) -> None:
        """A call is over."""
        self._leave(call_sid, lambda at: CallEnded(call=call_sid, at=at, outcome=outcome))

    def moved(self, call_sid: str) -> None:
        """Another node goes on with a call."""
        self._leave(call_sid, lambda at: CallMoved(call=call_sid, at=at))

    # --- reading ---------------------------------------------------------------------------------

    async def follow(self, last: str = "", call: str = "") -> AsyncGenerator[Sequence[Entry], None]:
        """What came after the place `last`, then what comes; empty now and then.

        The first news is `Hello`, which has no place. With `call` only
        this call's news are told, until it is over or moved. Raises TooManyReaders.
        """
        place = self._place(last)
        with self._reading() as woken:
            yield [self._hello(resumed=place is not None)]
            while True:
                woken.clear()
                batch = self._since(place) if place is not None else None
                if batch is None:
                    if place is not None:
                        yield [self._hello(resumed=False)]
                    batch = self._known()
                place = self._n
                wanted = [one for one in batch if not call or _about(one.item, call)]
                yield wanted
                if call and any(isinstance(one.item, CallEnded | CallMoved) for one in wanted):
                    return
                if place == self._n:
                    await _set_or(woken, BEAT_S)

    def _leave(self, call_sid: str, last: Callable[[float], Item]) -> None:
        if known := self._live.get(call_sid):
            self.publish(last(known.at))
            del self._live[call_sid]
            self._ended.append((call_sid, known))

    def told(self, item: Item) -> Told:
        """News of this moment."""
        return Told(when=self._now().astimezone(UTC).isoformat(timespec="milliseconds"), news=item)

    def place(self, entry: Entry) -> str:
        """The id by which a reader goes on after this entry."""
        return f"{self.epoch}-{entry.n}"

    def _hello(self, *, resumed: bool) -> Entry:
        return self._entry(0, Hello(resumed=resumed))

    def _entry(self, n: int, item: Item) -> Entry:
        told = self.told(item)
        return Entry(n, item, told.when, msgspec.json.encode(told))

    def _place(self, last: str) -> int | None:
        epoch, _, n = last.rpartition("-")
        if epoch != self.epoch or not n.isascii() or not n.isdigit() or len(n) > 15:
            return None
        place = int(n)
        return place if place <= self._n and self._since(place) is not None else None

    def _since(self, place: int) -> list[Entry] | None:
        """Everything after a place; None when some of it is forgotten."""
        first = self._ring[0].n if self._ring else self._n + 1
        if place + 1 < first:
            return None
        return list(islice(self._ring, place + 1 - first, None))

    def _known(self) -> list[Entry]:
        """All that is remembered of calls and node, in order."""
        calls = (*(known for _, known in self._ended), *self._live.values())
        found = [*self._node, *(entry for known in calls for entry in known.told)]
        return sorted(found, key=lambda entry: entry.n)

    @contextmanager
    def _reading(self) -> Iterator[asyncio.Event]:
        if len(self._readers) >= READERS:
            raise TooManyReaders(f"{READERS} read the event stream already")
        woken = asyncio.Event()
        self._readers.add(woken)
        try:
            yield woken
        finally:
            self._readers.discard(woken)


def _about(item: Any, call: str) -> bool:
    return getattr(item, "call", "") == call


async def _set_or(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
