"""A call without audio: drives the dialogue and the desk with typed words in virtual time.

Used by typed calls, scripted dialogues and random callers. Nothing waits: speaking, thinking and
silence only move the call's clock, so a call of minutes runs in milliseconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from agent.dialogue.state import State
from agent.dialogue.step import at as at_time
from agent.dialogue.step import begin, step
from agent.events import (
    CallStarted,
    CancelTimer,
    Command,
    Event,
    Guess,
    HangUp,
    Heard,
    HungUp,
    Key,
    KnownCaller,
    Language,
    OnCallAcked,
    Outcome,
    Resume,
    Said,
    Say,
    SpeechStarted,
    StartTimer,
    StopSpeaking,
    TimerFired,
    TimerName,
    Tool,
    ToolDone,
    ToolFailed,
    ToolResult,
    Transfer,
    TransferEnded,
    TransferResult,
    UseTool,
)
from agent.ports import CallRef, Desk, ProviderError
from agent.profile.load import key_of
from agent.profile.schema import CompanyProfile

AGENT_WORDS_PER_S = 2.7
CALLER_WORDS_PER_S = 2.5
MAX_TIMERS_AT_ONCE = 1000
"""A dialogue that restarts a due timer for ever is a fault, not a long silence."""


class VirtualClock:
    """A clock that moves only when told to; give it to the desk as its source of time."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self.seconds = 0.0

    def __call__(self) -> datetime:
        """The current virtual time, with the zone of the start."""
        return self.start + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class ToolUse:
    """One request to the desk; `result` is None when it failed."""

    op: int
    tool: Tool
    result: ToolResult | None
    at: float


@dataclass(frozen=True, slots=True)
class _Timer:
    number: int
    seconds: float
    due: float


@dataclass(frozen=True, slots=True)
class _Moment:
    """Where the agent began to speak; a barge-in goes back to it."""

    state: State
    at: float
    events: int
    commands: int
    tools: int
    queue: tuple[Say, ...]
    timers: Mapping[TimerName, _Timer]


