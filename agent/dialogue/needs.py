"""What the caller wants: greeting, routing of intents to goals, side questions, a new wish."""

from agent.dialogue import (
    closing,
    faq,
    languages,
    memory,
    people,
    place,
    safety,
    visits,
    volunteered,
    windows,
)
from agent.dialogue.state import Slots
from agent.dialogue.turn import Turn
from agent.events import Address, CallStarted
from agent.nlu import acts, dates, intents, zips
from agent.nlu.words import lowered

BOOKABLE = safety.BOOKABLE
VISIT_GOALS = {
    "reschedule": "reschedule",
    "cancel": "cancel",
    "appointment_status": "status",
    "technician_eta": "status",
}
SERVICES = frozenset({"brands", "equipment", "licence", "home_warranty"})
"""Topics of "do you work on ..." that only look like a question about the area."""
TERMS = frozenset({"cancel_fee", "change_policy", "membership_cancel"})
"""Topics of questions about calling off, which call nothing off."""
FACTS = frozenset({"pricing", "hours_location", "warranty_membership"})
TO_PEOPLE = frozenset({"billing_payment"})
SURE = 0.5
"""Score from which an intent is acted upon without a clarifying question."""
CONTENT = frozenset(
    {"great", "perfect", "okay", "ok", "alright", "good", "wonderful", "cool"}
    | {"muy bien", "perfecto", "esta bien", "bien", "bueno", "listo", "excelente"}
)
VISIT_CUES = (
    *("come", "visit", "appointment", "send", "book", "schedule", "available", "somebody"),
    *("cita", "venir", "venga", "vengan", "mande", "agendar", "disponible"),
)
WRONG_NUMBER = ("wrong number", "numero equivocado")


def on_call_started(turn: Turn, event: CallStarted) -> None:
    """Greet; a hazard or an unfinished call comes first."""
    turn.set(started=event)
    turn.milestone("M0")
    if event.known is not None:
        turn.set(member=event.known.member)
    if event.resume is not None:
        languages.resume(turn, event.resume.state)
        _offer_resume(turn, event.resume.hazard, event.resume.issue)
    else:
        _greet(turn)
    turn.listen()


def _offer_resume(turn: Turn, hazard: bool, issue: str) -> None:
    key = "resume_hazard" if hazard else "resume_offer"
    turn.ask("RESUME_OFFER", key, "yes_no", issue=issue or turn.spoken.REQUEST)


def _greet(turn: Turn) -> None:
    languages.greet(turn)
    if not turn.is_open:
        turn.say("greeting_closed")
    turn.ask("GREETING", "how_can_i_help", "free")


def ask_need(turn: Turn) -> None:
    """We do not know yet what the caller wants."""
    turn.ask("IDENTIFY_NEED", "need", "free")


def ask_issue(turn: Turn) -> bool:
    """A visit is wanted, but for what?"""
    if turn.slots.job_type:
        return False
    turn.ask("COLLECT_ISSUE", "issue", "free")
    return True


# --- reading a wish -----------------------------------------------------------------------------


def on_need(turn: Turn, text: str) -> bool:
    """The first wish, or a new one; details said along with it are kept."""
    question = turn.state.asked
    if question is not None and question.key == "offer_booking" and _on_offer(turn, text):
        return True
    intent = turn.intent(text)
    if is_spam(turn, text):
        return refuse_spam(turn)
    if intent.label in ("out_of_scope", "affirm") or intent.score < SURE:
        return _unclear(turn, text, intent)
    return _route(turn, text, intent)


