"""Dialog acts: yes, no and the small requests that steer any conversation (repeat, wait, bye ...).

Phrases are matched as whole words, longest first, and a "no" is never overruled by a "yes": a
caller who says both is asked again, because a wrong yes sends a technician to a wrong address.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from agent.nlu import asked, person_requests
from agent.nlu.act_phrases import ACTS, ActOrNot
from agent.nlu.act_phrases import Act as Act
from agent.nlu.answer_phrases import ANSWERS, POLITE, Answer
from agent.nlu.phrases import Match, Phrasebook, padded
from agent.nlu.words import RECENT

YesNo = Literal["yes", "no", "unsure", "mixed"]

_ANSWERS = Phrasebook(ANSWERS)
_ACTS: Phrasebook[ActOrNot] = Phrasebook(ACTS)
_LOOSE_WORDS = 3
_AGREEING = ("yes", "weak", "closing")


@lru_cache(maxsize=RECENT)
def yes_no(text: str) -> YesNo | None:
    """How a caller answers a yes/no question, or None when the words answer none.

    "mixed" means both were heard ("no, that's right", "right, but it's Oak"): ask again.
    What would agree within a question ("what does it include exactly") does not.
    """
    tokens = padded(text)
    marks = _ANSWERS.find(tokens)
    agreeing = any(mark.value in _AGREEING for mark in marks)
    questions = asked.spans(text) if agreeing else []
    kinds = [mark.value for mark in marks if mark.value != "neutral" and not _asks(mark, questions)]
    loose = len(_unsaid(tokens, marks)) >= _LOOSE_WORDS and "turn" not in kinds
    if loose:
        kinds = [kind for kind in kinds if kind != "weak"]
    return _decide(_without_negated(kinds))


@lru_cache(maxsize=RECENT)
def acts(text: str) -> frozenset[Act]:
    """Every dialog act heard in `text`."""
    tokens = padded(text)
    found = set(_ACTS.values(tokens))
    if "robot_question" not in found and person_requests.asks_for_person(tokens):
        found.add("human")
    closing = yes_no(text) == "no" and len(tokens) - 2 <= _LOOSE_WORDS
    return frozenset(
        [act for act in found if act != "not_an_act"] + (["nothing_else"] if closing else [])
    )


def _asks(mark: Match[Answer], questions: Sequence[tuple[int, int]]) -> bool:
    """Whether words of assent stand within a question."""
    return mark.value in _AGREEING and any(start < mark.start < end for start, end in questions)


def _unsaid(tokens: tuple[str, ...], marks: list[Match[Answer]]) -> list[str]:
    """Words that belong to no phrase and are not mere politeness."""
    covered = {
        at for mark in marks if mark.value != "neutral" for at in range(mark.start, mark.end)
    }
    return [word for at, word in enumerate(tokens) if at not in covered and word not in POLITE]


def _without_negated(kinds: Sequence[str]) -> list[str]:
    """A yes right after a negator ("not ... correct") is a no."""
    out: list[str] = []
    for kind in kinds:
        if kind in ("yes", "weak") and out and out[-1] == "negator":
            out[-1] = "no"
        else:
            out.append(kind)
    return out


def _decide(kinds: list[str]) -> YesNo | None:
    agrees = "yes" in kinds or "weak" in kinds
    if "no" in kinds:
        after = kinds[kinds.index("no") + 1 :]
        if "yes" in kinds or "weak" in after:
            return "mixed"
        return "unsure" if "unsure" in kinds else "no"
    if agrees and ("turn" in kinds or "negator" in kinds):
        return "mixed"
    if "unsure" in kinds:
        return "yes" if kinds[-1] == "yes" else "unsure"
    return "yes" if agrees or "closing" in kinds else None
