"""Facts that are no slot but matter to people: codes, dogs, where to park, whom to ask for.

A fact is a clause that fits a rule, kept as it was said. What fits none is not a fact: nothing is
ever made up. Questions, hypotheses and small talk give none.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from agent.nlu.key_fact_rules import RULES, SEVERAL, Rule
from agent.nlu.phrases import padded, plain, word_set
from agent.nlu.statements import Statement, clauses, statements
from agent.nlu.words import RECENT

__all__ = ["SEVERAL", "Found", "content", "corrects", "find", "one_name", "only_facts"]

MAX_BYTES = 160
"""The longest text of a fact."""
_SAME = {
    "puppies": "dog", "puppy": "dog", "pitbull": "dog", "pit bull": "dog",
    "shepherd": "dog", "labrador": "dog",
    "retriever": "dog", "doberman": "dog", "rottweiler": "dog", "kitten": "cat",
    "a c": "ac", "air conditioner": "ac", "air conditioning": "ac", "heater": "furnace",
    "lock box": "lockbox", "key box": "lockbox", "keybox": "lockbox", "perra": "perro",
    "landlady": "landlord", "door bell": "doorbell", "bell": "doorbell", "mum": "mom",
    "mother": "mom", "dad": "father", "porton": "gate", "puerta": "door", "alarma": "alarm",
    "minisplit": "mini split",
}  # fmt: skip
_EMPTY = word_set(
    """
    the a an is are was were be been am do does did has have had will would can could should my our
    your his her their its it he she they we i you me us him them this that there here and or but to
    of in on at by for from with about please just also note remember tell know so now not no never
    if when what which who whom where why how up out very really some any as into than then too
    actually sorry correction instead wait mean rather longer anymore more one get got
    el la los las un una es esta de en con por para que mi su no ya se lo le al del y
    """
)
_CORRECTING = re.compile(
    r"\b(?:actually|correction|sorry|i mean|i meant|scratch that|instead|changed|any ?more|"
    r"no longer|rather than|now|wait|my mistake|i was wrong|misspoke|turns out|not true|it is not|"
    r"after all|en realidad|mejor dicho|perdon|ya no|me equivoque|cambio)\b"
)


_ADDING = re.compile(r"\b(?:also|too|as well|another|in addition|tambien|otro|otra)\b")
_WHICH = word_set(
    """
    upstairs downstairs upper lower first second third other main front back side east west north
    south left right attic basement guest garage rear inner outer big small
    """
)


class Found(NamedTuple):
    """A fact in the caller's words."""

    topic: str
    about: str
    """The thing it is about, by one name for its synonyms; may be empty."""
    text: str
    """The clause as said."""
    corrects: bool
    """Whether the words sound like a correction of something said before."""


@lru_cache(maxsize=RECENT)
def find(text: str) -> tuple[Found, ...]:
    """The facts in `text`, in the order said."""
    if _BY_TRIGGER.keys().isdisjoint(padded(text)):
        return ()
    found: list[Found] = []
    for one in statements(text):
        fact = _fact(one)
        if fact is not None:
            found.append(fact)
        elif one.goes_on and found and found[-1].topic == "note":
            found[-1] = found[-1]._replace(text=_cut(f"{found[-1].text}, {one.text}"))
    return tuple(found)


def only_facts(text: str) -> bool:
    """Whether every clause of `text` is a fact, so that it can't be an answer to a question."""
    said = clauses(text)
    return bool(said) and len(find(text)) == len(said)


def corrects(said: str) -> bool:
    """Whether plain words sound like a correction."""
    return _CORRECTING.search(said) is not None and _ADDING.search(said) is None


@lru_cache(maxsize=2 * RECENT)
def content(text: str) -> frozenset[str]:
    """The words of `text` that carry meaning, in one form for singular and plural."""
    return frozenset(_singular(word) for word in plain(text) if word not in _EMPTY)


def one_name(thing: str) -> str:
    """The name a thing goes by here: a puppy is a dog, the heater a furnace."""
    return _SAME.get(thing, thing)


def _fact(one: Statement) -> Found | None:
    for rule in _called_for(one.plain):
        match = rule.pattern.search(one.plain)
        if match and not (rule.unless and rule.unless.search(one.plain)):
            back = corrects(one.plain) or _takes_back(one)
            return Found(rule.topic, _about(match), _cut(one.text), back)
    return None


def _called_for(said: str) -> list[Rule]:
    """The rules with a trigger among the words, in their order."""
    places = {place for word in said.split() for place in _BY_TRIGGER.get(word, ())}
    return [RULES[place] for place in sorted(places)]


_BY_TRIGGER: dict[str, list[int]] = {}
for _place, _rule in enumerate(RULES):
    for _word in _rule.triggers:
        _BY_TRIGGER.setdefault(_word, []).append(_place)


def _takes_back(one: Statement) -> bool:
    """ "No, the dog is out back": said after a fact it is a correction."""
    return one.text[:3].lower() == "no,"


def _about(match: re.Match[str]) -> str:
    """The thing named, with the word that tells it from its like: "upstairs furnace"."""
    group = next((name for name, value in match.groupdict().items() if value), None)
    if group is None:
        return ""
    name = one_name(one_name(match[group]).removesuffix("s"))
    before = match.string[: match.start(group)].rsplit(None, 1)[-1:]
    return f"{before[0]} {name}" if before and before[0] in _WHICH else name


def _cut(text: str) -> str:
    """At most MAX_BYTES of UTF-8, whole words where there are blanks."""
    data = text.encode(errors="replace")
    if len(data) <= MAX_BYTES:
        return data.decode()
    short = data[:MAX_BYTES].decode(errors="ignore")
    return short.rsplit(" ", 1)[0]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
