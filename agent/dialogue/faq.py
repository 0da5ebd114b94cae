"""Questions on the side: one fact from the profile in at most two sentences, never invented."""

import re

from agent.dialogue import asking, faq_topics
from agent.dialogue.turn import Turn
from agent.events import SaveTask
from agent.nlu import intents
from agent.nlu.words import lowered

DETAILS = re.compile(r"\b(include|includes|included|cover|covers|covered|that|incluyen?|cubren?)\b")
"""Words of a follow-up about the last answer, which the profile does not go into."""
BILL = re.compile(
    r"(?<!off )(?<!toward )(?<!towards )(?<!against )"
    r"\b(my|the|your|this|that|an|our) (\w+ )?(bill|invoice|statement)s?\b"
    r"|\b(over|double )?charged\b|\brefund\w*\b"
)
"""Words of a bill that went wrong: a matter for people, not a question of fact."""
BILL_WORDS = ("bill", "invoice", "statement", "charged", "refund")
"""One of these is in whatever `BILL` finds."""
TIPS = frozenset({"filter_change", "thermostat", "breaker_reset", "vents", "ice"})
"""Topics a caller can try alone before we come."""
LABELS: dict[str, str] = {
    "pricing": "fee",
    "hours_location": "hours",
    "warranty_membership": "membership",
}
"""Topic of a label when no word of a topic is found."""


def topic_of(text: str, label: str) -> str:
    """The topic of a question, or an empty text."""
    found = faq_topics.topic_in(text)
    return found or ("" if DETAILS.search(lowered(text)) else LABELS.get(label, ""))


def is_question(text: str, intent: intents.Intent) -> bool:
    """Whether the words ask for a fact rather than give one.

    A label that nobody is sure of names no fact: the words themselves have to.
    """
    if _disputes_bill(text):
        return False
    label = "" if intent.category == "unclear" else intent.label
    fact = label in LABELS or label in ("billing_payment", "service_area")
    if fact and (intent.sure or text.rstrip().endswith("?")):
        return True
    asks = faq_topics.asks(text)
    follow_up = asks and DETAILS.search(lowered(text)) is not None
    return asks and (follow_up or bool(topic_of(text, label)))


def _disputes_bill(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in BILL_WORDS) and BILL.search(low) is not None


def answer(turn: Turn, text: str, label: str) -> None:
    """Say the fact; what is not in the profile becomes a note for the office."""
    answer_topic(turn, topic_of(text, label), text)


def answer_topic(turn: Turn, topic: str, text: str) -> None:
    """Say the fact of a topic."""
    turn.set(faq_topic=topic)
    turn.note("faq_answered", topic)
    if topic == "tuneup_price":
        turn.flag("wants_tuneup")
    if not tell(turn, topic) and not asking.ask(turn, "answer", text, "miss"):
        miss(turn, topic, text)
    if topic == "membership_cancel":  # the answer says that the office will do it
        turn.use(SaveTask(kind="message", phone=turn.state.caller, message=text[:200]))
    if turn.state.result is None:
        turn.achieve("faq_only")


def miss(turn: Turn, topic: str, text: str, *, key: str = "faq_unknown") -> None:
    """Nobody here knows: the office will answer."""
    turn.note("faq_miss", topic, text[:80])
    turn.say(key)
    turn.use(SaveTask(kind="faq_miss", phone=turn.state.caller, message=text[:200]))


def tell(turn: Turn, topic: str) -> bool:
    """Say the fact of a topic and nothing else; False when there is none."""
    return _from_facts(turn, topic) or _from_profile(turn, topic)


def _from_profile(turn: Turn, topic: str) -> bool:
    found = turn.profile.faq.get(topic)
    if found is None:
        return False
    turn.say_text((found.es if turn.state.language == "es" else "") or found.en)
    return True


def _from_facts(turn: Turn, topic: str) -> bool:
    """Answers made of the profile's figures; False leaves it to the profile's own texts."""
    profile = turn.profile
    fees = profile.fees
    match topic:
        case "fee" | "repair_price":
            credit = "_credit" if fees.credit_to_repair else ""
            key = f"faq_{topic}{credit}" if topic == "fee" else f"faq_{topic}"
            turn.say(key, fee=turn.spoken.money(fees.service))
        case "tuneup_price" if fees.tuneup is not None:
            turn.say("faq_tuneup_price", fee=turn.spoken.money(fees.tuneup))
        case "after_hours_fee":
            turn.say("faq_after_hours_fee", fee=turn.spoken.money(fees.after_hours))
        case "cancel_fee":
            cents = profile.policy.cancel_fee_cents
            turn.say("faq_cancel_fee" if cents else "faq_cancel_free", fee=turn.spoken.money(cents))
        case "membership" if profile.membership is not None:
            plan = profile.membership
            turn.say(
                "faq_membership", plan=plan.name, fee=turn.spoken.money(plan.price_month_cents)
            )
        case "hours":
            turn.say("faq_hours", hours=turn.spoken.hours(profile))
        case "office" if profile.company.address:
            turn.say("faq_office", address=turn.spoken.office(profile))
        case "arrival":
            turn.say("faq_arrival", minutes=turn.spoken.number(profile.windows.call_ahead_min))
        case "robot":
            turn.say("robot")
        case "recorded":
            turn.say("recorded_yes" if profile.notices.recording else "recorded_no")
        case _:
            return False
    return True
