"""Taking up a wish: a visit to be made, or one in the books to be changed; dropping it again."""

from msgspec import structs

from agent.dialogue import closing, finding, safety, visits, volunteered, windows
from agent.dialogue.state import Goal, Slots
from agent.dialogue.turn import Turn
from agent.nlu import dates, withdrawals
from agent.nlu.words import lowered

BOOKABLE = safety.BOOKABLE
BEYOND_DOUBT = 0.8
"""Score from which a wish is heard even beside "wait"."""
OF_ONE_JOB = frozenset({"tentative", "urgent_done"})
"""Flags that say nothing about another visit in the same call."""
VISIT_CUES = (
    *("come", "visit", "appointment", "send", "book", "schedule", "available", "somebody"),
    *("cita", "venir", "venga", "vengan", "mande", "agendar", "disponible"),
)


def change_visit(turn: Turn, text: str, goal: Goal) -> None:
    """Something about a visit that stands in the books."""
    turn.fill(reason=text[:200])
    turn.goal(goal)
    turn.milestone("M1")
    finding.begin(turn, text)
    _wish_from(turn, text)


def has_wish(turn: Turn, text: str) -> bool:
    """Whether a visit is to be made, moved or cancelled, beyond a doubt."""
    intent = turn.intent(text)
    wanted = intent.label in BOOKABLE or intent.label in ("reschedule", "cancel")
    return wanted and intent.score >= BEYOND_DOUBT and "let me" not in lowered(text)


def _wish_from(turn: Turn, text: str) -> None:
    """ "Move it to Friday": a wish said along with the request is kept."""
    if turn.state.goal != "reschedule":
        return
    visit, low = turn.state.visit, lowered(text)
    held = visit.window if visit else turn.state.window
    target = _target(low)
    wish = dates.parse(target, turn.now)
    if target and wish.status == "ok" and (held is None or wish.date_from != held.date):
        same = held is not None and wish.type == "any" and "same time" in low
        if held is not None and same:
            wish = structs.replace(wish, type="exact", start=held.start, end=held.start)
        turn.fill(when=wish)
    elif visit is not None and (way := windows.direction(text)) is not None:
        visits.relative(turn, way)


def _target(low: str) -> str:
    """The words after "to": where the visit is to be moved."""
    for word in (" to ", " para ", " al "):
        if word in low:
            return low.rsplit(word, 1)[-1]
    return ""


def start_booking(turn: Turn, label: str, text: str) -> None:
    """A visit is wanted: keep the problem and everything said along with it."""
    if f"M10/{turn.state.job_no}" in turn.state.milestones:
        _next_job(turn)
    job = label if label in turn.profile.job_types else "book_service"
    turn.goal("book")
    turn.fill(job_type=job, issue=text[:200])
    volunteered.absorb(turn, text)
    safety.take_at_risk(turn, text)
    low = lowered(text)
    if any(cue in low for cue in VISIT_CUES):
        wish = dates.parse(text, turn.now)
        if wish.status == "ok":
            turn.fill(when=wish)
    turn.milestone("M1")
    turn.milestone("M4")
    turn.say("acknowledge_problem", problem=turn.spoken.job(turn.profile, job))
    turn.go_on()


def _next_job(turn: Turn) -> None:
    """Another visit in the same call: who and where stay, the rest starts anew."""
    old = turn.slots
    turn.set(
        slots=Slots(
            zip=old.zip,
            first=old.first,
            last=old.last,
            phone=old.phone,
            phone_ok=old.phone_ok,
            extension=old.extension,
            address=old.address,
            address_ok=old.address_ok,
            address_unverified=old.address_unverified,
        ),
        job_no=turn.state.job_no + 1,
        tier="E4",
        flags=tuple(flag for flag in turn.state.flags if flag not in OF_ONE_JOB),
        window=None,
        hold="",
        offers=(),
        declined=(),
        rounds=0,
    )


def on_withdrawal(turn: Turn, text: str) -> bool:
    """ "I was only asking about prices" in the middle of a booking: nothing is booked."""
    booking = turn.state.goal == "book" and not turn.in_emergency
    if not booking or turn.state.phase in ("SAFETY_CHECK", "CONFIRM_BOOKING", "OUT_OF_AREA"):
        return False
    return withdrawals.withdraws(text) and drop(turn)


def drop(turn: Turn) -> bool:
    """The caller does not want the visit after all."""
    windows.release(turn)
    turn.say("not_booked")
    if turn.state.result is None:
        turn.achieve("declined_fee")
    closing.ask_anything_else(turn)
    return True
