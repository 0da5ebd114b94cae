"""Asking a language model: when it may be asked, and how its part ends.

Whatever it is asked for, the caller's question stays the dialogue's: the model gets a short while,
its answer is events like any other, and anything that happens meanwhile ends its part.
"""

from msgspec import structs

from agent.dialogue import faq_topics
from agent.dialogue.state import EMERGENCY_PHASES, Asking, Otherwise, Phase
from agent.dialogue.turn import Turn
from agent.events import (
    AskModel,
    CancelTimer,
    DropModel,
    Event,
    Interim,
    LevelChanged,
    ModelCall,
    ModelClause,
    ModelDone,
    ModelFailed,
    OnCallAcked,
    Purpose,
    Said,
    SaveTask,
    Say,
    SpeechStarted,
    StartTimer,
    Summarised,
    TimerFired,
    ToolDone,
    ToolFailed,
)
from agent.nlu.words import lowered, words

MODEL_LEVELS = (0, 1)
COVER_S = 0.7
"""After this long without a word of the model we say that we are looking."""
DEADLINE_S = 2.2
"""So long the caller waits for its first words."""
REST_S = 15.0
"""So long after them everything must have been said."""
MOST_CHARS = 400
NO_MODEL: frozenset[Phase] = EMERGENCY_PHASES.union(
    ("SAFETY_CHECK", "URGENT_TRIAGE", "RESUME_OFFER", "ENDED")
)
"""What is asked here is about somebody's safety, or over: nobody waits for a model."""
READABLE = frozenset({"address", "name", "zip", "date", "choice", "phone", "code"})
"""Answers that a model may put plainly; never a yes or no."""
LEAST_WORDS = 3
ASKING = frozenset(
    {"who", "whose", "where", "why", "which", "what's", "who's", "where's", "how's", "could"}
    | {"would", "should", "did", "quien", "por", "para", "podrian", "saben"}
)
"""Words that begin a question, beside those of `faq_topics`."""
BESIDE = (
    *(ModelClause, ModelCall, ModelDone, ModelFailed, LevelChanged, Said, Interim),
    *(SpeechStarted, ToolDone, ToolFailed, OnCallAcked, Summarised),
)
"""Events beside which the model may go on; `settle` looks at what came of them."""


def ask(turn: Turn, purpose: Purpose, text: str, otherwise: Otherwise) -> bool:
    """Ask the model if this call may; False leaves everything as it was."""
    state = turn.state
    allowed = state.level in MODEL_LEVELS and purpose in state.purposes and not turn.alone
    if not allowed or state.asked is None or state.phase in NO_MODEL or state.hazard is not None:
        return False
    drop(turn)
    op = turn.state.ops + 1
    said = text[:MOST_CHARS]
    turn.set(ops=op, asking=Asking(op=op, purpose=purpose, text=said, otherwise=otherwise))
    turn.commands.append(
        AskModel(op=op, purpose=purpose, text=said, level=state.level, deadline=DEADLINE_S)
    )
    turn.commands.append(StartTimer(timer="model", number=op, seconds=COVER_S))
    return True


def on_no_match(turn: Turn, text: str) -> bool:
    """Words that no handler took: an answer said in a roundabout way is read again."""
    question = turn.state.asked
    if question is None or len(text.split()) < LEAST_WORDS:
        return False
    return question.expect in READABLE and ask(turn, "reading", text, "no_match")


def on_question(turn: Turn, text: str, otherwise: Otherwise) -> bool:
    """A question on which no template is found."""
    said = words(lowered(text))[:1]
    question = faq_topics.asks(text) or text.rstrip().endswith("?") or not ASKING.isdisjoint(said)
    long_enough = len(text.split()) >= LEAST_WORDS
    if not (question and long_enough and ask(turn, "answer", text, otherwise)):
        return False
    turn.set(faq_topic="")
    return True


def drop(turn: Turn) -> None:
    """The model's part is over."""
    asking = turn.state.asking
    if asking is None:
        return
    turn.set(asking=None)
    turn.commands.append(CancelTimer(timer="model"))
    turn.commands.append(DropModel(op=asking.op))


def before(turn: Turn, event: Event) -> None:
    """End the model's part where something else happens; what it was asked is not lost."""
    asking = turn.state.asking
    beside = isinstance(event, BESIDE)
    timer = isinstance(event, TimerFired) and event.timer not in ("silence", "wait")
    if asking is None or beside or timer:
        return
    drop(turn)
    if asking.otherwise == "miss" and not asking.answered:
        save(turn, asking)


def settle(turn: Turn) -> None:
    """Hold back the question while the model answers; end its part when another one came up."""
    asking = turn.state.asking
    if asking is None:
        return
    state = turn.state
    key = state.asked.key if state.asked else ""
    if state.outcome is not None or state.hazard is not None or not key:
        drop(turn)
    elif not asking.question:
        _hold(turn, asking.op)
        turn.set(asking=structs.replace(asking, question=key))
    elif asking.question != key or state.phase in NO_MODEL:
        drop(turn)


def _hold(turn: Turn, op: int) -> None:
    """Take back what was to be said after asking: it is said after the answer."""
    at = next(
        n for n, one in enumerate(turn.commands) if isinstance(one, AskModel) and one.op == op
    )
    turn.unsay(tuple(one.say for one in turn.commands[at:] if isinstance(one, Say)))


def on_speech(turn: Turn) -> None:
    """The caller speaks into the answer: the rest of it is not wanted."""
    asking = turn.state.asking
    if asking is not None and asking.spoken and asking.purpose == "answer":
        drop(turn)
        turn.listen()


def save(turn: Turn, asking: Asking) -> None:
    """Leave the question for the office."""
    turn.use(SaveTask(kind="faq_miss", phone=turn.state.caller, message=asking.text[:200]))
