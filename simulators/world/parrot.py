"""A tiny pure dialogue for tests of the shell around it: it greets, repeats, obeys some words."""

import msgspec

from agent.events import (
    AlertOnCall,
    AskModel,
    CallStarted,
    Command,
    Event,
    Expect,
    Expecting,
    FindVisits,
    HangUp,
    Heard,
    HungUp,
    NotUnderstood,
    Said,
    Say,
    StartTimer,
    TakenOver,
    TimerFired,
    ToolDone,
    ToolFailed,
    Transfer,
    TransferEnded,
    UseTool,
)
from agent.prompt import Message, Prompt

GREETING = "hello this is the company, how may we help you with your furnace today?"


class State(msgspec.Struct, frozen=True):
    """What the parrot remembers."""

    says: int = 0
    ops: int = 0
    timers: int = 0
    heard: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    failures: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class Parrot:
    """Implements `agent.call.needs.Dialogue`. A greeting with " | " in it is said in parts."""

    def __init__(
        self, greeting: str = GREETING, *, expecting: Expecting = "free", interruptible: bool = True
    ) -> None:
        self.greeting = greeting
        self.expecting: Expecting = expecting
        self.interruptible = interruptible

    def begin(self) -> State:
        """Before the first event."""
        return State()

    def prompt(self, state: State, command: AskModel) -> Prompt:
        """Just the words."""
        return Prompt((Message("user", command.text),), (), "parrot", 100)

    def snapshot(self, state: State) -> bytes:
        """The state as msgpack."""
        return msgspec.msgpack.encode(state)

    def load(self, snapshot: bytes) -> State:
        """The reverse of `snapshot`."""
        return msgspec.msgpack.decode(snapshot, type=State)

    def step(self, state: State, at: float, event: Event) -> tuple[State, tuple[Command, ...]]:
        """React to one event."""
        out: list[Command] = []
        state = msgspec.structs.replace(state, events=(*state.events, type(event).__name__))
        match event:
            case CallStarted():
                for text in self.greeting.split(" | "):
                    state = self._say(state, out, text)
                out.append(Expect(what=self.expecting))
            case Heard(text=text):
                state = msgspec.structs.replace(state, heard=(*state.heard, text))
                state = self._obey(state, out, text)
            case NotUnderstood(reason=reason):
                state = msgspec.structs.replace(state, failures=(*state.failures, reason))
                state = self._say(state, out, "sorry what")
            case Said():
                state = msgspec.structs.replace(state, said=(*state.said, event))
                state = self._timer(state, out)
            case TimerFired(timer="silence"):
                state = self._say(state, out, "are you there")
            case ToolDone():
                state = self._say(state, out, "the office answered")
            case ToolFailed(reason=reason):
                state = self._say(state, out, f"the office failed {reason}")
            case TransferEnded(result="answered"):
                out.append(HangUp(outcome="transferred_planned"))
            case TransferEnded():
                state = self._say(state, out, "nobody answers")
            case TakenOver():
                state = self._say(state, out, "sorry for that")
            case HungUp():
                out.append(HangUp(outcome="abandoned_mid" if state.heard else "abandoned_early"))
            case _:
                pass
        return state, tuple(out)

    def _obey(self, state: State, out: list[Command], text: str) -> State:
        if "crash" in text:
            raise RuntimeError("the dialogue has a bug")
        if "bye" in text:
            state = self._say(state, out, "goodbye then")
            out.append(HangUp(outcome="booked"))
            return state
        if "person" in text:
            state = self._say(state, out, "one moment please")
            out.append(Transfer(queue="office", reason="asked", whisper="a caller"))
            return state
        if "find" in text:
            out.append(UseTool(op=state.ops + 1, tool=FindVisits(code="1234")))
            return msgspec.structs.replace(state, ops=state.ops + 1)
        if "gas" in text:
            alert = AlertOnCall(rule="gas", tier="E1", summary="gas", phone="+12145550100")
            out.append(UseTool(op=state.ops + 1, tool=alert))
            state = msgspec.structs.replace(state, ops=state.ops + 1)
            return self._say(state, out, "leave the house now please", interruptible=False)
        return self._say(state, out, f"you said {text}")

    def _say(
        self, state: State, out: list[Command], text: str, *, interruptible: bool | None = None
    ) -> State:
        may = self.interruptible if interruptible is None else interruptible
        out.append(Say(say=state.says + 1, text=text, interruptible=may))
        return msgspec.structs.replace(state, says=state.says + 1)

    def _timer(self, state: State, out: list[Command]) -> State:
        out.append(StartTimer(timer="silence", number=state.timers + 1, seconds=5.0))
        return msgspec.structs.replace(state, timers=state.timers + 1)
