"""What the classifier looks at beside the embedding: words, word parts, concepts and the rules.

Sparse and hashed, so that words never seen in training cost nothing and no vocabulary is shipped.
The hash is CRC-32: the same on every machine, whatever Python's hash seed.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import get_args
from zlib import crc32

from agent.nlu import acts, hazards, intents
from agent.nlu.hazard_phrases import Rule
from agent.nlu.intent_labels import Label
from agent.nlu.intent_words import concepts
from agent.nlu.phrases import padded
from agent.nlu.stance import Stance

LABELS: tuple[Label, ...] = get_args(Label)
BUCKETS = 1 << 14
"""Places of the hashed features."""
MOST_WORDS = 120
"""Longer texts are read up to here; a caller's wish stands in its first sentences."""
SHORTEST, LONGEST = 3, 5
"""Letters of the word parts; a blank marks the ends of a word."""
POINTS_SCALE = 10.0
_RULES: tuple[Rule, ...] = get_args(Rule)
_STANCES: tuple[str, ...] = get_args(Stance)
_ANSWERS = ("yes", "no", "unsure", "mixed")
_ACTS = ("human", "bye", "thanks", "nothing_else", "dont_know", "wait", "repeat")
RULE_NAMES: tuple[str, ...] = (
    *(f"points {label}" for label in LABELS),
    *(f"hazard {rule} {stance}" for rule in _RULES for stance in _STANCES),
    *(f"answer {answer}" for answer in _ANSWERS),
    *(f"act {act}" for act in _ACTS),
    "words",
)
"""The dense features that the rules give, in order."""
_PLACE = {name: at for at, name in enumerate(RULE_NAMES)}


def buckets(text: str) -> dict[int, float]:
    """Counts of the hashed features of one utterance."""
    tokens = padded(text)[: MOST_WORDS + 2]
    found: dict[int, float] = {}
    for name in _named(tokens):
        bucket = crc32(name.encode()) % BUCKETS
        found[bucket] = found.get(bucket, 0.0) + 1.0
    return found


def rules(text: str) -> list[float]:
    """What the rules make of one utterance, by `RULE_NAMES`."""
    values = [0.0] * len(RULE_NAMES)
    for label, points in intents.points_of(text).items():
        values[_PLACE[f"points {label}"]] = min(2.0, points / POINTS_SCALE)
    for danger in hazards.find(text):
        place = _PLACE.get(f"hazard {danger.rule} {danger.stance}")
        if place is not None:
            values[place] = 1.0
    answer = acts.yes_no(text)
    if answer is not None:
        values[_PLACE[f"answer {answer}"]] = 1.0
    for act in acts.acts(text):
        place = _PLACE.get(f"act {act}")
        if place is not None:
            values[place] = 1.0
    values[_PLACE["words"]] = min(1.0, len(padded(text)) / 20.0)
    return values


def _named(tokens: Sequence[str]) -> Iterator[str]:
    folded = concepts(tokens)
    for prefix, words in (("w", tokens), ("k", folded)):
        yield from (f"{prefix} {word}" for word in words[1:-1])
        yield from (f"{prefix} {a} {b}" for a, b in pairwise(words))
    for word in tokens[1:-1]:
        framed = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            for at in range(len(framed) - length + 1):
                yield "c" + framed[at : at + length]
