"""What a summary lost or got wrong of the facts and slots: numbers, codes, names and negations.

The check is strict rather than clever: a summary that says a fact in quite other words may be
refused, and then the one before it stays. One that drops or changes a fact is never taken.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from agent.dialogue.state import KeyFact, State
from agent.nlu import key_facts, numbers
from agent.nlu.digits import as_numbers
from agent.nlu.phrases import plain, word_set
from agent.nlu.words import words

PHONE_DIGITS = 7
LAST_DIGITS = 10
REMEMBERED = 1024
"""Sentences whose reading is remembered."""
_SENTENCE = re.compile(r"[;!?\n]+|\.(?=\s|$)")
_NAME = re.compile(r"(?<=[\w,] )[A-Z][a-z]+\b")
_NEGATIONS = word_set(
    "no not never nobody nothing none without neither nor nadie nunca nada sin ninguno ninguna"
)


class _Sentence(NamedTuple):
    content: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    negated: bool


class _Index(NamedTuple):
    """Facts as read once: each one's sentence, and which of them a word occurs in."""

    read: tuple[_Sentence, ...]
    by_word: dict[str, list[int]]


def known(state: State) -> tuple[tuple[str, str], ...]:
    """The slots that hold, by name, in words; an empty one is left out."""
    slots, window = state.slots, state.window
    found = (
        ("name", slots.name),
        ("phone", slots.phone if slots.phone_ok else ""),
        ("address", slots.address.one_line if slots.address_ok else ""),
        ("zip", slots.zip),
        ("job", slots.job_type.replace("_", " ")),
        ("window", f"{window.date} {window.start} to {window.end}" if window else ""),
        ("at risk", slots.vulnerable if slots.vulnerable not in ("", "unknown") else ""),
    )
    return tuple((name, value) for name, value in found if value)


def faults(
    facts: tuple[KeyFact, ...], slots: Sequence[tuple[str, str]], summary: str
) -> tuple[str, ...]:
    """What `summary` lost ("lost ...") or contradicts ("contradicts ..."); empty when faithful."""
    said = dict.fromkeys(sentences(summary))
    readings = [read(text) for text in said]
    found = [fault for name, value in slots if (fault := _slot_fault(name, value, summary))]
    found += [
        f"lost {fact.topic}: {fact.text}"
        for fact in facts
        if fact.text not in said and not any(_keeps(one, read(fact.text)) for one in readings)
    ]
    for text in said:
        wrong = contradicted(facts, text)
        if wrong is not None:
            found.append(f"contradicts {wrong.topic}: {wrong.text}")
    return (*found, *_strange_numbers(facts, slots, readings))


def kinds(found: Sequence[str]) -> str:
    """Faults without what the caller said, for the figures: "lost pets; contradicts phone"."""
    return "; ".join(dict.fromkeys(fault.partition(":")[0] for fault in found))[:200]


def sentences(text: str) -> list[str]:
    """The sentences of a text, without signs at their ends."""
    return [said for part in _SENTENCE.split(text) if (said := part.strip(" -"))]


def contradicted(facts: tuple[KeyFact, ...], text: str) -> KeyFact | None:
    """The fact that a sentence is about and says otherwise, unless it keeps another one."""
    said, index = read(text), _index(facts)
    shared = Counter(at for word in said.content for at in index.by_word.get(word, ()))
    close = [at for at, count in shared.items() if 2 * count > len(index.read[at].content)]
    if any(_keeps(said, index.read[at]) for at in close):
        return None
    return next((facts[at] for at in close if _differs(said, index.read[at])), None)


@lru_cache(maxsize=32)
def _index(facts: tuple[KeyFact, ...]) -> _Index:
    found = tuple(read(fact.text) for fact in facts)
    by_word: dict[str, list[int]] = {}
    for at, one in enumerate(found):
        for word in one.content:
            by_word.setdefault(word, []).append(at)
    return _Index(found, by_word)


def _keeps(said: _Sentence, fact: _Sentence) -> bool:
    """Whether a sentence says what the fact says: half its words, and all that is exact in it."""
    shared = len(said.content & fact.content)
    return (
        2 * shared >= len(fact.content)
        and (shared > 0 or bool(fact.numbers))
        and fact.numbers <= said.numbers
        and fact.names <= said.content
        and fact.negated == said.negated
    )


def _differs(said: _Sentence, fact: _Sentence) -> bool:
    other_number = bool(said.numbers and fact.numbers) and not said.numbers & fact.numbers
    return other_number or said.negated != fact.negated


@lru_cache(maxsize=REMEMBERED)
def read(text: str) -> _Sentence:
    """One sentence by what must not get lost of it."""
    found = numbers_in(text)
    content = frozenset(word for word in key_facts.content(text) if not word.isdecimal())
    spelled = frozenset(word for word in content if word in numbers.DIGITS)
    negated = not _NEGATIONS.isdisjoint(plain(text))
    names = frozenset(name.lower() for name in _NAME.findall(text))
    return _Sentence(content - spelled, found, names & content, negated)


@lru_cache(maxsize=REMEMBERED)
def numbers_in(text: str) -> frozenset[str]:
    """Every number said, as digits: "four four one one" is 4411."""
    tokens = as_numbers(words(text))
    runs = (numbers.digits(tokens[run.start : run.stop]) for run in numbers.runs(tokens))
    return frozenset(digits for digits in runs if digits and digits not in ("0", "1"))


def _slot_fault(name: str, value: str, summary: str) -> str:
    """A slot must be there with its digits, or with each of its words."""
    if name == "window":
        return ""
    if name == "phone":
        kept = value[-LAST_DIGITS:] in re.sub(r"\D", "", summary)
    elif name == "address":
        first = value.partition(",")[0]
        kept = set(words(first)[:2]) <= set(words(summary))
    else:
        kept = set(words(value)) <= set(words(summary))
    return "" if kept else f"lost {name}: {value}"


def _strange_numbers(
    facts: Sequence[KeyFact], slots: Sequence[tuple[str, str]], readings: Sequence[_Sentence]
) -> list[str]:
    """Phone numbers that nobody gave."""
    given = {re.sub(r"\D", "", value) for _, value in slots}
    given |= {number for _, value in slots for number in numbers_in(value)}
    given |= {number for fact in facts for number in numbers_in(fact.text)}
    found = {number for one in readings for number in one.numbers if len(number) >= PHONE_DIGITS}
    return [
        f"contradicts phone: {number}"
        for number in sorted(found)
        if not any(number[-LAST_DIGITS:] in one for one in given)
    ]
