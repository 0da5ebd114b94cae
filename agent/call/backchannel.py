"""Sounds and words by which a listener says "go on": no turn, unless a yes or no was asked for."""

import re

from agent.events import Expecting
from agent.nlu.words import words

_GO_ON = frozenset(
    word
    for line in (
        "uh-huh uhhuh uhuh mhm mhmm mm mmm mmhm hmm hm uh um huh ah oh",
        "okay ok right yeah yep yup yes sure alright good great cool see gotcha",
    )
    for word in line.split()
)
_PAIRS = frozenset(
    {
        ("uh", "huh"),
        ("mm", "hm"),
        ("mm", "hmm"),
        ("all", "right"),
        ("i", "see"),
        ("got", "it"),
        ("go", "ahead"),
        ("go", "on"),
    }
)
_ANSWERS: frozenset[Expecting] = frozenset({"yes_no", "choice"})
LONGEST = 3
FASTEST = 7.0
"""Syllables a second; nobody speaks faster."""
SHORT = 0.6
"""Seconds of sound up to which `misheard` judges: longer than any "uh-huh"."""
_VOWELS = re.compile(r"[aeiouy]+")


def is_backchannel(text: str, expecting: Expecting) -> bool:
    """Whether `text`, said while we spoke, only encourages us to go on."""
    said = words(text)
    if not said:
        return True
    if expecting in _ANSWERS or len(said) > LONGEST:
        return False
    return all(_belongs(said, place) for place in range(len(said)))


def misheard(text: str, seconds: float) -> bool:
    """Whether a short sound can't have held these words.

    Recognisers like to make whole sentences of an "uh-huh" ("that's all right").
    """
    syllables = sum(max(1, len(_VOWELS.findall(word.removesuffix("e")))) for word in words(text))
    return seconds < SHORT and syllables > FASTEST * seconds


def _belongs(said: tuple[str, ...], place: int) -> bool:
    return said[place] in _GO_ON or any(
        said[start : start + 2] in _PAIRS for start in (place - 1, place) if start >= 0
    )
