"""One live call around the pure dialogue: events in, commands out, and nothing left at its end.

`apply` steps the dialogue, writes the journal and does the commands, all in one loop step without
an await. An event that arises meanwhile (speech cut by a command, say) waits until the current
one is done, so there is no re-entrancy. Whatever takes time is a task of the call's group, and
its result comes back as an event.
"""

import asyncio
from typing import Generic, Literal

import structlog

from agent.call.clock import CallClock
from agent.call.effects import end_at_carrier, use_tool
from agent.call.inbox import Inbox
from agent.call.latency import Timing
from agent.call.leaving import Leaving, Party
from agent.call.modelling import Modelling
from agent.call.needs import Continued, Dialogue, Node, Reroute, S, Tuning
from agent.call.path import Path
from agent.call.records import Records, trace
from agent.call.service import Service
from agent.call.tasks import Tasks
from agent.call.thinking import Parts, Thinking
from agent.call.timers import Timers
from agent.call.transfer import Finish, NextStep, Reconnect, Ring
from agent.call.turns import Turns
from agent.call.watchdog import Watchdog
from agent.events import (
    CallStarted,
    Command,
    Event,
    HungUp,
    Level,
    OnCallAcked,
    Outcome,
    Reconnected,
    Say,
    TakenOver,
    ToolDone,
    ToolFailed,
    TransferEnded,
    TransferResult,
    UseTool,
)
from agent.ports import AudioPath, CallRef, ProviderError

log = structlog.get_logger()

Phase = Literal["open", "gone", "over"]
"""open: somebody may hear us; gone: nobody does, tools finish; over: nothing is left."""
VOICE_FAULTS = 3
"""So many clauses in a row without a voice, and the caller is handed to people."""
APOLOGY = 1_000_000
"""Number of the apology's `Say`: beyond any the dialogue gives."""
TOLD_WHEN_GONE = (ToolDone, ToolFailed, OnCallAcked)
"""Events that still count when nobody hears us any more."""


