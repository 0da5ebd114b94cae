"""Which label was taken for which: the confused pairs of a set, most frequent first."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec


class Confusion(msgspec.Struct, frozen=True):
    """Items of label `expected` that were given `got`."""

    expected: str
    got: str
    n: int
    lines: list[int]
    """Lines of the truth file, counted from 1."""
    example: str
    """The words of the first of them."""


def confused(items: Iterable[tuple[int, str, str, str]]) -> list[Confusion]:
    """The pairs among `items` (line, expected label, given label, words) whose labels differ."""
    pairs: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for line, expected, got, words in items:
        if expected != got:
            pairs[expected, got].append((line, words))
    found = [
        Confusion(expected, got, len(hits), [line for line, _ in hits], hits[0][1])
        for (expected, got), hits in pairs.items()
    ]
    return sorted(found, key=lambda one: (-one.n, one.expected, one.got))
