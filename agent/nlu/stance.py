"""How a hazard is meant: happening now, over, denied, asked about, or left in doubt.

Present is the answer whenever nothing plainly says otherwise; missing a danger costs more than
asking once too often. A new statement ends what was said before it: "what should I do, it smells
of gas" tells us of a smell, "what should I do if it smells of gas" asks about one.
"""

from collections.abc import Sequence
from typing import Literal

from agent.nlu.phrases import Phrasebook, word_set
from agent.nlu.stance_phrases import (
    ADMITTED,
    ASKING,
    CALLING,
    DENIED,
    ENDED,
    ENDING,
    GOING_ON,
    IN_DOUBT,
    OVER,
    STATED,
    SUPPOSED,
    TRANSPARENT,
)

Stance = Literal["present", "past", "negated", "asked", "vague"]

_NEGATORS = word_set(
    """
    not never zero nobody nothing without no none neither nor
    nunca jamas ni nada ningun ninguna tampoco nadie sin
    """
)
_NOS = frozenset(("no", "not", "nothing"))
_PRONOUNS = frozenset(("i", "we", "it", "there", "that", "they", "this", "he", "she"))
_OPENS_CLAUSE = frozenset(
    ("think", "believe", "say", "know", "guess", "feel", "sure", "if", "that")
)
_CLAUSE_BREAKS = frozenset(
    ("but", "however", "though", "although", "now", "still", "except", "just", "because")
)
_SUBJECTS = word_set("i we it there my our the mine")
# Words before a statement that make it a part of a question or a condition.
_LINKS = word_set(
    """
    if when whenever case whether unless suppose ever should does do did can could would will is are
    was has have what how may might think say maybe perhaps possibly certain sure positive know tell
    si cuando que
    """
)
_THEN = word_set(
    """
    was were had did used smelled stunk went caught started saw heard noticed got came gave blew
    sparked smoked shocked leaked beeped sounded burned melted broke hit tripped olia habia hubo
    tuvimos salio sono sonaba
    """
)

_ADMITTED = Phrasebook(ADMITTED)
_CALLING = Phrasebook(CALLING)
_STATED = Phrasebook(STATED)
_ASKING = Phrasebook(ASKING)
_SUPPOSED = Phrasebook(SUPPOSED)
_IN_DOUBT = Phrasebook(IN_DOUBT)
_OVER = Phrasebook(OVER)
_GOING_ON = Phrasebook(GOING_ON)
_ENDED = Phrasebook(ENDED)
_ENDING = Phrasebook(ENDING)
_DENIED = Phrasebook(DENIED)
_TURNS = frozenset(("but", "however", "though", "although", "because", "cause"))
_SINCE = frozenset(("now", "still"))
_STOPPING = word_set(
    "stop stopping stopped quit shut turn go silence only just clear deja dejan para paran"
)
# "The breaker won't reset and is hot" denies the reset, not the heat.
_ABLE = frozenset(("will", "can", "would", "could"))
_LONG_HAD = 4
_REACH = 7
_VERB = 3
_FAR = 14
_CLAUSE = 30


def stance(tokens: Sequence[str], start: int, end: int, *, deniable: bool = True) -> Stance:
    """Stance of the hazard that covers `tokens[start:end]` of one sentence.

    `deniable`: a "no" or "not" inside those words denies the hazard.
    """
    left, right = _clause(tokens, start, end)
    fresh = _statement(tokens, left, start)
    scope = tokens[max(left, fresh) : start + 1]
    if left and tokens[left - 1] in _TURNS:
        scope = ("<", *scope)
    told = tokens[max(left, fresh, start - _REACH) : end]
    inner_no = deniable and any(_denies(tokens, at) for at in range(start, end))
    if _IN_DOUBT.has(told) or tuple(tokens[end : end + 2]) == ("maybe", ">"):
        return "vague"
    if inner_no or _negated(tokens, start) or _DENIED.has(tokens[end : end + _REACH]):
        return "negated"
    if _asked(scope) and not _ADMITTED.has(tokens[start : end + _FAR]):
        return "asked"
    if _past(tokens, left, right, fresh, start, end):
        return "past"
    return "present"


