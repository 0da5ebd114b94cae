"""The part of an utterance that asks: what sounds like a yes in it ("what does it include
exactly", "is that right") agrees to nothing.

A question runs from its first word to the end of its sentence; a yes before it is a yes. A request
to do the thing offered ("could you book it") is none.
"""

import re

from agent.nlu.phrases import plain

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_SUBJECT = (
    r"(?:it|that|this|there|the|you|we|they|he|she|i|my|your|his|her|our|their|an?|any|anyone|"
    r"someone|somebody|those|these)"
)
_START = (
    r"(?:^|\b(?:and|but|so|um|uh|oh|hmm|okay|ok|yes|yeah|well|also|then|right|alright|sure|wait|"
    r"hey|now|please|thanks|sorry|actually) )"
)
# What is offered: "could you go ahead and book it" agrees.
_DONE = (
    r"(?:please |just |go ahead |and )*(?:go|book|do|schedule|confirm|reserve|set|put|sign|send)"
)
_INVERTED = (
    rf"{_START}(?P<asks>"
    r"(?:is|are|was|were|does|did|can|could|will|would|should|has|am|may)(?: not)?"
    rf" {_SUBJECT}\b|(?:do|have)(?: not)? (?:you|we|they|i|he|she|any|those|these|your|my))\b"
    rf"(?! {_DONE}\b)"
)
# After these "what you said is right", "why not" and "so what, yes" ask nothing.
_ASIDE = (
    rf"(?:not|the|{_SUBJECT}|ever|yes|yeah|yep|no|okay|ok|sure|right|correct|absolutely|works?|"
    r"should|suits?)"
)
_WH = (
    r"(?<!matter )(?<!care )(?<!mind )(?<!one )(?<!is )(?<!you know )"
    rf"\b(?:what|how|when|where|who|whom|whose|why|which)(?! {_ASIDE}\b)(?= )"
)
_INDIRECT = (
    r"\b(?:know|tell me|wondering|wonder|ask|explain|remind me|find out|curious)(?: exactly)?"
    r" (?:what|how|when|where|who|why|which|if|whether)(?! (?:yes|yeah|okay|ok|sure)\b)"
)
_ENGLISH = re.compile(f"{_INVERTED}|{_WH}|(?<!you ){_INDIRECT}")
_SPANISH = re.compile(
    r"¿|\b(?:qué(?! (?:bueno|bien)\b)|cómo(?! no\b)|cuándo|cuánt[oa]s?|cuál(?:es)?|dónde"
    r"|quién(?:es)?"
    r"|cuant[oa]s? (?:es|son|cuesta|cobran|dura|tarda)|que (?:incluye|cuesta|significa))\b",
    re.IGNORECASE,
)


def spans(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of the words of `phrases.padded(text)` that belong to a question."""
    found: list[tuple[int, int]] = []
    at = 1  # after "<"
    for sentence in _SENTENCE.split(text):
        said = plain(sentence)
        first = _first(sentence, said)
        if first is not None:
            found.append((at + first, at + len(said)))
        at += len(said)
    return found


def _first(sentence: str, said: tuple[str, ...]) -> int | None:
    """The word at which a sentence begins to ask."""
    starts = []
    line = " ".join(said)
    english = _ENGLISH.search(line)
    if english:
        begins = english.start("asks") if english["asks"] else english.start()
        starts.append(len(line[:begins].split()))
    spanish = _SPANISH.search(sentence)
    if spanish:
        starts.append(len(plain(sentence[: spanish.start()])))
    return min(starts, default=None)
