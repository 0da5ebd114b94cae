"""A phone for tests of the dialogue: one call stepped by hand, with an office that answers from a
table, so that a test reads like a transcript and a fault of the office is one line."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from agent.dialogue.state import State
from agent.dialogue.step import at, begin, step
from agent.events import (
    Booked,
    CallStarted,
    Cancelled,
    Command,
    Done,
    Event,
    FindWindows,
    HangUp,
    Heard,
    HungUp,
    Key,
    KnownCaller,
    Language,
    Milestone,
    Note,
    Outcome,
    Rescheduled,
    Resume,
    Said,
    Say,
    SeatHeld,
    SpeechStarted,
    StartTimer,
    TimerFired,
    Tool,
    ToolDone,
    ToolFailed,
    ToolResult,
    Transfer,
    TransferEnded,
    UseTool,
    VisitsFound,
    Window,
    WindowsFound,
)
from agent.profile.load import load_default
from agent.profile.schema import CompanyProfile

MONDAY = "2026-11-23T09:10:00-06:00"
CALLER = "+12145550142"
WINDOWS = tuple(
    Window(id=number, date=f"2026-11-{day}", start=start, end=end)
    for number, (day, start, end) in enumerate(
        (
            (24, "08:00", "12:00"),
            (24, "12:00", "16:00"),
            (25, "08:00", "12:00"),
            (25, "12:00", "16:00"),
            (27, "08:00", "12:00"),
            (27, "12:00", "16:00"),
        ),
        start=1,
    )
)
ANSWERS = {
    "how_can_i_help": "my furnace is making a rattling noise",
    "issue": "the fan is rattling",
    "safety": "no, nothing like that",
    "vulnerable": "no, just the two of us",
    "temperature": "seventy degrees",
    "lookup": "no",
    "zip": "seven five two oh four",
    "zip_again": "seven five two oh four",
    "confirm_zip": "yes",
    "name": "Ellen Marsh",
    "last_name": "Marsh",
    "phone": "two one four, five five five, oh one seven seven",
    "confirm_phone": "yes",
    "address": "twelve fourteen Oak Street",
    "confirm_address": "yes",
    "when": "tomorrow",
    "offer": "the first one",
    "offer_one": "yes, that works",
    "confirm_booking": "yes",
    "confirm_booking_credit": "yes",
    "confirm_booking_free": "yes",
    "sms": "no thanks",
    "anything_else": "no, that's all",
}
"""What a plain caller says to each question."""

Answer = ToolResult | str | None | Callable[[Any], ToolResult]
"""A result, the reason of a failure, nothing at all, or a rule that makes the result."""


def windows_for(tool: FindWindows) -> WindowsFound:
    """The calendar: three days with two windows each; a wish that fits none is widened."""
    left = tuple(one for one in WINDOWS if one.id not in tool.exclude)
    fitting = tuple(
        one
        for one in left
        if tool.date_from <= one.date <= tool.date_to
        and one.end > tool.start
        and one.start < tool.end
    )
    return WindowsFound(windows=fitting or left, exact=bool(fitting))


def window_by_id(number: int) -> Window:
    """The window with this id."""
    return next(one for one in WINDOWS if one.id == number)


OFFICE: dict[str, Answer] = {
    "FindWindows": windows_for,
    "HoldSeat": lambda tool: SeatHeld(
        token=f"hold-{tool.window_id}", window=window_by_id(tool.window_id), seconds=180.0
    ),
    "Book": lambda tool: Booked(code="K7M2QX", window=window_by_id(tool.window_id)),
    "FindVisits": VisitsFound(visits=()),
    "Reschedule": lambda tool: Rescheduled(code=tool.code, window=window_by_id(tool.window_id)),
    "CancelVisit": lambda tool: Cancelled(code=tool.code),
}


class Call:
    """One call; what the caller does returns what the agent says because of it."""

    def __init__(
        self,
        profile: CompanyProfile,
        *,
        caller: str = CALLER,
        now: str = MONDAY,
        seed: int = 0,
        known: KnownCaller | None = None,
        resume: Resume | None = None,
        hears: tuple[Language, ...] = ("en", "es"),
        heat_wave_days: int = 0,
        **office: Answer | list[Answer],
    ) -> None:
        self.profile = profile
        self.office: dict[str, Answer | list[Answer]] = {**OFFICE, **office}
        self.state: State = begin()
        self.commands: list[Command] = []
        self.greeting = self.event(
            CallStarted(
                call_sid="CA1",
                conversation_id="C1",
                now=now,
                caller=caller,
                seed=seed,
                known=known,
                resume=resume,
                hears=hears,
                heat_wave_days=heat_wave_days,
            )
        )

    # --- what happens ------------------------------------------------------------------------

    def event(self, event: Event) -> str:
        """Step once, let the office answer, and let everything said be heard."""
        first = len(self.commands)
        self._apply(event)
        for number, text in self.state.speaking:
            self._apply(Said(say=number, heard=text))
        return " ".join(one.text for one in self.commands[first:] if isinstance(one, Say))

    def _apply(self, event: Event) -> None:
        self.state, commands = step(self.profile, at(self.state, self.state.at + 1.0), event)
        self.commands += commands
        for command in commands:
            if isinstance(command, UseTool):
                self._answer(command)

    def _answer(self, command: UseTool) -> None:
        name = type(command.tool).__name__
        answer = self.office.get(name, Done(id=1))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, str):
            self._apply(ToolFailed(op=command.op, reason=answer))
        elif answer is not None:
            result = answer(command.tool) if callable(answer) else answer
            self._apply(ToolDone(op=command.op, result=result))

    def say(self, *lines: str) -> str:
        """Speak one line after the other; returns what the agent says to the last."""
        said = ""
        for line in lines:
            self.event(SpeechStarted())
            said = self.event(Heard(text=line))
        return said

    def press(self, keys: str) -> str:
        """Press keys; returns everything said meanwhile."""
        return " ".join(filter(None, [self.event(Key(key=key)) for key in keys]))

    def wait(self, timer: str = "silence") -> str:
        """Let the newest timer of this name run out."""
        started = [
            one for one in self.commands if isinstance(one, StartTimer) and one.timer == timer
        ]
        return self.event(TimerFired(timer=started[-1].timer, number=started[-1].number))

    def transfer_ends(self, result: Any) -> str:
        """The carrier reports how the transfer ended."""
        return self.event(TransferEnded(result=result))

    def hang_up(self) -> Outcome | None:
        """The caller hangs up; returns the outcome."""
        self.event(HungUp(by="caller"))
        return self.outcome

    def go_to(self, key: str, **instead: str) -> str:
        """Answer as a plain caller until `key` is asked; `instead` replaces answers by key."""
        said = self.greeting
        for _ in range(40):
            if self.asked == key:
                return said
            said = self.say(instead.get(self.asked) or ANSWERS[self.asked])
        raise AssertionError(f"{key} was never asked, but {self.asked}")

    # --- what is the case ----------------------------------------------------------------------

    @property
    def asked(self) -> str:
        """Key of the pending question."""
        return self.state.asked.key if self.state.asked else ""

    @property
    def slots(self) -> Any:
        """What is known."""
        return self.state.slots

    @property
    def outcome(self) -> Outcome | None:
        """How the call ended, None while it runs."""
        hangups = [one.outcome for one in self.commands if isinstance(one, HangUp)]
        assert len(hangups) <= 1
        return hangups[0] if hangups else self.state.outcome

    @property
    def transfers(self) -> list[Transfer]:
        """Transfers asked for."""
        return [one for one in self.commands if isinstance(one, Transfer)]

    def tools(self, kind: type[Any]) -> list[Any]:
        """What was asked of the office, of one kind."""
        used: list[Tool] = [one.tool for one in self.commands if isinstance(one, UseTool)]
        return [tool for tool in used if isinstance(tool, kind)]

    def notes(self, name: str) -> list[str]:
        """What was noted under a name."""
        return [one.about for one in self.commands if isinstance(one, Note) and one.name == name]

    @property
    def milestones(self) -> list[str]:
        """Checkpoints so far."""
        return [one.name for one in self.commands if isinstance(one, Milestone)]

    def set(self, **changes: Any) -> None:
        """Put the state where a test needs it."""
        self.state = msgspec.structs.replace(self.state, **changes)


@pytest.fixture(scope="session")
def demo_profile() -> CompanyProfile:
    """The built-in company."""
    return load_default()


@pytest.fixture
def call_in(demo_profile: CompanyProfile) -> Callable[..., Call]:
    """Phone the demo company (or another `profile`)."""

    def phone(profile: CompanyProfile | None = None, **how: Any) -> Call:
        return Call(profile or demo_profile, **how)

    return phone


@pytest.fixture
def changed(demo_profile: CompanyProfile) -> Callable[..., CompanyProfile]:
    """The demo profile with sections changed: ``changed(notices={"recording": "..."})``."""

    def change(**sections: dict[str, Any] | Any) -> CompanyProfile:
        new = {
            name: msgspec.structs.replace(getattr(demo_profile, name), **value)
            if isinstance(getattr(demo_profile, name), msgspec.Struct) and isinstance(value, dict)
            else value
            for name, value in sections.items()
        }
        return msgspec.structs.replace(demo_profile, **new)

    return change
