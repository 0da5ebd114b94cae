"""What the dialogue makes of a tool that the model proposes: its own next step, or nothing.

No proposal acts. A wish becomes the goal, and the plan goes on with its questions, the read-back
and an explicit yes; a danger becomes the safety question; a fact is said in our own words.
"""

from collections.abc import Callable

from agent.dialogue import closing, emergency, faq, model_tools, needs, offers, wishes
from agent.dialogue.model_tools import AnswerFaq, Form, GetTips, QuoteFee, ReportHazard
from agent.dialogue.state import Goal
from agent.dialogue.turn import Turn
from agent.nlu import acts

Move = Callable[[Turn, str], None]
"""Makes the dialogue's own step; the text is what the caller said."""
Refusal = str
MOST_CALLS = 5
OFFERED = "person_proposed"
"""A person was offered on the model's proposal; once a call."""
MIDWAY = frozenset({"CONFIRM_BOOKING", "CORRECT", "COMMIT", "BOOKED", "RESCHEDULE", "CANCEL"})


def judge(turn: Turn, name: str, arguments: str) -> Move | Refusal:
    """The move for a proposal, or why there is none."""
    if turn.in_emergency or turn.state.hazard is not None or turn.state.outcome is not None:
        return "emergency or over"
    if name == "end_call":
        return _end_call(turn)
    form = model_tools.read(name, arguments)
    if isinstance(form, str):
        return form
    return RULES[name](turn, form)


# --- facts ------------------------------------------------------------------------------------


def _answer_faq(turn: Turn, form: Form) -> Move | Refusal:
    assert isinstance(form, AnswerFaq)
    return _topic(turn, form.topic)


def _get_tips(turn: Turn, form: Form) -> Move | Refusal:
    assert isinstance(form, GetTips)
    return _topic(turn, form.issue_code) if form.issue_code in faq.TIPS else "no such tip"


def _quote_fee(turn: Turn, form: Form) -> Move | Refusal:
    assert isinstance(form, QuoteFee)
    tuneup = form.job_type == "maintenance_tuneup" and turn.profile.fees.tuneup is not None
    return _topic(turn, "tuneup_price" if tuneup else "fee")


def _topic(turn: Turn, topic: str) -> Move | Refusal:
    """The company's own words on a topic; the question stays what it was."""
    if topic not in model_tools.topics(turn.profile):
        return "unknown topic"

    def move(turn: Turn, text: str) -> None:
        turn.set(faq_topic=topic)
        turn.note("faq_answered", topic)
        if not faq.tell(turn, topic):
            faq.miss(turn, topic, text)
        turn.repeat()

    return move


# --- wishes -----------------------------------------------------------------------------------


def _check_area(turn: Turn, form: Form) -> Move | Refusal:
    """The ZIP is asked of the caller, whatever the model says it is."""
    if turn.state.goal != "none" or turn.state.phase in MIDWAY:
        return "something else is under way"
    return needs.area_question


def _get_windows(turn: Turn, form: Form) -> Move | Refusal:
    """Windows are offered in a booking, which the caller has to want."""
    if turn.state.goal != "none" or turn.state.phase in MIDWAY:
        return "something else is under way"
    return lambda turn, text: offers.offer_after_fact(turn)


def _create_booking(turn: Turn, form: Form) -> Move | Refusal:
    """The caller is asked whether a visit is wanted: a model's word is no wish."""
    return _get_windows(turn, form)


def _of_visit(goal: Goal) -> Callable[[Turn, Form], Move | Refusal]:
    """Something about a visit in the books: found and proven as ever, changed after a yes."""

    def rule(turn: Turn, form: Form) -> Move | Refusal:
        if turn.state.goal != "none" or turn.state.phase in MIDWAY:
            return "something else is under way"
        return lambda turn, text: wishes.change_visit(turn, text, goal)

    return rule


# --- people -----------------------------------------------------------------------------------


def _report_hazard(turn: Turn, form: Form) -> Move | Refusal:
    """Only ever raises: a danger is asked about, once for each kind, and never cleared."""
    assert isinstance(form, ReportHazard)
    rule = form.rule
    if rule in turn.state.cleared or emergency.TIERS.get(rule) not in ("E1", "E2"):
        return "asked about already"

    def move(turn: Turn, text: str) -> None:
        turn.note("safety_suspected", rule, "model")
        turn.set(cleared=(*turn.state.cleared, rule))
        turn.ask("SAFETY_CHECK", "safety", "yes_no", rule=rule)

    return move


def _transfer_to_human(turn: Turn, form: Form) -> Move | Refusal:
    """The caller is told of a person; who wants one says so."""
    if OFFERED in turn.state.flags:
        return "offered already"

    def move(turn: Turn, text: str) -> None:
        turn.flag(OFFERED)
        turn.say("offer_person")
        turn.repeat()

    return move


def _create_task(turn: Turn, form: Form) -> Move | Refusal:
    """The caller's own words go to the office, none of the model's."""

    def move(turn: Turn, text: str) -> None:
        faq.miss(turn, "", text)
        turn.repeat()

    return move


def _end_call(turn: Turn) -> Move | Refusal:
    """Only the caller ends a call; after a goodbye of theirs we ask what is left."""
    if turn.state.tier in ("E1", "E2"):
        return "an emergency is not settled"
    if turn.state.goal != "none" or turn.state.phase in MIDWAY:
        return "something else is under way"

    def move(turn: Turn, text: str) -> None:
        if "bye" in acts.acts(text):
            closing.goodbye(turn)
        else:
            closing.ask_anything_else(turn)

    return move


RULES: dict[str, Callable[[Turn, Form], Move | Refusal]] = {
    "report_hazard": _report_hazard,
    "answer_faq": _answer_faq,
    "get_tips": _get_tips,
    "quote_fee": _quote_fee,
    "check_area": _check_area,
    "get_windows": _get_windows,
    "create_booking": _create_booking,
    "reschedule_booking": _of_visit("reschedule"),
    "cancel_booking": _of_visit("cancel"),
    "get_visit": _of_visit("status"),
    "transfer_to_human": _transfer_to_human,
    "create_task": _create_task,
}
