"""Where we come: ZIP and area, street and number, read back."""

from collections.abc import Sequence

from agent.dialogue import closing, fallbacks, safety, volunteered
from agent.dialogue.state import LINE_CHARS
from agent.dialogue.turn import Turn
from agent.events import Address
from agent.nlu import acts, addresses, withdrawals, zips
from agent.nlu.address_words import SUFFIXES
from agent.nlu.words import words

NOT_THERE = frozenset({"not", "isn't"})
PIECES = 3
"""So many unfinished answers in a row are read together."""


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
    question = turn.state.asked
    said = " ".join((*turn.slots.pieces, text))
    code = _code(turn, text) or _zip_of_city(turn, text) or _code(turn, said)
    if question is not None and question.key == "confirm_zip" and not code:
        return _on_confirm_zip(turn, text, question.fields["code"])
    nearby = _nearby(turn) if code and turn.profile.zone_of(code) is None else ""
    if nearby:
        spoken = turn.spoken.zip_code(nearby)
        turn.ask("ZIP", "confirm_zip", "yes_no", zip=spoken, code=nearby)
        return True
    if code:
        turn.fill(zip=code, pieces=())
        volunteered.absorb(turn, text)
    elif _address_in_pieces(turn, text):
        turn.fill(zip_deferred=not turn.slots.zip)
    elif (
        volunteered.absorb(turn, text)
        or acts.yes_no(text) == "no"
        or "dont_know" in acts.acts(text)
    ):
        turn.fill(zip_deferred=True)
    else:
        return False
    return _after_zip(turn)


def _code(turn: Turn, text: str) -> str:
    """The ZIP in the words; of several numbers one that we serve."""
    codes = zips.zip_codes(text)
    served = [code for code in codes if turn.profile.zone_of(code)]
    return next(iter((*served, *codes)), "")


def _after_zip(turn: Turn) -> bool:
    """Who only asked whether we come there is told; else the plan goes on."""
    if turn.state.goal == "none" and turn.slots.zip:
        return _answer_area(turn)
    turn.go_on()
    return True


def _nearby(turn: Turn) -> str:
    """A ZIP that we serve among the other readings of the words.

    One misheard digit is likelier than a caller from elsewhere, but the caller decides.
    """
    codes = (zips.zip_code(reading) for reading in turn.readings)
    return next((code for code in codes if code and turn.profile.zone_of(code)), "")


def _on_confirm_zip(turn: Turn, text: str, code: str) -> bool:
    """The ZIP we rather believe: yes takes it, no asks anew."""
    answer = acts.yes_no(text)
    if answer == "yes":
        turn.fill(zip=code, pieces=())
        return _after_zip(turn)
    if answer == "no":
        turn.ask("ZIP", "zip", "zip")
        return True
    return False


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
    volunteered.keep_address(turn, merged)
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
    known = [
        (words(city), codes)
        for city, codes in turn.profile.area.city_zips.items()
        if city and codes
    ]
    known.sort(key=lambda one: -len(one[0]))
    said = words(text)
    for at in range(len(said)):
        for city, codes in known:
            stop = at + len(city)
            if city == said[at:stop] and _is_place(said, at, stop):
                return codes[0]
    return ""


def _is_place(said: Sequence[str], at: int, stop: int) -> bool:
    """Whether a city's name means the city: "Arlington Avenue" and "not Arlington" do not."""
    street = stop < len(said) and said[stop] in SUFFIXES
    return not street and NOT_THERE.isdisjoint(said[max(0, at - 2) : at])


def on_out_of_area(turn: Turn, text: str) -> bool:
    """A corrected ZIP, a note for the office, or nothing."""
    code = zips.zip_code(text)
    answer = acts.yes_no(text)
    if code and code != turn.slots.zip:
        turn.set(result=None)
        turn.fill(zip=code)
        safety.keep_wish(turn, text)
        _after_zip(turn)
    elif answer == "yes":
        turn.goal("message")
        turn.fill(reason=f"out of area {turn.slots.zip}: {turn.slots.issue}")
        turn.go_on()
    elif (
        answer == "no"
        or acts.acts(text) & {"bye", "thanks", "nothing_else"}
        or withdrawals.withdraws(text, answering_offer=True)
    ):
        closing.goodbye(turn)
    else:
        return False
    return True


# --- address ---------------------------------------------------------------------------------


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
        volunteered.keep_address(turn, merged)
    elif not _address_in_pieces(turn, text):
        return False
    turn.go_on()
    return True


def on_confirm_address(turn: Turn, text: str) -> bool:
    """Only a clear yes confirms; a correction is read back again."""
    answer = acts.yes_no(text)
    fixed = addresses.correct(turn.slots.address, text)
    code = zips.zip_code(text)
    added = fixed is not None and answer == "yes" and _same_door(fixed, turn.slots.address)
    if fixed is not None and fixed != turn.slots.address and not added:
        volunteered.keep_address(turn, fixed)
        if code:
            turn.fill(zip=code)
        turn.note("readback_corrected", "address")
        if turn.fail("readback_address") >= fallbacks.MAX_READBACKS:
            fallbacks.give_up(turn, "confirm_address")
            return True
        turn.go_on()
    elif answer == "yes":
        if fixed is not None:
            volunteered.keep_address(turn, fixed)
        turn.fill(address_ok=True)
        turn.note("readback_accepted", "address")
        turn.milestone("M7")
        turn.go_on()
    elif answer == "no":
        turn.note("readback_rejected", "address")
        if turn.fail("readback_address") >= fallbacks.MAX_READBACKS:
            fallbacks.give_up(turn, "confirm_address")
            return True
        turn.fill(address=Address())
        turn.go_on()
    else:
        return False
    return True


def _same_door(one: Address, other: Address) -> bool:
    """Whether two addresses differ at most in city, state and ZIP."""
    return one.street_line == other.street_line
