"""The number that was meant, where the words alone are not enough: it was rejected, or is none.

A recogniser that errs on a voice errs the same way again, and what it thought next best is often
right. So a number that the caller rejected is not read back a second time: another reading is.
"""

from collections.abc import Sequence

from agent.dialogue.turn import Turn
from agent.nlu import phones
from agent.nlu.phones import PhoneCapture


def capture(turn: Turn, turns: Sequence[str]) -> PhoneCapture:
    """The number in `turns`, the last of which was just heard; see `phones.capture`.

    The best other reading of it counts where the words give a rejected number, or digits that are
    none. "ok" may still be a rejected number: ask `refused`.
    """
    found = phones.capture(turns, caller_id=turn.state.caller or None)
    none = found.status == "reject" and bool(found.digits)
    return (none or refused(turn, found)) and another(turn, turns) or found


def another(turn: Turn, turns: Sequence[str]) -> PhoneCapture | None:
    """The best other reading of what was just heard that makes a number not rejected so far."""
    caller = turn.state.caller or None
    found = (phones.capture((*turns[:-1], one), caller_id=caller) for one in turn.readings)
    return next((one for one in found if one.status == "ok" and not refused(turn, one)), None)


def refused(turn: Turn, found: PhoneCapture) -> bool:
    """Whether the caller rejected this very number when it was read back."""
    return found.status == "ok" and found.e164 in turn.state.refused
