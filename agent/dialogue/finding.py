"""Which visit in the books is meant: looked up, with proof of identity, never by a name."""

import re
from collections.abc import Sequence

from agent.dialogue import people
from agent.dialogue.turn import Turn
from agent.events import FindVisits, ToolResult, Visit, VisitsFound
from agent.nlu import acts, addresses, codes, dates, names, phones, zips
from agent.nlu.words import lowered

MAX_PROOFS = 3
CHANGED = "visits_changed"
"""What we knew of the caller's visits at the start no longer holds: look them up again."""
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


def ask_which(turn: Turn) -> None:
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
