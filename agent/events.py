"""The vocabulary of a call: what can happen (Event), what the dialogue may ask for (Command).

Every type is a frozen, tagged struct, so journal, checkpoint, replay and event stream share one
codec. Times inside events are data: `at` (seconds since the call began) is stamped by whoever
applies the event, local dates arrive as ISO text. A field added later must have a default.

What the office is asked and answers stands in `agent.office` and belongs here as well.
"""

from typing import Literal

import msgspec

from agent.office import (
    Address as Address,
    AlertOnCall as AlertOnCall,
    Book as Book,
    Booked as Booked,
    BookingConflict as BookingConflict,
    Cancelled as Cancelled,
    CancelVisit as CancelVisit,
    Done as Done,
    Fact as Fact,
    FindVisits as FindVisits,
    FindWindows as FindWindows,
    HoldSeat as HoldSeat,
    KnownCaller as KnownCaller,
    Refused as Refused,
    ReleaseSeat as ReleaseSeat,
    Reschedule as Reschedule,
    Rescheduled as Rescheduled,
    Resume as Resume,
    SaveTask as SaveTask,
    SeatHeld as SeatHeld,
    SeatTaken as SeatTaken,
    SetConsent as SetConsent,
    TaskKind as TaskKind,
    Tier as Tier,
    Tool as Tool,
    ToolResult as ToolResult,
    Visit as Visit,
    VisitsFound as VisitsFound,
    Window as Window,
    WindowsFound as WindowsFound,
)

Language = Literal["en", "es"]
Outcome = Literal[
    "booked",
    "rescheduled",
    "cancelled",
    "kept",
    "status_given",
    "faq_only",
    "message_taken",
    "transferred_planned",
    "transferred_forced",
    "emergency_handled",
    "out_of_area",
    "declined_fee",
    "no_capacity",
    "abandoned_early",
    "abandoned_mid",
    "silent",
    "spam",
    "wrong_number",
    "system_error",
]
"""How a call ended; every call ends in exactly one."""

Expecting = Literal[
    "free", "yes_no", "phone", "zip", "address", "name", "date", "choice", "code", "nothing"
]
"""What the pending question asks for; turn-taking and recognition adapt to it."""

TimerName = Literal["silence", "wait", "tool", "dispatch", "model"]

Level = Literal[0, 1, 2, 3]
"""Of service: 0 full language model · 1 small one · 2 rules · 3 safety lines and people only."""

Purpose = Literal["answer", "reading"]
"""What a language model is asked for: the answer to a question that no template answers, or the
caller's words put plainly for the parsers."""

TransferResult = Literal["answered", "busy", "no_answer", "failed", "declined"]


# --- events -------------------------------------------------------------------------------------


class CallStarted(Fact, frozen=True, kw_only=True):
    """The caller is connected; everything the whole call depends on is pinned here."""

    call_sid: str
    conversation_id: str
    now: str
    """Local date and time of the company at the call's start, ISO with offset."""
    caller: str = ""
    """E.164, or empty when withheld."""
    called: str = ""
    profile: str = ""
    """Hash of the profile used for the whole call."""
    code: str = ""
    """Hash of the dialogue's rules and wordings when recorded (information for replay)."""
    seed: int = 0
    """Picks wordings."""
    known: KnownCaller | None = None
    resume: Resume | None = None
    hears: tuple[Language, ...] = ("en", "es")
    """Languages that our recogniser understands."""
    heat_wave_days: int = 0
    """Above 0 in a heat wave: visits of callers whom nothing hurries begin so many days later."""
    best: Level = 0
    """The best level of service that limits allow the call, whichever node has it."""
    recorded: bool = False
    """The call is recorded from its start, so the notice in the greeting was true; one that is not
    stays so at every node.
    """


class SpeechStarted(Fact, frozen=True, kw_only=True):
    """The caller began to speak (voice activity, not yet words)."""


class Interim(Fact, frozen=True, kw_only=True):
    """Words so far of an utterance that is not over; only hazards and its language count."""

    text: str
    language: Language | None = None
    """As in `Heard`."""


