"""The number to reach the caller: at once, in pieces, by keypad, read back digit by digit."""

from agent.dialogue import fallbacks, volunteered
from agent.dialogue.state import LINE_CHARS
from agent.dialogue.turn import Turn
from agent.nlu import acts, phones

PHONE_TURNS = 6
KEYPAD_AFTER, GIVE_UP_AFTER = 2, 4
"""So often the pieces of a number may add up to none before we ask for something else."""
ZIP_LENGTH = 5
PHONE_LENGTH = 10


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
    caller = turn.state.caller or None
    turns = (*turn.slots.phone_turns, text[:LINE_CHARS])[-PHONE_TURNS:]
    found = phones.capture(turns, caller_id=caller)
    if found.status == "reject" and len(turns) > 1:
        found = phones.mended(turns)
    if found.status == "reject" and len(turns) > 1:
        if _stuck(turn):
            return True
        turns = turns[-1:]
        found = phones.capture(turns, caller_id=caller)
    if found.status == "ok":
        volunteered.keep_phone(turn, found.e164 or "", found.extension)
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


def _stuck(turn: Turn) -> bool:
    """Pieces that do not add up, again and again: the keypad, in the end the fallback."""
    tries = turn.fail("phone_pieces")
    if tries < KEYPAD_AFTER:
        return False
    turn.fill(phone_turns=())
    if tries >= GIVE_UP_AFTER:
        fallbacks.give_up(turn, "phone")
    else:
        turn.ask("PHONE", "phone_keys", "phone")
    return True


def on_confirm_phone(turn: Turn, text: str) -> bool:
    """Only a clear yes confirms; a correction is read back again."""
    answer = acts.yes_no(text)
    fixed = phones.correct(turn.slots.phone.removeprefix("+1"), text)
    if fixed.status == "ok" and fixed.e164 and fixed.e164 != turn.slots.phone:
        turn.fill(phone=fixed.e164)
        turn.note("readback_corrected", "phone")
        turn.go_on()
    elif fixed.status == "partial" and len(fixed.digits) == phones.GROUP and answer != "yes":
        turn.note("readback_rejected", "phone")
        turn.fill(phone="", phone_turns=())
        on_phone(turn, fixed.digits)
    elif answer == "yes":
        turn.fill(phone_ok=True)
        turn.note("readback_accepted", "phone")
        turn.milestone("M6")
        volunteered.absorb(turn, text)
        turn.go_on()
    elif answer == "no":
        turn.note("readback_rejected", "phone")
        turn.fill(phone="", phone_turns=(), phone_keys="")
        tries = turn.fail("readback_phone")
        if tries >= fallbacks.MAX_READBACKS:
            fallbacks.give_up(turn, "phone")
            return True
        if tries >= 2:
            turn.ask("PHONE", "phone_keys", "phone")
        else:
            volunteered.absorb(turn, text)
            turn.go_on()
    elif volunteered.absorb(turn, text) and turn.fails("confirm_phone") == 0:
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
        volunteered.keep_phone(turn, found.e164 or "", None)
        turn.note("slot_source", "phone", "dtmf")
        turn.go_on()
    else:
        turn.say("keys_wrong")
        turn.repeat()
