"""Picking up a thread: an earlier call of the same number, or a lost and regained audio path."""

import msgspec

from agent.dialogue import emergency, needs
from agent.dialogue.state import State, Summary, decode, encode
from agent.dialogue.turn import COVER_S, Turn
from agent.events import (
    CallStarted,
    Event,
    HandingOver,
    HangUp,
    StartTimer,
    TakenOver,
    UseTool,
)
from agent.nlu import acts, facts


def on_offer(turn: Turn, text: str) -> bool:
    """Yes goes on at the first open question; no starts afresh."""
    assert turn.state.started is not None
    resume = turn.state.started.resume
    assert resume is not None
    answer = acts.yes_no(text)
    if resume.hazard:
        return _after_hazard(turn, answer, text)
    if answer == "yes":
        _take_over(turn, resume.state, resume.job_no)
        turn.note("resume_accepted")
        turn.say("resume_thanks")
        turn.go_on()
    elif answer == "no":
        turn.note("resume_declined")
        turn.ask("GREETING", "how_can_i_help", "free")
    elif turn.fail("resume_offer") < 2:
        return False
    else:
        return needs.on_need(turn, text)
    return True


def slim(event: CallStarted) -> CallStarted:
    """The start of a call with only what we go on with of the earlier state: states don't nest."""
    resume = event.resume
    if resume is None:
        return event
    old = _decoded(resume.state)
    kept = b""
    if old is not None:
        old = msgspec.structs.replace(old, started=None, history=(), summary=Summary())
        kept = encode(msgspec.structs.replace(old, said={}, fails={}))
    return msgspec.structs.replace(event, resume=msgspec.structs.replace(resume, state=kept))


def _decoded(snapshot: bytes) -> State | None:
    try:
        return decode(snapshot)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def _take_over(turn: Turn, snapshot: bytes, job_no: int) -> None:
    """Keep what was known; a seat held long ago is asked for again."""
    old = _decoded(snapshot)
    if old is None:
        turn.note("resume_unreadable")
        return
    turn.set(
        slots=old.slots,
        goal=old.goal,
        tier=old.tier,
        visits=old.visits,
        visit=old.visit,
        facts=tuple(msgspec.structs.replace(fact, turn=0) for fact in old.facts),
        verified=old.verified,
        job_no=job_no,
        ops=max(turn.state.ops, old.ops),
        flags=tuple(flag for flag in old.flags if flag != "sms_asked"),
    )


def _after_hazard(turn: Turn, answer: str | None, text: str) -> bool:
    """No small talk after a hazard: the alert goes out again and help is connected."""
    assert turn.state.started is not None
    resume = turn.state.started.resume
    assert resume is not None
    old = _rule(resume.state)
    if facts.safe_answer(text) == "safe" and answer != "no":
        turn.note("hazard_over")
        turn.ask("GREETING", "how_can_i_help", "free")
    else:
        emergency.start(turn, old, resume.issue or text)
    return True


def _rule(snapshot: bytes) -> str:
    old = _decoded(snapshot)
    return old.hazard.rule if old and old.hazard else "GAS"


def on_reconnected(turn: Turn) -> None:
    """The caller heard a gap: a short apology and the pending question, nothing asked twice."""
    if turn.state.asked is None:
        return
    turn.set(speaking=())
    turn.say("reconnected")
    turn.repeat()
    turn.listen()


def going_on(state: State, event: Event) -> State:
    """Whatever happens after a hand-over was begun, the next node can't go on as if nothing was."""
    if not state.handed_over or isinstance(event, HandingOver | TakenOver):
        return state
    return msgspec.structs.replace(state, handed_over=False)


def on_taken_over(turn: Turn) -> None:
    """Another node goes on: an apology, what the caller has not heard, the pending question.

    Was the call handed over in a quiet moment, then nothing is said: the caller noticed nothing.
    What the office was asked is asked again under the same key. While people are being rung
    nothing is said: the caller hears them ring.
    """
    if turn.state.handed_over:
        turn.set(handed_over=False)
        if turn.state.asked is not None and not turn.state.transfer_queue:
            turn.expect(turn.state.asked)
            turn.listen()
        return
    unheard = _unheard(turn)
    turn.set(waiting=False, typed="", silences=0)
    _ask_office_again(turn)
    if turn.state.transfer_queue:
        return
    turn.say("reconnected")
    _say_again(turn, unheard)
    if turn.state.asked is not None:
        turn.repeat()
    elif turn.in_emergency:
        emergency.intake(turn)
    elif not turn.state.open:
        turn.go_on()
    turn.listen()


def take_leave_again(turn: Turn) -> None:
    """The call was at its last words: say those nobody heard, and end it."""
    assert turn.state.outcome is not None
    unheard = _unheard(turn)
    if unheard:
        turn.say("reconnected")
        _say_again(turn, unheard)
    turn.commands.append(HangUp(outcome=turn.state.outcome))


def _unheard(turn: Turn) -> tuple[str, ...]:
    """What we were saying, without the pending question; nothing of it is under way any more."""
    state = turn.state
    turn.set(speaking=())
    return tuple(text for number, text in state.speaking if number not in state.asked_by)


def _say_again(turn: Turn, texts: tuple[str, ...]) -> None:
    for text in texts:
        turn.say_text(text, firmly=turn.in_emergency)


def _ask_office_again(turn: Turn) -> None:
    asked = {one.op for one in turn.commands if isinstance(one, UseTool)}
    for op in turn.state.open:
        if op.op in asked:
            continue
        turn.commands.append(UseTool(op=op.op, tool=op.tool))
        if op.cover:
            turn.commands.append(StartTimer(timer="tool", number=op.op, seconds=COVER_S))