class Feeling(msgspec.Struct, frozen=True, kw_only=True):
    """What the mood model makes of an utterance."""

    ranked: tuple[tuple[str, float], ...]
    """The four moods with their probabilities, likeliest first."""
    model: str
    """Hash of the model's artefact."""


class Guess(msgspec.Struct, frozen=True, kw_only=True):
    """What the intent model makes of an utterance."""

    ranked: tuple[tuple[str, float], ...]
    """Likeliest labels with their probabilities, best first."""
    model: str
    """Hash of the model's artefact; after a second opinion "HASH+NAME@HASH OF ITS PROMPT"."""
    feeling: Feeling | None = None
    """The mood, of the same embedding; None where no mood model is asked."""


class Heard(Fact, frozen=True, kw_only=True):
    """A whole caller utterance: the end of a caller turn."""

    text: str
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()
    """Other readings, best first."""
    guess: Guess | None = None
    """The intent model's reading of `text`; None where no model was asked or none answered."""
    started: float = 0.0
    """Seconds since the call began when the caller's speech began."""
    ended: float = 0.0
    """When it ended."""
    language: Language | None = None
    """The language of the words, judged by their sound; None: only the words can tell."""


class NotUnderstood(Fact, frozen=True, kw_only=True):
    """The caller spoke, but no words came of it (noise, too quiet, recogniser failed)."""

    reason: str


class Key(Fact, frozen=True, kw_only=True):
    """One telephone key: 0-9, * or #."""

    key: str


class Said(Fact, frozen=True, kw_only=True):
    """One `Say` is over: `heard` is what the caller heard of it, `cut` when not all."""

    say: int
    heard: str
    cut: bool = False


class TimerFired(Fact, frozen=True, kw_only=True):
    """A timer ran out; stale numbers are ignored."""

    timer: TimerName
    number: int


class ToolDone(Fact, frozen=True, kw_only=True):
    """The answer to `UseTool` number `op`."""

    op: int
    result: ToolResult


class ToolFailed(Fact, frozen=True, kw_only=True):
    """`UseTool` number `op` gave no answer; nothing may be claimed about it."""

    op: int
    reason: str


class OnCallAcked(Fact, frozen=True, kw_only=True):
    """An on-call person acknowledged the alert."""

    who: str


class TransferEnded(Fact, frozen=True, kw_only=True):
    """The transfer to people is over; unless answered, the caller is with us again."""

    result: TransferResult
    target: str = ""


class Reconnected(Fact, frozen=True, kw_only=True):
    """The audio path was lost and is back (other node, new stream); the caller heard a gap."""

    seconds: float = 0.0


class HandingOver(Fact, frozen=True, kw_only=True):
    """This node is about to give the call to another one: nobody speaks, nothing is under way."""


class TakenOver(Fact, frozen=True, kw_only=True):
    """Another node goes on from the call's last snapshot; whatever was under way there is lost."""

    seconds: float = 0.0
    """Since that snapshot."""


class Summarised(Fact, frozen=True, kw_only=True):
    """A language model's summary of the older turns; taken only if it keeps every fact."""

    text: str
    model: str
    """Hash of the model and its instructions."""
    turn: int
    """The last caller turn it covers."""


class LevelChanged(Fact, frozen=True, kw_only=True):
    """From now on the call is served at this level."""

    level: Level
    why: str = ""
    purposes: tuple[Purpose, ...] = ("answer", "reading")
    """What a language model may be asked for in this call at levels 0 and 1."""


class ModelClause(Fact, frozen=True, kw_only=True):
    """A sentence of the language model for `AskModel` number `op`; nothing is said yet."""

    op: int
    text: str


class ModelCall(Fact, frozen=True, kw_only=True):
    """The language model proposes a tool; nothing is done yet."""

    op: int
    name: str
    arguments: str
    """JSON as the model wrote it."""


class ModelDone(Fact, frozen=True, kw_only=True):
    """The language model has said all it wanted to `AskModel` number `op`."""

    op: int
    model: str
    """"NAME@HASH OF ITS PROMPT"."""


class ModelFailed(Fact, frozen=True, kw_only=True):
    """No (further) answer of the language model to `AskModel` number `op`."""

    op: int
    fault: str


