"""Writes what calls do into the books while they happen, behind a queue so that no call waits.

One writer keeps the order. A locked database is tried again; what still fails is counted and
logged: the journal has everything anyway.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from agent.bookings.calls import CallLog, FactRow, TurnRow
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.owners import Superseded
from agent.dialogue.state import decode
from agent.events import (
    CallStarted,
    Command,
    Event,
    Heard,
    HungUp,
    Language,
    Note,
    Outcome,
    Said,
    TransferResult,
)
from agent.ports import CallRef, ProviderError

log = structlog.get_logger()

WAITING = 5_000
TRIES = 12
RETRY_S = 0.5
LONGEST_RETRY_S = 2.0
"""A database that is away for a minute or so loses no row; the queue holds what calls write in that
time."""

FACTS = frozenset(
    {"booking_created", "emergency_acked", "escalated", "human_requested", "intent_classified"}
    | {"safety_hit", "transfer_started", "window_offered"}
)
"""Notes that the books keep for analytics, by name."""
ABOUT = frozenset({"intent_classified", "safety_hit", "transfer_started"})
"""Those of which it is kept what they are about: words of ours, never a caller's."""

Write = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Open:
    """What is remembered about a live call between its events."""

    ref: CallRef
    turns: int = 0
    facts: int = 0
    ended_by: str = "carrier"
    language: Language = "en"
    frustration: int = 0
    timings: dict[str, float] = field(default_factory=dict)
    transfer: str = ""
    """Why people are being rung."""


