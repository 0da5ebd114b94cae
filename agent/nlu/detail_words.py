"""Which detail of a visit words are about: the name, the phone, the place, the time, the problem.

An utterance that speaks of several ("the phone is wrong, it's ..., but the address is right") is
taken apart, so that what is said of one is never taken for another.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from agent.nlu.key_fact_words import RELATION
from agent.nlu.words import RECENT, lowered

Detail = Literal["name", "phone", "place", "time", "issue"]

_PLACES = (
    "address|street|house|apartment|unit|suite|zip|direcci[oó]n|calle|casa|apartamento|departamento"
)
_WORDS: dict[Detail, str] = {
    "name": r"(?<!street )name(?:'?s)?|nombre|apellidos?",
    "phone": r"(?:phone|cell|telephone|callback|area code|tel[eé]fono|celular)s?",
    "place": rf"(?:{_PLACES}|postal)(?:es|s)?",
    "time": (
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|morning|afternoon|noon"
        r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|ma[nñ]ana"
    ),
}
"""Words that name a detail wherever they stand."""
_MORE_WORDS: dict[Detail, str] = {
    "name": r"spell\w*|deletre\w*|se escribe|me llamo",
    "phone": r"(?<!house )(?<!street )(?<!unit )number|n[uú]mero",
    "place": "live|vivo",
    "time": r"\w*days?|times?|date|window|appointment|when|d[ií]as?|hora|fecha|cu[aá]ndo",
    "issue": "problem|issue|reason|motivo",
}
"""Words that name one only where a whole booking is put right: "what should I change?"."""


def _patterns(*tables: dict[Detail, str]) -> dict[Detail, re.Pattern[str]]:
    said = {kind: [table[kind] for table in tables if kind in table] for kind in _MORE_WORDS}
    return {
        kind: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
        for kind, words in said.items()
        if words
    }


_PLAIN = _patterns(_WORDS)
_LOOSE = _patterns(_WORDS, _MORE_WORDS)
_ANOTHERS = re.compile(rf"(?<!in )(?<!under )\bmy {RELATION}.?s name\b|\b(?:his|her|their) name\b")
_RIGHT = re.compile(
    r"(?:\b(?:is|are|was|looks|sounds|est[aá]|es)|'s)(?: (?:all|still|just|also|already))*"
    r" (?:right|correct[oa]?|fine|good|okay|ok|perfect[oa]?|bien)\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:wrong|incorrect[oa]?|mal|equivocad[oa])\b|\b(?:not|no) (?:est[aá] |es )?"
    r"(?:right|correct[oa]?|bien)\b|n't (?:right|correct)\b",
    re.IGNORECASE,
)
_BORDER = re.compile(r"[,.;!?]+(?=\s|$)|(?:(?<=\s)|^)(?:and|but|y|pero)\s", re.IGNORECASE)
_ARTICLES = re.compile(r"(?:\b(?:the|my|our|first|last|full|el|la|mi|su)\s+)+$", re.IGNORECASE)
_LEADS = re.compile(
    r"(?:\b(?:is|are|was|be|for|to|as|of|on|at|in|about|with|under|es|de|para|con|en)|'s)$",
    re.IGNORECASE,
)
"""Words after which a detail is named that the words before are about."""

OF_BOOKING: tuple[Detail, ...] = ("name", "phone", "place", "time")
"""The details that a booking is read back with."""


class Part(NamedTuple):
    """What is said of one detail."""

    detail: Detail
    text: str
    right: bool
    """The caller says that it is right as it is."""


@lru_cache(maxsize=RECENT)
def about(text: str) -> frozenset[Detail]:
    """The details that `text` names in so many words."""
    return frozenset(kind for kind, words in _PLAIN.items() if words.search(text))


@lru_cache(maxsize=RECENT)
def about_booking(text: str) -> tuple[Detail, ...]:
    """The details named where a whole booking is put right; there "the number" is the phone."""
    return tuple(kind for kind, words in _LOOSE.items() if words.search(text))


def anothers_name(text: str) -> bool:
    """Whether the name of somebody else is told, under which no visit is wanted."""
    return _ANOTHERS.search(lowered(text)) is not None


def parts(text: str, kinds: Iterable[Detail] = ("name", "phone", "place")) -> tuple[Part, ...]:
    """What `text` says of each of `kinds`; nothing when it names fewer than two.

    Words that name none belong to the detail named before them, at the beginning to the first.
    """
    found: list[tuple[Detail, list[str]]] = []
    unnamed: list[str] = []
    for detail, words in _segments(text, tuple(kinds)):
        if detail is None:
            (found[-1][1] if found else unnamed).append(words)
        elif found and found[-1][0] == detail:
            found[-1][1].append(words)
        else:
            found.append((detail, [words]))
    if len({detail for detail, _ in found}) < 2:
        return ()
    found[0][1][:0] = unnamed
    return tuple(_part(detail, ", ".join(words)) for detail, words in found)


def _part(detail: Detail, text: str) -> Part:
    return Part(detail, text, bool(_RIGHT.search(text)) and not _WRONG.search(text))


def _segments(text: str, kinds: tuple[Detail, ...]) -> Iterator[tuple[Detail | None, str]]:
    """Stretches of words between borders, cut again where another detail is named.

    "The address is right" ends a stretch even without a sign: recogniser text often has none.
    """
    for piece in map(str.strip, _BORDER.split(_RIGHT.sub(r"\g<0>,", text))):
        mentions = ((kind, one) for kind in kinds for one in _PLAIN[kind].finditer(piece))
        start = 0
        detail: Detail | None = None
        for at, kind in sorted((one.start(), kind) for kind, one in mentions):
            opening = _ARTICLES.search(piece[start:at])
            cut = start + opening.start() if opening else at
            before = piece[start:cut].strip()
            if kind == detail or (detail is None and _LEADS.search(before)):
                detail = kind  # "0133 is the phone": what is said of it came first
                continue
            if before:
                yield detail, before
            start, detail = cut, kind
        if piece[start:].strip():
            yield detail, piece[start:].strip()
