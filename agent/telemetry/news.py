"""What a node tells those who watch it: a small struct for each kind of news, on the wire as JSON.

Everything personal is masked before it becomes news. A field added later must have a default.
"""

from typing import Literal

import msgspec

from agent.events import Language, Level, Outcome


class News(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """Base of all news; `type` on the wire is the name of the struct."""


class OfCall(News, frozen=True, kw_only=True):
    """News of one call."""

    call: str
    at: float
    """Seconds since the call began."""


class CallBegan(OfCall, frozen=True, kw_only=True, tag=True):
    """A caller is connected, or a call of another node goes on here."""

    began: str
    """Local date and time of the company, ISO with offset."""
    company: str = ""
    caller: str = ""
    """The last four digits; empty when withheld."""


class CallEnded(OfCall, frozen=True, kw_only=True, tag=True):
    """A call is over."""

    outcome: Outcome


class CallMoved(OfCall, frozen=True, kw_only=True, tag=True):
    """Another node goes on with a call: nothing more is told of it here."""


class CallerSaid(OfCall, frozen=True, kw_only=True, tag=True):
    """A whole utterance of the caller."""

    text: str
    confidence: float = 1.0
    intent: str = ""
    probability: float = 0.0


class CallerUnclear(OfCall, frozen=True, kw_only=True, tag=True):
    """The caller spoke and no words came of it."""

    reason: str


class KeyPressed(OfCall, frozen=True, kw_only=True, tag=True):
    """The caller pressed a key; which one is private."""


class AgentSays(OfCall, frozen=True, kw_only=True, tag=True):
    """We begin, or are about, to say something."""

    say: int
    text: str


class AgentSaid(OfCall, frozen=True, kw_only=True, tag=True):
    """What the caller heard of it, and what was cut off."""

    say: int
    heard: str
    unheard: str = ""


class Learned(OfCall, frozen=True, kw_only=True, tag=True):
    """A slot was filled or changed."""

    slot: str


class Known(OfCall, frozen=True, kw_only=True, tag=True):
    """Where the conversation stands, at each milestone."""

    milestone: str
    phase: str
    goal: str
    language: Language
    tier: str
    hazard: str = ""
    slots: dict[str, str] = {}
    """What is known by now; names, streets and numbers are masked."""


class Noted(OfCall, frozen=True, kw_only=True, tag=True):
    """The dialogue decided something."""

    name: str
    about: str = ""
    value: str = ""


class Answered(OfCall, frozen=True, kw_only=True, tag=True):
    """How long the caller waited for an answer, by stages whose sum is the total."""

    turn: int
    endpoint_ms: float
    transcript_ms: float
    step_ms: float
    voice_ms: float
    send_ms: float
    total_ms: float


class CircuitTurned(News, frozen=True, kw_only=True, tag=True):
    """A circuit opened, closed or is being tried."""

    circuit: str
    state: str
    held: bool = False
    """By hand."""
    why: str = ""


class LevelTurned(News, frozen=True, kw_only=True, tag=True):
    """The node serves at another level."""

    level: Level
    why: str


class DrainTurned(News, frozen=True, kw_only=True, tag=True):
    """The node takes no more calls, or takes them again."""

    on: bool


class Alert(News, frozen=True, kw_only=True, tag=True):
    """Something that a person should know now."""

    severity: Literal["critical", "warning"]
    what: str
    call: str = ""


class LogLine(News, frozen=True, kw_only=True, tag=True):
    """An entry of the node's log, masked as there."""

    level: str
    event: str
    call: str = ""
    detail: str = ""


class CircuitState(msgspec.Struct, frozen=True, kw_only=True):
    """How one circuit stands."""

    state: str
    held: bool
    why: str
    calls: int
    """Of late."""
    faults: int


class Pulse(News, frozen=True, kw_only=True, tag=True):
    """How the node is; told every second and never repeated."""

    live: int
    limit: int
    draining: bool
    level: Level
    why: str
    best: Level
    by_hand_s: float | None
    loop_lag_ms: float
    underruns: int = 0
    circuits: dict[str, CircuitState] = {}


class Hello(News, frozen=True, kw_only=True, tag=True):
    """First on every connection, and again when a reader was too slow.

    Unless `resumed`, what follows tells anew what is known: forget what you have.
    """

    resumed: bool


Item = (
    CallBegan
    | CallEnded
    | CallMoved
    | CallerSaid
    | CallerUnclear
    | KeyPressed
    | AgentSays
    | AgentSaid
    | Learned
    | Known
    | Noted
    | Answered
    | CircuitTurned
    | LevelTurned
    | DrainTurned
    | Alert
    | LogLine
    | Pulse
    | Hello
)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """News with the time it happened: the `data` of the event stream."""

    when: str
    """UTC, ISO with milliseconds."""
    news: Item
