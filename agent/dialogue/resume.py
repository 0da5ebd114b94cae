"""Picking up a thread: an earlier call of the same number, or a lost and regained audio path."""

import msgspec

from agent.dialogue import emergency, needs
from agent.dialogue.state import State, Summary, decode, encode
from agent.dialogue.turn import Turn
from agent.events import CallStarted
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
