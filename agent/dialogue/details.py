"""Who and where: ZIP, name, phone, address, each asked once, read back, correctable."""

import re

from agent.dialogue import closing, people, windows
from agent.dialogue.state import LINE_CHARS, Phase
from agent.dialogue.turn import Turn
from agent.events import Address
from agent.nlu import acts, addresses, names, phones, zips
from agent.nlu.words import lowered

PHASE_OF: dict[str, Phase] = {
    "issue": "COLLECT_ISSUE",
    "zip": "ZIP",
    "zip_again": "ZIP",
    "name": "NAME",
    "last_name": "NAME",
    "phone": "PHONE",
    "phone_rest": "PHONE",
    "confirm_phone": "CONFIRM_PHONE",
    "address": "ADDRESS",
    "confirm_address": "CONFIRM_ADDRESS",
    "when": "OFFER_WINDOWS",
}
"""Where the answer to a question is read; also what "go back" may return to."""

NAME_CUES = (
    "my name is",
    "my name's",
    "name is",
    "this is",
    "the name's",
    "me llamo",
    "mi nombre es",
)
RENAME = re.compile(r"^(just )?(put|use|make it|write|ponga|pongale|anote)\b")
PHONE_TURNS = 6
MAX_READBACKS = 4
"""After so many read-backs that were not right, a person takes the detail up."""
PIECES = 3
"""So many unfinished answers in a row are read together."""
NO_NUMBER = "?"
"""House number of an address that was never understood."""
ADDRESS_LINES = 6
ZIP_LENGTH = 5
PHONE_LENGTH = 10


def absorb(turn: Turn, text: str) -> bool:
    """Keep details volunteered outside their question; true when there were any."""
    slots = turn.slots
    before = slots
    found = phones.capture([text], caller_id=None)
    if found.status == "ok" and not slots.phone:
        keep_phone(turn, found.e164 or "", found.extension)
    address = addresses.parse(text, cities=turn.profile.area.cities)
    if address is not None and addresses.complete(address) and not slots.address_ok:
        turn.fill(address=addresses.merge(slots.address, address))
    code = zips.zip_code(text)
    if code and not slots.zip and (turn.profile.zone_of(code) or _names_zip(text)):
        turn.fill(zip=code)
    _absorb_name(turn, text)
    return turn.slots != before


def _names_zip(text: str) -> bool:
    low = lowered(text)
    return "zip" in low or "postal" in low


def _absorb_name(turn: Turn, text: str) -> None:
    """A name introduced as such, or "put June" as a change of the one given."""
    slots = turn.slots
    if not slots.first and any(cue in lowered(text) for cue in NAME_CUES):
        who = names.parse(text)
    elif slots.first and RENAME.search(lowered(text)):
        new = names.parse(text)
        old = names.PersonName(first=slots.first, last=slots.last)
        who = names.merge(old, new) if new else None
    else:
        who = None
    if who is not None:
        turn.fill(first=who.first, last=who.last)


# --- who is calling -----------------------------------------------------------------------------


def ask_lookup(turn: Turn) -> bool:
    """A known number: ask whether it is that person; nothing else of them is spoken."""
    known = turn.state.started.known if turn.state.started else None
    if known is None or turn.slots.first or "lookup_done" in turn.state.flags:
        return False
    turn.flag("lookup_done")
    turn.ask("LOOKUP", "lookup", "yes_no", first=known.name.split()[0])
    return True


def on_lookup(turn: Turn, text: str) -> bool:
    """Yes fills in what we know; anything else asks afresh."""
    assert turn.state.started is not None
    known = turn.state.started.known
    assert known is not None
    if acts.yes_no(text) == "yes":
        first, _, last = known.name.partition(" ")
        turn.fill(first=first, last=last, phone=turn.state.caller, phone_ok=True)
        if known.address is not None and not addresses.complete(turn.slots.address):
            turn.fill(address=known.address, zip=turn.slots.zip or known.address.zip)
        turn.set(verified=True, member=known.member)
        turn.milestone("M3")
    else:
        absorb(turn, text)
    turn.go_on()
    return True


# --- ZIP ----------------------------------------------------------------------------------------


def ask_zip(turn: Turn) -> bool:
    """The ZIP decides whether we come at all, so it is asked early."""
    slots = turn.slots
    if slots.zip:
        return _out_of_area(turn)
    if slots.address.zip:
        turn.fill(zip=slots.address.zip)
        return _out_of_area(turn)
    if slots.zip_deferred:
        return False
    turn.ask("ZIP", "zip", "zip")
    return True


