"""Phrase books: many short word patterns looked up in one pass over a caller's words.

A book is a trie over whole words, so a lookup costs microseconds however many phrases it holds.
Patterns are words with four signs: `a/b` either word, `x?` optional, `x+` with the endings s, es,
ed and ing, `*` any one word; `_` joins the words of one alternative ("no/not_a").
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Generic, NamedTuple, TypeVar

from agent.nlu import words

Value = TypeVar("Value")

_END = ""
_ANY = "*"
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


def padded(text: str) -> tuple[str, ...]:
    """`plain` words between "<" and ">", so that phrases can name the ends of the utterance."""
    return ("<", *plain(text), ">")


def _written_out(word: str) -> tuple[str, ...]:
    for ending, full in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return (word[: -len(ending)], full)
    return (word,)


class Phrasebook(Generic[Value]):
    """An immutable set of phrases, each with one value."""

    def __init__(self, phrases: Mapping[Value, Iterable[str]]) -> None:
        """Compile `phrases`; the first value given for a phrase stays."""
        self._root: dict[str, Any] = {}
        for value, patterns in phrases.items():
            for pattern in patterns:
                for path in _paths(pattern):
                    node = self._root
                    for word in path:
                        node = node.setdefault(word, {})
                    node.setdefault(_END, value)

    def find(self, tokens: Sequence[str]) -> list[Match[Value]]:
        """Longest phrases from left to right, without overlap."""
        found: list[Match[Value]] = []
        at = 0
        while at < len(tokens):
            match = self._longest(tokens, at)
            if match is None:
                at += 1
            else:
                found.append(match)
                at = match.end
        return found

    def overlapping(self, tokens: Sequence[str]) -> list[Match[Value]]:
        """The longest phrase at every word, overlaps included."""
        matches = (self._longest(tokens, at) for at in range(len(tokens)))
        return [match for match in matches if match is not None]

    def has(self, tokens: Sequence[str]) -> bool:
        """Whether any phrase occurs."""
        return any(self._longest(tokens, at) is not None for at in range(len(tokens)))

    def _longest(self, tokens: Sequence[str], start: int) -> Match[Value] | None:
        if tokens[start] not in self._root and _ANY not in self._root:
            return None
        best: Match[Value] | None = None
        frontier = [(self._root, start)]
        while frontier:
            node, at = frontier.pop()
            if _END in node and (best is None or at > best.end):
                best = Match(node[_END], start, at)
            if at < len(tokens):
                steps = (node[word] for word in (tokens[at], _ANY) if word in node)
                frontier.extend((step, at + 1) for step in steps)
        return best


def _paths(pattern: str) -> Iterable[tuple[str, ...]]:
    """Every word sequence a pattern stands for."""
    slots = [_alternatives(slot) for slot in pattern.split()]
    for choice in product(*slots):
        yield tuple(word for part in choice for word in part)


def _alternatives(slot: str) -> list[tuple[str, ...]]:
    optional = slot.endswith("?")
    options = [
        tuple(form.split("_"))
        for option in slot.removesuffix("?").split("/")
        for form in _forms(option)
    ]
    return [*options, ()] if optional else options


def _forms(word: str) -> Iterable[str]:
    if not word.endswith("+"):
        return (word,)
    stem = word[:-1]
    short = stem.removesuffix("e")
    doubled = short + short[-1]
    endings = (stem + "s", stem + "es", stem + "d", stem + "ed", short + "ing")
    return (stem, *endings, doubled + "ed", doubled + "ing")
