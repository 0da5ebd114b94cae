"""Questions about what we noted: "what gate code did you write down?", "did you note the dog?"."""

import re
from functools import lru_cache
from typing import NamedTuple

from agent.nlu.key_fact_rules import RULES
from agent.nlu.key_facts import content, one_name
from agent.nlu.phrases import padded, word_set
from agent.nlu.statements import clauses
from agent.nlu.words import RECENT


class Asked(NamedTuple):
    """A question about our notes."""

    words: frozenset[str]
    """What carries meaning in it."""
    topics: frozenset[str]
    """Topics it can be about."""
    about: frozenset[str]
    """Things named in it: facts about other things are not meant."""
    everything: bool
    plainly: bool
    """Whether it is surely about our notes; else only if we have one that fits."""


THINGS = word_set(
    """
    dog cat bird rabbit horse perro gato gate door garage lockbox alarm building shed key doorbell
    wife husband son daughter mom father brother sister neighbor tenant landlord furnace ac boiler
    thermostat attic ladder breaker panel
    """
)
"""Things by which a question tells facts of one topic apart."""
_NOTED = re.compile(
    r"\b(?:note|noted|notes|write|wrote|written|jot|jotted|put down|have down|on file|remember|"
    r"remembered|anoto|anotado|anotaron|apunto|apuntado|acuerda|notas)\b"
    r"|\b(?:i|we) (?:just |already )?(?:told|gave|said|mentioned|tell|give|say|mention)\b"
    r"|\ble di(?:je)?\b"
)
_HAVE = re.compile(
    r"^(?:do|did) you (?:still |also )?(?:have|get|got|catch|hear|take)(?: down)? "
    r"(?:the|my|our|that)\b"
    r"|^have you got\b|^what (?:do|did) you (?:have|get|put) (?:for|as|on|about|down)\b"
    r"|^you (?:still |also |already |do |did )?(?:have(?! to\b)|got|wrote|noted|put|took)\b"
    r"|^(?:the|my|our)\b"
    r"|^tiene (?:el|la|lo)\b"
)
_OPENING = re.compile(
    r"^(?:(?:can|could|would|will) you (?:please |just )?(?:tell me|remind me(?: of)?|read me|"
    r"read|repeat|say|confirm|give me)(?: back)?|tell me|remind me(?: of)?|read me(?: back)?|"
    r"read back|repeat|confirm|i want to know|just to be sure|one more time)\s+"
)
_POLITE = re.compile(r"^(?:(?:so|sorry|please|just checking|excuse me)\s+)+")
_ASKING = re.compile(
    r"^(?:did|do|does|you|have|what|which|where|who|whom|when|how|is|are|was|were|que|cual|donde|quien|"
    r"cuando|tiene|anoto|apunto|se)\b"
)
_FIRST_WORDS = word_set(
    """
    so sorry please just excuse can could would will tell remind read repeat confirm i one did do
    does you have what which where who whom when how is are was were que cual donde quien cuando
    tiene anoto apunto se
    """
)
"""A question about our notes, or what is said before it, begins with one of these."""
_NEEDED = word_set(
    """
    note noted notes write wrote written jot jotted put have file remember remembered told gave said
    mentioned tell give say mention get got catch hear take took remind read repeat confirm know
    sure time anoto anotado anotaron apunto apuntado acuerda notas di dije tiene
    """
)
"""One of these is in every such question."""
_READ_BACK = re.compile(r"^(?:the|my|our|your|that|what|which|who|where)\b")
_ALL = re.compile(
    r"^(?:what|que) (?:all |else )?(?:(?:did|have) you (?:\w+ )?(?:note|noted|write down|"
    r"wrote down|written down|put down)|anoto|anotaron|notes do you have|do your notes say)"
    r"(?: \w+){0,2}$"
    r"|^(?:what|which|your|the) notes\b"
)
_OWN_WORDS = word_set(
    """
    write wrote written down told tell gave give said say mention mentioned noted jot jotted have
    file sure repeat back still put remembered again use anoto anotado apunto apuntado acuerda di
    dije tiene
    """
)


@lru_cache(maxsize=RECENT)
def asked(text: str) -> Asked | None:
    """What of our notes the caller asks for, None when they ask for none."""
    if _NEEDED.isdisjoint(padded(text)):
        return None
    for one in clauses(text):
        if one.plain.partition(" ")[0] not in _FIRST_WORDS:
            continue
        whole = _POLITE.sub("", one.plain)
        said = _OPENING.sub("", whole)
        if not (_ASKING.match(said) or (said != whole and _READ_BACK.match(said))):
            continue
        plainly = _NOTED.search(said) is not None
        if plainly or _HAVE.match(said):
            return _read(said, plainly)
    return None


def _read(said: str, plainly: bool) -> Asked:
    tokens = set(said.split())
    words = content(said) - _OWN_WORDS
    return Asked(
        words=words,
        topics=frozenset(rule.topic for rule in RULES[:-1] if rule.triggers & tokens),
        about=frozenset(one_name(word) for word in words) & THINGS,
        everything=_ALL.match(said) is not None,
        plainly=plainly,
    )
