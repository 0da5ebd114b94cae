"""The dialogue of one call at work: an event in, its commands done and written down, no await."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, assert_never

from agent.call.clock import CallClock
from agent.call.leaving import Leaving
from agent.call.modelling import Modelling
from agent.call.needs import Dialogue, S
from agent.call.records import Records
from agent.call.timers import Timers
from agent.call.turns import Turns
from agent.events import (
    AskModel,
    CancelTimer,
    Command,
    DropModel,
    Event,
    Expect,
    HangUp,
    Interim,
    Milestone,
    Note,
    Outcome,
    Said,
    Say,
    SpeechStarted,
    StartTimer,
    StopSpeaking,
    TimerFired,
    Transfer,
    UseTool,
)

PASSING = (SpeechStarted, Interim)
"""Events after which nothing is worth keeping: the utterance's end follows."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Who does what the dialogue asks for."""

    turns: Turns
    timers: Timers
    modelling: Modelling
    leaving: Leaving
    records: Records
    use: Callable[[UseTool], object]
    """Asks the office; its answer is an event."""


class Thinking(Generic[S]):
    """The dialogue, its state, and the parts of the call that do its commands."""

    def __init__(self, dialogue: Dialogue[S], state: S, clock: CallClock, parts: Parts) -> None:
        self.state = state
        self.outcome: Outcome | None = None
        """The first one that a `HangUp` named."""
        self.deaf = False
        """Nobody hears us any more: nothing is said."""
        self._dialogue = dialogue
        self._clock = clock
        self._parts = parts

    def think(self, event: Event) -> None:
        """Step, write it down, do what is asked for, and hand over how the call stands."""
        parts = self._parts
        if isinstance(event, TimerFired) and event.timer == "silence":
            parts.turns.unanswered()
        if isinstance(event, Said):
            parts.modelling.said(event.say)
        at = self._clock.at()
        self.state, commands = self._dialogue.step(self.state, at, event)
        parts.records.applied(at, event, commands)
        parts.turns.by_turns.work.applied(event, commands)
        for command in commands:
            self._do(command)
        parts.records.flush(self._clock.at())
        if not isinstance(event, PASSING):
            self.keep()

    def would(self, event: Event) -> tuple[Command, ...]:
        """What the dialogue would do about `event`; asking changes nothing."""
        return self._dialogue.step(self.state, self._clock.at(), event)[1]

    def keep(self) -> None:
        """Hand over how the call stands."""
        state = partial(self._dialogue.snapshot, self.state)
        self._parts.records.keep(self._clock.at(), state, self._parts.leaving.ladder)

    def _do(self, command: Command) -> None:
        parts = self._parts
        match command:
            case Say():
                if not self.deaf:
                    parts.modelling.saying(command.say)
                    parts.turns.say(command)
            case StopSpeaking():
                parts.turns.stop()
            case Expect():
                parts.turns.ears.expect(command)
            case StartTimer():
                parts.timers.start(command)
            case CancelTimer():
                parts.timers.cancel(command.timer)
            case UseTool():
                parts.use(command)
            case AskModel():
                parts.modelling.ask(command, self._dialogue.prompt(self.state, command))
            case DropModel():
                parts.modelling.drop(command.op)
            case Transfer():
                parts.leaving.transfer(command)
            case HangUp():
                self.outcome = self.outcome or command.outcome
                parts.leaving.hang_up()
            case Milestone():
                parts.records.milestone(command.name, self._dialogue.snapshot(self.state))
            case Note():
                parts.records.note(command)
            case _:
                assert_never(command)
