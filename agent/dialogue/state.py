"""The whole memory of one conversation, as a plain value: it can be snapshot, sent and resumed."""

from typing import Literal

import msgspec

from agent.events import (
    Address,
    CallStarted,
    Expecting,
    Language,
    Level,
    Outcome,
    Purpose,
    Tier,
    Tool,
    Visit,
    Window,
)
from agent.nlu.dates import When

Phase = Literal[
    "CONNECT",
    "GREETING",
    "RESUME_OFFER",
    "IDENTIFY_NEED",
    "SAFETY_CHECK",
    "EMERGENCY",
    "E_VERIFY",
    "E_INTAKE",
    "E_DISPATCH",
    "URGENT_TRIAGE",
    "LOOKUP",
    "COLLECT_ISSUE",
    "ZIP",
    "OUT_OF_AREA",
    "NAME",
    "PHONE",
    "CONFIRM_PHONE",
    "ADDRESS",
    "CONFIRM_ADDRESS",
    "OFFER_WINDOWS",
    "CONFIRM_BOOKING",
    "CORRECT",
    "COMMIT",
    "BOOKED",
    "FIND_VISIT",
    "RESCHEDULE",
    "CANCEL",
    "HUMAN",
    "CALLBACK",
    "TAKE_MESSAGE",
    "WAITLIST",
    "ANYTHING_ELSE",
    "ENDED",
]
"""What the last thing we said asks for, hence how the caller's next words are read."""

EMERGENCY_PHASES: frozenset[Phase] = frozenset({"EMERGENCY", "E_VERIFY", "E_INTAKE", "E_DISPATCH"})

Goal = Literal["none", "book", "reschedule", "cancel", "status", "message", "emergency"]
"""What the caller wants done; the plan of questions follows from it."""


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the state's parts."""


class Question(Value, frozen=True, kw_only=True):
    """The pending question: its wording key, what it is filled with, what it expects."""

    key: str
    expect: Expecting
    fields: dict[str, str] = {}
    have: str = ""
    language: Language = "en"
    """The language `fields` are worded in."""


class Slots(Value, frozen=True, kw_only=True):
    """What we know for the job at hand; empty means unknown."""

    job_type: str = ""
    issue: str = ""
    safety: Literal["", "ok", "unanswered"] = ""
    vulnerable: Literal["", "none", "infant", "elderly", "medical", "unknown"] = ""
    temperature: int | None = None
    temperature_asked: bool = False
    zip: str = ""
    zip_deferred: bool = False
    """The caller did not give the ZIP when first asked; ask again after the address."""
    first: str = ""
    last: str = ""
    phone: str = ""
    extension: str = ""
    phone_ok: bool = False
    phone_turns: tuple[str, ...] = ()
    """Answers to the phone question so far, for numbers given in pieces."""
    address: Address = Address()
    address_ok: bool = False
    address_unverified: bool = False
    when: When | None = None
    pieces: tuple[str, ...] = ()
    """Answers to the pending question that were not enough by themselves."""
    notes: tuple[str, ...] = ()
    message: str = ""
    reason: str = ""
    another: bool = False

    @property
    def name(self) -> str:
        """Full name as far as known."""
        return " ".join(part for part in (self.first, self.last) if part)


class OpenOp(Value, frozen=True, kw_only=True):
    """A tool we asked for and have no answer of yet."""

    op: int
    tool: Tool
    cover: str = ""
    """Wording key of what to say when the answer takes noticeably long."""
    attempt: int = 1


class Line(Value, frozen=True, kw_only=True):
    """One line of the transcript: what was heard, of the caller or of us."""

    who: Literal["caller", "agent"]
    text: str
    asked: str = ""
    """Key of the question these words of the caller came after."""
    learned: tuple[str, ...] = ()
    """Slots they filled or changed, and topics of the facts they told."""


class KeyFact(Value, frozen=True, kw_only=True):
    """Something the caller said that is no slot but matters to people; it never fades."""

    topic: str
    text: str
    """The clause as it was said."""
    about: str = ""
    """The thing it is about, e.g. gate; a later fact about it takes its place."""
    turn: int = 0
    """Caller turn in which it was said; 0 for an earlier call."""
    replaces: int | None = None
    """Turn of the fact it corrected."""


class Summary(Value, frozen=True, kw_only=True):
    """What the turns before the kept transcript were about."""

    text: str = ""
    turn: int = 0
    """Caller turns up to this one are covered."""
    model: str = ""
    """Hash of the language model that wrote it, empty for our own rules."""


