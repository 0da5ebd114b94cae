"""Corrections that name both sides: "three forty, not three oh four", "not oak hill, it's oak"."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from agent.events import Address
from agent.nlu import numbers
from agent.nlu.address_words import DIRECTIONS, SUFFIXES

Part = Literal[
    "", "house_number", "predirection", "street_name", "suffix", "postdirection", "unit", "city",
    "zip",
]  # fmt: skip

_MOST_WORDS = 24
"""What is said to be wrong takes fewer words."""
_SEPARATORS = frozenset({"it's", "its", "it", "but", "is"})
_OPENING = frozenset(
    {"it's", "its", "it", "is", "that's", "but", "the", "should", "be", "my", "right", "yes",
     "yeah", "okay", "um", "uh", "so", "well", "i", "said", "meant", "mean"}
)  # fmt: skip


class Contrast(NamedTuple):
    """What is right, which part of the old address it replaces, and the words after that."""

    right: tuple[str, ...]
    part: Part
    rest: tuple[str, ...]


def contrast(old: Address, tokens: Sequence[str]) -> Contrast | None:
    """The contrast in `tokens`, if they hold one; `part` is empty when the wrong side is new."""
    if "not" not in tokens:
        return None
    at = list(tokens).index("not")
    right, after = _opened(tokens[:at]), tuple(tokens[at + 1 :])
    if right:
        part, width = _said(old, after)
        return Contrast(right, part, after[width:])
    separator = next((i for i, token in enumerate(after) if token in _SEPARATORS), None)
    if separator is None:
        return None
    part, _ = _said(old, after[:separator])
    return Contrast(_opened(after[separator + 1 :]), part, ())


def _opened(tokens: Sequence[str]) -> tuple[str, ...]:
    """`tokens` without opening words such as "it's the"."""
    start = 0
    while start < len(tokens) and tokens[start] in _OPENING:
        start += 1
    return tuple(tokens[start:])


def _said(old: Address, tokens: Sequence[str]) -> tuple[Part, int]:
    """Which part of `old` the tokens begin with, and how many tokens that takes."""
    for width in range(min(len(tokens), _MOST_WORDS), 0, -1):
        part = _part(old, tokens[:width])
        if part:
            return part, width
    return "", len(tokens)


def _part(old: Address, tokens: Sequence[str]) -> Part:
    readings = [text for text, _ in numbers.readings(tokens)]
    if old.house_number and old.house_number in readings:
        return "house_number"
    if old.zip and old.zip in readings:
        return "zip"
    if old.unit and old.unit.split()[-1] in readings:
        return "unit"
    name = " ".join(tokens)
    without_suffix = " ".join(tokens[:-1]) if tokens[-1] in SUFFIXES else name
    if old.street_name and old.street_name.lower() in (name, without_suffix):
        return "street_name"
    if old.city and old.city.lower() == name:
        return "city"
    if old.suffix and SUFFIXES.get(name) == old.suffix:
        return "suffix"
    if old.predirection and DIRECTIONS.get(name) == old.predirection:
        return "predirection"
    if old.postdirection and DIRECTIONS.get(name) == old.postdirection:
        return "postdirection"
    return ""
