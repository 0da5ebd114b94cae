"""Frustration: watched on every turn, answered before it boils over."""

from agent.dialogue import people
from agent.dialogue.state import HISTORY_LINES
from agent.dialogue.turn import Turn
from agent.nlu import mood as signs

FORCE = 3.5
OFFER = 2.5


def escalate(turn: Turn, text: str) -> bool:
    """Update the level; hand over to a person, or offer one, when it is high."""
    lines = turn.state.history[-HISTORY_LINES:]
    spoken = [line.text for line in lines if line.who == "caller"]
    found = signs.signals(text, spoken[:-1])
    points = sum(signal.points for signal in found)
    before = turn.state.frustration
    level = signs.level(points, before)
    turn.set(frustration=level)
    for signal in found:
        turn.note("frustration_changed", signal.name, f"{level:.1f}")
    if level >= FORCE:
        turn.set(frustration=0.0)
        return people.escalate(turn)
    if level >= OFFER and not turn.state.person_offered and turn.state.asked is not None:
        turn.set(person_offered=True)
        turn.say("empathy")
    return False
