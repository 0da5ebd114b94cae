"""`step`: one event in, the next state and commands out. Pure and total.

The order inside a caller turn is fixed: safety, the language, our notes, dialogue acts, a change of
mind or of a detail, the slot asked for (and any volunteered), side questions and new wishes, and
last the no-match ladder. Each phase has one handler.
"""

from collections.abc import Callable
from typing import assert_never

from msgspec import structs

from agent.dialogue import (
    booking,
    closing,
    details,
    emergency,
    languages,
    manners,
    memory,
    needs,
    people,
    phone,
    place,
    plan,
    resume,
    safety,
    strangers,
    visits,
    who,
    windows,
    wishes,
)
from agent.dialogue.state import Phase, State
from agent.dialogue.turn import Turn
from agent.events import (
    CallStarted,
    Command,
    Event,
    Heard,
    HungUp,
    Interim,
    Key,
    Language,
    NotUnderstood,
    OnCallAcked,
    Reconnected,
    Said,
    SpeechStarted,
    Summarised,
    TimerFired,
    ToolDone,
    ToolFailed,
    TransferEnded,
)
from agent.profile.schema import CompanyProfile

Handler = Callable[[Turn, str], bool]
"""Reads the caller's words in one phase; False when they did not answer what was asked."""

HANDLERS: dict[Phase, Handler] = {
    "GREETING": needs.on_need,
    "RESUME_OFFER": resume.on_offer,
    "IDENTIFY_NEED": needs.on_need,
    "SAFETY_CHECK": safety.on_check,
    "EMERGENCY": emergency.on_emergency,
    "E_VERIFY": emergency.on_verify,
    "E_INTAKE": emergency.on_intake,
    "E_DISPATCH": emergency.on_dispatch,
    "URGENT_TRIAGE": safety.on_triage,
    "LOOKUP": who.on_lookup,
    "COLLECT_ISSUE": needs.on_issue,
    "ZIP": place.on_zip,
    "OUT_OF_AREA": place.on_out_of_area,
    "NAME": who.on_name,
    "PHONE": phone.on_phone,
    "CONFIRM_PHONE": phone.on_confirm_phone,
    "ADDRESS": place.on_address,
    "CONFIRM_ADDRESS": place.on_confirm_address,
    "OFFER_WINDOWS": windows.on_windows,
    "CONFIRM_BOOKING": booking.on_confirm,
    "CORRECT": booking.on_correct,
    "BOOKED": booking.on_booked,
    "FIND_VISIT": visits.on_find,
    "RESCHEDULE": visits.on_reschedule,
    "CANCEL": visits.on_cancel,
    "CALLBACK": people.on_callback,
    "TAKE_MESSAGE": people.on_message,
    "WAITLIST": people.on_waitlist,
    "ANYTHING_ELSE": needs.on_anything_else,
}

MOST_CHARS = 4096
"""What is heard beyond is not read: nobody says so much in one turn."""
KEY_WORDS: dict[tuple[str, str], str] = {
    ("yes_no", "1"): "yes",
    ("yes_no", "2"): "no",
    ("choice", "1"): "the first one",
    ("choice", "2"): "the second one",
}


def begin() -> State:
    """The state before the first event."""
    return State()


def step(profile: CompanyProfile, state: State, event: Event) -> tuple[State, tuple[Command, ...]]:
    """Advance the conversation by one event.

    `event` carries its own time only through `at` of the state: whoever applies events first sets
    it with `at`. Total: every state and event gives a valid result; slots vanish only by an
    explicit correction or "start over".
    """
    turn = Turn(profile, state)
    if state.outcome is not None:
        _after_the_end(turn, event)
    elif state.started is None and not isinstance(event, CallStarted):
        if isinstance(event, HungUp):
            turn.end("abandoned_early")
    else:
        _dispatch(turn, event)
        if turn.planning:
            plan.advance(turn)
            turn.listen()
    return turn.state, tuple(turn.commands)


def at(state: State, seconds: float) -> State:
    """The same state at a later time of the call; time never runs backwards."""
    return structs.replace(state, at=max(state.at, seconds))


def _after_the_end(turn: Turn, event: Event) -> None:
    """Nothing changes any more, but what was heard still completes the transcript."""
    if isinstance(event, Said):
        manners.on_said(turn, event)


def _dispatch(turn: Turn, event: Event) -> None:
    match event:
        case CallStarted():
            if turn.state.started is None:
                needs.on_call_started(turn, resume.slim(event))
        case Heard():
            text = event.text[:MOST_CHARS]
            turn.readings = tuple(one[:MOST_CHARS] for one in event.alternatives)
            turn.guess = (text, event.guess)
            on_heard(turn, text, event.language)
        case Interim():
            text = event.text[:MOST_CHARS]
            languages.follow(turn, text, event.language)
            safety.on_interim(turn, text)
        case NotUnderstood():
            manners.on_not_understood(turn)
        case Key():
            _on_key(turn, event.key)
        case SpeechStarted():
            turn.set(silences=0)
        case Said():
            manners.on_said(turn, event)
        case TimerFired():
            manners.on_timer(turn, event)
        case ToolDone() | ToolFailed():
            plan.on_tool(turn, event)
        case OnCallAcked():
            emergency.on_acked(turn, event.who)
        case TransferEnded():
            people.on_transfer_ended(turn, event)
        case Reconnected():
            resume.on_reconnected(turn)
        case Summarised():
            memory.on_summarised(turn, event)
        case HungUp():
            turn.end(closing.outcome_of_hangup(turn.state))
        case _:
            assert_never(event)


def on_heard(turn: Turn, text: str, spoken: Language | None = None) -> None:
    """Read one caller utterance."""
    before = turn.state
    turn.set(turn=before.turn + 1, silences=0, waiting=False, interim_rule="")
    turn.remember("caller", text)
    if not text.strip():
        manners.on_not_understood(turn)
        return
    languages.follow(turn, text, spoken)
    memory.keep(turn, text)
    if safety.react(turn, text):
        if not turn.in_emergency:
            safety.keep_wish(turn, text)
    elif not (
        languages.welcome(turn, text)
        or (before.waiting and manners.on_back(turn, text))
        or memory.recall(turn, text)
        or memory.aside(turn, text)
        or manners.on_act(turn, text)
        or manners.on_unheard(turn, text)
        or _read(turn, text)
        or memory.acknowledge(turn, text)
    ):
        manners.on_no_match(turn, text)
    manners.notice_standstill(turn, before)
    memory.mark(turn, before)
    turn.listen()


def _on_key(turn: Turn, key: str) -> None:
    """1 and 2 answer a yes/no or a choice; all else is common to every phase."""
    expect = turn.state.asked.expect if turn.state.asked else "nothing"
    spoken = KEY_WORDS.get((expect, key))
    if spoken is None:
        manners.on_key(turn, key)
    else:
        on_heard(turn, spoken)


def _read(turn: Turn, text: str) -> bool:
    """Let the phase read the words; failing that, take them as a side question or a new wish.

    While nothing is asked (the office is working, people are being rung) words answer nothing.
    """
    if turn.state.asked is None and turn.state.phase != "E_DISPATCH":
        return False
    for read in (strangers.on_sales_talk, wishes.on_withdrawal, details.elsewhere):
        if read(turn, text):
            return True
    handler = HANDLERS.get(turn.state.phase)
    if handler is not None and handler(turn, text):
        return True
    return needs.on_side_question(turn, text)
