"""What a summary lost or got wrong of the facts and slots: numbers, codes, names and negations.

The check is strict rather than clever: a summary that says a fact in quite other words may be
refused, and then the one before it stays. One that drops or changes a fact is never taken.
"""

import re
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
REMEMBERED = 512
"""Sentences whose reading is remembered."""
_SENTENCE = re.compile(r"[;!?\n]+|\.(?=\s|$)")
_NAME = re.compile(r"(?<=[\w,] )[A-Z][a-z]+\b")
_NEGATIONS = word_set(
    "no not never nobody nothing none without neither nor nadie nunca nada sin ninguno ninguna"
)


class _Sentence(NamedTuple):
    content: frozenset[str]
    numbers: frozenset[str]
    negated: bool


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
    facts: Sequence[KeyFact], slots: Sequence[tuple[str, str]], summary: str
) -> tuple[str, ...]:
    """What `summary` lost ("lost ...") or contradicts ("contradicts ..."); empty when faithful."""
    texts = [text.strip(" -") for text in _SENTENCE.split(summary)]
    verbatim = set(texts)
    sentences = [_read(text) for text in texts if text]
    found = [fault for name, value in slots if (fault := _slot_fault(name, value, summary))]
    found += [
        f"lost {fact.topic}: {fact.text}"
        for fact in facts
        if fact.text not in verbatim and not any(_keeps(one, fact.text) for one in sentences)
    ]
    open_ones = [text for text in texts if text and text not in {fact.text for fact in facts}]
    for text in open_ones:
        wrong = contradicted(facts, text)
        if wrong is not None:
            found.append(f"contradicts {wrong.topic}: {wrong.text}")
    found += _strange_numbers(facts, slots, sentences)
    return tuple(dict.fromkeys(found))


def contradicted(facts: Sequence[KeyFact], text: str) -> KeyFact | None:
    """The fact that a sentence is about and says otherwise, unless it keeps another one."""
    said = _read(text)
    if not said.content or not (said.numbers or said.negated or any_negated(facts)):
        return None
    close = [fact for fact in facts if _close(said, _read(fact.text))]
    if not close or any(_keeps(said, fact.text) for fact in close):
        return None
    return next((fact for fact in close if _differs(said, _read(fact.text))), None)


def any_negated(facts: Sequence[KeyFact]) -> bool:
    """Whether a plain sentence could contradict a fact that denies something."""
    return any(_read(fact.text).negated for fact in facts)


def _keeps(said: _Sentence, fact_text: str) -> bool:
    """Whether a sentence says what the fact says: half its words, and all that is exact in it."""
    fact = _read(fact_text)
    shared = len(said.content & fact.content)
    names = {name.lower() for name in _NAME.findall(fact_text)}
    return (
        2 * shared >= len(fact.content)
        and (shared > 0 or bool(fact.numbers))
        and fact.numbers <= said.numbers
        and names <= said.content
        and fact.negated == said.negated
    )


def _close(said: _Sentence, fact: _Sentence) -> bool:
    """Whether most of what the fact is about is in the sentence."""
    return 2 * len(said.content & fact.content) > len(fact.content)


def _differs(said: _Sentence, fact: _Sentence) -> bool:
    other_number = bool(said.numbers and fact.numbers) and not said.numbers & fact.numbers
    return other_number or said.negated != fact.negated


@lru_cache(maxsize=REMEMBERED)
def _read(text: str) -> _Sentence:
    found = numbers_in(text)
    content = frozenset(word for word in key_facts.content(text) if not word.isdecimal())
    spelled = frozenset(word for word in content if word in numbers.DIGITS)
    negated = not _NEGATIONS.isdisjoint(plain(text))
    return _Sentence(content - spelled, found, negated)


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
    facts: Sequence[KeyFact], slots: Sequence[tuple[str, str]], sentences: Sequence[_Sentence]
) -> list[str]:
    """Phone numbers that nobody gave."""
    given = "|".join(re.sub(r"\D", "", value) for _, value in slots)
    given += "|".join(number for fact in facts for number in _read(fact.text).numbers)
    found = {number for one in sentences for number in one.numbers if len(number) >= PHONE_DIGITS}
    return [
        f"contradicts phone: {number}"
        for number in sorted(found)
        if number[-LAST_DIGITS:] not in given
    ]
