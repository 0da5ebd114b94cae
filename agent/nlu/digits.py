"""Digits said one by one or in groups, with the words a recogniser mistakes for digits."""

from collections.abc import Sequence
from functools import lru_cache

from agent.nlu import numbers
from agent.nlu.words import RECENT, words

HOMOPHONES = {
    "for": "four", "fore": "four", "to": "two", "too": "two", "ate": "eight", "won": "one",
    "tree": "three", "sex": "six", "sicks": "six", "nein": "nine", "fife": "five", "owe": "oh",
    "hate": "eight", "tu": "two",
}  # fmt: skip
PLURALS = {
    "zeros": "0", "zeroes": "0", "ohs": "0", "ones": "1", "twos": "2", "threes": "3", "fours": "4",
    "fives": "5", "sixes": "6", "sevens": "7", "eights": "8", "nines": "9",
}  # fmt: skip
"""In "three fives" a digit said several times."""
_CONFUSED = frozenset((*HOMOPHONES, "oh", "o"))
_SAFE_AT_EDGE = frozenset({"for", "to", "too", "ate", "won", "tree"})
_NAMES = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_GAPS = frozenset({"um", "uh", "er", "dash", "dot", "hyphen", "space", "then"})
_REACH = 16
"""So many gaps and homophones between two digits are looked over."""


def as_numbers(tokens: Sequence[str]) -> tuple[str, ...]:
    """`tokens` with homophones among digits put right: "eight for five" is eight four five.

    A homophone counts between two numbers, or beside one at the edge of the text; an
    "oh" away from digits becomes the filler "uh".
    """
    return _as_numbers(tuple(tokens))


@lru_cache(maxsize=RECENT)
def _as_numbers(tokens: tuple[str, ...]) -> tuple[str, ...]:
    if _CONFUSED.isdisjoint(tokens):
        return tokens
    fixed = [_without_interjection(tokens, at) for at in range(len(tokens))]
    for at, token in enumerate(fixed):
        digit = HOMOPHONES.get(token)
        if digit is not None and _among_numbers(fixed, at):
            fixed[at] = digit
    return tuple(fixed)


def digit_string(text: str) -> str:
    """All digits said, in order: "two oh two one one" is 20211, "double five" is 55."""
    tokens = as_numbers(words(text))
    return "".join(numbers.digits(tokens[run.start : run.stop]) for run in numbers.runs(tokens))


def spoken(digits: str) -> str:
    """`digits` one by one, nought as "oh": 80206 is "eight oh two oh six"."""
    return " ".join(_NAMES[int(digit)] for digit in digits)


def _without_interjection(tokens: Sequence[str], at: int) -> str:
    """The token, or a filler for an "oh" that stands by no digit: "oh wait"."""
    if tokens[at] not in ("oh", "o"):
        return tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    before = at > 0 and (tokens[at - 1] in PLURALS or numbers.is_number(tokens, at - 1))
    between = _number_beyond_gaps(tokens, at, -1) and _number_beyond_gaps(tokens, at, 1)
    beside = (
        before
        or between
        or (following in HOMOPHONES or (bool(following) and numbers.is_number(tokens, at + 1)))
    )
    alone = not beside and tokens[at] == "oh" and len(tokens) > 1
    return "uh" if alone else tokens[at]


def _number_beyond_gaps(tokens: Sequence[str], at: int, step: int) -> bool:
    for place in _beside(tokens, at, step):
        if tokens[place] not in _GAPS and tokens[place] != "like":
            return numbers.is_number(tokens, place)
    return False


def _beside(tokens: Sequence[str], at: int, step: int) -> range:
    """The places after `at`, or with a `step` of -1 before it, that are near."""
    last = min(len(tokens), at + _REACH + 1) if step > 0 else max(-1, at - _REACH - 1)
    return range(at + step, last, step)


def _among_numbers(tokens: Sequence[str], at: int) -> bool:
    before = _neighbour(tokens, at, -1)
    after = _neighbour(tokens, at, 1)
    if (before and after) or _in_long_number(tokens, at):
        return True
    edge = at == 0 if after else at == len(tokens) - 1
    return (before or after) and edge and tokens[at] in _SAFE_AT_EDGE


def _in_long_number(tokens: Sequence[str], at: int) -> bool:
    """Whether the homophone opens or closes an answer of many digits: "it's for one too five"."""
    start, stop = at, at + 1
    first, last = max(0, at - _LONGEST), min(len(tokens), at + _LONGEST)
    while start > first and _sounds_like_digit(tokens, start - 1):
        start -= 1
    while stop < last and _sounds_like_digit(tokens, stop):
        stop += 1
    opens = start == 0 or tokens[start - 1] in _INTRODUCING
    return (opens or stop == len(tokens)) and stop - start >= _LONG


_LONG = 7
"""Digits from which a run of numbers and homophones is nothing but a number."""
_LONGEST = 40
"""Digits beyond which nobody looks for where such a run begins or ends."""
_INTRODUCING = frozenset({"it's", "its", "is", "number", "that's", "yeah", "yes", "sure", "okay"})


def _sounds_like_digit(tokens: Sequence[str], at: int) -> bool:
    return tokens[at] in HOMOPHONES or numbers.is_number(tokens, at)


def _neighbour(tokens: Sequence[str], at: int, step: int) -> bool:
    """Whether the nearest word in that direction, fillers and homophones aside, is a number."""
    for place in _beside(tokens, at, step):
        if tokens[place] not in _GAPS and tokens[place] not in HOMOPHONES:
            return numbers.is_number(tokens, place)
    return False
