"""What the caller wants: greeting, routing of intents to goals, side questions, a new wish."""

from agent.dialogue import (
    asking,
    closing,
    faq,
    languages,
    memory,
    offers,
    people,
    place,
    safety,
    strangers,
    volunteered,
    windows,
    wishes,
)
from agent.dialogue.state import Goal, Slots
from agent.dialogue.turn import Turn
from agent.events import Address, CallStarted
from agent.nlu import acts, intents, visit_verbs, withdrawals, zips
from agent.nlu.words import lowered, words

VISIT_GOALS: dict[str, Goal] = {
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
WISHES = wishes.BOOKABLE | VISIT_GOALS.keys() | TO_PEOPLE | {"speak_to_human", "service_area"}
UNSAID = frozenset({"deny", "out_of_scope", "goodbye", "affirm"})
"""Labels that name no wish."""
SAID_LITTLE = 3
NO = frozenset({"no", "nope", "nah"})
CONTENT = frozenset(
    {"great", "perfect", "okay", "ok", "alright", "good", "wonderful", "cool"}
    | {"muy bien", "perfecto", "esta bien", "bien", "bueno", "listo", "excelente"}
)


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
    if question is not None and question.key == "offer_booking" and offers.on_offer(turn, text):
        return True
    intent = turn.intent(text)
    if strangers.misdialled(text):
        return strangers.wrong_number(turn)
    if strangers.expects_another(text):
        strangers.say_what_we_do(turn)
        ask_need(turn)
        return True
    if intent.label in UNSAID and withdrawals.withdraws(text, answering_offer=True):
        closing.goodbye(turn)
        return True
    if intent.label in ("out_of_scope", "affirm") or not intent.sure:
        return _unclear(turn, text, intent)
    return _route(turn, text, intent)


def _route(turn: Turn, text: str, intent: intents.Intent) -> bool:
    turn.note("intent_classified", intent.label, f"{intent.score:.2f}")
    label = intent.label
    if _only_asks(text, intent.category):
        faq.answer(turn, text, label)
        offers.offer_after_fact(turn)
    elif label in wishes.BOOKABLE:
        wishes.start_booking(turn, label, text)
    elif label in VISIT_GOALS:
        wishes.change_visit(turn, text, visit_verbs.wanted(text) or VISIT_GOALS[label])
    elif label == "service_area" and faq.topic_of(text, "") not in SERVICES:
        area_question(turn, text)
    elif label in FACTS or faq.is_question(text, intent):
        faq.answer(turn, text, label)
        offers.offer_after_fact(turn)
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
    if category == "troubleshooting":
        return faq.topic_of(text, "") in faq.TIPS
    return category == "faq_services" and faq.topic_of(text, "") in SERVICES


def _unclear(turn: Turn, text: str, intent: intents.Intent) -> bool:
    """Not ours, or not understood: one redirect, then a choice, then a person."""
    if (goal := visit_verbs.wanted(text)) and visit_verbs.names_visit(text):
        wishes.change_visit(turn, text, goal)
        return True
    place, phone = turn.slots.address, turn.slots.phone
    if volunteered.absorb(turn, text) and (turn.slots.address, turn.slots.phone) != (place, phone):
        turn.goal("book")  # who says unasked where and how to reach them wants us to come
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
        offers.offer_after_fact(turn)
        return True
    if acts.acts(text) & {"bye", "nothing_else"}:
        closing.goodbye(turn)
        return True
    if intent.category == "business_other":
        turn.fill(reason=text[:200])
        return people.hand_over(turn, "business caller")
    if asking.on_question(turn, text, "need"):
        return True
    return not_understood(turn, text, intent)


def not_understood(turn: Turn, text: str, intent: intents.Intent) -> bool:
    """Say what we do and ask again; a doubtful fault becomes a visit rather than a dead end."""
    tries, told = turn.fail("need"), strangers.NOT_OURS in turn.state.flags
    says_more = len(text.split()) > SAID_LITTLE
    if intent.category == "out_of_scope" and says_more:
        if told:
            return strangers.wrong_number(turn)
        strangers.say_what_we_do(turn)
    elif tries > 1 and intent.label in wishes.BOOKABLE and len(text.split()) >= SAID_LITTLE:
        wishes.start_booking(turn, intent.label, text)
        return True
    elif tries > 1 and told:
        return strangers.wrong_number(turn)
    elif tries > 2:
        return people.hand_over(turn, "need not understood", planned=False)
    ask_need(turn)
    return True


# --- facts and area -----------------------------------------------------------------------------


def area_question(turn: Turn, text: str) -> None:
    volunteered.absorb(turn, text)
    turn.fill(zip=turn.slots.zip or zips.zip_code(text) or "", zip_deferred=False)
    if turn.slots.zip:
        place.on_zip(turn, turn.slots.zip)
    else:
        turn.ask("ZIP", "zip", "zip")


def on_issue(turn: Turn, text: str) -> bool:
    """What is wrong: any words will do, the label decides the rest."""
    intent = turn.intent(text)
    if intent.label in VISIT_GOALS and intent.sure:
        return _route(turn, text, intent)
    if acts.yes_no(text) is not None and len(text.split()) <= 2:
        return False
    if faq.is_question(text, intent):
        return False
    label = intent.label if intent.label in wishes.BOOKABLE else "book_service"
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
    if intent.label == "speak_to_human" and intent.sure:
        return people.request(turn, text)
    booking_off = intent.label == "cancel" and turn.state.goal == "book" and intent.sure
    if booking_off and faq.topic_of(text, "") not in TERMS:
        return wishes.drop(turn)
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
    return asking.on_question(turn, text, "miss")


def on_anything_else(turn: Turn, text: str) -> bool:
    """No or goodbye ends the call; a wish or a question goes on."""
    said = acts.acts(text)
    answer = acts.yes_no(text)
    intent = turn.intent(text)
    wish = intent.label in WISHES and intent.sure
    if _ends_with_bye(text):
        closing.goodbye(turn)
        return True
    if answer == "mixed" and words(lowered(text))[0] in NO:
        answer = "no"  # "nope, you're good"
    if wish and answer != "no":
        return _route(turn, text, intent)
    if faq.is_question(text, intent):
        faq.answer(turn, text, intent.label)
        turn.repeat()
    elif answer == "no" or said & {"bye", "nothing_else", "thanks"} or _content(text):
        closing.goodbye(turn)
    elif answer == "yes":
        turn.ask("IDENTIFY_NEED", "what_else", "free")
    elif memory.acknowledge(turn, text) or asking.on_question(turn, text, "miss"):
        return True
    elif turn.fails("anything_else") == 0:
        turn.fail("anything_else")
        turn.fill(notes=(*turn.slots.notes, text[:120]))
        turn.say("noted")
        turn.repeat()
    else:
        return False
    return True


def _ends_with_bye(text: str) -> bool:
    """Whoever says goodbye last has no further wish, whatever was said before."""
    said = words(lowered(text))
    return bool(said) and said[-1] in closing.LEAVING


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
