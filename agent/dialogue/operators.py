"""What a person at the node's controls wants done in a live call."""

from agent.dialogue import people
from agent.dialogue.turn import Turn
from agent.events import OperatorSays, OperatorTransfers


def on_says(turn: Turn, event: OperatorSays) -> None:
    """Their words follow ours; a pending question stays open."""
    turn.note("operator_says")
    turn.say_text(event.text)
    turn.listen()


def on_transfers(turn: Turn, event: OperatorTransfers) -> None:
    """At once, whatever we were about, unless people are being rung already."""
    if turn.state.transfer_queue:
        return
    turn.note("operator_transfers", event.queue)
    turn.flag("planned_transfer")
    turn.stop()
    turn.say("transfer_now")
    turn.set(phase="E_DISPATCH" if turn.in_emergency else "HUMAN")
    # Where an emergency finds nobody, its own script goes on for the people on call only.
    queue = "oncall" if turn.state.hazard else event.queue
    turn.transfer(queue, event.reason, people.whisper(turn), event.number)