def _out_of_area(turn: Turn) -> bool:
    if turn.profile.zone_of(turn.slots.zip) is not None:
        turn.milestone("M5")
        return False
    turn.say("out_of_area", zip=turn.spoken.zip_code(turn.slots.zip))
    turn.achieve("out_of_area")
    turn.ask("OUT_OF_AREA", "out_of_area_note", "yes_no")
    return True


def on_zip(turn: Turn, text: str) -> bool:
    """Five digits, a city we know, or other details first: then the ZIP waits."""
    said = " ".join((*turn.slots.pieces, text))
    code = zips.zip_code(text) or _zip_of_city(turn, text) or zips.zip_code(said)
    if code:
        turn.fill(zip=code, pieces=())
        absorb(turn, text)
    elif _address_in_pieces(turn, text):
        turn.fill(zip_deferred=not turn.slots.zip)
    elif absorb(turn, text) or acts.yes_no(text) == "no" or "dont_know" in acts.acts(text):
        turn.fill(zip_deferred=True)
    else:
        return False
    if turn.state.goal == "none" and turn.slots.zip:
        return _answer_area(turn)
    turn.go_on()
    return True


def _address_in_pieces(turn: Turn, text: str) -> bool:
    """An address given over several answers: number, then street, then city and ZIP."""
    said = " ".join((*turn.slots.pieces, text))
    found = addresses.parse(said, cities=turn.profile.area.cities)
    if found is None or not (found.street_name and (found.house_number or found.suffix)):
        turn.fill(pieces=(*turn.slots.pieces, text[:LINE_CHARS])[-PIECES:])
        return False
    turn.fill(pieces=())
    merged = addresses.merge(turn.slots.address, found)
    if merged == turn.slots.address:
        return False
    keep_address(turn, merged)
    return True


def _answer_area(turn: Turn) -> bool:
    """The caller only asked whether we come there."""
    if turn.profile.zone_of(turn.slots.zip) is None:
        return _out_of_area(turn)
    turn.milestone("M5")
    turn.say("in_area", zip=turn.spoken.zip_code(turn.slots.zip))
    turn.ask("IDENTIFY_NEED", "offer_booking", "yes_no")
    return True


def _zip_of_city(turn: Turn, text: str) -> str:
    """The ZIP of a city named instead, when the city has just one or lies all in our area."""
    low = text.lower()
    for city, codes in turn.profile.area.city_zips.items():
        if city in low and codes:
            return codes[0]
    return ""


def on_out_of_area(turn: Turn, text: str) -> bool:
    """A corrected ZIP, a note for the office, or nothing."""
    code = zips.zip_code(text)
    answer = acts.yes_no(text)
    if code and code != turn.slots.zip:
        turn.set(result=None)
        turn.fill(zip=code)
        turn.go_on()
    elif answer == "yes":
        turn.goal("message")
        turn.fill(reason=f"out of area {turn.slots.zip}: {turn.slots.issue}")
        turn.go_on()
    elif answer == "no" or acts.acts(text) & {"bye", "thanks", "nothing_else"}:
        closing.goodbye(turn)
    else:
        return False
    return True


# --- name ---------------------------------------------------------------------------------------


def ask_name(turn: Turn) -> bool:
    """The name of the person we come to; one word alone may be two heard as one."""
    if turn.slots.first and not turn.slots.last and "last_name_asked" not in turn.state.flags:
        turn.flag("last_name_asked")
        turn.ask("NAME", "last_name", "name")
        return True
    if turn.slots.first or turn.slots.last:
        return False
    turn.ask("NAME", "name", "name")
    return True


def on_name(turn: Turn, text: str) -> bool:
    """A name, perhaps spelled."""
    question = turn.state.asked
    assert question is not None
    if acts.yes_no(text) in ("yes", "no") and len(text.split()) <= 2:
        return False
    who = names.parse(text)
    if who is None:
        return False
    alone = question.key == "last_name" and not who.last and who.first != turn.slots.first
    if alone:
        turn.fill(last=who.first)
    elif who.last or not turn.slots.last:
        turn.fill(first=who.first, last=who.last)
    turn.milestone("M3")
    turn.go_on()
    return True


# --- phone --------------------------------------------------------------------------------------


def keep_phone(turn: Turn, e164: str, extension: str | None) -> None:
    """A whole number; the same as the calling line needs no read-back: two sources agree."""
    same = e164 == turn.state.caller
    turn.fill(phone=e164, extension=extension or "", phone_ok=same, phone_turns=())
    if same:
        turn.milestone("M6")


