"""What comes next: the first unanswered question of the caller's goal, and answers of the office.

Because the plan looks at what is known and not at where we came from, several slots in one breath,
corrections and a resumed call need no paths of their own.
"""

from agent.dialogue import (
    booking,
    closing,
    finding,
    needs,
    people,
    phone,
    place,
    safety,
    visits,
    who,
    windows,
)
from agent.dialogue.state import OpenOp
from agent.dialogue.turn import Turn
from agent.events import (
    AlertOnCall,
    Book,
    Booked,
    Cancelled,
    CancelVisit,
    FindVisits,
    FindWindows,
    HoldSeat,
    Reschedule,
    Rescheduled,
    SaveTask,
    ToolDone,
    ToolFailed,
    ToolResult,
)


def advance(turn: Turn) -> None:
    """Ask the next thing needed for the goal, or do what is ready to be done."""
    turn.planning = False
    match turn.state.goal:
        case "book":
            _advance_booking(turn)
        case "reschedule" | "cancel" | "status":
            visits.advance(turn)
        case "message":
            people.advance_message(turn)
        case "none":
            needs.ask_need(turn)
        # An emergency's script asks by itself.


def _advance_booking(turn: Turn) -> None:
    """The order of questions of a booking."""
    asks = (
        needs.ask_issue,
        safety.ask_safety,
        safety.ask_triage,
        safety.urgent,
        who.ask_lookup,
        place.ask_zip,
        who.ask_name,
        phone.ask_phone,
        place.ask_address,
        windows.ask_window,
    )
    for ask in asks:
        if ask(turn):
            return
    booking.ask_confirmation(turn)


def on_tool(turn: Turn, event: ToolDone | ToolFailed) -> None:
    """Match an answer of the office with what we asked; answers nobody waits for are ignored."""
    op = next((one for one in turn.state.open if one.op == event.op), None)
    if op is None:
        return
    turn.set(open=tuple(one for one in turn.state.open if one.op != event.op))
    if isinstance(event, ToolDone):
        _done(turn, op, event)
    else:
        turn.note("tool_failed", type(op.tool).__name__, event.reason)
        _failed(turn, op)
    turn.listen()


def _done(turn: Turn, op: OpenOp, event: ToolDone) -> None:
    result = event.result
    if turn.state.goal == "emergency" and not isinstance(op.tool, HoldSeat):
        _done_aside(turn, result)
        return
    match op.tool:
        case FindWindows():
            windows.on_found(turn, result)
        case HoldSeat():
            windows.on_held(turn, op.tool, result)
        case Book():
            booking.on_committed(turn, op.tool, result)
        case FindVisits():
            finding.on_found(turn, op.tool, result)
        case Reschedule():
            visits.on_moved(turn, result)
        case CancelVisit():
            visits.on_cancelled(turn, result)
        case SaveTask():
            people.on_saved(turn)
        case _:
            turn.note("tool_done", type(op.tool).__name__)


def _done_aside(turn: Turn, result: ToolResult) -> None:
    """What was under way when an emergency began: people must know, the caller is not told now."""
    if isinstance(result, Booked | Rescheduled | Cancelled):
        turn.flag("done_in_emergency")
        turn.note("done_in_emergency", type(result).__name__, result.code)
        turn.set(hold="")


def _failed(turn: Turn, op: OpenOp) -> None:
    """Nothing may be claimed: a person will take it up, and the caller is told so."""
    match op.tool:
        case _ if turn.state.goal == "emergency" and not isinstance(op.tool, AlertOnCall):
            turn.note("tool_gave_up", type(op.tool).__name__)
        case FindWindows() | HoldSeat() | Book() | FindVisits() | Reschedule() | CancelVisit():
            turn.flag("office_down")
            people.offer_callback(turn, "office_down")
        case SaveTask():
            turn.say("task_failed")
            closing.ask_anything_else(turn)
        case AlertOnCall():
            turn.flag("alert_failed")
        case _:
            turn.note("tool_gave_up", type(op.tool).__name__)
