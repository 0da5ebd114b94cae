"""Digits typed on the telephone, wherever digits are asked for.

Keys are gathered until a number is whole, # is pressed, or the caller pauses; what was typed is
then read like words by the phase that asked. A zero alone asks for a person, as everywhere else.
"""

from agent.dialogue.turn import Turn
from agent.nlu import numbers
from agent.nlu.words import words

ZIP_LENGTH = 5
PHONE_LENGTH = 10
LONGEST = 20
"""More keys than any number has are a child playing: the last ones count."""
READ_BACK = "confirm_phone"
"""One key answers it, more of them are the number typed instead: a pause tells."""
NUMBERS = frozenset({"phone", "zip", "code"})
"""Answers that are digits."""
BARE = frozenset({"prove_place", "address_number", READ_BACK})
"""Other questions to which a number is the answer: a house number, a ZIP, the right number."""
WORDS: dict[tuple[str, str], str] = {
    ("yes_no", "1"): "yes",
    ("yes_no", "2"): "no",
    ("choice", "1"): "the first one",
    ("choice", "2"): "the second one",
}
"""What a key says in answer to a question of this kind."""
END, REPEAT, PERSON = "#", "*", "0"


def asked(turn: Turn) -> bool:
    """Whether the pending question may be answered with digits."""
    question = turn.state.asked
    return question is not None and (question.expect in NUMBERS or question.key in BARE)


def gather(turn: Turn, key: str) -> str:
    """Take one key; the digits typed so far once they are whole or ended, else an empty text."""
    typed = turn.state.typed
    if key == END:
        return finish(turn)
    typed = (typed + key)[-LONGEST:]
    turn.set(typed=typed)
    return finish(turn) if _whole(turn, typed) else ""


def paused(turn: Turn, timer: int) -> bool:
    """Whether the silence timer with this number ends what was typed."""
    return bool(turn.state.typed) and timer == turn.state.timer and asked(turn)


def mumbled(turn: Turn, text: str) -> bool:
    """Whether the caller says digits to themselves while typing them: the keys count."""
    tokens = words(text)
    typing = bool(turn.state.typed) and asked(turn)
    return typing and numbers.only_numbers(tokens) and numbers.amount(tokens) < PHONE_LENGTH


def finish(turn: Turn) -> str:
    """The digits typed so far, which are then forgotten."""
    typed = turn.state.typed
    turn.set(typed="")
    return typed


def _whole(turn: Turn, typed: str) -> bool:
    """Whether nothing can follow: a code or a house number ends by # or a pause."""
    question = turn.state.asked
    assert question is not None
    if question.expect == "zip":
        return len(typed) == ZIP_LENGTH
    number = question.expect in ("phone", "code") or question.key == READ_BACK
    return number and len(typed) == PHONE_LENGTH + typed.startswith("1")