def _route(turn: Turn, text: str, intent: intents.Intent) -> bool:
    turn.note("intent_classified", intent.label, f"{intent.score:.2f}")
    label = intent.label
    if _only_asks(text, intent.category):
        faq.answer(turn, text, label)
        _offer_after_fact(turn)
    elif label in BOOKABLE:
        start_booking(turn, label, text)
    elif label in VISIT_GOALS:
        turn.fill(reason=text[:200])
        turn.goal(VISIT_GOALS[label])  # type: ignore[arg-type]
        turn.milestone("M1")
        visits.begin(turn, text)
        _wish_from(turn, text)
    elif label == "service_area" and faq.topic_of(text, "") not in SERVICES:
        _area_question(turn, text)
    elif label in FACTS or faq.is_question(text, intent):
        faq.answer(turn, text, label)
        _offer_after_fact(turn)
    elif label in TO_PEOPLE or intent.category in ("complaint", "billing_payment"):
        turn.set(faq_topic="complaint" if intent.category == "complaint" else label)
        turn.fill(reason=text[:200])
        return people.hand_over(turn, intent.category)
    elif label == "speak_to_human":
        return people.request(turn, text)
    elif label == "goodbye":
        closing.goodbye(turn)
    else:
        return False
    return True


def _only_asks(text: str, category: str) -> bool:
    """A how-to or "are you licensed": a fact is wanted, though the words are those of a visit."""
    topic = faq.topic_of(text, "")
    if category == "troubleshooting":
        return topic in faq.TIPS
    return category == "faq_services" and topic in SERVICES


def _wish_from(turn: Turn, text: str) -> None:
    """ "Move it to Friday": a wish said along with the request is kept."""
    if turn.state.goal == "reschedule" and turn.state.visit is not None:
        target = _target(lowered(text))
        wish = dates.parse(target, turn.now)
        if target and wish.status == "ok" and wish.date_from != turn.state.visit.window.date:
            turn.fill(when=wish)
        elif (way := windows.direction(text)) is not None:
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
    if any(cue in lowered(text) for cue in VISIT_CUES):
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
            address=old.address,
            address_ok=old.address_ok,
        ),
        job_no=turn.state.job_no + 1,
        window=None,
        hold="",
        offers=(),
        declined=(),
        rounds=0,
    )


def _unclear(turn: Turn, text: str, intent: intents.Intent) -> bool:
    """Not ours, or not understood: one redirect, then a choice, then a person."""
    if volunteered.absorb(turn, text):
        turn.goal("book")  # who gives a name or an address unasked wants us to come
        turn.go_on()
        return True
    if turn.fails("need") == 0 and intent.category not in ("unclear", "out_of_scope"):
        turn.note("intent_rejected", intent.category)
    answer = acts.yes_no(text)
    if answer == "yes" and turn.state.phase == "IDENTIFY_NEED":
        turn.goal("book")
        turn.go_on()
        return True
    if faq.is_question(text, intent):
        faq.answer(turn, text, intent.label)
        _offer_after_fact(turn)
        return True
    wrong = any(cue in lowered(text) for cue in WRONG_NUMBER)
    if wrong:
        turn.achieve("wrong_number")
    if acts.acts(text) & {"bye", "nothing_else"} or wrong:
        closing.goodbye(turn)
        return True
    if intent.category == "business_other":
        turn.fill(reason=text[:200])
        return people.hand_over(turn, "business caller")
    if turn.fail("need") > 2:
        return people.hand_over(turn, "need not understood", planned=False)
    if intent.category == "out_of_scope" and turn.fails("need") == 1 and len(text.split()) > 3:
        turn.say("not_our_trade", company=turn.profile.company.name)
    ask_need(turn)
    return True


def is_spam(turn: Turn, text: str) -> bool:
    """Whether somebody sells something."""
    return turn.intent(text).category == "solicitation_spam"


def refuse_spam(turn: Turn) -> bool:
    """One polite refusal; a person is not fetched for it."""
    turn.note("spam_rejected")
    turn.set(result="spam")
    turn.say("spam_refusal")
    closing.goodbye(turn)
    return True


# --- facts and area -----------------------------------------------------------------------------


def _area_question(turn: Turn, text: str) -> None:
    volunteered.absorb(turn, text)
    turn.fill(zip=turn.slots.zip or zips.zip_code(text) or "", zip_deferred=False)
    if turn.slots.zip:
        place.on_zip(turn, turn.slots.zip)
    else:
        turn.ask("ZIP", "zip", "zip")


def _offer_after_fact(turn: Turn) -> None:
    """After a fact: the offer of a visit, unless the call has brought something already."""
    if turn.state.result not in (None, "faq_only"):
        closing.ask_anything_else(turn)
    else:
        turn.ask("IDENTIFY_NEED", "offer_booking", "yes_no")


