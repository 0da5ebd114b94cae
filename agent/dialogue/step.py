"""`step`: one event in, the next state and commands out. Pure and total.

The order inside a caller turn is fixed: safety, the language, our notes, dialogue acts, a change of
mind or of a detail, the slot asked for (and any volunteered), side questions and new wishes, and
last the no-match ladder. Each phase has one handler.
"""

from collections.abc import Callable
from typing import assert_never

from msgspec import structs

from agent.dialogue import (
    answers,
    asking,
    booking,
    closing,
    details,
    emergency,
    fallbacks,
    finding,
    keypad,
    languages,
    manners,
    memory,
    needs,
    operators,
    people,
    phone,
    place,
    plan,
    resume,
    safety,
    service,
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
    HandingOver,
    Heard,
    HungUp,
    Interim,
    Key,
    Language,
    LevelChanged,
    ModelCall,
    ModelClause,
    ModelDone,
    ModelFailed,
    NotUnderstood,
    OnCallAcked,
    OperatorSays,
    OperatorTransfers,
    Reconnected,
    Said,
    SpeechStarted,
    Summarised,
    TakenOver,
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
    "FIND_VISIT": finding.on_find,
    "RESCHEDULE": visits.on_reschedule,
    "CANCEL": visits.on_cancel,
    "CALLBACK": people.on_callback,
    "TAKE_MESSAGE": people.on_message,
    "WAITLIST": people.on_waitlist,
    "ANYTHING_ELSE": needs.on_anything_else,
}

TYPED: dict[Phase, Handler] = {
    "PHONE": phone.on_typed,
    "CONFIRM_PHONE": phone.on_confirm_typed,
    "CALLBACK": people.on_callback_typed,
    "FIND_VISIT": finding.on_typed,
}
"""Where typed digits are read otherwise than spoken ones."""

MOST_CHARS = 4096
"""What is heard beyond is not read: nobody says so much in one turn."""


def begin() -> State:
    """The state before the first event."""
    return State()


def step(profile: CompanyProfile, state: State, event: Event) -> tuple[State, tuple[Command, ...]]:
    """Advance the conversation by one event.

    `event` carries its own time only through `at` of the state: whoever applies events first sets
    it with `at`. Total: every state and event gives a valid result; slots vanish only by an
    explicit correction or "start over".
    """
    turn = Turn(profile, resume.going_on(state, event))
    if state.outcome is not None:
        _after_the_end(turn, event)
    elif state.started is None and not isinstance(event, CallStarted):
        if isinstance(event, HungUp):
            turn.end("abandoned_early")
    else:
        asking.before(turn, event)
        _dispatch(turn, event)
        if turn.planning:
            plan.advance(turn)
            turn.listen()
        asking.settle(turn)
    return turn.state, tuple(turn.commands)


def at(state: State, seconds: float) -> State:
    """The same state at a later time of the call; time never runs backwards."""
    return structs.replace(state, at=max(state.at, seconds))


def _after_the_end(turn: Turn, event: Event) -> None:
    """Nothing changes any more, but what was heard still completes the transcript."""
    if isinstance(event, Said):
        manners.on_said(turn, event)
    elif isinstance(event, TakenOver):
        resume.take_leave_again(turn)


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
            asking.on_speech(turn)
        case Said():
            manners.on_said(turn, event)
        case TimerFired(timer="model"):
            answers.on_timer(turn, event)
        case TimerFired(timer="silence") if keypad.paused(turn, event.number):
            _on_typed(turn, keypad.finish(turn))
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
        case HandingOver():
            turn.set(handed_over=True)
        case TakenOver():
            resume.on_taken_over(turn)
        case Summarised():
            memory.on_summarised(turn, event)
        case LevelChanged():
            service.on_level(turn, event)
        case ModelClause():
            answers.on_clause(turn, event)
        case ModelCall():
            answers.on_call(turn, event)
        case ModelDone():
            answers.on_done(turn, event, _handle)
        case ModelFailed():
            answers.on_failed(turn, event)
        case OperatorSays():
            operators.on_says(turn, event)
        case OperatorTransfers():
            operators.on_transfers(turn, event)
        case HungUp():
            turn.end(closing.outcome_of_hangup(turn.state))
        case _:
            assert_never(event)


def on_heard(turn: Turn, text: str, spoken: Language | None = None) -> None:
    """Read one caller utterance."""
    before = turn.state
    turn.aside = keypad.mumbled(turn, text)
    typed = before.typed if turn.aside else ""
    turn.set(turn=before.turn + 1, silences=0, waiting=False, interim_rule="", typed=typed)
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
        turn.aside
        or languages.welcome(turn, text)
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
    """1 and 2 answer a yes/no or a choice, digits the questions that ask for some."""
    expect = turn.state.asked.expect if turn.state.asked else "nothing"
    spoken = keypad.WORDS.get((expect, key))
    if manners.on_late_key(turn):
        return
    if spoken is not None and not keypad.asked(turn):
        on_heard(turn, spoken)
    elif keypad.asked(turn) and key != keypad.REPEAT:
        turn.set(silences=0, waiting=False)
        digits = keypad.gather(turn, key)
        _on_typed(turn, digits) if digits else turn.listen()
    else:
        manners.on_key(turn, key)


def _on_typed(turn: Turn, digits: str) -> None:
    """Read typed digits as the answer to the pending question; a zero alone asks for a person."""
    before, question = turn.state, turn.state.asked
    assert question is not None
    turn.set(turn=before.turn + 1)
    turn.remember("caller", digits)
    read = TYPED.get(before.phase) or HANDLERS[before.phase]
    if digits == keypad.PERSON and not turn.in_emergency:
        people.request(turn, "")
    elif read(turn, digits):
        turn.note("slot_source", question.expect, "dtmf")
    elif turn.fail(question.key) >= manners.MAX_TRIES:
        fallbacks.give_up(turn, question.key)
    else:
        turn.say("keys_wrong")
        turn.repeat()
    memory.mark(turn, before)
    turn.listen()


def _read(turn: Turn, text: str) -> bool:
    """Let the phase read the words; failing that, take them as a side question or a new wish.

    While nothing is asked (the office is working, people are being rung) words answer nothing.
    """
    if turn.state.asked is None and turn.state.phase != "E_DISPATCH":
        return False
    if strangers.on_sales_talk(turn, text) or wishes.on_withdrawal(turn, text):
        return True
    put_right, left = details.elsewhere(turn, text)
    if left and _handle(turn, left):
        return True
    if put_right:
        turn.go_on()
        return True
    return needs.on_side_question(turn, text)


def _handle(turn: Turn, text: str) -> bool:
    """Let the handler of the phase read the words."""
    handler = HANDLERS.get(turn.state.phase)
    return handler is not None and handler(turn, text)
