"""What a language model sends, sentence by sentence: said if the guard lets it, else dropped."""

from collections.abc import Callable

from msgspec import structs

from agent.dialogue import asking, backing, faq, guard, manners, needs, proposals, reading
from agent.dialogue.state import Asking
from agent.dialogue.turn import Turn
from agent.events import (
    CancelTimer,
    LevelChanged,
    ModelCall,
    ModelClause,
    ModelDone,
    ModelFailed,
    StartTimer,
    TimerFired,
)
from agent.nlu import sentences
from agent.nlu.masking import mask_numbers

NOTED_CHARS = 120
MOST_SENTENCES = 12
"""Sentences read of one answer; a model that goes on and on is not listened to."""

Read = Callable[[Turn, str], bool]
"""Lets the handler of the pending question read words."""


def on_level(turn: Turn, event: LevelChanged) -> None:
    """The level of service changes; without a model its part is ours again."""
    turn.set(level=event.level, purposes=event.purposes)
    turn.note("level", str(event.level), event.why)
    pending = turn.state.asking
    if pending is not None and event.level not in asking.MODEL_LEVELS:
        asking.drop(turn)
        _otherwise(turn, pending)


def on_clause(turn: Turn, event: ModelClause) -> None:
    """A sentence, or several in one."""
    pending = _pending(turn, event.op)
    if pending is None:
        return
    if pending.purpose == "reading":
        _spoken(turn, event.text, answered=True)
        return
    for sentence in sentences.split(event.text):
        if not _say(turn, sentence):
            return


def _say(turn: Turn, sentence: str) -> bool:
    """Say one sentence if it may be said; False when the model's part is over."""
    pending = turn.state.asking
    assert pending is not None
    facts = backing.forms(backing.sentences(turn.profile, turn.state))
    verdict = guard.judge(sentence, facts, pending.text)
    bare = guard.without_lead(sentence)
    if not verdict.passes and bare and guard.judge(bare, facts, pending.text).kind == "backed":
        verdict, sentence = guard.judge(bare, facts, pending.text), bare
    if verdict.skipped or verdict.kind == "courtesy":
        return _count(turn)
    if not verdict.passes:
        turn.note("guard_blocked", verdict.kind, mask_numbers(sentence)[:NOTED_CHARS])
        asking.drop(turn)
        _otherwise(turn, pending)
        return False
    if not guard.fits(pending.spoken, sentence):
        asking.drop(turn)
        _finish(turn, pending)
        return False
    turn.say_text(sentence)
    _spoken(turn, sentence, answered=verdict.kind == "backed")
    return True


def _count(turn: Turn) -> bool:
    """Courtesy is left out, and there is an end to it."""
    pending = turn.state.asking
    assert pending is not None
    if pending.skipped >= MOST_SENTENCES:
        asking.drop(turn)
        _finish(turn, pending)
        return False
    turn.set(asking=structs.replace(pending, skipped=pending.skipped + 1))
    return True


def _spoken(turn: Turn, text: str, *, answered: bool) -> None:
    pending = turn.state.asking
    assert pending is not None
    if not pending.spoken:
        number, seconds = pending.op, asking.REST_S
        turn.commands.append(StartTimer(timer="model", number=number, seconds=seconds))
    spoken = (*pending.spoken, text[: asking.MOST_CHARS])[:MOST_SENTENCES]
    answered = answered or pending.answered
    turn.set(asking=structs.replace(pending, spoken=spoken, answered=answered, covered=True))


def on_call(turn: Turn, event: ModelCall) -> None:
    """A proposal: the dialogue's own step, or nothing."""
    pending = _pending(turn, event.op)
    if pending is None:
        return
    turn.set(asking=structs.replace(pending, calls=pending.calls + 1))
    move: proposals.Move | str = "not asked for"
    if pending.calls >= proposals.MOST_CALLS:
        move = "too many"
    elif pending.purpose == "answer":
        move = proposals.judge(turn, event.name, event.arguments)
    name = event.name[:NOTED_CHARS]
    if isinstance(move, str):
        turn.note("proposal_refused", name, move)
        return
    turn.note("proposal_taken", name)
    asking.drop(turn)
    turn.alone = True
    move(turn, pending.text)
    turn.listen()


def on_done(turn: Turn, event: ModelDone, read: Read) -> None:
    """The model has said everything."""
    pending = _pending(turn, event.op)
    if pending is None:
        return
    turn.note("model_done", pending.purpose, event.model[:NOTED_CHARS])
    _close(turn)
    if pending.purpose == "reading":
        _read_again(turn, pending, read)
    else:
        _finish(turn, pending)


def on_failed(turn: Turn, event: ModelFailed) -> None:
    """Nothing more comes."""
    pending = _pending(turn, event.op)
    if pending is None:
        return
    turn.note("model_failed", pending.purpose, event.fault)
    _close(turn)
    if pending.purpose == "answer":
        _finish(turn, pending)
    else:
        _otherwise(turn, pending)


def on_timer(turn: Turn, event: TimerFired) -> None:
    """No word yet: cover it; still none: go on without the model."""
    pending = _pending(turn, event.number)
    if pending is None:
        return
    if not pending.covered:
        turn.say("thinking")
        left = asking.DEADLINE_S - asking.COVER_S
        turn.commands.append(StartTimer(timer="model", number=event.number, seconds=left))
        turn.set(asking=structs.replace(pending, covered=True))
        return
    turn.note("model_failed", pending.purpose, "slow")
    asking.drop(turn)
    _finish(turn, pending) if pending.purpose == "answer" else _otherwise(turn, pending)


def _pending(turn: Turn, op: int) -> Asking | None:
    """What is being asked under this number; all else is stale."""
    pending = turn.state.asking
    return pending if pending is not None and pending.op == op else None


def _close(turn: Turn) -> None:
    turn.set(asking=None)
    turn.commands.append(CancelTimer(timer="model"))


def _finish(turn: Turn, pending: Asking) -> None:
    """After an answer the question is put again; without one our own path goes on."""
    if pending.answered:
        turn.alone = True
        turn.repeat()
        turn.listen()
    else:
        _otherwise(turn, pending)


def _otherwise(turn: Turn, pending: Asking) -> None:
    """What would have been done without a model."""
    turn.alone = True
    match pending.otherwise:
        case "miss":
            key = "faq_passed_on" if pending.spoken else "faq_unknown"
            faq.miss(turn, turn.state.faq_topic, pending.text, key=key)
            turn.repeat()
        case "need":
            needs.not_understood(turn, pending.text, turn.intent(pending.text))
        case _:  # "no_match"
            manners.on_no_match(turn, pending.text)
    turn.listen()


def _read_again(turn: Turn, pending: Asking, read: Read) -> None:
    """Let the pending question's handler read the plain words, as if they had been said."""
    plain = reading.restored(pending.text, " ".join(pending.spoken))
    turn.alone = True
    if plain and read(turn, plain):
        turn.note("reading_taken", pending.question)
        turn.set(standstill=0)
        turn.listen()
        return
    turn.note("reading_refused", pending.question, "" if plain else "not the caller's words")
    _otherwise(turn, pending)