def _on_offer(turn: Turn, text: str) -> bool:
    """ "Would you like a visit?" after a fact."""
    answer = acts.yes_no(text)
    intent = turn.intent(text)
    if intent.label in BOOKABLE and intent.score >= SURE:
        return False
    if answer == "yes":
        if "wants_tuneup" in turn.state.flags:
            start_booking(turn, "maintenance_tuneup", "tune-up")
        else:
            turn.goal("book")
            turn.go_on()
        return True
    if answer == "no" or acts.acts(text) & {"bye", "thanks", "nothing_else"}:
        if acts.acts(text) & {"bye", "thanks", "nothing_else"}:
            closing.goodbye(turn)
        else:
            closing.ask_anything_else(turn)
        return True
    return False


def on_issue(turn: Turn, text: str) -> bool:
    """What is wrong: any words will do, the label decides the rest."""
    intent = turn.intent(text)
    if intent.label in VISIT_GOALS and intent.score >= SURE:
        return _route(turn, text, intent)
    if acts.yes_no(text) is not None and len(text.split()) <= 2:
        return False
    if faq.is_question(text, intent):
        return False
    label = intent.label if intent.label in BOOKABLE else "book_service"
    job = label if label in turn.profile.job_types else "book_service"
    turn.fill(job_type=job, issue=text[:200])
    volunteered.absorb(turn, text)
    safety.take_at_risk(turn, text)
    turn.milestone("M4")
    turn.go_on()
    return True


def on_side_question(turn: Turn, text: str) -> bool:
    """A fact, a person, or a changed mind in the middle of something else."""
    if turn.in_emergency or turn.state.asked is None:
        return False
    intent = turn.intent(text)
    if intent.label == "speak_to_human" and intent.score >= SURE:
        return people.request(turn, text)
    asks_terms = faq.topic_of(text, "") in TERMS
    booking_off = intent.label == "cancel" and turn.state.goal == "book" and not asks_terms
    if booking_off and intent.score >= SURE:
        windows.release(turn)
        turn.say("not_booked")
        turn.achieve("kept")
        closing.ask_anything_else(turn)
        return True
    if faq.is_question(text, intent):
        faq.answer(turn, text, intent.label)
        turn.repeat()
        return True
    languages.follow(turn, text, anywhere=True)
    if languages.welcome(turn, text):
        return True
    if turn.state.goal == "book" and not turn.slots.address_ok and volunteered.absorb(turn, text):
        turn.go_on()
        return True
    return False


def on_anything_else(turn: Turn, text: str) -> bool:
    """No or goodbye ends the call; a wish or a question goes on."""
    said = acts.acts(text)
    answer = acts.yes_no(text)
    intent = turn.intent(text)
    wish = (intent.label in BOOKABLE or intent.label in VISIT_GOALS) and intent.score >= SURE
    if wish and answer != "no":
        return _route(turn, text, intent)
    if faq.is_question(text, intent):
        faq.answer(turn, text, intent.label)
        turn.repeat()
    elif answer == "no" or said & {"bye", "nothing_else", "thanks"} or _content(text):
        closing.goodbye(turn)
    elif answer == "yes":
        turn.ask("IDENTIFY_NEED", "what_else", "free")
    elif memory.acknowledge(turn, text):
        return True
    elif turn.fails("anything_else") == 0:
        turn.fail("anything_else")
        turn.fill(notes=(*turn.slots.notes, text[:120]))
        turn.say("noted")
        turn.repeat()
    else:
        return False
    return True


def _content(text: str) -> bool:
    """ "Great" after "anything else?" is no further wish."""
    return lowered(text).strip(" .!¡") in CONTENT


def start_over(turn: Turn) -> bool:
    """The caller wants to begin again: the one explicit way in which all slots are cleared."""
    windows.release(turn)
    turn.note("start_over")
    turn.set(slots=Slots(address=Address()), goal="none", fails={}, asked=None, visit=None)
    turn.say("start_over_ok")
    ask_need(turn)
    return True
