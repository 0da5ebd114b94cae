"""The notation of phrases: a pattern is a row of slots, each with the words that may stand there.

Patterns are words with four signs: `a/b` either word, `x?` optional, `x+` with the endings s, es,
ed and ing, `*` any one word; `_` joins the words of one alternative ("no/not_a").
"""

from typing import NamedTuple

ANY = "*"
_SHARES = {
    100: "< >",
    40: "the",
    34: "is",
    27: "i",
    20: "a",
    19: "it and",
    16: "you to my",
    13: "not",
    12: "on in",
    10: "do",
    9: "that for",
    6: "have me of so can out are there",
    5: "no we am what like got your",
    4: "at up furnace would one will but need off gas with just",
    3: "this come heat get want when was from here he all be how air by",
    2: "unit house an smell or about now time if does right going know",
}
"""Of a hundred utterances in `fixtures/utterances` so many have these words."""
_COMMON = {word: share for share, words in _SHARES.items() for word in words.split()}


class Slot(NamedTuple):
    """One place of a pattern: the words or runs of words that may stand there."""

    single: frozenset[str]
    runs: tuple[tuple[str, ...], ...]
    optional: bool


def slots_of(pattern: str) -> tuple[Slot, ...]:
    """The slots of a pattern such as "no/not_a dog+ *? here"."""
    return tuple(_slot(text) for text in pattern.split())


def telling(slots: tuple[Slot, ...]) -> frozenset[str]:
    """Words one of which is in every match of a pattern: those of its most telling slot."""
    required = [slot for slot in slots if not slot.optional and ANY not in slot.single]
    return min(map(_words_of, required), key=_commonness)


def _words_of(slot: Slot) -> frozenset[str]:
    """Words one of which fills a slot, of each run the rarest."""
    rare = (min(run, key=lambda word: (_COMMON.get(word, 0), -len(word))) for run in slot.runs)
    return slot.single.union(rare)


def _commonness(words: frozenset[str]) -> tuple[int, int]:
    return sum(_COMMON.get(word, 0) for word in words), len(words)


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
