"""A detail already given is put right while something else is being asked."""

import re

from agent.dialogue import volunteered
from agent.dialogue.turn import Turn
from agent.nlu import acts, addresses, dates, phones
from agent.nlu.key_fact_words import RELATION
from agent.nlu.words import lowered

PHONE = re.compile(r"\b(phone|cell|telephone|callback|area code|telefono|celular)\b")
NAME = re.compile(r"\b(name'?s?|nombre|apellido)\b")
ANOTHERS = re.compile(rf"(?<!in )(?<!under )\bmy {RELATION}.?s name\b|\b(his|her|their) name\b")
"""The name of somebody beside the caller, unless the visit is to be under it."""
PLACE = re.compile(r"\b(address|street|house|apartment|unit|suite|zip|direccion|calle|casa)\b")
TIME = re.compile(
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(today|tomorrow|morning|afternoon|noon)\b"
    r"|\b(lunes|martes|miercoles|jueves|viernes|sabado|manana)\b"
)
READ_BACK = frozenset({"confirm_phone", "confirm_address"})
PHONES_ASKED = frozenset({"phone", "phone_rest", "phone_keys", "confirm_phone"})
NAMES_ASKED = frozenset({"name", "last_name"})
PLACES_ASKED = frozenset(
    {"zip", "zip_again", "confirm_zip", "address", "address_street", "address_number"}
    | {"confirm_address"}
)


def elsewhere(turn: Turn, text: str) -> bool:
    """ "Hang on, the phone should end in 54" while the address is read back: true when taken.

    Only a detail that is named, known and not the one asked for is touched: numbers said for one
    thing must not be taken for another.
    """
    if turn.state.goal != "book" or turn.state.asked is None or turn.state.hold:
        return False
    low, asked = lowered(text), turn.state.asked.key
    if asked in READ_BACK and TIME.search(low) and not (PHONE.search(low) or PLACE.search(low)):
        return _time(turn, text)
    if PHONE.search(low):
        taken = asked not in PHONES_ASKED and _phone(turn, text)
    elif NAME.search(low) and not (PLACE.search(low) or ANOTHERS.search(low)):
        taken = asked not in NAMES_ASKED and _name(turn, text)
    else:
        taken = bool(PLACE.search(low)) and asked not in PLACES_ASKED and _place(turn, text)
    if taken:
        turn.note("detail_corrected", asked)
        turn.go_on()
    return taken


def _time(turn: Turn, text: str) -> bool:
    """ "No, not Friday" while an address is read back is about the visit, not the street."""
    wish = dates.parse(text, turn.now)
    if wish.status != "ok" or acts.yes_no(text) == "yes":
        return False
    turn.fill(when=wish)
    turn.repeat()
    return True


def _phone(turn: Turn, text: str) -> bool:
    known = turn.slots.phone
    if not known:
        return False
    for words in (text, text.partition(" not ")[0]):
        found = phones.correct(known.removeprefix("+1"), words)
        if found.status == "ok" and found.e164 and found.e164 != known:
            turn.fill(phone=found.e164, phone_ok=False)
            return True
    return False


def _name(turn: Turn, text: str) -> bool:
    return bool(turn.slots.first) and volunteered.rename(turn, text)


def _place(turn: Turn, text: str) -> bool:
    ours = turn.slots.address
    new = addresses.correct(ours, text) if addresses.complete(ours) else None
    if new is None or new == ours:
        return False
    volunteered.keep_address(turn, new)
    turn.fill(address_ok=False)
    return True