class Hazard(Value, frozen=True, kw_only=True):
    """The emergency at hand."""

    rule: str
    tier: Tier
    quote: str
    alerted: bool = False
    acked_by: str = ""
    told: int = 0
    """How often the safety line was spoken."""


Otherwise = Literal["miss", "need", "no_match"]
"""What we do where the model can't help: pass the question to the office, ask again what is
wanted, or say that we did not understand."""


class Asking(Value, frozen=True, kw_only=True):
    """What a language model is being asked."""

    op: int
    purpose: Purpose
    text: str
    """The caller's words."""
    otherwise: Otherwise
    question: str = ""
    """Key of the pending question, to be put again afterwards; empty while it is being put."""
    covered: bool = False
    """The caller was told that it takes a moment."""
    spoken: tuple[str, ...] = ()
    """Sentences of the model that were let through."""
    answered: bool = False
    """One of them states a fact."""
    skipped: int = 0
    """Sentences without a content so far."""
    calls: int = 0
    """Tools it proposed so far."""


class State(Value, frozen=True, kw_only=True):
    """Everything `step` knows."""

    phase: Phase = "CONNECT"
    started: CallStarted | None = None
    at: float = 0.0
    language: Language = "en"
    goal: Goal = "none"
    asked: Question | None = None
    asked_by: tuple[int, ...] = ()
    """Numbers of the `Say`s that put the pending question."""
    typed: str = ""
    """Keys pressed so far in answer to the pending question."""
    unheard: bool = False
    """All of them so far were cut off before the caller heard a word of the question."""
    untold: bool = False
    """The number in the question, which is read back, has not been heard to its end."""
    keypad_offered: bool = False
    """The request to type the phone number was heard to its end, at least once."""
    refused: tuple[str, ...] = ()
    """Phone numbers, E.164, that the caller rejected when they were read back."""
    previous: tuple[Question, ...] = ()
    """Questions before the pending one, newest last, for "go back"."""
    slots: Slots = Slots()
    tier: Tier = "E4"
    hazard: Hazard | None = None
    cleared: tuple[str, ...] = ()
    """Hazard rules the caller said are not the case now."""
    interim_rule: str = ""
    turn: int = 0
    """Caller turns so far; results of an older turn are stale."""
    says: int = 0
    ops: int = 0
    open: tuple[OpenOp, ...] = ()
    level: Level = 2
    """Of service."""
    purposes: tuple[Purpose, ...] = ()
    """What a language model may be asked for at levels 0 and 1."""
    asking: Asking | None = None
    timer: int = 0
    silences: int = 0
    waiting: bool = False
    fails: dict[str, int] = {}
    """Failed tries by question key."""
    total_fails: int = 0
    standstill: int = 0
    """Caller turns in a row that taught us nothing and left the same question open."""
    slow: bool = False
    offers: tuple[Window, ...] = ()
    declined: tuple[int, ...] = ()
    rounds: int = 0
    hold: str = ""
    """Token of the seat we hold."""
    window: Window | None = None
    job_no: int = 1
    visits: tuple[Visit, ...] = ()
    visit: Visit | None = None
    verified: bool = False
    member: bool = False
    human_asked: int = 0
    transfer_queue: Literal["", "office", "oncall", "billing", "sales"] = ""
    transfer_tried: bool = False
    frustration: float = 0.0
    milestone_turn: int = 0
    """Caller turn of the last milestone."""
    cuts: int = 0
    """Quick interruptions in a row: what we said was cut off after a word or two."""
    person_offered: bool = False
    faq_topic: str = ""
    flags: tuple[str, ...] = ()
    speaking: tuple[tuple[int, str], ...] = ()
    said: dict[str, int] = {}
    """How often each wording was used, so that none is repeated twice running."""
    history: tuple[Line, ...] = ()
    facts: tuple[KeyFact, ...] = ()
    summary: Summary = Summary()
    milestones: tuple[str, ...] = ()
    handed_over: bool = False
    """Nothing happened since our node gave the call to the next one."""
    result: Outcome | None = None
    """What the call has achieved so far."""
    outcome: Outcome | None = None
    """How the call ended; set exactly once."""

    @property
    def caller(self) -> str:
        """Calling number, E.164, or empty."""
        return self.started.caller if self.started else ""


LINE_CHARS = 400
HISTORY_LINES = 16
"""Lines of transcript always kept in the state; older ones are condensed into the summary."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(State)


def encode(state: State) -> bytes:
    """Snapshot a state."""
    return _encoder.encode(state)


def decode(snapshot: bytes) -> State:
    """Read a snapshot. Raises msgspec.DecodeError or msgspec.ValidationError."""
    return _decoder.decode(snapshot)
