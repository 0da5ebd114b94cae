"""Phrase books: many short word patterns looked up in one pass over a caller's words.

A book is indexed by the first words of its phrases, so a lookup costs microseconds however many it
holds.
Patterns are words with four signs: `a/b` either word, `x?` optional, `x+` with the endings s, es,
ed and ing, `*` any one word; `_` joins the words of one alternative ("no/not_a").
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from agent.nlu import words
from agent.nlu.words import RECENT

Value = TypeVar("Value")

_ANY = "*"
_EDGES = ("<", ">")
_WHOLE = {
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "ain't": ("is", "not"),
    "let's": ("let", "us"),
    "lets": ("let", "us"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "dunno": ("do", "not", "know"),
    "dont": ("do", "not"),
    "doesnt": ("does", "not"),
    "didnt": ("did", "not"),
    "cant": ("can", "not"),
    "wont": ("will", "not"),
    "isnt": ("is", "not"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "thats": ("that", "is"),
    "its": ("it", "is"),
    "mornin": ("morning",),
}
_ENDINGS = {
    "n't": "not",
    "'s": "is",
    "'m": "am",
    "'re": "are",
    "'ve": "have",
    "'ll": "will",
    "'d": "would",
}
_KEEP = frozenset(("o'clock", "ma'am"))


class Match(NamedTuple, Generic[Value]):
    """One phrase found: its value and the half-open range of words it covers."""

    value: Value
    start: int
    end: int


def plain(text: str) -> tuple[str, ...]:
    """Words of `text` without accents and with contractions written out ("don't": do not)."""
    out: list[str] = []
    for word in words.words(words.fold(text)):
        if word in _WHOLE:
            out.extend(_WHOLE[word])
        elif "'" in word and word not in _KEEP:
            out.extend(_written_out(word))
        else:
            out.append(word)
    return tuple(out)


@lru_cache(maxsize=RECENT)
def padded(text: str) -> tuple[str, ...]:
    """`plain` words between "<" and ">", so that phrases can name the ends of the utterance."""
    return ("<", *plain(text), ">")


def _written_out(word: str) -> tuple[str, ...]:
    for ending, full in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return (word[: -len(ending)], full)
    return (word,)


def word_set(text: str) -> frozenset[str]:
    """The words of a block of text, for sets too long to write as a literal."""
    return frozenset(text.split())


class _Slot(NamedTuple):
    """One place of a pattern: the words or runs of words that may stand there."""

    single: frozenset[str]
    runs: tuple[tuple[str, ...], ...]
    optional: bool

    @property
    def first_words(self) -> frozenset[str]:
        return self.single.union(run[0] for run in self.runs)


class _Phrase(NamedTuple, Generic[Value]):
    """A pattern as filed under one first word; `second` are the words that can follow, if known."""

    value: Value
    slots: tuple[_Slot, ...]
    second: frozenset[str] | None


class Phrasebook(Generic[Value]):
    """An immutable set of phrases, each with one value."""

    def __init__(self, phrases: Mapping[Value, Iterable[str]]) -> None:
        """Compile `phrases`; among phrases of equal length the first given wins."""
        self._by_first: dict[str, list[_Phrase[Value]]] = {}
        for value, patterns in phrases.items():
            for pattern in patterns:
                slots = tuple(_slot(text) for text in pattern.split())
                for word in _first_words(slots):
                    phrase = _Phrase(value, slots, _second_words(slots, word))
                    self._by_first.setdefault(word, []).append(phrase)

    def find(self, tokens: Sequence[str]) -> list[Match[Value]]:
        """Longest phrases from left to right, without overlap."""
        found: list[Match[Value]] = []
        at = 0
        while at < len(tokens):
            match = self.at(tokens, at)
            if match is None:
                at += 1
            else:
                found.append(match)
                at = match.end
        return found

    def every(self, tokens: Sequence[str]) -> list[Match[Value]]:
        """Every phrase that occurs, each at its longest, shorter ones inside longer ones too."""
        return [match for at in range(len(tokens)) for match in self._starting(tokens, at)]

    def has(self, tokens: Sequence[str]) -> bool:
        """Whether any phrase occurs."""
        return any(self.at(tokens, at) is not None for at in range(len(tokens)))

    def at(self, tokens: Sequence[str], start: int) -> Match[Value] | None:
        """The longest phrase that begins at word `start`."""
        best: Match[Value] | None = None
        for match in self._starting(tokens, start):
            if best is None or match.end > best.end:
                best = match
        return best

    def _starting(self, tokens: Sequence[str], start: int) -> list[Match[Value]]:
        phrases = self._by_first.get(tokens[start])
        if phrases is None:
            return []
        following = tokens[start + 1] if start + 1 < len(tokens) else ""
        return [
            Match(value, start, end)
            for value, slots, second in phrases
            if (second is None or following in second)
            and (end := _end(slots, 0, tokens, start)) > start
        ]


def _end(slots: tuple[_Slot, ...], place: int, tokens: Sequence[str], at: int) -> int:
    """Where the longest match of `slots[place:]` at word `at` ends, -1 when there is none."""
    if place == len(slots):
        return at
    slot = slots[place]
    best = -1
    if at < len(tokens):
        if tokens[at] in slot.single or (_ANY in slot.single and tokens[at] not in _EDGES):
            best = _end(slots, place + 1, tokens, at + 1)
        for run in slot.runs:
            if tuple(tokens[at : at + len(run)]) == run:
                best = max(best, _end(slots, place + 1, tokens, at + len(run)))
    if slot.optional:
        best = max(best, _end(slots, place + 1, tokens, at))
    return best


def _first_words(slots: tuple[_Slot, ...]) -> set[str]:
    """Words a match can begin with; patterns begin with a named word, never with `*`."""
    found: set[str] = set()
    for slot in slots:
        found |= slot.first_words
        if not slot.optional:
            break
    return found


def _second_words(slots: tuple[_Slot, ...], first: str) -> frozenset[str] | None:
    """Words that must follow `first`; None when anything may, or nothing need."""
    if slots[0].optional or all(slot.optional for slot in slots[1:]):
        whole = not slots[0].optional and first not in slots[0].single
        return frozenset(run[1] for run in slots[0].runs if run[0] == first) if whole else None
    found = _first_words(slots[1:]) if first in slots[0].single else set[str]()
    found |= {run[1] for run in slots[0].runs if run[0] == first}
    return None if _ANY in found else frozenset(found)


def _slot(text: str) -> _Slot:
    parts = [tuple(option.split("_")) for option in text.removesuffix("?").split("/")]
    single = frozenset(form for part in parts if len(part) == 1 for form in _forms(part[0]))
    runs = tuple(part for part in parts if len(part) > 1)
    return _Slot(single, runs, text.endswith("?"))


def _forms(word: str) -> tuple[str, ...]:
    if not word.endswith("+"):
        return (word,)
    stem = word[:-1]
    short = stem.removesuffix("e")
    doubled = short + short[-1]
    endings = (stem + "s", stem + "es", stem + "d", stem + "ed", short + "ing")
    return (stem, *endings, doubled + "ed", doubled + "ing")