class Chronicle:
    """Implements the call's observer for the books; `run` it as a task of the node."""

    def __init__(self, calls: CallLog, checkpoints: Checkpoints) -> None:
        self.lost = 0
        """Rows that could not be written."""
        self._calls = calls
        self._checkpoints = checkpoints
        self._open: dict[str, _Open] = {}
        self._waiting: asyncio.Queue[Write] = asyncio.Queue(WAITING)

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._write(await self._waiting.get())
            self._waiting.task_done()

    async def flush(self, timeout: float) -> bool:
        """Wait until everything so far is written; False when that takes too long."""
        try:
            async with asyncio.timeout(timeout):
                await self._waiting.join()
        except TimeoutError:
            return False
        return True

    # --- a call's beginning and end --------------------------------------------------------------

    def began(self, ref: CallRef, called: str, journal: str, turns: int = 0) -> None:
        """A call is answered (or about to be); `turns` were written by another node that had it."""
        self._open[ref.call_sid] = _Open(ref, turns)
        self._put(lambda: self._calls.record_call_start(ref, called, journal=journal))

    def ended(
        self, call_sid: str, outcome: Outcome, recording: str = "", cents: float = 0.0
    ) -> None:
        """A call is over; `cents` is what services took for it."""
        call = self._open.pop(call_sid, None)
        if call is None:
            return
        self._fact(call, "cost", value=round(cents, 4))
        self._put(
            lambda: self._calls.record_call_end(
                call_sid,
                outcome,
                call.ended_by,
                language=call.language,
                frustration_max=call.frustration,
                recording=recording,
                epoch=call.ref.epoch,
            )
        )

    def moved(self, call_sid: str) -> None:
        """Another node goes on with a call, and with its rows."""
        self._open.pop(call_sid, None)

    def transferred(
        self, call_sid: str, number: str, result: TransferResult, seconds: float
    ) -> None:
        """A person was rung."""
        call = self._open.get(call_sid)
        reason = call.transfer if call else ""
        self._put(lambda: self._calls.record_transfer(call_sid, reason, number, result, seconds))

    # --- the observer ----------------------------------------------------------------------------

    def applied(
        self, call: CallStarted, at: float, event: Event, _: tuple[Command, ...] = ()
    ) -> None:
        """Utterances of both sides become turns."""
        known = self._open.get(call.call_sid)
        if known is None:
            return
        match event:
            case Heard(text=text, confidence=confidence):
                self._turn(known, "caller", text, at, confidence=confidence)
            case Said(heard=text, cut=cut) if text:
                timings, known.timings = known.timings, {}
                self._turn(known, "agent", text, at, barge_in=cut, timings=timings)
            case HungUp(by=by):
                known.ended_by = by
            case _:
                pass

    def noted(self, call: CallStarted, note: Note) -> None:
        """What analytics need is kept; all else stays in the journal. The reason of a transfer goes
        with its rows.
        """
        known = self._open.get(call.call_sid)
        if known is None:
            return
        if note.name == "transfer_started":
            known.transfer = note.value
        if note.name in FACTS:
            self._fact(known, note.name, note.about if note.name in ABOUT else "")

    def timed(self, call: CallStarted, timing: Any) -> None:
        """Kept for the row of the answer they belong to."""
        known = self._open.get(call.call_sid)
        if known is not None:
            names = (name for name in timing.__struct_fields__ if name.endswith("_ms"))
            known.timings = {name: round(getattr(timing, name), 1) for name in names}
            self._fact(known, "answer_ms", value=round(timing.total_ms, 1))

    def milestone(self, call: CallStarted, name: str, snapshot: bytes) -> None:
        """A durable checkpoint."""
        known = self._open.get(call.call_sid)
        if known is None:
            return
        state = decode(snapshot)
        known.language = state.language
        known.frustration = max(known.frustration, round(state.frustration))
        issue = state.slots.issue or state.slots.job_type.replace("_", " ")
        self._put(
            lambda: self._checkpoints.save_checkpoint(
                known.ref,
                name,
                snapshot,
                issue=issue,
                hazard=state.hazard is not None,
                job_no=state.job_no,
            )
        )

    # --- writing ---------------------------------------------------------------------------------

    def _turn(self, call: _Open, role: Any, text: str, at: float, **more: Any) -> None:
        call.turns += 1
        row = TurnRow(n=call.turns, role=role, text=text, at_ms=round(at * 1000), **more)
        self._put(lambda: self._calls.record_turn(call.ref.call_sid, row, epoch=call.ref.epoch))

    def _fact(self, call: _Open, name: str, about: str = "", value: float | None = None) -> None:
        call.facts += 1
        at = self._calls.moment()
        row = FactRow(n=call.facts, at=at, name=name, about=about, value=value)
        self._put(lambda: self._calls.record_fact(call.ref.call_sid, row, epoch=call.ref.epoch))

    def _put(self, write: Write) -> None:
        try:
            self._waiting.put_nowait(write)
        except asyncio.QueueFull:
            self.lost += 1
            log.error("books_overloaded", waiting=WAITING)

    async def _write(self, write: Write) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                await write()
            except Superseded:
                log.info("rows_of_a_moved_call_dropped")
            except ProviderError as error:
                if error.fault == "slow" and attempt < TRIES:
                    await asyncio.sleep(min(RETRY_S * attempt, LONGEST_RETRY_S))
                    continue
                self.lost += 1
                log.error("books_not_written", why=str(error))
            return


class Observers:
    """Several observers as one; each is told in order."""

    def __init__(self, *observers: Any) -> None:
        self._observers = observers

    def applied(
        self, call: CallStarted, at: float, event: Event, commands: tuple[Command, ...]
    ) -> None:
        """An event was applied."""
        for one in self._observers:
            one.applied(call, at, event, commands)

    def noted(self, call: CallStarted, note: Note) -> None:
        """The dialogue left an analytics fact."""
        for one in self._observers:
            one.noted(call, note)

    def timed(self, call: CallStarted, timing: Any) -> None:
        """The latency of a turn is known."""
        for one in self._observers:
            one.timed(call, timing)

    def milestone(self, call: CallStarted, name: str, snapshot: bytes) -> None:
        """A durable checkpoint is due."""
        for one in self._observers:
            one.milestone(call, name, snapshot)