class Call(Generic[S]):
    """One call from its first event to its one outcome. Create it inside the running loop."""

    def __init__(
        self,
        start: CallStarted,
        dialogue: Dialogue[S],
        node: Node,
        tuning: Tuning | None = None,
        *,
        epoch: int = 0,
        continued: Continued | None = None,
    ) -> None:
        """`continued`: another node had the call before, and went so far. `epoch` says which of
        the nodes that have had it this one is, see `agent.ports.CallRef`.
        """
        self.start = start
        self.outcome: Outcome | None = None
        """How the call ended; set once, when it is over."""
        self.moved = False
        """Another node goes on with the call: its outcome is not ours to settle."""
        self._node = node
        self._tuning = tuning or Tuning()
        self._clock = CallClock(asyncio.get_running_loop(), self.failed)
        self._continued = continued
        state = dialogue.load(continued.state) if continued else dialogue.begin()
        self._ref = CallRef(
            start.call_sid, start.conversation_id, node.company, start.caller, epoch
        )
        self._phase: Phase = "open"
        self._started = self._failed = False
        self._inbox = Inbox(self._step, self.failed)
        self._voices = 0
        self._service = Service(
            self._tuning.level,
            self._tuning.purposes,
            self.apply,
            best=start.best,
            held=continued.held if continued else None,
        )
        self._tasks = Tasks(self.failed)
        self._running = asyncio.Event()
        self._gone = asyncio.Event()
        self._records = Records(
            node,
            self._tuning,
            start,
            dialogue.snapshot(state),
            epoch=epoch,
            count=continued.n if continued else 0,
        )
        self._timers = Timers(self._clock, self.apply)
        ladder = continued.ladder if continued else None
        self._leaving = Leaving(self._clock, node.queues, self._tuning, self, ladder)
        self._modelling = Modelling(node.models, self._tasks.start, self.apply)
        self._turns = Turns(self._clock, node, self._tuning, self._tasks.start, self, self._records)
        talk = (self._turns, self._timers, self._modelling, self._leaving, self._records)
        parts = Parts(*talk, lambda one: self._tasks.start(self._use(one), tool=True))
        self._thinking = Thinking(dialogue, state, self._clock, parts)
        watchdog = Watchdog(self._clock, self._tuning.path_silent, self._path_dead)
        self._path = Path(self, self._turns.receive, self._tuning.close_deadline, watchdog)

    # --- the call's life ----------------------------------------------------------------------

    async def run(self, transport: AudioPath | None = None) -> Outcome:
        """Live until the call is over; with a transport, attend to it at once.

        Every task of the call belongs to this coroutine's group. Cancelling it ends the call.
        """
        limit = self._clock.call_later(self._tuning.longest_call, self.leave_call)
        try:
            async with asyncio.TaskGroup() as group:
                self._tasks.belong_to(group, self._node.bill)
                self._running.set()
                if (last := self._continued) is not None:  # what we say waits for the audio path
                    self._begin(TakenOver(seconds=round(last.gap, 3)), last.at + last.gap)
                if transport is not None:
                    self._tasks.start(self.attend(transport))
                await self._gone.wait()
                await self._path.leave()
                if not self.moved:
                    await self._tasks.finish_tools()
                self._tasks.cancel()
        finally:
            limit.cancel()
            self._close()
        assert self.outcome is not None
        return self.outcome

    async def attend(self, transport: AudioPath) -> None:
        """Serve one audio path until it ends; the call may outlive it (transfer, lost socket)."""
        await self._running.wait()
        if self._phase != "open":
            await transport.close()
            return
        await self._path.attend(transport)

    def hung_up(self, by: Party) -> None:
        """The call is over at the carrier, or the node ends it."""
        self.apply(HungUp(by=by))

    def superseded(self) -> None:
        """Another node goes on with the call: be silent and leave, telling nobody."""
        if self._phase == "over":
            return
        self.moved = True
        self.remark("moved")
        self._tasks.cancel()
        self._hang_up_heard()

    @property
    def at_rest(self) -> bool:
        """Nobody speaks, nothing is under way, or people have the caller: nobody would notice."""
        busy = self._failed or not self._started or self._tasks.acting or self._modelling.busy
        rests = self.all_said and self._timers.quiet and not self._leaving.wanted
        return not busy and (rests or self._leaving.away)

    def set_level(self, level: Level, why: str) -> None:
        """Serve at this level from now on, or at a worse one where the call may not have it."""
        self._service.set(level, why)

    def acknowledged(self, who: str) -> None:
        """An on-call person acknowledged the alert."""
        self.apply(OnCallAcked(who=who))

    @property
    def state(self) -> S:
        """The dialogue's."""
        return self._thinking.state

    def next_step(self) -> NextStep:
        """What the carrier shall do now that our audio path has ended."""
        if self._phase != "open":
            return Finish()
        ladder = self._leaving.ladder
        if ladder is not None and not self._path.there:
            return Ring(ladder.current, ladder.transfer.whisper)
        if self._leaving.hanging_up:
            return Finish()
        self._leaving.expect_path()
        return Reconnect()

    def dial_ended(self, result: TransferResult) -> None:
        """The number of the last `Ring` was answered, or not; then the next one's turn comes."""
        self._leaving.dialled(result)
        self._thinking.keep()

    @property
    def went_on(self) -> bool:
        """Another node had the call before, and we know how far it was."""
        return self._continued is not None

    @property
    def ringing(self) -> str:
        """The number that is rung, or about to be; empty when none."""
        ladder = self._leaving.ladder
        return ladder.current if ladder else ""

    @property
    def journal_incomplete(self) -> bool:
        """The journal could not be written to its end."""
        return self._records.incomplete

    @property
    def cents(self) -> float:
        """What services took for it, in US cents."""
        return self._records.cents

    def leftovers(self) -> tuple[str, ...]:
        """Whatever of this call is still alive; empty once it is over."""
        alive = {"task": len(self._tasks), "timer": len(self._clock), "event": len(self._inbox)}
        alive |= {
            "audio path": int(self._path.there),
            "speech not said": int(not self._turns.mouth.quiet),
            "pacing": int(self._turns.mouth in self._node.pacer),
            "caller audio": len(self._turns.ears),
            "record": int(not self._records.closed),
        }
        return tuple(f"{count} {name}" for name, count in alive.items() if count)

    # --- events and commands ------------------------------------------------------------------

    def apply(self, event: Event) -> None:
        """Let the dialogue react to `event`, now or right after the event being applied."""
        if self._inbox.put(event):
            self._leaving.consider()
            self._turns.tell_path()

    def _step(self, event: Event) -> None:
        told = isinstance(event, TOLD_WHEN_GONE) and self._phase == "gone"
        if self.moved or not (told or self._phase == "open"):
            return
        if not self._failed:
            self._thinking.think(event)
        if isinstance(event, HungUp):
            self._hang_up_heard()

    def would(self, event: Event) -> tuple[Command, ...]:
        """What the dialogue would do about `event`; asking changes nothing."""
        return self._thinking.would(event)

    async def _use(self, command: UseTool) -> None:
        deadline = self._tuning.tool_deadline
        self.apply(await use_tool(self._node.desk, self._ref, command, deadline=deadline))

    # --- faults -------------------------------------------------------------------------------

    def failed(self, error: Exception) -> None:
        """A bug in the call's own code: apologise, hand over to people or hang up."""
        log.error("call_failed", call=self.start.call_sid, trace=trace(error))
        self.remark("fault", repr(error))
        again, self._failed = self._failed, True
        if again or self._phase != "open":
            self._hang_up_heard()
            return
        try:
            self._timers.close()
            self._modelling.close()
            self._turns.stop()
            self._turns.mouth.say(Say(say=APOLOGY, text=self._tuning.apology, interruptible=False))
            self._leaving.give_up()
        except Exception as second:  # nothing works any more: only the end is left
            log.error("call_failed_twice", call=self.start.call_sid, trace=trace(second))
            self._hang_up_heard()

    # --- the audio path -----------------------------------------------------------------------

    def _begin(self, event: Event, ago: float = 0.0) -> None:
        """The first event here; the call began `ago` seconds before, at another node."""
        self._started = True
        self._records.began(self._clock.time())
        self._clock.begin(ago)
        self._turns.began(self._clock.began)
        self.remark("clock", f"began at {self._node.stamp() - ago:.6f}")
        self.apply(event)
        self._service.begin(self._clock, anew=self.went_on)

    def path_came(self, transport: AudioPath) -> None:
        """Speak and listen through this transport; the first one begins the call."""
        self._turns.attach(transport)
        self._tell_timers()
        away = self._leaving.path_came()
        if not self._started:
            self._begin(self.start)
        elif away is not None:
            self.apply(Reconnected(seconds=round(away, 3)))

    def path_gone(self) -> None:
        """The path ended: on purpose, or lost and perhaps coming back."""
        self._turns.detach()
        self._tell_timers()
        if self._phase == "open":
            self._leaving.path_gone()

    def _path_dead(self) -> None:
        """Nothing comes from the carrier any more: have it open another path."""
        if self._node.reroute is None or self._leaving.hanging_up:
            return
        self.remark("path_silent", f"{self._tuning.path_silent} s")
        self._tasks.start(self._replace(self._path.give_up(), self._node.reroute))

    async def _replace(self, dead: AudioPath | None, reroute: Reroute) -> None:
        """The carrier is told before the socket is closed: it would take a close that still gets
        through for an end of its own, ask at once, and lose the next path to our request.
        """
        await reroute(self.start.call_sid)
        if dead is not None:
            await dead.close()

    # --- the end ------------------------------------------------------------------------------

    def _hang_up_heard(self) -> None:
        """Nobody hears us any more; what the office still does may finish."""
        if self._phase != "open":
            return
        self._phase = "gone"
        self._thinking.deaf = True
        self._gone.set()
        self._service.close()
        self._timers.close()
        self._modelling.close()
        self._leaving.close()
        self._turns.close()

    def _close(self) -> None:
        """Leave nothing behind and settle the outcome."""
        if self._phase == "open":  # cancelled from outside
            self.apply(HungUp(by="agent"))
            self._hang_up_heard()
        self._phase = "over"
        self._path.forget()
        self._inbox.clear()
        left: Outcome = "abandoned_mid" if self._turns.heard else "abandoned_early"
        self.outcome = "system_error" if self._failed else self._thinking.outcome or left
        self._records.close(self._clock.at(), None if self.moved else self.outcome)

    # --- hosts of turn-taking and leaving -----------------------------------------------------

    def remark(self, what: str, about: str = "") -> None:
        """Write something to the journal that no replay needs."""
        self._records.remark(self._clock.at(), what, about)

    def speaking(self, voices: int) -> None:
        """So many sides speak now."""
        self._voices = voices
        self._tell_timers()

    def _tell_timers(self) -> None:
        """Silence counts only while somebody could speak; by turns the carrier counts it."""
        elsewhere = not self._path.there or self._turns.by_turns.there
        self._timers.speaking(self._voices + elsewhere)

    @property
    def leaving(self) -> bool:
        """After what we say comes a transfer or the end."""
        return self._leaving.wanted and self._phase == "open"

    def silent(self) -> None:
        """The carrier waited for the caller, who said nothing."""
        self._timers.ripe("silence")

    def quiet(self) -> None:
        """Everything queued was said."""
        if not self._inbox.busy:
            self._leaving.consider()

    @property
    def all_said(self) -> bool:
        """Nothing is queued, playing or kept."""
        return self._turns.mouth.quiet

    def leave_path(self) -> None:
        """The last words were heard: close the path for a transfer."""
        self._tasks.start(self._path.leave())

    def leave_call(self) -> None:
        """The last words were heard: end the call at the carrier."""
        self._tasks.start(self._end_at_carrier())

    def transfer_ended(self, result: TransferResult, target: str) -> None:
        """People answered, or nobody did."""
        ended = TransferEnded(result=result, target=target)
        self.apply(HungUp(by="carrier") if self._failed else ended)

    async def _end_at_carrier(self) -> None:
        await end_at_carrier(self._node, self.start.call_sid, deadline=self._tuning.close_deadline)
        self.hung_up("agent")

    def timed(self, timing: Timing) -> None:
        """A turn's latency is known."""
        self._records.timed(self._clock.at(), timing)

    def voice_failed(self, error: ProviderError, in_a_row: int) -> None:
        """The voice gave no audio; without any voice only people can help."""
        self.remark("voice_fault", str(error))
        if in_a_row >= VOICE_FAULTS and not self._failed:
            self.failed(error)
