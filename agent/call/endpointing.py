"""How long the caller may be silent before the turn is theirs no more, knowing what we asked.

Pure. The table: an answer that is complete ends at once; one that is plainly unfinished (three or
seven digits, "my number is", "it's, uh") waits longest; else it depends on the question.
"""

from agent.events import Expecting
from agent.nlu.acts import yes_no
from agent.nlu.codes import LENGTH as CODE_LENGTH
from agent.nlu.codes import confirmation_code
from agent.nlu.digits import digit_string
from agent.nlu.numbers import is_number
from agent.nlu.words import words

AT_ONCE = 0.24
"""Seconds after a complete answer: just enough to see that the last word is over."""
UNFINISHED = 1.6
"""Seconds after words that promise more, and between the groups of a number."""
SOME_DIGITS = 1.5
"""Seconds after a digit count at which people rarely pause."""
SPELLING = 1.1
"""Seconds after single letters: a name is being spelled."""

WAITS: dict[Expecting, float] = {
    "free": 0.6,
    "yes_no": 0.5,
    "phone": 0.9,
    "zip": 0.7,
    "address": 0.85,
    "name": 0.65,
    "date": 0.55,
    "choice": 0.45,
    "code": 0.8,
    "nothing": 0.6,
}
"""Seconds for words that are neither complete nor plainly unfinished, by what we asked."""

LENGTHS: dict[Expecting, int] = {"phone": 10, "zip": 5}
"""Digits of a complete answer."""
PAUSES: dict[Expecting, tuple[int, ...]] = {"phone": (3, 6, 7), "zip": ()}
"""Digits after which people draw breath."""

SPOKEN_IN_GROUPS: frozenset[Expecting] = frozenset({"phone", "zip", "code", "address", "name"})
"""Answers that are often said in parts or spelled."""

_FILLERS = frozenset(
    word
    for line in (
        "um uh uhm er erm hmm and or but so the a an to of at in on is are my for with because",
        "like it's its that's i'm i from then maybe let's gonna want",
    )
    for word in line.split()
)
_FILLER_ENDINGS = (
    ("number", "is"),
    ("zip", "code", "is"),
    ("address", "is"),
    ("name", "is"),
    ("let", "me", "see"),
    ("you", "know"),
    ("i", "mean"),
    ("area", "code"),
)


def wait(expecting: Expecting, have: str, text: str | None) -> float:
    """Seconds of silence that end the turn.

    `have` are digits captured in earlier turns, `text` the words so far (None: not known yet).
    """
    said = words(text) if text else ()
    if not text or not said:
        return WAITS[expecting]
    if unfinished(said):
        return UNFINISHED
    digits = digit_string(text)
    if expecting == "yes_no" and len(digits) in PAUSES["phone"] and is_number(said, len(said) - 1):
        return UNFINISHED  # "no, it's two one four": the number is being said anew
    if expecting == "yes_no" and yes_no(text) is not None:
        return AT_ONCE
    if expecting == "code":
        return _wait_for_code(have, text)
    if digits and expecting in LENGTHS:
        return _wait_for_digits(expecting, have, digits)
    if expecting in ("name", "address") and len(said[-1]) == 1 and said[-1].isalpha():
        return SPELLING
    return WAITS[expecting]


def longest(expecting: Expecting) -> float:
    """Upper bound of `wait` for this question."""
    return max(UNFINISHED, WAITS[expecting])


def usual(expecting: Expecting) -> float:
    """Seconds that suit most answers to this question, where their words are not known yet."""
    return UNFINISHED if expecting in SPOKEN_IN_GROUPS else WAITS[expecting]


def unfinished(said: tuple[str, ...]) -> bool:
    """The last words promise more ("my number is", "and", "it's, uh")."""
    if not said:
        return False
    if said[-1] in _FILLERS:
        return True
    return any(said[-len(ending) :] == ending for ending in _FILLER_ENDINGS)


def _wait_for_code(have: str, text: str) -> float:
    """A whole code carries its own proof; four digits may be an old code or the half of a new."""
    code = confirmation_code(f"{have} {text}")
    if code is None:
        return SPELLING
    return AT_ONCE if len(code) == CODE_LENGTH else WAITS["code"]


def _wait_for_digits(expecting: Expecting, have: str, digits: str) -> float:
    count, length = len(have) + len(digits), LENGTHS[expecting]
    if expecting == "phone" and have and len(have) not in PAUSES[expecting]:
        return SOME_DIGITS  # a digit was missed: the number may be said anew, from its beginning
    if count == length or (expecting == "phone" and _with_country(have + digits)):
        return AT_ONCE
    if count > length:
        return WAITS[expecting]
    return UNFINISHED if count in PAUSES[expecting] else SOME_DIGITS


def _with_country(digits: str) -> bool:
    return len(digits) == LENGTHS["phone"] + 1 and digits.startswith("1")
