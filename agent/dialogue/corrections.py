"""How new facts meet those we have: what is the same, what takes the place of what."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from agent.dialogue import fidelity
from agent.dialogue.state import KeyFact
from agent.nlu import key_facts
from agent.nlu.statements import Statement

ALIKE = frozenset({"people", "parking", "entrance", "best_time", "contact_first"})
"""Topics in which a correction needs to share but one word with what it corrects."""
FEW_WORDS = 2


def merge(
    facts: tuple[KeyFact, ...], found: Sequence[key_facts.Found], turn: int
) -> tuple[KeyFact, ...]:
    """`facts` with those found in caller turn `turn`."""
    kept = list(facts)
    for one in found:
        same = next((at for at, old in enumerate(kept) if says(old, one)), None)
        at = _corrected(kept, one, turn) if same is None else same
        fact = KeyFact(topic=one.topic, about=one.about, text=one.text, turn=turn)
        if at is None:
            kept.append(fact)
        elif same is None:
            kept[at] = _replacing(kept[at], fact)
        elif not kept[at].turn:
            kept[at] = fact
    return tuple(kept)


def says(fact: KeyFact, one: key_facts.Found) -> bool:
    """Whether a fact is already that, however the words around it differ."""
    same = fact.topic == one.topic and key_facts.content(fact.text) == key_facts.content(one.text)
    return same and fidelity.read(fact.text).negated == fidelity.read(one.text).negated


def _corrected(facts: Sequence[KeyFact], one: key_facts.Found, turn: int) -> int | None:
    """Where the fact stands that `one` takes the place of."""
    topic = [at for at, fact in enumerate(facts) if fact.topic == one.topic]
    if one.topic not in key_facts.SEVERAL:
        earlier = [
            at
            for at in topic
            if (facts[at].about == one.about and (facts[at].turn < turn or one.corrects))
            or (one.corrects and not (facts[at].about and one.about))
        ]
        return earlier[-1] if earlier else None
    if not one.corrects:
        return None
    words = key_facts.content(one.text)
    alike = [
        (len(words & key_facts.content(facts[at].text)), at)
        for at in topic
        if facts[at].about in ("", one.about, *words) or not one.about or one.topic == "people"
    ]
    shared, at = max(alike, default=(0, 0))
    named = one.about or one.topic in ALIKE
    return at if shared >= (1 if named else FEW_WORDS) else None


def _replacing(old: KeyFact, new: KeyFact) -> KeyFact:
    """The new fact without the words that only deny the old one."""
    text = _CUE.sub("", new.text)
    tail = _TAIL.search(text)
    if tail is not None and _only_denies(tail, old, text[: tail.start()]):
        text = text[: tail.start()]
    middle = _MIDDLE.search(text)
    if middle is not None and _figures(middle[1]) & _figures(old.text):
        text = f"{text[: middle.start()]} is {text[middle.end() :]}"
    return msgspec.structs.replace(new, text=text, about=new.about or old.about, replaces=old.turn)


_CUE = re.compile(
    r"^(?:(?:actually|sorry|correction|no(?=,| wait| actually| sorry)|wait|i was wrong|i mean|"
    r"my mistake|scratch that|perd[oó]n|en realidad|mejor dicho)\b[\s,]*)+(?=\w+ \w)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(,?)\s+(?:not|instead of|rather than|no)\s+([^,;]+)$", re.IGNORECASE)
_MIDDLE = re.compile(
    r"\s+(?:is not|isn't|is no longer|no es)\s+([^,;]+?),?\s+(?:it's|it is|but|sino)\s+",
    re.IGNORECASE,
)


def _only_denies(tail: re.Match[str], old: KeyFact, rest: str) -> bool:
    """Whether ", not 4410" only takes the old value back, the new one being in the rest."""
    was = key_facts.content(old.text)
    denied = tail[1] and key_facts.content(tail[2]) <= was
    return bool(denied or _figures(tail[2]) & _figures(old.text)) and bool(
        key_facts.content(rest) - was
    )


def amended(
    facts: tuple[KeyFact, ...], said: Iterable[Statement], turn: int, *, digits: bool
) -> tuple[KeyFact, ...]:
    """`facts` with one that was corrected in words that are no fact by themselves."""
    for one in said:
        swapped = _swap(facts, one)
        if swapped is None and key_facts.corrects(one.plain):
            swapped = _restated(facts, one) or (None if digits else _put_right(facts, one, turn))
        if swapped is not None:
            at, text = swapped
            new = msgspec.structs.replace(facts[at], text=text, turn=turn, replaces=facts[at].turn)
            return (*facts[:at], new, *facts[at + 1 :])
    return facts


_NONE: frozenset[str] = frozenset()
_NOT_BUT = re.compile(r"^(.*?)\b(?:not|instead of|rather than)\b(.*)$")


def _swap(facts: Sequence[KeyFact], one: Statement) -> tuple[int, str] | None:
    """ "It's 4411, not 4410": the fact with the one number gets the other."""
    match = _NOT_BUT.match(one.plain)
    new, old = (_figures(match[1]), _figures(match[2])) if match else (_NONE, _NONE)
    if len(new) != 1 or len(old) != 1:
        return None
    return next(
        (
            (at, _with(facts[at], old, new, one))
            for at in _latest(facts)
            if old <= _figures(facts[at].text)
        ),
        None,
    )


def _put_right(facts: Sequence[KeyFact], one: Statement, turn: int) -> tuple[int, str] | None:
    """ "Sorry, 4411": the number just said, of as many digits, is replaced."""
    new = _figures(one.plain)
    for at in _latest(facts):
        if facts[at].turn < turn - 1:
            return None
        old = _figures(facts[at].text)
        if len(new) == len(old) == 1 and len(*new) == len(*old) and new != old:
            return at, _with(facts[at], old, new, one)
    return None


def _restated(facts: Sequence[KeyFact], one: Statement) -> tuple[int, str] | None:
    """ "Actually the basement light works now": what shares most words is said anew."""
    words = key_facts.content(one.text)
    alike = max(
        ((len(words & key_facts.content(fact.text)), at) for at, fact in enumerate(facts)),
        default=(0, 0),
    )
    return (alike[1], one.text) if alike[0] > 1 else None


def _latest(facts: Sequence[KeyFact]) -> Iterable[int]:
    return sorted(range(len(facts)), key=lambda at: facts[at].turn, reverse=True)


def _with(fact: KeyFact, old: frozenset[str], new: frozenset[str], one: Statement) -> str:
    (was,), (now,) = old, new
    alone = re.compile(rf"(?<!\d){was}(?!\d)")
    if alone.search(fact.text):
        return alone.sub(now, fact.text)
    return f"{fact.about or fact.topic.replace('_', ' ')}: {one.text}"


def _figures(text: str) -> frozenset[str]:
    """The numbers of two digits or more in `text`."""
    return frozenset(number for number in fidelity.numbers_in(text) if len(number) > 1)