def _clause(tokens: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The clause around the hazard: from the last break before it to the next one after it."""
    first, last = max(0, start - _CLAUSE), min(len(tokens), end + _CLAUSE)
    left = next((at + 1 for at in range(start - 1, first - 1, -1) if _breaks(tokens, at)), first)
    right = next((at for at in range(end, last) if _breaks(tokens, at)), last)
    return left, right


def _breaks(tokens: Sequence[str], at: int) -> bool:
    """Whether a clause begins at this word; "can it cause smoke" holds no second clause."""
    word = tokens[at]
    return word in _CLAUSE_BREAKS or (word == "cause" and tokens[at + 1] in _SUBJECTS)


def _statement(tokens: Sequence[str], left: int, start: int) -> int:
    """Where the statement that holds the hazard begins: "I am" in "is it bad that I am..."."""
    for at in range(start, max(left, start - _REACH) - 1, -1):
        if _STATED.at(tokens, at) is not None and not _linked(tokens, at):
            return at
    return left


def _linked(tokens: Sequence[str], at: int) -> bool:
    """Whether the statement at `at` hangs on the word before it; "what do I do" is complete."""
    before, link = tokens[max(0, at - 2) : at - 1], tokens[at - 1]
    return link in _LINKS and not (link == "do" and tuple(before) in (("i",), ("we",), ("to",)))


def _asked(scope: Sequence[str]) -> bool:
    """Whether a question or a condition governs the hazard at the end of `scope`."""
    if _SUPPOSED.has(scope[-_REACH:]):
        return True
    return _ASKING.has(scope[-_FAR:]) and not _CALLING.has(scope)


def _negated(tokens: Sequence[str], start: int) -> bool:
    """Whether a negator governs the hazard: nothing but see-through words lie between."""
    subject = False
    for at in range(start - 1, max(-1, start - 1 - _CLAUSE), -1):
        word = tokens[at]
        if word in _NEGATORS:
            return not (subject and word in ("no", "none", "nothing"))
        if word in _PRONOUNS:
            if at == 0 or tokens[at - 1] not in _OPENS_CLAUSE:
                # A new subject starts a new statement: "no, I smell gas".
                return False
            subject = True
        elif word not in TRANSPARENT:
            return False
    return False


def _denies(tokens: Sequence[str], at: int) -> bool:
    """Whether a word inside the hazard denies it; "won't stop" and "no flame" deny nothing."""
    if tokens[at] not in _NOS or tokens[at + 1] in _STOPPING or tokens[at + 1] == "flame":
        return False
    return tokens[at - 1] not in _ABLE or tokens[at + 1] in TRANSPARENT


def _past(tokens: Sequence[str], left: int, right: int, fresh: int, start: int, end: int) -> bool:
    """Whether the hazard is over: it has ended, or a time gone by is named and nothing since."""
    after = tokens[end : end + _FAR]
    if _ENDING.at((*after, ">"), 0) is not None or _ENDED.has((*after, ">")):
        return True
    told = tokens[max(left, fresh) : end + _VERB]
    if tokens[left - 1] in _SINCE or _GOING_ON.has(after) or _GOING_ON.has(tokens[start:end]):
        return False
    if fresh > left and _THEN.isdisjoint(told):
        return False  # "you came yesterday and it smells of gas"
    return _had(tokens[left:start]) or _OVER.has((*tokens[left:right], ">"))


def _had(before: Sequence[str]) -> bool:
    """ "we had a leak", but not "we have had a leak since Monday"."""
    near = before[-_LONG_HAD:]
    return "had" in near and not {"have", "has"} & set(before[-_LONG_HAD - 1 :])
