"""The end of a call: anything else, goodbye, and the one outcome."""

from agent.dialogue.state import State
from agent.dialogue.turn import Turn
from agent.events import Outcome

EARLY_S = 10.0
LEAVING = frozenset({"bye", "goodbye", "bye-bye", "adios", "adiós"})


def ask_anything_else(turn: Turn) -> None:
    """Nothing is left to do for the goal: ask for the next wish."""
    turn.set(goal="none")
    turn.ask("ANYTHING_ELSE", "anything_else", "free")


def goodbye(turn: Turn) -> None:
    """Say goodbye and end the call with what it achieved."""
    first = turn.slots.first
    turn.say("goodbye_name" if first else "goodbye", name=first, company=turn.profile.company.name)
    turn.end(turn.state.result or "faq_only")


def leave(turn: Turn) -> None:
    """The caller takes leave before we are done: as if they had hung up."""
    turn.say("goodbye", company=turn.profile.company.name)
    turn.end(outcome_of_hangup(turn.state))


def outcome_of_hangup(state: State) -> Outcome:
    """The outcome when the caller hangs up now."""
    if state.result is not None:
        return state.result
    spoke = any(line.who == "caller" for line in state.history)
    if not spoke or state.at < EARLY_S:
        return "abandoned_early"
    return "abandoned_mid"


def outcome_of_silence(state: State) -> Outcome:
    """The outcome when the caller never answers again."""
    return state.result or "silent"
