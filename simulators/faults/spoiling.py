"""Faults at work on one exchange: which strike it, and what becomes of its parts."""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from simulators.faults.exchange import Answer, Ask, Fault, Flow, Go, Part, Way
from simulators.faults.kinds import kind_of
from simulators.faults.record import Record
from simulators.faults.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault that strikes this exchange, with what it remembers of both ways."""

    fault: Fault
    up: Flow
    down: Flow


class Spoiler:
    """Decides once for every entry whether it strikes this exchange."""

    def __init__(self, ask: Ask, schedule: Schedule, record: Record) -> None:
        self._ask = ask
        self._schedule = schedule
        self._record = record
        self._decided: dict[int, Struck | None] = {}

    def now(self) -> list[Struck]:
        """The faults that strike at this moment, in the order of the schedule."""
        at_s, found = self._schedule.elapsed_s, []
        for scheduled in self._schedule:
            if not scheduled.open(at_s):
                continue
            if scheduled.id not in self._decided:
                self._decided[scheduled.id] = self._decide(scheduled.id)
            if (struck := self._decided[scheduled.id]) is not None:
                found.append(struck)
        return found

    def _decide(self, number: int) -> Struck | None:
        scheduled = next(one for one in self._schedule if one.id == number)
        if not self._schedule.strikes(scheduled, self._ask):
            return None
        self._record.faults.append(kind_of(scheduled.entry.fault))
        up, down = (
            Flow(self._ask, self._schedule.random(scheduled, way)) for way in ("up", "down")
        )
        return Struck(scheduled.entry.fault, up, down)


async def asked(struck: Sequence[Struck], ask: Ask, go: Go) -> Answer:
    """Ask the service through all faults, the first one outermost. May raise an Ending."""
    if not struck:
        return await go(ask)
    first, rest = struck[0], struck[1:]

    async def further(changed: Ask) -> Answer:
        return await asked(rest, changed, go)

    return await first.fault.ask(ask, further)


async def parts(struck: Sequence[Struck], part: Part) -> AsyncIterator[Part]:
    """What becomes of a part, when it is due. May raise an Ending."""
    if not struck:
        yield part
        return
    first, rest = struck[0], struck[1:]
    flow = first.up if part.way == "up" else first.down
    async for changed in first.fault.part(part, flow):
        async for out in parts(rest, changed):
            yield out
    flow.parts += 1
    flow.size += len(part.data)


async def body(
    struck: Sequence[Struck], pieces: AsyncIterable[bytes], way: Way, now: Callable[[], float]
) -> AsyncIterator[bytes]:
    """What becomes of a body."""
    async for piece in pieces:
        async for out in parts(struck, Part("body", way, piece, now())):
            yield out.data
