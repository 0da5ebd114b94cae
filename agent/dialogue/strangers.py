"""Callers who are no customers: sellers, wrong numbers, and people of another trade's wants."""

import re

from agent.dialogue import closing
from agent.dialogue.turn import Turn
from agent.nlu.words import lowered

NOT_OURS = "not_our_trade"
"""Flag: the caller was told what we do."""
WRONG_NUMBER = re.compile(
    r"\bwrong (number|place|company|business|people)\b|\bnumero equivocado\b"
    r"|\b(mis ?|miss )dial\w*|\bdial\w* (it |that |this )?wrong\b|\b(called|got) the wrong\b"
)
SOMEBODY_ELSE = re.compile(
    r"^((oh|so|wait|hm+|huh|um|uh|sorry|no) )*(is )?(this|that) (isn't|is not|ain't|not) \w+"
    r"( \w+)?('s|s')?( (office|house|shop|store|restaurant|place|company))?\??$"
)
""" "This isn't Doctor Albright's office?": somebody else was meant."""


def is_spam(turn: Turn, text: str) -> bool:
    """Whether somebody sells something."""
    return turn.intent(text).category == "solicitation_spam"


def on_sales_talk(turn: Turn, text: str) -> bool:
    """A seller noticed late, while nobody has given a number yet."""
    early = turn.state.goal in ("none", "book") and not turn.slots.phone
    return early and not turn.in_emergency and is_spam(turn, text) and refuse_spam(turn)


def refuse_spam(turn: Turn) -> bool:
    """One polite refusal; a person is not fetched for it."""
    turn.note("spam_rejected")
    turn.set(result="spam")
    turn.say("spam_refusal")
    closing.goodbye(turn)
    return True


def say_what_we_do(turn: Turn) -> None:
    """The one redirect for a caller who wants something else."""
    turn.flag(NOT_OURS)
    turn.say("not_our_trade", company=turn.profile.company.name)


def wrong_number(turn: Turn) -> bool:
    """Somebody else was meant, or another trade even after we said what we do."""
    turn.achieve("wrong_number")
    turn.say("not_our_trade", company=turn.profile.company.name)
    closing.goodbye(turn)
    return True


def misdialled(text: str) -> bool:
    """Whether the caller says that the number was wrong."""
    return WRONG_NUMBER.search(lowered(text)) is not None


def expects_another(text: str) -> bool:
    """Whether somebody else was expected to answer."""
    return SOMEBODY_ELSE.search(lowered(text)) is not None
