"""US ZIP codes as people say them."""

from agent.nlu import digits, numbers
from agent.nlu.words import words

_ANNOUNCED = frozenset({"zip", "zipcode", "postal"})
_FIVE = 5
_NINE = 9


def zip_code(text: str) -> str | None:
    """The five-digit ZIP in `text`, or None; of a nine-digit one the first five are kept.

    Digits may be single ("eight oh two oh six"), grouped ("80 20 6", "eighty two oh six") or
    written. Ten digits in a row are a phone number and give None. With several candidates the one
    after the word "zip" counts, else the last: a correction comes last.
    """
    tokens = digits.as_numbers(words(text))
    found: str | None = None
    for start, stop in _stretches(tokens):
        zip_here = _five(tokens[start:stop])
        if zip_here is None:
            continue
        found = zip_here
        if any(token in _ANNOUNCED for token in tokens[max(0, start - 4) : start]):
            return zip_here
    return found


def spoken(zip_code: str) -> str:
    """A ZIP digit by digit: 80206 is "eight oh two oh six"."""
    return digits.spoken(zip_code)


_BRIDGES = frozenset({"dash", "um", "uh", "hyphen"})


def _stretches(tokens: tuple[str, ...]) -> list[tuple[int, int]]:
    """Runs of numbers, joined over "dash" and fillers."""
    joined: list[tuple[int, int]] = []
    for run in numbers.runs(tokens):
        if joined and all(token in _BRIDGES for token in tokens[joined[-1][1] : run.start]):
            joined[-1] = (joined[-1][0], run.stop)
        else:
            joined.append((run.start, run.stop))
    return joined


def _five(tokens: tuple[str, ...]) -> str | None:
    said = tuple(token for token in tokens if token not in _BRIDGES)
    for length in (_FIVE, _NINE):
        found = numbers.digits_of_length(said, length)
        if found is not None:
            return found[:_FIVE]
    return None
