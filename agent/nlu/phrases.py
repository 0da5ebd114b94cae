"""Phrase books: many short word patterns looked up in one pass over a caller's words.

The patterns of a book (see `patterns`) are one automaton, so a lookup costs microseconds however
many it holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from agent.nlu import automaton, words
from agent.nlu.patterns import slots_of, telling
from agent.nlu.words import RECENT

Value = TypeVar("Value")

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


@lru_cache(maxsize=RECENT)
def plain(text: str) -> tuple[str, ...]:
    """Words of `text` without accents and with contractions written out ("don't": do not)."""
    folded = words.fold(text)
    said = words.words(folded)
    contracted = "'" in folded or "`" in folded or not folded.isascii()
    if not contracted and _WHOLE.keys().isdisjoint(said):
        return said
    out: list[str] = []
    for word in said:
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


class Phrasebook(Generic[Value]):
    """An immutable set of phrases, each with one value."""

    def __init__(self, phrases: Mapping[Value, Iterable[str]]) -> None:
        """Compile `phrases`; among phrases of equal length the first given wins."""
        filed = [(value, pattern) for value, texts in phrases.items() for pattern in texts]
        self._values = tuple(value for value, _ in filed)
        patterns = [slots_of(pattern) for _, pattern in filed]
        self._starts = automaton.starts(patterns)
        self._telling = frozenset[str]().union(*map(telling, patterns))

    @property
    def first_words(self) -> frozenset[str]:
        """The words that a phrase can begin with."""
        return frozenset(self._starts)

    def find(self, tokens: Sequence[str]) -> list[Match[Value]]:
        """Longest phrases from left to right, without overlap."""
        if self._telling.isdisjoint(tokens):
            return []
        found = automaton.leftmost(self._starts, tokens)
        return [Match(self._values[number], start, stop) for number, start, stop in found]

    def values(self, tokens: Sequence[str]) -> list[Value]:
        """The values of what `find` finds, in the same order."""
        if self._telling.isdisjoint(tokens):
            return []
        return [self._values[number] for number, _, _ in automaton.leftmost(self._starts, tokens)]

    def every(self, tokens: Sequence[str]) -> list[Match[Value]]:
        """Every phrase that occurs, each at its longest, shorter ones inside longer ones too."""
        if self._telling.isdisjoint(tokens):
            return []
        return [
            Match(self._values[number], at, stop)
            for at, state in enumerate(map(self._starts.get, tokens))
            if state is not None
            for number, stop in sorted(automaton.every(state, tokens, at).items())
        ]

    def every_value(self, tokens: Sequence[str]) -> set[Value]:
        """The values of what `every` finds."""
        if self._telling.isdisjoint(tokens):
            return set()
        return {
            self._values[number]
            for at, state in enumerate(map(self._starts.get, tokens))
            if state is not None
            for number in automaton.every(state, tokens, at)
        }

    def has(self, tokens: Sequence[str]) -> bool:
        """Whether any phrase occurs."""
        if self._telling.isdisjoint(tokens):
            return False
        return any(
            automaton.longest(state, tokens, at) is not None
            for at, state in enumerate(map(self._starts.get, tokens))
            if state is not None
        )

    def at(self, tokens: Sequence[str], start: int) -> Match[Value] | None:
        """The longest phrase that begins at word `start`."""
        state = self._starts.get(tokens[start])
        best = None if state is None else automaton.longest(state, tokens, start)
        return best and Match(self._values[best[0]], start, best[1])
