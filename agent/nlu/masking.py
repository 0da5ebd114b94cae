"""Takes telephone numbers, house numbers and the like out of words that leave the machine.

A temperature or an age says what is wanted, so one or two digits stay; three and more could tell
who called. Spoken digits count like written ones.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agent.nlu.numbers import DIGITS, JOINERS, REPEATS, SCALES, SPANISH_HUNDREDS, TEENS, TENS
from agent.nlu.words import fold

MASK = "#"
KEPT = 2
"""So many digits in a row may stay."""
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = frozenset(
    {*JOINERS, "uh", "um", "uhm", "er", "eh", "ah", "dash", "hyphen", "point", "dot", "then"}
)
"""Words that may stand between the digits of one number."""


def mask_numbers(text: str) -> str:
    """`text` with every run of more than two digits replaced by "#"."""
    kept: list[str] = []
    done = 0
    for start, end in _runs(text):
        kept += (text[done:start], MASK)
        done = end
    return "".join((*kept, text[done:]))


def masked_runs(text: str) -> tuple[str, ...]:
    """What stood in the place of each "#" of `mask_numbers(text)`."""
    return tuple(text[start:end] for start, end in _runs(text))


def _runs(text: str) -> Iterator[tuple[int, int]]:
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        word = fold(token[0].lower())
        if _width(word) or (run and word in _BETWEEN):
            run.append(token)
        else:
            yield from _private(run)
            run = []
    yield from _private(run)


def _private(run: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Where the run stands, if it is too long to stay."""
    words = [fold(token[0].lower()) for token in run]
    digits = sum(map(_width, words))
    # "sixty five" is one number of two digits.
    digits -= sum(a in TENS and b in DIGITS for a, b in pairwise(words))
    if digits > KEPT:
        last = max(at for at, word in enumerate(words) if _width(word))
        yield run[0].start(), run[last].end()


def _width(word: str) -> int:
    """How many digits a token stands for; 0 for other words."""
    if word.isdigit():
        return len(word)
    if word in DIGITS or word in REPEATS or word in SCALES:
        return 1
    if word in TEENS or word in TENS:
        return 2
    return 3 if word in SPANISH_HUNDREDS else 0
