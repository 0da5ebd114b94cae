"""Frustration: signals in one turn, the decaying level of a call, and a label for one turn.

Words of the trade (broken, not working, problem, emergency) score nothing: a fault is no anger.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from agent.nlu import acts
from agent.nlu.mood_phrases import MOODS
from agent.nlu.phrases import Phrasebook, padded, plain

Mood = Literal["calm", "annoyed", "angry", "wants_human"]

MAX_LEVEL = 5.0
DECAY = 0.6
ANGRY_LEVEL = 4.0
_ALIKE = 0.7
_LOOK_BACK = 3
_MIN_WORDS = 3

_POINTS = {"anger": 3, "implicit": 2, "irony": 2, "impatience": 1}
_BOOK: Phrasebook[str] = Phrasebook(MOODS)


class Signal(msgspec.Struct, frozen=True):
    """One sign of frustration (or of relief, with negative points) and the words behind it."""

    name: str
    points: int
    reason: str


def signals(text: str, previous: Sequence[str]) -> tuple[Signal, ...]:
    """Signs in `text`; `previous` are the caller's earlier turns, oldest first."""
    tokens, said = padded(text), acts.acts(text)
    found = [Signal("person", 4, "asks for a person")] if "human" in said else []
    named: set[str] = set()
    for match in _BOOK.find(tokens):
        if match.value in _POINTS and match.value not in named:
            named.add(match.value)
            found.append(_signal(match.value, tokens[match.start : match.end]))
    repeats = sum(_alike(text, earlier) for earlier in previous[-_LOOK_BACK:])
    if repeats:
        found.append(Signal("repeats", min(2, repeats), "says the same again"))
    if not found and "thanks" in said:
        found.append(Signal("relief", -1, "thanks"))
    return tuple(found)


def level(points_this_turn: float, previous_level: float) -> float:
    """The new level, 0 to 5 with one decimal: this turn's points and 0.6 of the level before."""
    return round(min(MAX_LEVEL, max(0.0, points_this_turn + DECAY * previous_level)), 1)


def label(found: Sequence[Signal], level_now: float) -> Mood:
    """The mood of a turn from its own signals; the level only turns annoyed into angry."""
    names = {signal.name for signal in found if signal.points > 0}
    if "person" in names:
        return "wants_human"
    if "anger" in names or (names and level_now >= ANGRY_LEVEL):
        return "angry"
    return "annoyed" if names else "calm"


def _signal(name: str, tokens: Sequence[str]) -> Signal:
    return Signal(name, _POINTS[name], " ".join(word for word in tokens if word not in ("<", ">")))


def _alike(text: str, earlier: str) -> bool:
    """Whether two turns share more than 0.7 of their words; very short turns never count."""
    one, other = set(plain(text)), set(plain(earlier))
    if min(len(one), len(other)) < _MIN_WORDS:
        return False
    return len(one & other) / len(one | other) > _ALIKE