class TextCall:
    """One typed call. Every action returns what the agent said because of it."""

    def __init__(
        self,
        profile: CompanyProfile,
        desk: Desk,
        now: datetime | VirtualClock,
        caller_id: str = "",
        *,
        call_sid: str = "CA" + "0" * 32,
        conversation_id: str = "",
        seed: int = 0,
        resume: Resume | None = None,
        transfer_result: TransferResult | Callable[[Transfer], TransferResult] = "answered",
        tool_seconds: float = 0.0,
        classify: Callable[[str], Guess | None] | None = None,
    ) -> None:
        self.profile = profile
        self.clock = now if isinstance(now, VirtualClock) else VirtualClock(now)
        self.transfer_result = transfer_result
        self.tool_seconds = tool_seconds
        self._classify = classify
        self.state: State = begin()
        self.events: list[tuple[float, Event]] = []
        self.commands: list[tuple[float, Command]] = []
        self.tool_log: list[ToolUse] = []
        self.transfers: list[Transfer] = []
        self.outcome: Outcome | None = None
        self.ended = False
        self._desk = desk
        self._born = self.clock.seconds
        self._ref = CallRef(call_sid, conversation_id or call_sid, key_of(profile), caller_id)
        self._seed = seed
        self._resume = resume
        self._queue: list[Say] = []
        self._asked: list[UseTool] = []
        self._timers: dict[TimerName, _Timer] = {}
        self._leaving: HangUp | Transfer | None = None
        self._moment: _Moment | None = None

    @property
    def at(self) -> float:
        """Seconds since the call began."""
        return self.clock.seconds - self._born

    @property
    def language(self) -> Language:
        """The language the dialogue speaks now."""
        return self.state.language

    # --- what the caller does --------------------------------------------------------------------

    async def start(self) -> list[str]:
        """Connect the caller; returns the greeting."""
        known = await self._known()
        started = CallStarted(
            call_sid=self._ref.call_sid,
            conversation_id=self._ref.conversation_id,
            now=self.clock().isoformat(),
            caller=self._ref.caller,
            called=self.profile.numbers.office,
            seed=self._seed,
            known=known,
            resume=self._resume,
        )
        return await self._act(started)

    async def say(self, text: str, *, barge_in: float | None = None) -> list[str]:
        """Speak as the caller; with `barge_in`, that many seconds into the agent's last answer."""
        if self.ended:
            return []
        cut = self._interrupt(barge_in) if barge_in is not None else []
        began = self.at
        await self._apply_all([*cut, SpeechStarted()])
        await self._pass(len(text.split()) / CALLER_WORDS_PER_S, quiet=False)
        guess = self._classify(text) if self._classify else None
        return await self._act(Heard(text=text, guess=guess, started=began, ended=self.at))

    async def silence(self, seconds: float) -> list[str]:
        """Let time pass without a word; timers fire, the agent may prompt or give up."""
        first = len(self.commands)
        until = self.at + seconds
        while not self.ended and self.at < until:
            await self._pass(until - self.at, quiet=True)
            await self._settle()
        return self._said_since(first)

    async def press(self, key: str) -> list[str]:
        """Press telephone keys one after the other."""
        first = len(self.commands)
        for one in key:
            if not self.ended:
                await self._act(Key(key=one))
        return self._said_since(first)

    async def acknowledge(self, who: str) -> list[str]:
        """An on-call person answers the alert."""
        return await self._act(OnCallAcked(who=who))

    async def hang_up(self) -> None:
        """Hang up as the caller."""
        await self._hung_up("caller")

    # --- the machine -----------------------------------------------------------------------------

    async def _act(self, event: Event) -> list[str]:
        if self.ended:
            return []
        first = len(self.commands)
        await self._apply(event)
        await self._settle()
        return self._said_since(first)

    def _said_since(self, first: int) -> list[str]:
        return [command.text for _, command in self.commands[first:] if isinstance(command, Say)]

    async def _apply_all(self, events: list[Event]) -> None:
        for event in events:
            await self._apply(event)

    async def _apply(self, event: Event) -> None:
        self.events.append((self.at, event))
        self.state, commands = step(self.profile, at_time(self.state, self.at), event)
        for command in commands:
            self.commands.append((self.at, command))
            self._do(command)
        self.outcome = self.state.outcome
        while self._asked:
            await self._use(self._asked.pop(0))

    def _do(self, command: Command) -> None:
        match command:
            case Say():
                self._queue.append(command)
            case StopSpeaking():
                self._queue.clear()
            case StartTimer(timer=name, number=number, seconds=seconds):
                self._timers[name] = _Timer(number, seconds, self.at + seconds)
            case CancelTimer(timer=name):
                self._timers.pop(name, None)
            case UseTool():
                self._asked.append(command)
            case Transfer() | HangUp():
                self._leaving = command
            case _:
                pass

    async def _known(self) -> KnownCaller | None:
        try:
            return await self._desk.known(self._ref.company, self._ref.caller)
        except ProviderError:
            return None

    async def _use(self, command: UseTool) -> None:
        op, tool = command.op, command.tool
        try:
            result = await self._desk.use(self._ref, op, tool)
        except ProviderError as error:
            self.tool_log.append(ToolUse(op, tool, None, self.at))
            await self._answer(ToolFailed(op=op, reason=str(error)))
        else:
            self.tool_log.append(ToolUse(op, tool, result, self.at))
            await self._answer(ToolDone(op=op, result=result))

    async def _answer(self, event: Event) -> None:
        if self.tool_seconds:
            await self._pass(self.tool_seconds, quiet=False)
        await self._apply(event)

    async def _settle(self) -> None:
        """Play what is queued, then leave if the dialogue asked to."""
        self._moment = self._snapshot() if self._queue and self._leaving is None else None
        while not self.ended and (self._queue or self._leaving):
            if self._queue:
                await self._speak(self._queue.pop(0))
            else:
                await self._leave()

    async def _speak(self, say: Say) -> None:
        await self._pass(len(say.text.split()) / AGENT_WORDS_PER_S, quiet=False)
        await self._apply(Said(say=say.say, heard=say.text))
        self._restart_silence()

    async def _leave(self) -> None:
        leaving, self._leaving = self._leaving, None
        if isinstance(leaving, Transfer):
            await self._transfer(leaving)
        elif isinstance(leaving, HangUp):
            await self._hung_up("agent")

    async def _transfer(self, transfer: Transfer) -> None:
        self.transfers.append(transfer)
        wanted = self.transfer_result
        result = wanted(transfer) if callable(wanted) else wanted
        ladder = self.profile.escalation
        seconds = 5.0 if result == "answered" else float(ladder.ladder_s)
        await self._pass(seconds, quiet=False)
        await self._apply(TransferEnded(result=result, target=transfer.queue))
        self._restart_silence()
        if result == "answered" and not self.ended:
            await self._settle()
            await self._hung_up("carrier")

    async def _hung_up(self, by: Literal["caller", "agent", "carrier"]) -> None:
        if not self.ended:
            self._end()
            await self._apply(HungUp(by=by))

    def _end(self) -> None:
        self.ended = True
        self._queue.clear()
        self._timers.clear()
        self._moment = None

    # --- time ------------------------------------------------------------------------------------

    async def _pass(self, seconds: float, *, quiet: bool) -> None:
        """Move the clock, firing timers on the way; stops early when a timer made us speak."""
        until = self.at + seconds
        for _ in range(MAX_TIMERS_AT_ONCE):
            due = self._next_due(until, quiet=quiet)
            if due is None or self.ended:
                break
            name, timer = due
            self._move_to(max(self.at, timer.due))
            del self._timers[name]
            await self._apply(TimerFired(timer=name, number=timer.number))
            if quiet and (self._queue or self._leaving):
                return
        else:
            raise RuntimeError("timers fire for ever without time passing")
        self._move_to(max(self.at, until))

    def _next_due(self, until: float, *, quiet: bool) -> tuple[TimerName, _Timer] | None:
        due = [
            (name, timer)
            for name, timer in self._timers.items()
            if timer.due <= until and (quiet or name != "silence")
        ]
        return min(due, key=lambda item: item[1].due) if due else None

    def _move_to(self, at: float) -> None:
        self.clock.seconds = self._born + at

    def _restart_silence(self) -> None:
        timer = self._timers.get("silence")
        if timer is not None:
            self._timers["silence"] = replace(timer, due=self.at + timer.seconds)

    # --- barge-in --------------------------------------------------------------------------------

    def _snapshot(self) -> _Moment:
        return _Moment(
            state=self.state,
            at=self.at,
            events=len(self.events),
            commands=len(self.commands),
            tools=len(self.tool_log),
            queue=tuple(self._queue),
            timers=dict(self._timers),
        )

    def _interrupt(self, after: float) -> list[Event]:
        """Go back into the last answer and cut it; the dialogue is pure, so its state is a value.

        Without effect when the answer was over by then, or acted while it was spoken.
        """
        moment = self._moment
        if moment is None or len(self.tool_log) > moment.tools or after >= self.at - moment.at:
            return []
        self.state = moment.state
        del self.events[moment.events :], self.commands[moment.commands :]
        self._timers = dict(moment.timers)
        self._queue.clear()
        self._leaving = None
        self._move_to(moment.at + after)
        return [_cut(say, words) for say, words in _heard(moment.queue, after)]


def _heard(queue: tuple[Say, ...], seconds: float) -> list[tuple[Say, int]]:
    """How many words of each queued utterance were spoken within `seconds`."""
    left = int(seconds * AGENT_WORDS_PER_S)
    spoken: list[tuple[Say, int]] = []
    for say in queue:
        count = min(left, len(say.text.split()))
        spoken.append((say, count))
        left -= count
    return spoken


def _cut(say: Say, words: int) -> Said:
    every = say.text.split()
    return Said(say=say.say, heard=" ".join(every[:words]), cut=words < len(every))
