"""Visits that stand in the books: find with proof of identity, move, cancel, say when."""

import re
from collections.abc import Sequence

import msgspec

from agent.dialogue import closing, people, windows
from agent.dialogue.turn import Turn
from agent.events import (
    Cancelled,
    CancelVisit,
    FindVisits,
    Refused,
    Reschedule,
    Rescheduled,
    SeatTaken,
    ToolResult,
    Visit,
    VisitsFound,
)
from agent.nlu import acts, addresses, codes, dates, names, phones, zips
from agent.nlu.dates import When
from agent.nlu.words import lowered

MAX_PROOFS = 3
CHANGED = "visits_changed"
"""What we knew of the caller's visits at the start no longer holds: look them up again."""
KEEP = (
    *("keep it", "leave it", "keep the", "don't cancel", "do not cancel", "let it stand"),
    *("no la cancele", "no cancele", "dejela", "mejor la dejo", "queda igual"),
)
MOVE = (
    *("move", "reschedule", "another day", "different day", "another time", "push it"),
    *("mejor cambi", "cambiela", "cambiarla", "muevala", "moverla", "otro dia", "otra hora"),
)
SAME_DAY = ("same day", "that day", "mismo dia", "ese dia")
PLACES = (("first", "primera", "primero"), ("second", "segunda", "segundo"))


def begin(turn: Turn, text: str) -> None:
    """Start a request about an existing visit; the calling number may already prove whose it is."""
    turn.fill(when=None)
    if CHANGED in turn.state.flags and turn.slots.phone:
        turn.set(visits=(), visit=None, offers=(), declined=(), rounds=0, verified=True)
        turn.use(FindVisits(phone=turn.slots.phone), cover="looking")
        return
    known = turn.state.started.known if turn.state.started else None
    visits = known.visits if known else ()
    turn.set(visits=visits, visit=None, offers=(), declined=(), rounds=0)
    if visits:
        turn.set(verified=True)
        _choose(turn, text)
    elif NAMED.search(lowered(text)) and _look_up(turn, text):
        return
    turn.go_on()


NAMED = re.compile(r"\b(code|confirmation|number|codigo|confirmacion|numero)\b")
"""Only after such a word are digits in a first request those of a visit."""


def _look_up(turn: Turn, text: str) -> bool:
    """Search by a code or a phone number in the words."""
    code = codes.confirmation_code(text)
    number = phones.capture([text], caller_id=turn.state.caller or None)
    if number.status == "ok":
        turn.use(FindVisits(phone=number.e164 or ""), cover="looking")
    elif code:
        turn.use(FindVisits(code=code), cover="looking")
    return number.status == "ok" or bool(code)


def _choose(turn: Turn, text: str) -> None:
    """Settle on one visit: the only one, or the one whose code, day or job is named."""
    visits = turn.state.visits
    wish = dates.parse(text, turn.now)
    days = (wish.date_from or "", wish.date_to or "") if wish.status == "ok" else ("", "")
    coded = tuple(one for one in visits if one.code == codes.confirmation_code(text))
    dated = tuple(one for one in visits if days[0] <= one.window.date <= days[1])
    of_job = tuple(one for one in visits if one.job_type == turn.intent(text).label)
    for fitting in (visits, coded, dated, of_job):
        if len(fitting) == 1:
            _take(turn, fitting[0])
            return


def _take(turn: Turn, visit: Visit) -> None:
    first, _, last = visit.name.partition(" ")
    turn.set(visit=visit)
    turn.fill(first=first, last=last, phone=visit.phone, phone_ok=True)


def advance(turn: Turn) -> None:
    """The next question about the visit."""
    state = turn.state
    if state.visit is None:
        _ask_which(turn)
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


def _ask_which(turn: Turn) -> None:
    visits = turn.state.visits
    if len(visits) > 1 and turn.state.verified:
        now = turn.now.isoformat()
        days = turn.spoken.either([turn.spoken.day(one.window.date, now) for one in visits[:2]])
        turn.ask("FIND_VISIT", "which_visit", "date", days=days)
    elif visits:
        turn.ask("FIND_VISIT", "prove_place", "free")
    else:
        turn.ask("FIND_VISIT", "find_visit", "code")


def on_find(turn: Turn, text: str) -> bool:
    """A code, a phone number, the house number or ZIP as proof, or which of several."""
    question = turn.state.asked
    assert question is not None
    if question.key == "which_visit":
        before = turn.state.visit
        _choose(turn, text)
        _ordinal(turn, text)
        if turn.state.visit is before:
            return False
        turn.go_on()
        return True
    if question.key == "prove_place":
        return _prove(turn, text)
    if _look_up(turn, text):
        return True
    if names.parse(text) is not None and turn.fails("find_visit") == 0:
        turn.fail("find_visit")
        turn.say("name_is_not_enough")
        turn.repeat()
    elif acts.yes_no(text) == "no" or "dont_know" in acts.acts(text):
        people.hand_over(turn, "visit not found")
    else:
        return False
    return True


def on_typed(turn: Turn, keys: str) -> bool:
    """The keys of a code's signs, or the phone number of the visit."""
    question = turn.state.asked
    if question is None or question.key != "find_visit":
        return on_find(turn, keys)
    number = phones.capture([keys], caller_id=turn.state.caller or None)
    if number.status == "ok":
        turn.use(FindVisits(phone=number.e164 or ""), cover="looking")
    elif len(keys) == codes.LENGTH:
        turn.use(FindVisits(keys=keys), cover="looking")
    elif codes.valid(keys):
        turn.use(FindVisits(code=keys), cover="looking")
    else:
        return False
    return True


def _ordinal(turn: Turn, text: str) -> None:
    low = lowered(text)
    for index, cues in enumerate(PLACES):
        if (
            turn.state.visit is None
            and any(cue in low for cue in cues)
            and index < len(turn.state.visits)
        ):
            _take(turn, turn.state.visits[index])


def _prove(turn: Turn, text: str) -> bool:
    """House number or ZIP of the visit, three tries per call."""
    place = addresses.parse(text, cities=turn.profile.area.cities)
    house = place.house_number if place else ""
    code = zips.zip_code(text) or ""
    fitting = tuple(
        one
        for one in turn.state.visits
        if (house and one.house_number == house) or (code and one.zip == code)
    )
    if fitting:
        turn.set(verified=True, visits=fitting)
        _choose(turn, text)
        turn.go_on()
    elif turn.fail("prove_place") >= MAX_PROOFS:
        people.hand_over(turn, "identity not proven")
    else:
        turn.say("proof_wrong")
        turn.repeat()
    return True


def on_found(turn: Turn, tool: FindVisits, result: ToolResult) -> None:
    """A code proves itself; another line's number, or keys alone, need one more proof."""
    visits = result.visits if isinstance(result, VisitsFound) else ()
    if not visits:
        if turn.fail("find_visit") >= MAX_PROOFS:
            people.hand_over(turn, "visit not found")
        else:
            turn.say("visit_not_found")
            turn.ask("FIND_VISIT", "find_visit", "code")
        return
    ours = CHANGED in turn.state.flags and tool.phone == turn.slots.phone
    proven = bool(tool.code) or _calling_line(turn, tool, visits) or ours
    turn.set(visits=visits, verified=turn.state.verified or proven)
    if proven:
        _choose(turn, "")
    turn.go_on()


def _calling_line(turn: Turn, tool: FindVisits, visits: Sequence[Visit]) -> bool:
    """Whether the visits stand under the number that is calling."""
    if tool.keys:
        return all(one.phone == turn.state.caller for one in visits)
    return tool.phone == turn.state.caller


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
