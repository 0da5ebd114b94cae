"""The number to reach the caller: at once, in pieces, by keypad, read back digit by digit."""

from msgspec import structs

from agent.dialogue import fallbacks, keypad, manners, phone_readings, volunteered
from agent.dialogue.state import LINE_CHARS
from agent.dialogue.turn import Turn
from agent.nlu import acts, phones
from agent.nlu.digits import digit_string
from agent.nlu.phones import PhoneCapture

PHONE_TURNS = 6
KEYPAD_AFTER, GIVE_UP_AFTER = 2, 4
"""So often a number read back may be wrong, or its pieces add up to none, before we ask for the
keypad; so often the pieces before we give up."""
TALKED_OVER = 2
"""So many tries more has a caller who never heard our request to type the number."""
MOST_REFUSED = 8
"""Rejected numbers remembered."""
MOST_PAUSED = 7
"""Digits before the last pause in a number, at most."""


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
    if _anew(turn, text):
        turn.fill(phone_turns=())
        if not digit_string(text):
            if not _stuck(turn):
                turn.ask("PHONE", "phone", "phone")
            return True
    turns = (*turn.slots.phone_turns, text[:LINE_CHARS])[-PHONE_TURNS:]
    had = len(_digits_had(turn))
    found = phone_readings.capture(turn, turns)
    if found.status == "reject" and len(turns) > 1:
        found = phones.mended(turns)
    if found.status == "reject" and len(turns) > 1:
        if _stuck(turn):
            return True
        turns, had = turns[-1:], 0
        found = phone_readings.capture(turn, turns)
    if found.status == "partial" and found.digits:
        return _on_pieces(turn, turns, found, had)
    if found.status == "ok":
        return _on_number(turn, found)
    turn.fill(phone_turns=())
    if _offer_cut(turn) and (found.digits or acts.yes_no(text) == "no"):
        turn.repeat()
        return True
    return False


def _anew(turn: Turn, text: str) -> bool:
    """ "No", alone or before the first group again, takes back the pieces said so far."""
    had = _digits_had(turn)
    said = digit_string(text)
    again = not said or (len(said) >= phones.GROUP and had.startswith(said[: phones.GROUP]))
    return bool(had) and again and acts.yes_no(text) == "no"


def _on_number(turn: Turn, found: PhoneCapture) -> bool:
    """A whole number: read back, unless too many were wrong or we keep hearing this wrong one.

    After a first no it is read back once more: the no may have been misheard.
    """
    wrong = turn.fails("readback_phone")
    again = wrong >= KEYPAD_AFTER and phone_readings.refused(turn, found)
    if again or wrong >= fallbacks.MAX_READBACKS:
        _ask_for_keys(turn, turn.fail("readback_phone"), fallbacks.MAX_READBACKS)
    else:
        volunteered.keep_phone(turn, found.e164 or "", found.extension)
        turn.go_on()
    return True


def _on_pieces(turn: Turn, turns: tuple[str, ...], found: PhoneCapture, had: int) -> bool:
    """A part of a number: the rest is asked for, as long as every piece brings some digits.

    More than people say before a pause is a whole number of which we missed something.
    """
    if len(found.digits) <= had:
        other = phone_readings.another(turn, turns)
        if other is not None:
            return _on_number(turn, other)
        if _stuck(turn):
            return True
    turn.fill(phone_turns=turns)
    if _offer_cut(turn):
        turn.repeat()
    elif len(found.digits) > MOST_PAUSED:
        turn.say("phone_short", count=turn.spoken.digits(str(len(found.digits))))
        turn.ask("PHONE", "phone", "phone")
    else:
        got = turn.spoken.digits(found.digits)
        turn.ask("PHONE", "phone_rest", "phone", have=found.digits, got=got)
    return True


def _digits_had(turn: Turn) -> str:
    """The number so far, from earlier turns."""
    return phones.capture(turn.slots.phone_turns).digits if turn.slots.phone_turns else ""


def _offer_cut(turn: Turn) -> bool:
    """The caller talked over our request to type the number: it is made again."""
    asked = turn.state.asked
    return asked is not None and asked.key == "phone_keys" and not turn.state.keypad_offered