def ask_phone(turn: Turn) -> bool:
    """The number to reach the caller, read back digit by digit."""
    slots = turn.slots
    if slots.phone_ok:
        return False
    if slots.phone:
        turn.ask("CONFIRM_PHONE", "confirm_phone", "yes_no", number=turn.spoken.phone(slots.phone))
        return True
    turn.ask("PHONE", "phone", "phone")
    return True


def on_phone(turn: Turn, text: str) -> bool:
    """A number at once, in pieces over turns, or "the one I am calling from"."""
    turns = (*turn.slots.phone_turns, text[:LINE_CHARS])[-PHONE_TURNS:]
    found = phones.capture(turns, caller_id=turn.state.caller or None)
    if found.status == "reject" and len(turns) > 1:
        turns = (text,)
        found = phones.capture(turns, caller_id=turn.state.caller or None)
    if found.status == "ok":
        keep_phone(turn, found.e164 or "", found.extension)
        turn.go_on()
        return True
    if found.status == "partial" and found.digits:
        turn.fill(phone_turns=turns)
        turn.ask(
            "PHONE", "phone_rest", "phone", have=found.digits, got=turn.spoken.digits(found.digits)
        )
        return True
    turn.fill(phone_turns=())
    return False


def on_confirm_phone(turn: Turn, text: str) -> bool:
    """Only a clear yes confirms; a correction is read back again."""
    answer = acts.yes_no(text)
    fixed = phones.correct(turn.slots.phone.removeprefix("+1"), text)
    if fixed.status == "ok" and fixed.e164 and fixed.e164 != turn.slots.phone:
        turn.fill(phone=fixed.e164)
        turn.note("readback_corrected", "phone")
        turn.go_on()
    elif answer == "yes":
        turn.fill(phone_ok=True)
        turn.note("readback_accepted", "phone")
        turn.milestone("M6")
        absorb(turn, text)
        turn.go_on()
    elif answer == "no":
        turn.note("readback_rejected", "phone")
        turn.fill(phone="", phone_turns=(), phone_keys="")
        tries = turn.fail("readback_phone")
        if tries >= MAX_READBACKS:
            give_up(turn, "phone")
            return True
        if tries >= 2:
            turn.ask("PHONE", "phone_keys", "phone")
        else:
            absorb(turn, text)
            turn.go_on()
    elif absorb(turn, text) and turn.fails("confirm_phone") == 0:
        turn.fail("confirm_phone")
        turn.repeat()
    else:
        return False
    return True


def on_digit(turn: Turn, key: str) -> None:
    """Keypad digits for a phone number, ZIP or code; # ends them, a whole number ends itself."""
    question = turn.state.asked
    assert question is not None
    keys = turn.slots.phone_keys + key if key != "#" else turn.slots.phone_keys
    length = ZIP_LENGTH if question.expect == "zip" else PHONE_LENGTH
    turn.fill(phone_keys=keys)
    if len(keys) < length and key != "#":
        return
    turn.fill(phone_keys="")
    if question.expect == "zip" and len(keys) == ZIP_LENGTH:
        turn.fill(zip=keys)
        turn.go_on()
        return
    found = phones.capture([keys], caller_id=turn.state.caller or None)
    if question.expect == "phone" and found.status == "ok":
        keep_phone(turn, found.e164 or "", None)
        turn.note("slot_source", "phone", "dtmf")
        turn.go_on()
    else:
        turn.say("keys_wrong")
        turn.repeat()


# --- address ------------------------------------------------------------------------------------


def ask_address(turn: Turn) -> bool:
    """The service address, its ZIP when still unknown, and the read-back."""
    slots = turn.slots
    if not addresses.complete(slots.address):
        if slots.address.house_number or slots.address.street_name:
            key = "address_street" if slots.address.house_number else "address_number"
            turn.ask("ADDRESS", key, "address")
        else:
            turn.ask("ADDRESS", "address", "address")
    elif not slots.address_ok:
        line = turn.spoken.address(slots.address)
        turn.ask("CONFIRM_ADDRESS", "confirm_address", "yes_no", address=line)
    elif not slots.zip and not slots.address.zip:
        turn.ask("ZIP", "zip_again", "zip")
    else:
        return False
    return True


def on_address(turn: Turn, text: str) -> bool:
    """The address, perhaps in pieces."""
    found = addresses.parse(text, cities=turn.profile.area.cities)
    merged = addresses.merge(turn.slots.address, found) if found else turn.slots.address
    if merged != turn.slots.address and (found and (found.house_number or found.street_name)):
        keep_address(turn, merged)
    elif not _address_in_pieces(turn, text):
        return False
    turn.go_on()
    return True


