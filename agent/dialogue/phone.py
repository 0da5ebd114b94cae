"""The number to reach the caller: at once, in pieces, by keypad, read back digit by digit."""

from agent.dialogue import fallbacks, volunteered
from agent.dialogue.state import LINE_CHARS
from agent.dialogue.turn import Turn
from agent.nlu import acts, phones

PHONE_TURNS = 6
KEYPAD_AFTER, GIVE_UP_AFTER = 2, 4
"""So often the pieces of a number may add up to none before we ask for something else."""


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
        if len(found.digits) <= _digits_had(turn) and _stuck(turn):
            return True
        turn.fill(phone_turns=turns)
        turn.ask(
            "PHONE", "phone_rest", "phone", have=found.digits, got=turn.spoken.digits(found.digits)
        )
        return True
    turn.fill(phone_turns=())
    return False


def _digits_had(turn: Turn) -> int:
    """Digits of the number so far, when the rest was asked for."""
    asked = turn.state.asked
    return len(asked.have) if asked is not None and asked.key == "phone_rest" else 0


def _stuck(turn: Turn) -> bool:
    """Pieces that do not add up or bring nothing new, again and again: the keypad, in the end the
    fallback.
    """
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
        turn.fill(phone="", phone_turns=())
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


def on_typed(turn: Turn, keys: str) -> bool:
    """A number on the keypad: whole, or the rest of one begun in words."""
    caller = turn.state.caller or None
    for turns in ((*turn.slots.phone_turns, keys), (keys,)):
        found = phones.capture(turns, caller_id=caller)
        if found.status == "ok":
            volunteered.keep_phone(turn, found.e164 or "", None)
            turn.go_on()
            return True
    return False
