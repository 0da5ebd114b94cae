"""Questions on the side: one fact from the profile in at most two sentences, never invented."""

import re

from agent.dialogue.turn import Turn
from agent.events import SaveTask
from agent.nlu import intents

TOPICS: tuple[tuple[str, str], ...] = (
    ("cancel_fee", r"\b(fee|charge|cost|penalty)\b.*\bcancel|\bcancel\w*\b.*\b(fee|charge|cost)\b"),
    ("recorded", r"\b(recorded|recording)\b"),
    ("robot", r"\b(robot|a machine|real person|are you (an )?a ?i|computer)\b"),
    ("membership", r"\b(member\w*|plan|club|discount)\b"),
    ("financing", r"\bfinanc\w+"),
    ("payment", r"\b(pay|check|checks|cash|credit cards?|venmo|invoice|bill)\b"),
    ("warranty", r"\b(warranty|warranties|guarantee\w*)\b"),
    ("after_hours_fee", r"\b(after hours|weekend|night)\b.*\b(fee|cost|charge|extra|more)\b"),
    ("tuneup_price", r"\b(tune ?up|maintenance|check ?up|cleaning)\b"),
    ("estimate_free", r"\b(estimate|quote|second opinion)s?\b"),
    ("repair_price", r"\b(repair|fix|replace|replacing|part|parts|new (unit|furnace|system|ac))\b"),
    ("fee", r"\b(fee|how much|cost|costs|charge|price|pricing|rate|rates)\b"),
    ("hours", r"\b(open|hours|close|closed|holiday|sunday|saturday)\b"),
    ("office", r"\b(where are you|office|located|location|address)\b"),
    ("arrival", r"\b(call ahead|how long|what time|on the way|before (he|she|they) comes?)\b"),
    ("brands", r"\b(brand|brands|trane|carrier|lennox|goodman|rheem|mitsubishi|daikin)\b"),
    ("licence", r"\b(licensed|license|insured|insurance|background)\b"),
    ("pets", r"\b(dog|dogs|cat|cats|pet|pets)\b"),
    ("privacy", r"\b(privacy|my data|delete my)\b"),
    ("careers", r"\b(hiring|job opening|work for you|apply)\b"),
)
_COMPILED = tuple((topic, re.compile(pattern)) for topic, pattern in TOPICS)

DETAILS = re.compile(r"\b(include|includes|included|cover|covers|covered|that)\b")
"""Words of a follow-up about the last answer, which the profile does not go into."""
LABELS: dict[str, str] = {
    "pricing": "fee",
    "hours_location": "hours",
    "warranty_membership": "membership",
}
"""Topic of a label when no word of a topic is found."""


def topic_of(text: str, label: str) -> str:
    """The topic of a question, or an empty text."""
    low = text.lower()
    for topic, pattern in _COMPILED:
        if pattern.search(low):
            return topic
    return "" if DETAILS.search(low) else LABELS.get(label, "")


def is_question(text: str, intent: intents.Intent) -> bool:
    """Whether the words ask for a fact rather than give one."""
    if intent.label in LABELS or intent.label in ("billing_payment", "service_area"):
        return intent.score >= 0.5 or text.rstrip().endswith("?")
    first = text.split()[0].lower() if text.split() else ""
    asks = first in {"do", "does", "what", "how", "is", "are", "can", "will", "any", "when"}
    follow_up = asks and DETAILS.search(text.lower()) is not None
    return asks and (follow_up or bool(topic_of(text, intent.label)))


def answer(turn: Turn, text: str, label: str) -> None:
    """Say the fact; what is not in the profile becomes a note for the office."""
    topic = topic_of(text, label)
    turn.set(faq_topic=topic)
    turn.note("faq_answered", topic)
    if topic == "tuneup_price":
        turn.flag("wants_tuneup")
    if not _from_facts(turn, topic) and not _from_profile(turn, topic):
        turn.note("faq_miss", topic, text[:80])
        turn.say("faq_unknown")
        turn.use(SaveTask(kind="faq_miss", phone=turn.state.caller, message=text[:200]))
    if turn.state.result is None:
        turn.achieve("faq_only")


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
