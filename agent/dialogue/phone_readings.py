"""The number that was meant, where the words alone are not enough: it was rejected, or is none.

A recogniser that errs on a voice errs the same way again, and what it thought next best is often
right. So a number that the caller rejected is not read back a second time: another reading is.
"""

from collections.abc import Sequence

from agent.dialogue.turn import Turn
from agent.nlu import phones
from agent.nlu.digits import digit_string
from agent.nlu.phones import PhoneCapture


def capture(turn: Turn, turns: Sequence[str]) -> PhoneCapture:
    """The number in `turns`, the last of which was just heard; see `phones.capture`.

    The best other reading of it counts where the words give a rejected number, or digits that are
    none. "ok" may still be a rejected number: ask `refused`.
    """
    found = phones.capture(turns, caller_id=turn.state.caller or None)
    none = found.status == "reject" and bool(found.digits)
    other = another(turn, turns) if none or refused(turn, found) else None
    return other or found


def another(turn: Turn, turns: Sequence[str]) -> PhoneCapture | None:
    """The best other reading of what was just heard that makes a number not rejected so far.

    As the last piece of several it must have as many digits as were heard: which piece has one too
    many is another question (see `phones.mended`).
    """
    caller = turn.state.caller or None
    heard = len(digit_string(turns[-1]))
    for other in turn.readings:
        alike = len(digit_string(other)) == heard
        found = phones.capture((*turns[:-1], other) if alike else (other,), caller_id=caller)
        if found.status == "ok" and not refused(turn, found):
            return found
    return None


def refused(turn: Turn, found: PhoneCapture) -> bool:
    """Whether the caller rejected this very number when it was read back."""
    return found.status == "ok" and found.e164 in turn.state.refused
