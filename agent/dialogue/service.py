"""The level of service changes: what the language model was asked becomes ours again, and where
nothing works any more the caller hears the safety line and gets people.
"""

from agent.dialogue import answers, people
from agent.dialogue.turn import Turn
from agent.events import LevelChanged, SaveTask

PEOPLE_ONLY = 3
SETTLED = frozenset({"HUMAN", "COMMIT", "ENDED"})
"""Phases that end by themselves: people are being rung, or the office is at work for a caller."""


def on_level(turn: Turn, event: LevelChanged) -> None:
    """Take the level over; what is known stays known."""
    answers.on_level(turn, event)
    if event.level == PEOPLE_ONLY and not (turn.in_emergency or turn.state.phase in SETTLED):
        _people_only(turn)


def _people_only(turn: Turn) -> None:
    """Nothing may be heard of what the caller says, so nothing is asked."""
    turn.stop()
    turn.say("service_safety", company=turn.profile.company.name)
    if turn.is_open and turn.profile.numbers.office and not turn.state.transfer_tried:
        turn.flag("planned_transfer")
        turn.say("transfer_now")
        people.connect(turn, "the agent can't serve calls now")
        return
    caller = turn.slots.phone or turn.state.caller
    if caller:
        turn.say("service_callback", band=turn.spoken.callback(turn.profile))
        message = f"Call back: the agent could not serve the call. {people.whisper(turn)}"
        turn.use(SaveTask(kind="callback", phone=caller, message=message[:500]))
        turn.end("message_taken")
    else:
        turn.say("service_call_again")
        turn.end("system_error")
