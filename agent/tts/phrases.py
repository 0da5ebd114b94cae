"""Short phrases for voices that do not tell how far they are: each is held until it is whole.

Whatever a phrase loses when its voice fails must be said again by another voice, and waiting for it
costs time; so phrases are short, the first one shortest, and end where a speaker might pause.
"""

import re
from itertools import pairwise

FIRST = 4
"""Words of the first phrase, at most: its sound is waited for."""
_WORD = re.compile(r"\S+")
_PAUSE = re.compile(r"[,;:.!?…—–][\"')\]]*$")
_TITLES = frozenset({"dr.", "mr.", "mrs.", "ms.", "st.", "ave.", "no.", "apt.", "mt.", "ft."})
_OPENERS = re.compile(
    r"and|or|but|so|because|if|when|while|that|which|who|to|for|from|at|on|in|with|of|by|the|an?|"
    r"your|our|my|y|o|pero|porque|si|cuando|que|para|del?|en|con|por|el|las?|los|una?|su",
    re.IGNORECASE,
)
"""Words before which a pause sounds natural enough."""


def phrases(text: str, start: int, most: int) -> list[tuple[int, int]]:
    """Places (from, to) of the phrases of `text[start:]`, none longer than `most` words.

    Together they hold every word once; white space between them belongs to none.
    """
    words = [(match.start(), match.end()) for match in _WORD.finditer(text, start)]
    found: list[tuple[int, int]] = []
    while words:
        count = _length(text, words, most if found else min(FIRST, most))
        found.append((words[0][0], words[count - 1][1]))
        words = words[count:]
    return found


def _length(text: str, words: list[tuple[int, int]], most: int) -> int:
    """Words of the next phrase."""
    if len(words) <= most:
        return len(words)
    said = [text[begin:end] for begin, end in words[: most + 1]]
    borders = range(most, 0, -1)
    for count in borders:
        if _PAUSE.search(said[count - 1]) and said[count - 1].lower() not in _TITLES:
            return count
    for count in borders:
        before, after = said[count - 1], said[count]
        if count > 1 and _OPENERS.fullmatch(after) and not _OPENERS.fullmatch(before):
            return count
    digits = [any(map(str.isdigit, word)) for word in said]
    for count, (one, other) in enumerate(pairwise(digits), 1):
        if count > 1 and one and not other:
            return count
    return most