def keep_address(turn: Turn, address: Address) -> None:
    """Take an address and the ZIP within it."""
    turn.fill(address=address)
    if address.zip and address.zip != turn.slots.zip:
        turn.fill(zip=address.zip)


def on_confirm_address(turn: Turn, text: str) -> bool:
    """Only a clear yes confirms; a correction is read back again."""
    answer = acts.yes_no(text)
    fixed = addresses.correct(turn.slots.address, text)
    code = zips.zip_code(text)
    added = fixed is not None and answer == "yes" and _same_door(fixed, turn.slots.address)
    if fixed is not None and fixed != turn.slots.address and not added:
        keep_address(turn, fixed)
        if code:
            turn.fill(zip=code)
        turn.note("readback_corrected", "address")
        if turn.fail("readback_address") >= MAX_READBACKS:
            give_up(turn, "confirm_address")
            return True
        turn.go_on()
    elif answer == "yes":
        if fixed is not None:
            keep_address(turn, fixed)
        turn.fill(address_ok=True)
        turn.note("readback_accepted", "address")
        turn.milestone("M7")
        turn.go_on()
    elif answer == "no":
        turn.note("readback_rejected", "address")
        if turn.fail("readback_address") >= MAX_READBACKS:
            give_up(turn, "confirm_address")
            return True
        turn.fill(address=Address())
        turn.go_on()
    else:
        return False
    return True


def _same_door(one: Address, other: Address) -> bool:
    """Whether two addresses differ at most in city, state and ZIP."""
    return one.street_line == other.street_line


# --- going back and giving up -------------------------------------------------------------------


def reopen(turn: Turn, key: str) -> None:
    """Clear what a question filled, since the caller wants to answer it again."""
    match key:
        case "zip" | "zip_again":
            turn.fill(zip="", zip_deferred=False)
        case "name" | "last_name":
            turn.fill(first="", last="")
        case "phone" | "phone_rest" | "confirm_phone":
            turn.fill(phone="", phone_ok=False, phone_turns=())
        case "address" | "confirm_address":
            turn.fill(address=Address(), address_ok=False)
        case "issue":
            turn.fill(issue="", job_type="")
        case _:
            turn.fill(when=None)


def give_up(turn: Turn, key: str) -> None:
    """The tries for a question are spent: the fallback of its slot, at last a person."""
    slots, goal = turn.slots, turn.state.goal
    match key:
        case "last_name":
            turn.flag("last_name_unknown")
        case "name":
            turn.fill(last=slots.last or "Caller")
            turn.flag("name_unknown")
        case "callback_last_four" | "callback_number" | "confirm_phone" if goal == "message":
            if not _callback_as_known(turn):
                return
        case "phone" | "phone_rest" | "phone_keys" | "confirm_phone" if turn.state.caller:
            turn.fill(phone=turn.state.caller, phone_ok=True)
            turn.flag("phone_is_caller_id")
            turn.say("use_caller_id")
        case "address" | "address_street" | "address_number" | "confirm_address":
            _address_as_heard(turn)
        case "anything_else" | "what_else" | "offer_booking":
            closing.goodbye(turn)
            return
        case "sms":
            closing.ask_anything_else(turn)
            return
        case "when":
            turn.fill(when=windows.soonest(turn))
        case _:
            people.hand_over(turn, f"could not understand the answer to {key}", planned=False)
            return
    turn.go_on()


def _callback_as_known(turn: Turn) -> bool:
    """The number as far as known will do for a callback; without any we can only say good-bye."""
    number = turn.slots.phone or turn.state.caller
    if not number:
        closing.goodbye(turn)
        return False
    turn.flag("phone_unconfirmed")
    turn.fill(phone=number, phone_ok=True)
    return True


def _address_as_heard(turn: Turn) -> None:
    """Keep the caller's longest words for the office, which will call about the place."""
    address = turn.slots.address
    turn.flag("address_unverified")
    if not addresses.complete(address):
        said = (one.text for one in turn.state.history[-ADDRESS_LINES:] if one.who == "caller")
        heard = max(said, key=len, default="")[:80]
        address = addresses.merge(
            Address(house_number=NO_NUMBER, street_name=heard or "unknown"), address
        )
        turn.say("address_later")
    turn.fill(address=address, address_ok=True, address_unverified=True)
