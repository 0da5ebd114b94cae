"""The notation of phrases: a pattern is a row of slots, each with the words that may stand there.

Patterns are words with four signs: `a/b` either word, `x?` optional, `x+` with the endings s, es,
ed and ing, `*` any one word; `_` joins the words of one alternative ("no/not_a").
"""

from typing import NamedTuple

ANY = "*"
COMMON = frozenset(
    (
        *("<", ">", "i", "you", "we", "he", "she", "it", "they", "me", "us", "my", "your", "our"),
        *("the", "a", "an", "this", "that", "there", "what", "how", "when", "is", "are", "am"),
        *("was", "were", "be", "been", "do", "does", "did", "have", "has", "had", "can", "could"),
        *("will", "would", "not", "no", "yes", "and", "or", "but", "so", "if", "to", "of", "in"),
        *("on", "at", "for", "from", "with", "out", "up", "just", "all", "one", "now", "get"),
        *("go", "going", "come", "want", "need", "like", "know", "right", "okay", "please"),
        *("de", "la", "el", "que", "y", "es", "en", "un", "una", "se", "mi", "lo", "por", "con"),
    )
)
"""Words of so many utterances that they tell little."""


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
    rare = (min(run, key=lambda word: (word in COMMON, -len(word))) for run in slot.runs)
    return slot.single.union(rare)


def _commonness(words: frozenset[str]) -> tuple[int, int]:
    return len(words & COMMON), len(words)


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
