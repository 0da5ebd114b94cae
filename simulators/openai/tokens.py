"""Pieces of text as a model makes them: plausible in number and length, no real tokeniser."""

import re
from random import Random

_PIECE = re.compile(r"\s*\S{1,5}|\s+$")
_LONGEST_FRAGMENT = 5
"""Shorter than a JSON escape (\\u00e9), so that one is always torn."""


def pieces(text: str) -> list[str]:
    """A text in pieces of at most five characters and the space before them."""
    return _PIECE.findall(text)


def count(text: str) -> int:
    """How many tokens a text has."""
    return len(pieces(text))


def fragments(text: str, seed: int) -> list[str]:
    """Tool arguments in fragments of 1 to 5 characters: cut inside keys, numbers and escapes."""
    random = Random(seed)
    found, at = [], 0
    while at < len(text):
        length = random.randint(1, _LONGEST_FRAGMENT)
        found.append(text[at : at + length])
        at += length
    return found
