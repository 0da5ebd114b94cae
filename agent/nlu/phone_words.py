"""Caller turns about a phone number as a list of pieces: runs of digits and the words that steer.

Only what the words around the digits say is decided here (a correction, an extension, an old
number, a house number); which digits count in the end is decided in `phones`.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from agent.nlu import numbers
from agent.nlu.digits import PLURALS, as_numbers
from agent.nlu.phrases import word_set
from agent.nlu.words import words

Kind = Literal[
    "digits",  # a run, see readings
    "plural",  # "three fives"
    "correct",  # what follows corrects what was said
    "restart",  # forget everything
    "extension",
    "plus",  # an international number follows
    "area",  # the digits beside it are an area code
    "ending",  # "the last four are"
    "middle",  # "the middle three are"
    "not",  # what follows is not it
    "old",  # the number after it, else before it, is an old one
    "dead",  # the number before it is out of use
    "now",  # a newer number follows
    "delete",  # "delete the nine"
    "word",  # anything else that is no filler
    "turn",  # the caller's next turn
]


class Piece(NamedTuple):
    """One step of an answer; `readings` only for digits (text, cost), `loose` if maybe unmeant."""

    kind: Kind
    readings: tuple[tuple[str, int], ...] = ()
    loose: bool = False


_FILLERS = frozenset(
    {
     "um", "uh", "er", "ah", "hmm", "mm", "like", "dash", "dot", "hyphen", "space", "comma",
     "and", "then", "it's", "its", "is", "the", "that's", "so", "yeah", "yes", "yep", "okay",
     "ok", "well", "right", "you", "know", "ready", "got", "hello", "hi", "please", "was", "sure",
     "alright", "que", "es", "el", "la", "y", "luego", "guion", "number", "my", "mine", "me",
     "cell", "phone", "here", "just", "uhm", "eh", "are", "at", "end", "point", "slash",
    }
)  # fmt: skip
_OLD = "(?! (?:my |the |our |an? )?(?:old|previous|former))"
_IS = f"(?: (?:it's|its|is|it|that's|that|was|the){_OLD})*"
_DIGIT = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|\\d)"
_PHRASES: tuple[tuple[Kind, str], ...] = (
    (
        "restart",
        "(?:let me |i'll |lemme |can i |let's )?(?:just )?(?:start (?:over|again)"
        "|try (?:that |it )?again|begin again|redo (?:that|it))|from the (?:start|top|beginning)"
        "|all wrong",
    ),
    (
        "delete",
        "(?:delete|drop|remove|take off|leave off|take out|skip|lose|erase)"
        "(?: (?:the|that|one|last|extra|final))*",
    ),
    (
        "word",
        "(?:no|yes|yeah) (?:that's|that is|it's|it is) (?:right|correct|it)|no (?:problem|worries)",
    ),
    ("word", "mine(?:'s| is)|my (?:own )?(?:number|phone|cell|cellphone|mobile) is"),
    ("word", f"(?:have|haven't|got|get|need|want|had) one(?! {_DIGIT})"),
    (
        "dead",
        "(?:that's|that is|that was|was|is) (?:my |the |our |an? )?(?:old|previous|former)"
        "(?: (?:one|number|phone|cell))*(?! (?:is|was))",
    ),
    (
        "old",
        "used to be|(?:my |the |our |an? )?(?:old|previous|former)"
        "(?: (?:one|number|phone|cell))*(?: (?:was|is))?",
    ),
    (
        "dead",
        "(?:but )?(?:(?:that|it|which|that one|this one)(?:'s| is| was| has)? "
        "|i |we |i've |they )?(?:just )?(?:"
        "(?:is |it's |that's )?(?:not|isn't|no longer) (?:mine|ours|right|correct|good|valid"
        f"|(?:my|our|a good|the right) (?:number|phone|cell|one))(?! {_DIGIT})"
        "(?: (?:anymore|any more|now))?|no longer(?: works?| in service)?"
        "|(?:been |got )?(?:disconnected|cut off|shut off"
        "|cancell?ed)|(?:out of|not in) service"
        "|(?:doesn't|don't|won't|isn't|not|never) work(?:s|ing)?"
        "(?: (?:anymore|any more|now))?|(?:don't|doesn't) (?:use|have) (?:it|that|that one)"
        "(?: (?:anymore|any more|now))?|anymore|any more"
        "|was (?:my|our) (?:landline|number|cell|phone|home phone|home number|work phone)"
        "|(?:got|get) rid of (?:it|that|that one)"
        "|gave (?:it|that|that one) up|lost (?:it|that phone)|ya no)",
    ),
    (
        "now",
        "(?:but|and) (?:now|it's now)|(?:now|new one|new number|current (?:one|number))"
        "(?: (?:it's|is|it is))?|it's now|changed (?:it )?to|instead(?! of)|rather(?! than)",
    ),
    (
        "not",
        "instead of|rather than|it's not|it isn't|that's not|is not|isn't|not to (?:call|use)|not"
        "|(?:don't|never|stop) (?:use|using|call|calling)",
    ),
    (
        "correct",
        "(?:uh |um |er )*(?:no|nope|sorry|wait|whoa|oops|scratch that|strike that|correction"
        "|i mean|i meant|actually|make that|make it|hold on|hang on|excuse me|my (?:mistake|bad)"
        "|pardon|let me correct that|or rather|perdon|digo|nevermind|never mind|i'm sorry"
        "|that's (?:wrong|incorrect)|should be|it should be|forget that|apologies|only"
        f"|change (?:it|that) to){_IS}",
    ),
    ("extension", "(?:extension(?:'s)?|ext|extention|x)(?: (?:number|is|are))*(?= |$)"),
    (
        "area",
        "(?:(?:is|that's|for|as|with) )?(?:(?:the|my|our) )?area code(?:'s)?"
        "(?: (?:is|of|it's|was|should be|first))*",
    ),
    (
        "ending",
        "(?:change|make) (?:the )?last (?:one|four|three|two|digits?|numbers?)"
        "(?: (?:digits?|numbers?))?(?: (?:to|an?|be))*"
        "|(?:it |that |which )?(?:ends?|ending|finish(?:es)?) (?:in|with)|(?:the )?(?:last|final) "
        "(?:four|three|two|digits|part|bit|numbers?|one)(?: (?:digits?|numbers?|ones?))?"
        "(?: (?:is|are|should be|it's|was|were|of it))*"
        "|(?:termina|terminan|acaba|acaban) (?:en|con)"
        "|(?:los |las )?[uú]ltim[oa]s (?:cuatro|tres|dos|d[ií]gitos|n[uú]meros)"
        "(?: (?:d[ií]gitos|n[uú]meros))?(?: (?:son|es))?",
    ),
    (
        "middle",
        "(?:the )?(?:middle|exchange|prefix)(?: (?:part|bit|three|group|digits|numbers?|one))*"
        "(?: (?:is|are|should be|it's|was|were))*",
    ),
    ("plus", "plus|(?:the )?country code(?: is)?"),
    (
        "word",
        "(?:give me |just )?(?:one|two|a) (?:second|sec|moment|minute|min)s?|o'clock"
        "|(?:the|this|that|same|which|another|other|new|right|wrong|any|no|each|every) one"
        f"(?! {_DIGIT})|\\d+ (?:am|pm)|(?:ten|seven) digits?|both",
    ),
)
_STEERING = re.compile(
    "|".join(f"(?P<k{at}>\\b(?:{pattern})(?=\\s|$))" for at, (_, pattern) in enumerate(_PHRASES))
)
_FIRST_WORDS = word_set(
    """
    let i'll lemme can let's just start try begin redo from all
    delete drop remove take leave skip lose erase
    no yes yeah mine mine's my have haven't got get need want had
    that's that was is used the our an a old previous former
    but it it's which this i we i've they not isn't been disconnected cut shut cancelled canceled
    out doesn't don't won't never anymore any gave lost ya
    and now new current changed instead rather stop
    uh um er nope sorry wait whoa oops scratch strike correction actually make hold hang excuse
    pardon or perdon digo nevermind i'm should forget apologies only change
    extension extension's ext extention x
    for as with area last final end ends ending finish finishes termina terminan acaba acaban
    los las ultimos ultimas últimos últimas
    middle exchange prefix plus country
    give one two o'clock same another other right wrong each every ten seven both
    """
)
"""Besides figures, the words that a steering phrase begins with."""
_PLACES = frozenset(
    {
     "street", "st", "avenue", "ave", "road", "rd", "drive", "lane", "boulevard", "blvd",
     "court", "circle", "place", "terrace", "parkway", "way", "highway", "block", "apartment",
     "apt", "suite", "zip", "zipcode", "house",
    }
)  # fmt: skip
_PLACE_BEFORE = frozenset(
    {
     "zip", "zipcode", "postal", "address", "house", "apartment", "apt", "unit", "suite",
     "casa", "calle", "apartamento", "direccion", "dirección",
     "highway", "route", "street", "building", "gate", "confirmation", "account", "invoice",
     "model", "serial", "policy",
    }
)  # fmt: skip
_TIME_BEFORE = frozenset({"at", "after", "before", "by", "around", "until", "till", "about"})
_MAX_PLACE_DIGITS = 5
_PLURALS = frozenset(PLURALS)
_WHOLE = 10


def pieces(turns: Sequence[str]) -> list[Piece]:
    """The pieces of all `turns` in order, turns parted by a "turn" piece."""
    found: list[Piece] = []
    for number, turn in enumerate(turns):
        if number:
            found.append(Piece("turn"))
        found.extend(_turn_pieces(as_numbers(words(turn))))
    return found


def _turn_pieces(tokens: tuple[str, ...]) -> list[Piece]:
    if _PLURALS.isdisjoint(tokens) and numbers.only_numbers(tokens):
        return _run(tokens, 0, len(tokens), corrected=False)
    kinds = _steering(tokens)
    found: list[Piece] = []
    at = 0
    while at < len(tokens):
        kind = kinds.get(at)
        if kind is not None:
            found.append(Piece(kind[0]))
            at = kind[1]
            continue
        plural = _plural(tokens, at)
        if plural is not None:
            found.append(Piece("plural", ((plural, 0),)))
            at += 2
            continue
        if not numbers.is_number(tokens, at):
            if tokens[at] not in _FILLERS:
                found.append(Piece("word"))
            at += 1
            continue
        stop = at + 1
        while stop < len(tokens) and stop not in kinds and numbers.is_number(tokens, stop):
            if _plural(tokens, stop) is not None:
                break
            stop += 1
        corrected = kinds.get(stop, ("word", 0))[0] == "correct"
        found.extend(_run(tokens, at, stop, corrected=corrected))
        at = stop
    return found


def _steering(tokens: tuple[str, ...]) -> dict[int, tuple[Kind, int]]:
    """Token index -> kind of the steering phrase that starts there, and where it stops."""
    text = " ".join(tokens)
    found: dict[int, tuple[Kind, int]] = {}
    place = stop = 0
    for number, token in enumerate(tokens):
        begins = place >= stop and (token in _FIRST_WORDS or token.isdecimal())
        match = _STEERING.match(text, place) if begins else None
        if match is not None and match.lastgroup is not None:
            kind = _PHRASES[int(match.lastgroup[1:])][0]
            found[number] = (kind, number + match.group().count(" ") + 1)
            stop = match.end()
        place += len(token) + 1
    return found


def _plural(tokens: tuple[str, ...], at: int) -> str | None:
    digit = PLURALS.get(tokens[at + 1]) if at + 1 < len(tokens) else None
    if digit is None or not numbers.is_number(tokens, at):
        return None
    count = numbers.cardinal(tokens[at : at + 1])
    return digit * count if count and count < 8 else None


def _run(tokens: tuple[str, ...], start: int, stop: int, *, corrected: bool) -> list[Piece]:
    """The digits from `start` to `stop`, unless they are a house number or a ZIP."""
    readings = numbers.readings(tokens[start:stop])
    if not readings:
        return [Piece("word")]
    length = len(readings[0][0])
    if length <= _MAX_PLACE_DIGITS and _is_place(tokens, start, stop):
        return [Piece("word")]
    if start == 0 and tokens[0] == "oh" and length > _WHOLE:
        # "Oh, three oh three ..." may begin with an interjection.
        readings += tuple((text[1:], cost + 2) for text, cost in readings if len(text) > 1)
    if corrected and tokens[stop - 1] == "oh":
        # "One one oh, wait": a nought or an interjection.
        readings += tuple((text[:-1], cost + 1) for text, cost in readings if len(text) > 1)
    return [Piece("digits", readings, length <= 4 and _is_loose(tokens, start, stop))]


def _is_place(tokens: tuple[str, ...], start: int, stop: int) -> bool:
    """Whether the run is a house number or a ZIP by the words around it."""
    after = tokens[stop : stop + 3]
    for token in after:
        if token in _PLACES:
            return True
    return any(token in _PLACE_BEFORE for token in tokens[max(0, start - 3) : start])


def _is_loose(tokens: tuple[str, ...], start: int, stop: int) -> bool:
    """Whether the run may count something else: "two dogs", "after six"."""
    if start and tokens[start - 1] in _TIME_BEFORE and stop - start <= 2:
        return True
    following = tokens[stop] if stop < len(tokens) else ""
    return (
        bool(following)
        and following not in _FILLERS
        and stop - start <= 2
        and (start == 0 or tokens[start - 1] not in _FILLERS or following.endswith("s"))
    )
