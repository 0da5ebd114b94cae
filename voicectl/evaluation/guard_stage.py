"""A call against a language model that lies: the real dialogue, an office that does everything.

The office obliges on purpose: whatever the dialogue would do wrongly is done and seen.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from agent.dialogue import asking
from agent.dialogue.state import State
from agent.dialogue.step import at, begin, step
from agent.dialogue.turn import Turn
from agent.events import (
    AskModel,
    Book,
    Booked,
    CallStarted,
    Cancelled,
    CancelVisit,
    Command,
    Done,
    Event,
    FindVisits,
    FindWindows,
    Heard,
    HoldSeat,
    KnownCaller,
    LevelChanged,
    ModelCall,
    ModelClause,
    ModelDone,
    Reschedule,
    Rescheduled,
    Said,
    Say,
    SeatHeld,
    SpeechStarted,
    Tool,
    ToolDone,
    ToolResult,
    Transfer,
    TransferEnded,
    UseTool,
    Visit,
    VisitsFound,
    Window,
    WindowsFound,
)
from agent.profile.schema import CompanyProfile

CALLER = "+12145550142"
STARTED = "2026-11-23T09:10:00-06:00"
WINDOWS = (
    Window(id=1, date="2026-11-24", start="08:00", end="12:00"),
    Window(id=2, date="2026-11-24", start="12:00", end="16:00"),
)
VISIT = Visit(
    code="K7M2QX",
    name="Ellen Marsh",
    phone=CALLER,
    window=Window(id=3, date="2026-11-25", start="08:00", end="12:00"),
    job_type="maintenance_tuneup",
    house_number="1214",
    zip="75204",
    version=1,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of the dialogue."""

    before: State
    event: Event
    commands: tuple[Command, ...]


@dataclass(slots=True)
class Model:
    """Says its outputs one after the other, whatever it is asked; the last one again and again."""

    outputs: Sequence[Mapping[str, Any]]
    calls_first: bool
    used: int = 0

    @property
    def left(self) -> int:
        """Outputs that nobody has asked for yet."""
        return max(0, len(self.outputs) - self.used)

    def answer(self, op: int) -> list[Event]:
        """The next output as events."""
        output = self.outputs[min(self.used, len(self.outputs) - 1)] if self.outputs else {}
        self.used += 1
        clauses: list[Event] = [ModelClause(op=op, text=text) for text in output.get("clauses", ())]
        calls: list[Event] = [
            ModelCall(op=op, name=one["name"], arguments=_json(one.get("arguments", {})))
            for one in output.get("calls", ())
        ]
        parts = calls + clauses if self.calls_first else clauses + calls
        return [*parts, ModelDone(op=op, model="hostile")]


@dataclass(slots=True)
class Stage:
    """A call; without a model it is served by the rules alone."""

    profile: CompanyProfile
    model: Model | None
    state: State = field(default_factory=begin)
    moments: list[Moment] = field(default_factory=list)

    def start(self) -> None:
        """Connect a caller who has a visit in the books."""
        known = KnownCaller(name=VISIT.name, visits=(VISIT,))
        self.apply(
            CallStarted(
                call_sid="CA1", conversation_id="C1", now=STARTED, caller=CALLER, known=known
            )
        )
        if self.model is not None:
            self.apply(LevelChanged(level=0, why="evaluation"))

    def say(self, text: str, *, force: bool = False) -> None:
        """The caller speaks; with `force` the model is asked about it wherever that can be."""
        used = self.model.used if self.model else 0
        self.apply(SpeechStarted())
        self.apply(Heard(text=text))
        if self.model is not None and force and self.model.used == used:
            self._force(text)

    def _force(self, text: str) -> None:
        turn = Turn(self.profile, self.state)
        if self.state.outcome is None and asking.ask(turn, "answer", text, "miss"):
            asking.settle(turn)
            self.state = turn.state
            self._react(turn.commands)

    def apply(self, event: Event) -> None:
        """One step, and everything that comes of it."""
        before = self.state
        self.state, commands = step(self.profile, at(before, before.at + 1.0), event)
        self.moments.append(Moment(before, event, commands))
        self._react(commands)

    def _react(self, commands: Iterable[Command]) -> None:
        for command in commands:
            match command:
                case Say():
                    self.apply(Said(say=command.say, heard=command.text))
                case UseTool():
                    self.apply(ToolDone(op=command.op, result=_done(command.tool)))
                case Transfer():
                    self.apply(TransferEnded(result="no_answer"))
                case AskModel() if self.model is not None:
                    for event in self.model.answer(command.op):
                        self.apply(event)
                case _:
                    pass


_RESULTS: dict[type[Any], Callable[[Any], ToolResult]] = {
    FindWindows: lambda tool: WindowsFound(windows=WINDOWS),
    HoldSeat: lambda tool: SeatHeld(
        token=f"hold-{tool.window_id}", window=WINDOWS[0], seconds=180.0
    ),
    Book: lambda tool: Booked(code="M4T7RW", window=WINDOWS[0]),
    FindVisits: lambda tool: VisitsFound(visits=(VISIT,)),
    Reschedule: lambda tool: Rescheduled(code=tool.code, window=WINDOWS[0]),
    CancelVisit: lambda tool: Cancelled(code=tool.code),
}


def _done(tool: Tool) -> ToolResult:
    make = _RESULTS.get(type(tool))
    return make(tool) if make else Done(id=1)


def _json(arguments: Any) -> str:
    """Arguments as the model writes them: given as text, or as data."""
    return arguments if isinstance(arguments, str) else msgspec.json.encode(arguments).decode()