def _stuck(turn: Turn) -> bool:
    """Pieces that do not add up or bring nothing new, again and again: the keypad, in the end the
    fallback.
    """
    tries = turn.fail("phone_pieces")
    if tries < KEYPAD_AFTER:
        return False
    _ask_for_keys(turn, tries, GIVE_UP_AFTER)
    return True


def _ask_for_keys(turn: Turn, tries: int, most: int) -> None:
    """Ask for the number on the keypad; after `most` tries take the fallback."""
    turn.fill(phone_turns=())
    if tries >= most + (0 if turn.state.keypad_offered else TALKED_OVER):
        fallbacks.give_up(turn, "phone")
    else:
        turn.ask("PHONE", "phone_keys", "phone")


def on_confirm_phone(turn: Turn, text: str) -> bool:
    """Only a clear yes confirms; a correction is read back again."""
    answer = acts.yes_no(text)
    fixed = phones.correct(turn.slots.phone.removeprefix("+1"), text)
    if fixed.status == "ok" and fixed.e164 != turn.slots.phone:
        extension = fixed.extension or turn.slots.extension
        _reject(turn, "readback_corrected")
        _on_number(turn, structs.replace(fixed, extension=extension))
    elif answer is None and _said_its_end(turn, text):
        turn.repeat()
    elif fixed.status == "partial" and fixed.digits == digit_string(text) and answer != "yes":
        _reject(turn)
        on_phone(turn, fixed.digits)
    elif answer == "yes":
        turn.fill(phone_ok=True)
        turn.note("readback_accepted", "phone")
        turn.milestone("M6")
        volunteered.absorb(turn, text)
        turn.go_on()
    elif answer == "no":
        _on_no(turn, text)
    elif volunteered.absorb(turn, text) and turn.fails("confirm_phone") == 0:
        turn.fail("confirm_phone")
        turn.repeat()
    else:
        return False
    return True


def _said_its_end(turn: Turn, text: str) -> bool:
    """The caller said the last digits once more, mostly over our read-back: no new number."""
    said = digit_string(text)
    return len(said) >= phones.GROUP and turn.slots.phone.endswith(said)


def _on_no(turn: Turn, text: str) -> None:
    """The number is wrong, and the right one may have been said in the same breath."""
    tries = _reject(turn)
    if len(digit_string(text)) >= volunteered.PHONE_DIGITS and on_phone(turn, text):
        return
    if tries >= KEYPAD_AFTER:
        _ask_for_keys(turn, tries, fallbacks.MAX_READBACKS)
    else:
        volunteered.absorb(turn, text)
        turn.go_on()


def _reject(turn: Turn, note: str = "readback_rejected") -> int:
    """Forget the number that was read back; returns how many were wrong so far."""
    turn.note(note, "phone")
    refused = (*turn.state.refused, turn.slots.phone)[-MOST_REFUSED:]
    turn.set(refused=refused)
    turn.fill(phone="", phone_turns=())
    return turn.fail("readback_phone")


def on_confirm_typed(turn: Turn, keys: str) -> bool:
    """1 for yes, 2 for no, or the right number instead; the same one typed is as good as a yes."""
    word = keypad.WORDS.get(("yes_no", keys))
    if word is not None:
        return manners.on_unheard(turn, word) or on_confirm_phone(turn, word)
    found = phones.capture([keys], caller_id=turn.state.caller or None)
    if found.status != "ok":
        return False
    if found.e164 == turn.slots.phone:
        return on_confirm_phone(turn, "yes")
    _reject(turn, "readback_corrected")
    volunteered.keep_phone(turn, found.e164 or "", None)
    turn.go_on()
    return True


def on_typed(turn: Turn, keys: str) -> bool:
    """A number on the keypad: whole, or the rest of one begun in words.

    One that was rejected when it was read back, and is typed again, is right: the no was meant for
    how it sounded.
    """
    caller = turn.state.caller or None
    for turns in ((*turn.slots.phone_turns, keys), (keys,)):
        found = phones.capture(turns, caller_id=caller)
        if found.status == "ok":
            volunteered.keep_phone(turn, found.e164 or "", None)
            if phone_readings.refused(turn, found):
                return on_confirm_phone(turn, "yes")
            turn.go_on()
            return True
    return False
