"""The notation of phrases: a pattern is a row of slots, each with the words that may stand there.

Patterns are words with four signs: `a/b` either word, `x?` optional, `x+` with the endings s, es,
ed and ing, `*` any one word; `_` joins the words of one alternative ("no/not_a").
"""

from typing import NamedTuple

ANY = "*"


class Slot(NamedTuple):
    """One place of a pattern: the words or runs of words that may stand there."""

    single: frozenset[str]
    runs: tuple[tuple[str, ...], ...]
    optional: bool


def slots_of(pattern: str) -> tuple[Slot, ...]:
    """The slots of a pattern such as "no/not_a dog+ *? here"."""
    return tuple(_slot(text) for text in pattern.split())


def _slot(text: str) -> Slot:
    parts = [tuple(option.split("_")) for option in text.removesuffix("?").split("/")]
    single = frozenset(form for part in parts if len(part) == 1 for form in _forms(part[0]))
    runs = tuple(part for part in parts if len(part) > 1)
    return Slot(single, runs, text.endswith("?"))


def _forms(word: str) -> tuple[str, ...]:
    if not word.endswith("+"):
        return (word,)
    stem = word[:-1]
    short = stem.removesuffix("e")
    doubled = short + short[-1]
    endings = (stem + "s", stem + "es", stem + "d", stem + "ed", short + "ing")
    return (stem, *endings, doubled + "ed", doubled + "ing")
