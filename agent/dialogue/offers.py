"""The offer of a visit after a fact, and what a caller who asks for prices makes of it."""

import re

from agent.dialogue import closing, faq, safety, wishes
from agent.dialogue.turn import Turn
from agent.nlu import acts, dates, intents, withdrawals
from agent.nlu.words import lowered

WANTED = re.compile(
    r"\b(book|come|send|need|want|wanna|like|schedule|appointment|set up|sign|get)\b"
    r"|\b(somebody|someone)\b"
    r"|\b(cita|necesito|quiero|quisiera|mande|venir|vengan)\b"
)
"""Words of somebody who wants a visit, not only its price."""
FOR_THAT = re.compile(r"^(\w+ ){0,2}for (a|an|one|two|my|the|our|una?|mi) ")
"""What a price asked for was meant for."""
PRICED = frozenset({"fee", "repair_price", "tuneup_price", "estimate_free", "membership"})
"""Topics after whose answer the bare name of a job asks for its price."""


def offer_after_fact(turn: Turn) -> None:
    """After a fact: the offer of a visit, unless the call has brought something already."""
    if turn.state.result not in (None, "faq_only"):
        closing.ask_anything_else(turn)
    else:
        turn.ask("IDENTIFY_NEED", "offer_booking", "yes_no")


def on_offer(turn: Turn, text: str) -> bool:
    """ "Would you like a visit?" after a fact."""
    answer = acts.yes_no(text)
    intent = turn.intent(text)
    if _asks_its_price(turn, text, intent):
        faq.answer(turn, text, "pricing")
        offer_after_fact(turn)
        return True
    if _names_what_for(turn, text):
        faq.answer_topic(turn, turn.state.faq_topic, text)
        offer_after_fact(turn)
        return True
    if withdrawals.withdraws(text, answering_offer=True):
        closing.ask_anything_else(turn)
        return True
    if intent.label in wishes.BOOKABLE and intent.sure:
        return False
    if answer == "yes":
        if "wants_tuneup" in turn.state.flags:
            wishes.start_booking(turn, "maintenance_tuneup", "tune-up")
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


def _asks_its_price(turn: Turn, text: str, intent: intents.Intent) -> bool:
    """ "The tune-up one, for a furnace" after a price: which price is meant, not a visit wanted."""
    if intent.label not in wishes.BOOKABLE - safety.LOST or turn.state.faq_topic not in PRICED:
        return False
    if WANTED.search(lowered(text)) or acts.yes_no(text) == "yes":
        return False
    priced = faq.topic_of(text, "pricing") in PRICED
    return priced and dates.parse(text, turn.now).status != "ok"


def _names_what_for(turn: Turn, text: str) -> bool:
    """ "For one gas furnace" after a price: the price holds for that too."""
    low = lowered(text)
    agrees = acts.yes_no(text) == "yes" or WANTED.search(low) is not None
    return turn.state.faq_topic in PRICED and FOR_THAT.search(low) is not None and not agrees
