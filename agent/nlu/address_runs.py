"""Where numbers, roads and streets stand in the tokens of an address answer."""

from collections.abc import Sequence

from agent.nlu import numbers
from agent.nlu.address_words import HIGHWAYS, SUFFIXES

BREAK = "|"
"""Stands where something was taken out, so that words on both sides don't grow together."""
ZIP = "<zip>"
_LONGEST = 24
ROAD_STARTS = frozenset(said[0] for said, _ in HIGHWAYS)
_ROAD_ENDS = frozenset(said[-1] for said, _ in HIGHWAYS)


def number_stop(tokens: Sequence[str], at: int) -> int:
    """Where the run of numbers that starts at `at` stops (`at` when there is none).

    Of a run too long for any number of an address it is a place within.
    """
    last = min(len(tokens), at + _LONGEST)
    while at < last and tokens[at] not in (BREAK, ZIP) and numbers.is_number(tokens, at):
        if _letter_o(tokens, at):
            break
        at += 1
    return at


def _letter_o(tokens: Sequence[str], at: int) -> bool:
    """Whether an "o" names a street, as in "thirteen ten O Street"."""
    return tokens[at] == "o" and at + 1 < len(tokens) and tokens[at + 1] in SUFFIXES


def street_follows(tokens: Sequence[str], at: int) -> bool:
    """Whether a suffix is among the next words."""
    return any(token in SUFFIXES for token in tokens[at : at + 4])


def highway_at(tokens: Sequence[str], at: int) -> bool:
    """Whether a road known by its number begins at `at`."""
    if at >= len(tokens) or tokens[at] not in ROAD_STARTS:
        return False
    return any(tuple(tokens[at : at + len(said)]) == said for said, _ in HIGHWAYS)


def after_road(tokens: Sequence[str], at: int) -> bool:
    """Whether the number at `at` belongs to "highway", "route" and so on."""
    if at == 0 or tokens[at - 1] not in _ROAD_ENDS:
        return False
    return any(tuple(tokens[max(0, at - len(said)) : at]) == said for said, _ in HIGHWAYS)
