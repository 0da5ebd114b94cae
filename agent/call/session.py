"""One live call around the pure dialogue: events in, commands out, and nothing left at its end.

`apply` steps the dialogue, writes the journal and does the commands, all in one loop step without
an await. An event that arises meanwhile (speech cut by a command, say) waits until the current
one is done, so there is no re-entrancy. Whatever takes time is a task of the call's group, and
its result comes back as an event.
"""

import asyncio
from collections import deque
from functools import partial
from typing import Generic, Literal, assert_never

import structlog

from agent.call.clock import CallClock
from agent.call.effects import hang_up, use_tool
from agent.call.latency import Timing
from agent.call.leaving import Leaving, Party
from agent.call.modelling import Modelling
from agent.call.needs import Continued, Dialogue, Node, S, Tuning
from agent.call.path import Path
from agent.call.records import Records, trace
from agent.call.tasks import Tasks
from agent.call.timers import Timers
from agent.call.transfer import Finish, NextStep, Reconnect, Ring
from agent.call.turns import Turns
from agent.call.watchdog import Watchdog
from agent.events import (
    AskModel,
    CallStarted,
    CancelTimer,
    Command,
    DropModel,
    Event,
    Expect,
    HangUp,
    HungUp,
    Interim,
    Level,
    LevelChanged,
    Milestone,
    Note,
    OnCallAcked,
    Outcome,
    Reconnected,
    Said,
    Say,
    SpeechStarted,
    StartTimer,
    StopSpeaking,
    TakenOver,
    TimerFired,
    ToolDone,
    ToolFailed,
    Transfer,
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
USUAL: Level = 2
"""The level of service of a call without a language model."""
APOLOGY = 1_000_000
"""Number of the apology's `Say`: beyond any the dialogue gives."""
TOLD_WHEN_GONE = (ToolDone, ToolFailed, OnCallAcked)
"""Events that still count when nobody hears us any more."""
DOUBT_S = 0.1
DOUBTS = 50
PASSING = (SpeechStarted, Interim)
"""Events after which nothing is worth keeping: the utterance's end follows."""


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
        self._dialogue = dialogue
        self._node = node
        self._tuning = tuning or Tuning()
        self._clock = CallClock(asyncio.get_running_loop(), self.failed)
        self._continued = continued
        self._state = dialogue.load(continued.state) if continued else dialogue.begin()
        self._ref = CallRef(
            start.call_sid, start.conversation_id, node.company, start.caller, epoch
        )
        self._phase: Phase = "open"
        self._started = self._failed = self._applying = False
        self._pending: deque[Event] = deque()
        self._ended_as: Outcome | None = None
        self._voices = 0
        self._level: Level = USUAL
        self._first_level = (self._tuning.level, "from the start")
        self._tasks = Tasks(self.failed)
        self._running = asyncio.Event()
        self._gone = asyncio.Event()
        self._records = Records(
            node,
            self._tuning,
            start,
            dialogue.snapshot(self._state),
            epoch=epoch,
            count=continued.n if continued else 0,
        )
        self._timers = Timers(self._clock, self.apply)
        ladder = continued.ladder if continued else None
        self._leaving = Leaving(self._clock, node.queues, self._tuning, self, ladder)
        self._modelling = Modelling(node.models, self._tasks.start, self.apply)
        self._turns = Turns(self._clock, node, self._tuning, self._tasks.start, self, self._records)
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
                if self._continued is not None:
                    self._go_on(self._continued)
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

    def set_level(self, level: Level, why: str) -> None:
        """Serve the rest of the call at this level, unless it may ask no model at all."""
        if not self._started:
            self._first_level = (level, why)
        elif self._allowed(level) != self._level:
            self._serve_at(level, why)

    def _serve_at(self, level: Level, why: str) -> None:
        self._level = self._allowed(level)
        self.apply(LevelChanged(level=self._level, why=why, purposes=self._tuning.purposes))

    def _allowed(self, level: Level) -> Level:
        return level if self._tuning.purposes else max(level, USUAL)

    def acknowledged(self, who: str) -> None:
        """An on-call person acknowledged the alert."""
        self.apply(OnCallAcked(who=who))

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
        self._keep()

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

    def leftovers(self) -> tuple[str, ...]:
        """Whatever of this call is still alive; empty once it is over."""
        alive = {
            "task": len(self._tasks),
            "timer": len(self._clock),
            "audio path": int(self._path.there),
            "speech not said": int(not self._turns.mouth.quiet),
            "pacing": int(self._turns.mouth in self._node.pacer),
            "caller audio": len(self._turns.ears),
            "event": len(self._pending),
            "record": int(not self._records.closed),
        }
        return tuple(f"{count} {name}" for name, count in alive.items() if count)

    # --- events and commands ------------------------------------------------------------------

    def apply(self, event: Event) -> None:
        """Let the dialogue react to `event`, now or right after the event being applied."""
        self._pending.append(event)
        if self._applying:
            return
        self._applying = True
        while self._pending:
            try:
                self._step(self._pending.popleft())
            except Exception as error:  # the boundary: a bug ends this call only
                self.failed(error)
        self._applying = False
        self._leaving.consider()
        self._turns.tell_path()

    def _step(self, event: Event) -> None:
        if self._phase == "over" or self.moved:
            return
        if self._phase == "gone" and not isinstance(event, TOLD_WHEN_GONE):
            return
        if not self._failed:
            self._think(event)
        if isinstance(event, HungUp):
            self._hang_up_heard()

    def _think(self, event: Event) -> None:
        if isinstance(event, TimerFired) and event.timer == "silence":
            self._turns.unanswered()
        if isinstance(event, Said):
            self._modelling.said(event.say)
        at = self._clock.at()
        self._state, commands = self._dialogue.step(self._state, at, event)
        self._records.applied(at, event, commands)
        self._turns.by_turns.work.applied(event, commands)
        for command in commands:
            self._do(command)
        self._records.flush(self._clock.at())
        if not isinstance(event, PASSING):
            self._keep()

    def _keep(self) -> None:
        state = partial(self._dialogue.snapshot, self._state)
        self._records.keep(self._clock.at(), state, self._leaving.ladder)

    def _do(self, command: Command) -> None:
        match command:
            case Say():
                if self._phase == "open":
                    self._modelling.saying(command.say)
                    self._turns.say(command)
            case StopSpeaking():
                self._turns.stop()
            case Expect():
                self._turns.ears.expect(command)
            case StartTimer():
                self._timers.start(command)
            case CancelTimer():
                self._timers.cancel(command.timer)
            case UseTool():
                self._tasks.start(self._use(command), tool=True)
            case AskModel():
                self._modelling.ask(command, self._dialogue.prompt(self._state, command))
            case DropModel():
                self._modelling.drop(command.op)
            case Transfer():
                self._leaving.transfer(command)
            case HangUp():
                self._ended_as = self._ended_as or command.outcome
                self._leaving.hang_up()
            case Milestone():
                self._records.milestone(command.name, self._dialogue.snapshot(self._state))
            case Note():
                self._records.note(command)
            case _:
                assert_never(command)

    def would(self, event: Event) -> tuple[Command, ...]:
        """What the dialogue would do about `event`; asking changes nothing."""
        return self._dialogue.step(self._state, self._clock.at(), event)[1]

    async def _use(self, command: UseTool) -> None:
        deadline = self._tuning.tool_deadline
        self.apply(await use_tool(self._node.desk, self._ref, command, deadline=deadline))

    # --- faults -------------------------------------------------------------------------------

    def failed(self, error: Exception) -> None:
        """A bug in the call's own code: apologise, hand over to people or hang up."""
        log.error("call_failed", call=self.start.call_sid, trace=trace(error))
        self.remark("fault", repr(error))
        again, self._failed = self._failed, True
        self._ended_as = "system_error"
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

    def _go_on(self, continued: Continued) -> None:
        """Take up what another node lost. What we say waits for the audio path."""
        ago = continued.at + continued.gap
        self._started = True
        self._clock.begin(ago)
        self._records.began(self._clock.time())
        self._turns.began(self._clock.began)
        self.remark("clock", f"began at {self._node.stamp() - ago:.6f}")
        self.apply(TakenOver(seconds=round(continued.gap, 3)))
        self._serve_at(*self._first_level)

    def path_came(self, transport: AudioPath) -> None:
        """Speak and listen through this transport; the first one begins the call."""
        self._turns.attach(transport)
        self._tell_timers()
        away = self._leaving.path_came()
        if not self._started:
            self._started = True
            self._clock.begin()
            self._records.began(self._clock.began)
            self._turns.began(self._clock.began)
            self.remark("clock", f"began at {self._node.stamp():.6f}")
            self.apply(self.start)
            self.set_level(*self._first_level)
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
        dead = self._path.give_up()
        self._tasks.start(self._node.reroute(self.start.call_sid))
        if dead is not None:
            self._tasks.start(dead.close())

    # --- the end ------------------------------------------------------------------------------

    def _hang_up_heard(self) -> None:
        """Nobody hears us any more; what the office still does may finish."""
        if self._phase != "open":
            return
        self._phase = "gone"
        self._gone.set()
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
        self._pending.clear()
        self.outcome = self._ended_as or (
            "abandoned_mid" if self._turns.heard else "abandoned_early"
        )
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
        wanted = self._leaving.hanging_up or self._leaving.ladder is not None
        return wanted and self._phase == "open"

    def silent(self) -> None:
        """The carrier waited for the caller, who said nothing."""
        self._timers.ripe("silence")

    def quiet(self) -> None:
        """Everything queued was said."""
        if not self._applying:
            self._leaving.consider()

    @property
    def all_said(self) -> bool:
        """Nothing is queued, playing or kept."""
        return self._turns.mouth.quiet

    @property
    def connected(self) -> bool:
        """Somebody may hear us."""
        return self._path.there

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
        for _ in range(DOUBTS):  # another node may be talking to the caller by now
            if self._node.may_speak():
                break
            await asyncio.sleep(DOUBT_S)
        telephony, sid = self._node.telephony, self.start.call_sid
        if telephony is not None:
            await hang_up(telephony, sid, deadline=self._tuning.close_deadline)
        self.hung_up("agent")

    def timed(self, timing: Timing) -> None:
        """A turn's latency is known."""
        self._records.timed(self._clock.at(), timing)

    def voice_failed(self, error: ProviderError, in_a_row: int) -> None:
        """The voice gave no audio; without any voice only people can help."""
        self.remark("voice_fault", str(error))
        if in_a_row >= VOICE_FAULTS and not self._failed:
            self.failed(error)
