"""Frustration: watched on every turn, answered before it boils over.

Signs in the caller's words (`agent.nlu.mood`, with the mood model's opinion) and in how the call
goes: a question that failed twice, three quick interruptions in a row, many turns without a
milestone. The level decays, so a long calm call never trips it.
"""

from agent.dialogue import people
from agent.dialogue.state import HISTORY_LINES
from agent.dialogue.turn import IMPATIENT, Turn
from agent.nlu import mood as signs

FORCE = 3.5
"""From here a person takes over without being asked for."""
OFFER = 2.5
"""From here a person is offered; when it rises to this again, fetched."""
SLOT_FAILED = 2
SLOT_POINTS = 2
CUTS = 3
LONG_CALLS = {16: 1, 26: 2}
"""Turns since the last milestone, and the points for reaching so many of them."""


def escalate(turn: Turn, text: str) -> bool:
    """Update the level by this turn; hand over to a person, or offer one, when it is high."""
    lines = turn.state.history[-HISTORY_LINES:]
    spoken = [line.text for line in lines if line.who == "caller"]
    said = signs.weighed(signs.signals(text, spoken[:-1]), turn.feeling(text))
    found = (*said, *_of_the_call(turn))
    before = turn.state.frustration
    level = signs.level(signs.points(found), before)
    if signs.label(said) == "wants_human":
        level = max(level, OFFER)
    _note(turn, found, level)
    if level >= FORCE or (level >= OFFER and turn.state.person_offered and level > before):
        turn.set(frustration=0.0)
        return people.escalate(turn)
    if not _offer(turn) and level >= IMPATIENT > before and turn.state.asked is not None:
        turn.say("sorry")
    return False


def slot_failed(turn: Turn, tries: int) -> None:
    """The same question failed twice: a person is offered, though not yet fetched for that."""
    if tries == SLOT_FAILED:
        sign = signs.Signal("slot_failed", SLOT_POINTS, "the same question failed twice")
        _note(turn, (sign,), min(FORCE - 0.1, turn.state.frustration + SLOT_POINTS))
        _offer(turn)


def _note(turn: Turn, found: tuple[signs.Signal, ...], level: float) -> None:
    if level != turn.state.frustration:
        turn.set(frustration=level)
    for signal in found:
        turn.note("frustration_changed", signal.name, f"{level:.1f}")


def _offer(turn: Turn) -> bool:
    """Offer a person once a call, when the level is high enough."""
    state = turn.state
    if state.frustration < OFFER or state.person_offered or state.asked is None:
        return False
    if state.goal == "message":
        return False
    turn.set(person_offered=True)
    turn.say("empathy")
    return True


def _of_the_call(turn: Turn) -> list[signs.Signal]:
    """Signs that are in the course of the call, not in the words."""
    state = turn.state
    found = []
    if state.cuts >= CUTS:
        turn.set(cuts=0)
        found.append(signs.Signal("interrupts", 1, "three quick interruptions in a row"))
    since = state.turn - state.milestone_turn
    if state.goal != "none" and since in LONG_CALLS:
        reason = f"{since} turns without a milestone"
        found.append(signs.Signal("long_call", LONG_CALLS[since], reason))
    return found
