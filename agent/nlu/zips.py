"""US ZIP codes as people say them."""

from agent.nlu import digits, numbers
from agent.nlu.address_words import SUFFIXES
from agent.nlu.words import words

_ANNOUNCED = frozenset({"zip", "zipcode", "postal"})
_FIVE = 5
_NINE = 9


def zip_code(text: str) -> str | None:
    """The five-digit ZIP in `text`, or None; of a nine-digit one the first five are kept.

    Digits may be single ("eight oh two oh six"), grouped ("80 20 6", "eighty two oh six") or
    written. Ten digits in a row are a phone number and give None, and so does the number before a
    street ("nineteen thirty seven Lafayette Street"). With several candidates the one after the
    word "zip" counts, else the last: a correction comes last.
    """
    return next(iter(zip_codes(text)), None)


def zip_codes(text: str) -> tuple[str, ...]:
    """What may be a ZIP in `text`, likeliest first; a year read aloud may look like one."""
    said = words(text)
    # "eight oh two one eight for nineteen Oak": "for" is a digit only if nothing fits without
    return _zips_in(said) or _zips_in(digits.as_numbers(said))


def _zips_in(tokens: tuple[str, ...]) -> tuple[str, ...]:
    announced: list[str] = []
    others: list[str] = []
    for start, stop in _stretches(tokens):
        code = _five(tokens[start:stop])
        if code is None:
            continue
        if any(token in _ANNOUNCED for token in tokens[max(0, start - 4) : start]):
            announced.append(code)
        elif not _before_street(tokens[stop : stop + _STREET]):
            others.insert(0, code)
    return (*announced, *others)


def spoken(zip_code: str) -> str:
    """A ZIP digit by digit: 80206 is "eight oh two oh six"."""
    return digits.spoken(zip_code)


def _before_street(tokens: tuple[str, ...]) -> bool:
    """Whether a street follows at once: one or more words of a name, then its suffix."""
    for at, token in enumerate(tokens):
        if token in SUFFIXES and at:
            return True
        if token in _NO_STREET or numbers.is_number(tokens, at):
            return False
    return False


_NO_STREET = frozenset(
    {"on", "for", "in", "at", "that's", "it's", "is", "and", "near", "by", "off", "the", "my"}
)
_STREET = 5
"""So many words after a number may hold the street it belongs to."""
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
