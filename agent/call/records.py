"""Everything that is written down about a call: journal, recording, telemetry. None can end it."""

from collections.abc import Callable
from traceback import format_exception

from agent.call.journal import Entry, Header, Journal, Remark, TimingLine
from agent.call.latency import Timing
from agent.call.needs import Node, Tuning
from agent.call.recorder import Recorder
from agent.call.transfer import Ladder
from agent.events import CallStarted, Command, Event, Note, Outcome
from agent.ports import Kept


class Records:
    """The books of one call."""

    def __init__(
        self,
        node: Node,
        tuning: Tuning,
        start: CallStarted,
        state: bytes,
        *,
        epoch: int = 0,
        count: int = 0,
    ) -> None:
        """`count` events were applied before, by nodes of earlier epochs."""
        self.count = count
        self._observer = node.observer
        self._bill = node.bill
        self._keeper = node.keeper
        self._start = start
        self._origin = 0.0
        header = _header(start, state, epoch, count)
        self._journal = Journal(node.journals, header) if node.journals else None
        self._recorder = Recorder(tuning.record) if tuning.record else None

    @property
    def closed(self) -> bool:
        """No file is held open."""
        return (self._journal is None or self._journal.closed) and (
            self._recorder is None or self._recorder.closed
        )

    @property
    def cents(self) -> float:
        """What services took for this call so far."""
        return self._bill.cents if self._bill is not None else 0.0

    @property
    def incomplete(self) -> bool:
        """The journal could not be written to its end."""
        return self._journal is not None and self._journal.incomplete

    def began(self, loop_time: float) -> None:
        """The call's clock starts at this loop time."""
        self._origin = loop_time

    def applied(self, at: float, event: Event, commands: tuple[Command, ...]) -> None:
        """An event was applied."""
        self.count += 1
        if self._journal is not None:
            self._journal.write(Entry(n=self.count, at=at, event=event, commands=commands))
        if self._observer is not None:
            self._observer.applied(self._start, at, event, commands)

    def timed(self, at: float, timing: Timing) -> None:
        """A turn's latency is known."""
        if self._journal is not None:
            self._journal.write(TimingLine(at=at, timing=timing))
        if self._observer is not None:
            self._observer.timed(self._start, timing)

    def remark(self, at: float, what: str, about: str) -> None:
        """Something outside the dialogue happened."""
        if self._journal is not None:
            self._journal.write(Remark(at=at, what=what, about=about))

    def note(self, note: Note) -> None:
        """The dialogue left an analytics fact."""
        if self._observer is not None:
            self._observer.noted(self._start, note)

    def milestone(self, name: str, snapshot: bytes) -> None:
        """A durable checkpoint is due."""
        if self._observer is not None:
            self._observer.milestone(self._start, name, snapshot)

    def keep(self, at: float, state: Callable[[], bytes], ladder: Ladder | None) -> None:
        """The call stands so now: hand it over, so that another node could go on."""
        if self._keeper is not None:
            transfer, numbers = (ladder.transfer, ladder.numbers) if ladder else (None, ())
            kept = Kept(self._start.call_sid, self.count, at, state, transfer, numbers)
            self._keeper.keep(kept)

    def caller(self, now: float, ulaw: bytes) -> None:
        """Caller audio came at this loop time."""
        if self._recorder is not None:
            self._recorder.caller(now - self._origin, ulaw)

    def agent(self, plays_at: float, frame: bytes) -> None:
        """Our audio will be played at this loop time."""
        if self._recorder is not None:
            self._recorder.agent(plays_at - self._origin, frame)

    def cleared(self, now: float) -> None:
        """The carrier dropped what it had not played at this loop time."""
        if self._recorder is not None:
            self._recorder.cleared(now - self._origin)

    def flush(self, at: float) -> None:
        """Hand what is written to the kernel."""
        if self._journal is not None:
            self._journal.flush()
        if self._recorder is not None:
            self._recorder.flush(at)

    def close(self, at: float, outcome: Outcome | None) -> None:
        """The call is over; without an outcome it goes on at another node."""
        if self._bill is not None:
            self.remark(at, "cost", self._bill.settled(at))
        if outcome is not None:
            self.remark(at, "outcome", outcome)
        if self._journal is not None:
            self._journal.close()
        if self._recorder is not None:
            self._recorder.close(at)


def _header(start: CallStarted, state: bytes, epoch: int, count: int) -> Header:
    return Header(
        epoch=epoch,
        after=count,
        call=start.call_sid,
        profile=start.profile,
        code=start.code,
        began=start.now,
        state=state,
    )


def trace(error: Exception) -> str:
    """Where it happened, without the values of variables: those are the caller's own words."""
    return "".join(format_exception(error))