class OperatorSays(Fact, frozen=True, kw_only=True):
    """A person at the node's controls wants the caller to hear this."""

    text: str


class OperatorTransfers(Fact, frozen=True, kw_only=True):
    """A person at the node's controls wants the caller connected with people now."""

    queue: Literal["office", "oncall", "billing", "sales"] = "office"
    number: str = ""
    """E.164: ring this number instead of the queue's."""
    reason: str = ""


class HungUp(Fact, frozen=True, kw_only=True):
    """The call is over: nobody hears us any more."""

    by: Literal["caller", "agent", "carrier"]


Event = (
    CallStarted
    | SpeechStarted
    | Interim
    | Heard
    | NotUnderstood
    | Key
    | Said
    | TimerFired
    | ToolDone
    | ToolFailed
    | OnCallAcked
    | TransferEnded
    | Reconnected
    | HandingOver
    | TakenOver
    | Summarised
    | LevelChanged
    | ModelClause
    | ModelCall
    | ModelDone
    | ModelFailed
    | OperatorSays
    | OperatorTransfers
    | HungUp
)


# --- commands -----------------------------------------------------------------------------------


class Say(Fact, frozen=True, kw_only=True):
    """Speak `text` after what is already queued; `say` counts up from 1 within the call."""

    say: int
    text: str
    language: Language = "en"
    interruptible: bool = True
    slow: bool = False


class StopSpeaking(Fact, frozen=True, kw_only=True):
    """Drop everything queued and playing at once."""


class Expect(Fact, frozen=True, kw_only=True):
    """Publish what the pending question asks for, for turn-taking and recognition."""

    what: Expecting
    have: str = ""
    """Digits of a phone number or code already captured in earlier turns."""
    language: Language = "en"
    """The language of the conversation."""


class StartTimer(Fact, frozen=True, kw_only=True):
    """(Re)start a timer; it fires `seconds` from now as `TimerFired(timer, number)`.

    The silence timer counts only while nobody speaks: the call restarts it whenever our or the
    caller's speech ends.
    """

    timer: TimerName
    number: int
    seconds: float


class CancelTimer(Fact, frozen=True, kw_only=True):
    """Stop a timer."""

    timer: TimerName


class UseTool(Fact, frozen=True, kw_only=True):
    """Ask the office; answered by exactly one `ToolDone` or `ToolFailed` with this `op`."""

    op: int
    tool: Tool


class AskModel(Fact, frozen=True, kw_only=True):
    """Ask a language model about the caller's words.

    Answered by any number of `ModelClause` and `ModelCall` and then one `ModelDone` or
    `ModelFailed` with this `op`, unless `DropModel` comes before.
    """

    op: int
    purpose: Purpose
    text: str
    """The caller's words."""
    level: Level
    """0 or 1: which model."""
    deadline: float
    """Seconds until its first words; later they are not wanted any more."""


class DropModel(Fact, frozen=True, kw_only=True):
    """What the language model still has to say to `AskModel` number `op` is not wanted."""

    op: int


class Transfer(Fact, frozen=True, kw_only=True):
    """Hand the caller to people: ring the queue's numbers one by one, whisper before bridging."""

    queue: Literal["office", "oncall", "billing", "sales"]
    reason: str
    whisper: str
    """What the person hears before taking the call, e.g. tier, issue and city."""
    number: str = ""
    """E.164: ring this one instead of the queue's."""


class Milestone(Fact, frozen=True, kw_only=True):
    """Write a durable checkpoint now (M0..M14 of the design)."""

    name: str


class Note(Fact, frozen=True, kw_only=True):
    """One analytics fact, e.g. name="slot_filled", about="phone", value="dtmf"."""

    name: str
    about: str = ""
    value: str = ""


class HangUp(Fact, frozen=True, kw_only=True):
    """End the call after everything queued was spoken."""

    outcome: Outcome


Command = (
    Say
    | StopSpeaking
    | Expect
    | StartTimer
    | CancelTimer
    | UseTool
    | AskModel
    | DropModel
    | Transfer
    | Milestone
    | Note
    | HangUp
)
