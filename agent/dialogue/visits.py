"""Visits that stand in the books: move, cancel, say when."""

import re

import msgspec

from agent.dialogue import closing, finding, people, windows
from agent.dialogue.finding import CHANGED
from agent.dialogue.turn import Turn
from agent.events import (
    Cancelled,
    CancelVisit,
    Refused,
    Reschedule,
    Rescheduled,
    SeatTaken,
    ToolResult,
)
from agent.nlu import acts, dates
from agent.nlu.dates import When
from agent.nlu.words import lowered

KEEP = (
    *("keep it", "leave it", "keep the", "don't cancel", "do not cancel", "let it stand"),
    *("no la cancele", "no cancele", "dejela", "mejor la dejo", "queda igual"),
)
MOVE = (
    *("move", "reschedule", "another day", "different day", "another time", "push it"),
    *("mejor cambi", "cambiela", "cambiarla", "muevala", "moverla", "otro dia", "otra hora"),
)
SAME_DAY = ("same day", "that day", "mismo dia", "ese dia")


def advance(turn: Turn) -> None:
    """The next question about the visit."""
    state = turn.state
    if state.visit is None:
        finding.ask_which(turn)
        return
    job = turn.profile.job_types.get(state.visit.job_type)
    changeable = job is None or job.agent_may_change
    if state.goal == "status":
        _tell_status(turn)
    elif not changeable and not _cancel_question(turn):
        people.hand_over(turn, f"{state.goal} of {state.visit.job_type}")
    elif state.goal == "cancel":
        day = turn.spoken.window(state.visit.window, turn.now.isoformat())
        turn.ask("CANCEL", "confirm_cancel", "yes_no", window=day)
    elif not windows.ask_window(turn):
        assert state.window is not None
        day = turn.spoken.window(state.window, turn.now.isoformat())
        turn.ask("RESCHEDULE", "confirm_move", "yes_no", window=day)


def _cancel_question(turn: Turn) -> bool:
    """A visit that only people may cancel can still be talked about before handing over."""
    return turn.state.goal == "cancel" and turn.fails("confirm_cancel") == 0


# --- move ---------------------------------------------------------------------------------------


def on_reschedule(turn: Turn, text: str) -> bool:
    """The wish, the choice, the confirmation of a move."""
    question = turn.state.asked
    assert question is not None
    if question.key == "confirm_move":
        return _on_confirm_move(turn, text)
    if question.key == "when" and relative(turn, text):
        return True
    return windows.on_windows(turn, text)


def relative(turn: Turn, text: str) -> bool:
    """ "Later the same day" and the like, relative to the visit that is being moved."""
    visit = turn.state.visit
    assert visit is not None
    low = lowered(text)
    wish = dates.parse(text, turn.now)
    if LATER_THAT_WEEK.search(low):
        turn.fill(when=windows.rest_of_week(visit.window))
        turn.go_on()
        return True
    same = any(cue in low for cue in SAME_DAY)
    moved = windows.direction(text) if not same and wish.status != "ok" else None
    later, earlier = moved == "later", moved == "earlier"
    day = visit.window.date
    if same and wish.status == "ok":
        turn.fill(when=msgspec.structs.replace(wish, date_from=day, date_to=day, start_iso=None))
    elif same or later or earlier:
        turn.fill(
            when=When(
                status="ok",
                date_from=day,
                date_to=day,
                type="until" if earlier else "from",
                part=None,
                start=None if earlier else visit.window.end,
                end=visit.window.start if earlier else None,
                start_iso=None,
            )
        )
    else:
        return False
    turn.go_on()
    return True


LATER_THAT_WEEK = re.compile(r"\blater (in )?(that|the same) week\b|\bmas tarde esa semana\b")


def _on_confirm_move(turn: Turn, text: str) -> bool:
    visit, window = turn.state.visit, turn.state.window
    assert visit is not None
    assert window is not None
    answer = acts.yes_no(text)
    wish = dates.parse(text, turn.now)
    if answer == "yes":
        turn.milestone("M9")
        turn.set(asked=None)
        turn.use(
            Reschedule(
                code=visit.code,
                version=visit.version,
                token=turn.state.hold,
                window_id=window.id,
                reason=turn.slots.reason,
            ),
            cover="booking_now",
        )
    elif wish.status == "ok":
        windows.release(turn)
        turn.fill(when=wish)
        turn.go_on()
    elif answer == "no":
        windows.release(turn)
        turn.fill(when=None)
        if turn.fail("confirm_move") >= 2:
            _kept(turn)
        else:
            turn.go_on()
    else:
        return False
    return True


def on_moved(turn: Turn, result: ToolResult) -> None:
    """The new time stands, or the old one still does."""
    match result:
        case Rescheduled():
            turn.milestone("M11")
            turn.achieve("rescheduled")
            turn.flag(CHANGED)
            turn.set(hold="", visit=None)
            day = turn.spoken.window(result.window, turn.now.isoformat())
            turn.say("moved", window=day, code=turn.spoken.code(result.code))
            closing.ask_anything_else(turn)
        case SeatTaken():
            turn.set(hold="", window=None, offers=())
            turn.say("seat_gone")
            turn.go_on()
        case Refused():
            turn.note("refused", "reschedule", result.reason)
            people.hand_over(turn, result.reason)
        case _:
            people.offer_callback(turn, "office_down")


# --- cancel -------------------------------------------------------------------------------------


def on_cancel(turn: Turn, text: str) -> bool:
    """An explicit yes cancels; keep, move and no do not."""
    visit = turn.state.visit
    assert visit is not None
    low = lowered(text)
    answer = acts.yes_no(text)
    if any(words in low for words in KEEP):
        _kept(turn)
    elif any(words in low for words in MOVE):
        turn.goal("reschedule")
        relative(turn, text)
        turn.go_on()
    elif answer == "yes":
        job = turn.profile.job_types.get(visit.job_type)
        if job is not None and not job.agent_may_change:
            return people.hand_over(turn, f"cancel of {visit.job_type}")
        reason = turn.slots.reason or "caller asked"
        turn.set(asked=None)
        turn.use(
            CancelVisit(code=visit.code, version=visit.version, reason=reason), cover="booking_now"
        )
    elif answer == "no":
        _kept(turn)
    else:
        return False
    return True


def _kept(turn: Turn) -> None:
    visit = turn.state.visit
    assert visit is not None
    turn.achieve("kept")
    turn.say("kept", window=turn.spoken.window(visit.window, turn.now.isoformat()))
    closing.ask_anything_else(turn)


def on_cancelled(turn: Turn, result: ToolResult) -> None:
    """Cancelled for good, or a person must look at it."""
    if isinstance(result, Cancelled):
        turn.milestone("M11")
        turn.achieve("cancelled")
        turn.flag(CHANGED)
        turn.set(visit=None)
        turn.say("cancelled", code=turn.spoken.code(result.code))
        closing.ask_anything_else(turn)
    elif isinstance(result, Refused):
        turn.note("refused", "cancel", result.reason)
        people.hand_over(turn, result.reason)
    else:
        people.offer_callback(turn, "office_down")


# --- status -------------------------------------------------------------------------------------


def _tell_status(turn: Turn) -> None:
    """Window and status as they stand; no arrival time is invented."""
    visit = turn.state.visit
    assert visit is not None
    now = turn.now
    if visit.window.date == now.date().isoformat() and now.strftime("%H:%M") > visit.window.end:
        turn.say("overdue")
        people.hand_over(turn, "technician overdue")
        return
    turn.achieve("status_given")
    turn.say("status", window=turn.spoken.window(visit.window, now.isoformat()))
    closing.ask_anything_else(turn)
