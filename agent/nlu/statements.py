"""An utterance taken apart into statements: one clause each, told apart from questions.

Recogniser text often has no signs, so a clause also ends where "and the", "but we" begins one.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from agent.nlu.phrases import plain, word_set
from agent.nlu.words import RECENT

MAX_CHARS = 1500
"""Longer texts are read to here."""
SOFT_WORDS = 4
"""Without "and" a new clause begins only after so many words."""
_OPENERS = (
    r"(?:the|there|there's|theres|that|that's|this|my|our|we|we're|we've|we'll|i|i'm|i've|i'll|he|"
    r"he's|she|she's|they|they're|it|it's|please|you|your|tell|ask|have|park|use|call|text|don't|"
    r"do not|if|make|can|could|go|come|knock|ring|let|send|bring|also|actually|nobody|no one|"
    r"only|hay|el|la|los|las|mi|mis|nuestr[oa]s?|tenemos|tengo|por favor|si|no hay|d[ií]gale|"
    r"llame|use|estacione|ella|[eé]l)"
)
_SENTENCE = re.compile(r"(?:[;!?\n]|\.(?!\d))+(?:\s+|$)")
_CLAUSE = re.compile(
    rf",?\s+(?:and|but|plus|so|because|y|pero)\s+(?={_OPENERS}\b)"
    rf"|,\s+(?={_OPENERS}\b)"
    r"|,?\s+(?=(?:by the way|oh and|and also|there's|there is|it's|please)\b)",
    re.IGNORECASE,
)
_JOINS = word_set("and but plus so because y pero by oh")
_BEGINNINGS = (",", " there", " it's", " please")
"""Where a clause begins there is one of these words, or one of these in it."""
_DENIED = re.compile(r"(?:\bnot|n't)(?: \S+){1,3}$", re.IGNORECASE)
_INSTEAD = re.compile(r"it's|it is", re.IGNORECASE)
""" "It isn't 4410, it's 4411" is one statement."""
_GOES_ON = re.compile(
    r"\b(?:know|knows|that|note|say|says|think|sure|if|mind|aware)$", re.IGNORECASE
)
"""Words whose clause goes on in what follows: "he should know there's a step"."""
_LAST_WORD = 8
"""More letters than any of these words has."""
_FILLERS = re.compile(
    r"^(?:(?:no,? nothing|no,? thanks|no,? thank you|nope|no(?=,? and)|"
    r"and|oh|also|um+|uh+|er|so|well|okay|ok|yes|yeah|but|hi|hello|by the way|plus|then|"
    r"y|tambi[eé]n|este|pues|bueno)\b[\s,]*)+",
    re.IGNORECASE,
)
_VERBS = word_set(
    """
    is are am was were be been has have had do does did will would can could should must may might
    need needs want wants like prefer prefers live lives park use call text ring knock bring works
    work goes go come comes came keep keeps got get gets put replaced installed changed fixed
    serviced says said note remember tell ask let make leave leaves speak speaks pay pays found saw
    heard takes take shows watch beware send stay stays charge bill wear wears
    es esta estan son hay tiene tienen tengo tenemos puede pueden va vamos necesito necesita use
    llame llamen anote digale diga estacione toque prefiero quiero habla hablo paga pago dejo queda
    """
)
_ASKING = word_set(
    """
    do does did is are was were what which who whom whose when where why how can could will would
    should may am que cual cuales quien cuando donde cuanto cuanta como puede pueden
    """
)
_NOT_ASKING = re.compile(
    r"^(?:can|could|would|will) (?:you|he|she|they|someone|somebody|your \w+|the \w+)"
    r" (?:please |just |also |kindly )*"
    r"(?:tell (?!me)|call|text|give|ask|have|note|make|write|let|knock|ring|come|bring|send|"
    r"remember|mention|put|wear|take|not )"
    r"|^(?:can|could|would|will) you (?:please |just |also |kindly )*(?:use|park)\b"
    r"|^(?:can|could|may) i (?:have|get|request) "
    r"|^(?:is it|would it be) (?:ok|okay|possible|all right|alright) (?:if|to) "
    r"|^(?:when|where) (?:you|he|she|they|the \w+|your \w+) (?:\w+ )?"
    r"(?:come|comes|get|gets|arrive|arrives|call|calls|park|parks)\b(?!.* (?:can|should|do|will) )"
    r"|^(?:puede|pueden) (?:\w+ )?(?:decirle|llamar\w*|anotar|tocar|usar|estacionar\w*)"
)
_WONDERING = re.compile(
    r"^(?:just )?(?:checking|confirming|making sure)\b"
    r"|^you (?:still |also |already |do |did )?(?:have(?! to\b)|had|got|"
    r"wrote|noted|said|know|put|took|heard|remember)\b"
    r"|^(?:read|repeat|confirm|remind)(?: it)? (?:me|us|back|the|my|our)\b|.\b(?:did|do) you\b"
    r"|\b(?:wonder\w*|want(?:ed)? to know|like to know|need to know|tell me|know if|know whether|"
    r"curious|asking (?:if|whether|about)|what if|how (?:do|can|much|many|long)|quisiera saber|"
    r"quiero saber)\b"
)


_WONDERING_WORDS = word_set(
    """
    checking confirming making you read repeat confirm remind know me curious asking what how saber
    """
)
"""One of these, or a form of "wonder", stands in whatever wonders."""


class Statement(NamedTuple):
    """One clause: its words as said, its plain words, and whether its sentence goes on in it."""

    text: str
    plain: str
    goes_on: bool


@lru_cache(maxsize=RECENT)
def statements(text: str) -> tuple[Statement, ...]:
    """The clauses of `text` that state or request something; questions are left out."""
    return tuple(one for one in clauses(text) if not asks(one.plain))


@lru_cache(maxsize=RECENT)
def clauses(text: str) -> tuple[Statement, ...]:
    """All clauses of `text`; a piece without a verb belongs to what follows it."""
    found: list[Statement] = []
    for sentence in _sentences(text[:MAX_CHARS]):
        for number, piece in enumerate(_pieces(sentence)):
            said = " ".join(_without_fillers(piece.strip()).split()).rstrip(" ,.;:")
            words = " ".join(plain(said))
            if words:
                found.append(Statement(said, words, number > 0))
    return tuple(found)


def _sentences(text: str) -> list[str]:
    return _SENTENCE.split(text) if any(sign in text for sign in ".?!;\n") else [text]


def _without_fillers(piece: str) -> str:
    fillers = _FILLERS.match(piece)
    return piece[fillers.end() :] if fillers else piece


def asks(said: str) -> bool:
    """Whether plain words ask something; a request to do or tell something does not."""
    first, _, rest = said.partition(" ")
    if _NOT_ASKING.match(said):
        return False
    if first in ("do", "does") and rest.startswith("not "):
        return False
    asking = first in _ASKING or (first == "have" and rest.startswith(("you ", "we ", "i ")))
    return asking or _wonders(said)


def _wonders(said: str) -> bool:
    likely = "wonder" in said or not _WONDERING_WORDS.isdisjoint(said.split())
    return likely and _WONDERING.search(said) is not None


def _pieces(sentence: str) -> list[str]:
    """The clauses of one sentence, joined again where one would have no verb."""
    if not _may_have_clauses(sentence):
        return [sentence]
    out: list[str] = []
    start = 0
    for cut in _CLAUSE.finditer(sentence):
        before, after = sentence[start : cut.start()], sentence[cut.end() :]
        soft = not cut[0].strip(" ,")
        if _INSTEAD.match(after) and _DENIED.search(before):
            continue
        if soft and _GOES_ON.search(before[-_LAST_WORD:]):
            continue
        if _has_verb(before) and (not soft or len(before.split()) >= SOFT_WORDS):
            out.append(before)
            start = cut.end()
    rest = sentence[start:]
    if out and not _has_verb(rest) and rest.strip():
        out[-1] = f"{out[-1]}, {rest}"
    else:
        out.append(rest)
    return out


def _may_have_clauses(sentence: str) -> bool:
    low = sentence.lower()
    if "\t" in low or not low.isascii():
        return True  # other blanks
    return any(one in low for one in _BEGINNINGS) or not _JOINS.isdisjoint(low.split())


def _has_verb(text: str) -> bool:
    return not _VERBS.isdisjoint(plain(text))
