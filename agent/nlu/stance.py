"""How a hazard is meant: happening now, over, denied, asked about, or left in doubt.

Present is the answer whenever nothing plainly says otherwise; missing a danger costs more than
asking once too often.
"""

from collections.abc import Sequence
from typing import Literal

from agent.nlu.phrases import Phrasebook, word_set

Stance = Literal["present", "past", "negated", "asked", "vague"]

_NEGATORS = word_set(
    """
    not never nobody nothing without no none neither nor ni nada ningun ninguna tampoco nadie sin
    """
)
_NOS = frozenset(("no", "not"))
_PRONOUNS = frozenset(("i", "we", "it", "there", "that", "they", "this", "he", "she"))
_OPENS_CLAUSE = frozenset(
    ("think", "believe", "say", "know", "guess", "feel", "sure", "if", "that")
)
_TRANSPARENT = word_set(
    """
    smell smells smelling smelled see seeing seen hear hearing heard notice noticing noticed have
    having has had got get getting any a an the of really actually even think believe is are was be
    been anything like or nor either real kind sort signs sign gas smoke fire sparks flames alarm
    alarms co carbon monoxide detector detectors burning odor odors rotten eggs more longer there's
    evidence hint trace bit little to seem seems appear detect detecting find active visible water
    natural strange weird funny going on
    hay huele huelo veo vemos oigo escucho escuchamos suena sale olor humo fuego chispas llamas
    alarma monoxido ni nada ningun ninguna un una el la de a que
    """
)
_DOUBT = frozenset(
    ("could", "might", "may", "maybe", "perhaps", "possibly", "wonder", "wondering", "whether")
)
_CLAUSE_BREAKS = frozenset(
    ("but", "however", "though", "although", "now", "still", "except", "just")
)
_HERE_AND_NOW = frozenset(("my", "our", "here", "now", "currently", "still"))

_OFFERED: Phrasebook[Stance] = Phrasebook(
    {
        "asked": (
            "do/does/can/could/will/would/are you/y'all/your_company/your_guys/they guys/all? "
            "also/even/ever? fix+/repair+/handle+/do/install+/sell+/check+/test+/inspect+/replace+/"
            "service+/deal/work/offer/look/detect+/find/respond/cover/come",
            "how much/long",
            "how do/would/can you/i/we fix/know/tell/detect/test/check/prevent",
            "what does/do * *? cost/smell/sound/look",
        )
    }
)
_SUPPOSED: Phrasebook[Stance] = Phrasebook(
    {
        "asked": (
            "what do/should/would/can/must i/we/you/one/people do",
            "what if",
            "what happens if/when",
            "if/when/whenever/in_case i/we/you/there/it/someone/they/ever? ever?",
            "in case of/there",
            "suppose/hypothetically",
            "que hago/hacer",
            "arreglan/reparan/instalan",
        )
    }
)
_IN_DOUBT: Phrasebook[Stance] = Phrasebook(
    {
        "vague": (
            "not sure/know/tell/certain if/whether/it/that/what/i?",
            "do_not/can_not know/tell if/whether/it/what?",
            "could/might/may/would it/that/this? be",
            "no_se si",
        )
    }
)
_OVER: Phrasebook[Stance] = Phrasebook(
    {
        "past": (
            "last year/month/week/winter/summer/season/time/spring/fall/night/autumn/fall/january/"
            "december/november/monday/tuesday/wednesday/thursday/friday/saturday/sunday",
            "year/years/month/months/week/weeks/day/days ago/back",
            "a while ago/back",
            "yesterday/previously/formerly",
            "in the past",
            "used to",
            "earlier/before/once >",
            "earlier today/this",
            "at my/our/the old/previous/last/other",
            "false alarm",
            "already fixed/repaired/taken_care/handled",
            "was/were/got/been/is fixed/repaired/resolved/handled",
            "ayer/el_ano_pasado/la_semana_pasada/hace_anos",
        )
    }
)
_ENDED: Phrasebook[Stance] = Phrasebook(
    {
        "past": (
            "is/has/have/are/it? gone/cleared/stopped/dissipated",
            "went/gone away",
            "is/are now? quiet/silent now?",
            "not anymore/any_more/now",
            "no longer",
            "turned itself off",
            "all clear",
        )
    }
)
_DENIED: Phrasebook[Stance] = Phrasebook(
    {"negated": ("is/are/was/has not been? going/gone/sounding/beeping/ringing/making/on",)}
)
_LONG_HAD = 4
_REACH = 7


def stance(tokens: Sequence[str], start: int, end: int, *, deniable: bool = True) -> Stance:
    """Stance of the hazard that covers `tokens[start:end]` of one sentence.

    `deniable`: a "no" or "not" inside those words denies the hazard.
    """
    left, right = _clause(tokens, start, end)
    before, after = tokens[left:start], tokens[end:right]
    inner_no = deniable and not _NOS.isdisjoint(tokens[start:end])
    if _IN_DOUBT.has(tokens[max(left, start - _REACH) : end]):
        return "vague"
    if inner_no or _negated(tokens, start) or _DENIED.has(after[:_REACH]):
        return "negated"
    if _asked(tokens, start):
        return "asked"
    if not _DOUBT.isdisjoint(before[-_REACH:]):
        return "vague"
    if _OVER.has((*tokens[left:right], ">")) or _had(before) or _ended(after):
        return "past"
    return "present"


def _clause(tokens: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The clause around the hazard: from the last break before it to the next one after it."""
    left = next((at + 1 for at in range(start - 1, -1, -1) if tokens[at] in _CLAUSE_BREAKS), 0)
    right = next(
        (at for at in range(end, len(tokens)) if tokens[at] in _CLAUSE_BREAKS), len(tokens)
    )
    return left, right


def _negated(tokens: Sequence[str], start: int) -> bool:
    """Whether a negator governs the hazard: nothing but see-through words lie between."""
    subject = False
    for at in range(start - 1, -1, -1):
        word = tokens[at]
        if word in _NEGATORS:
            return not (subject and word in ("no", "none", "nothing"))
        if word in _PRONOUNS:
            if at == 0 or tokens[at - 1] not in _OPENS_CLAUSE:
                # A new subject starts a new statement: "no, I smell gas".
                return False
            subject = True
        elif word not in _TRANSPARENT:
            return False
    return False


def _asked(tokens: Sequence[str], start: int) -> bool:
    near = tokens[max(0, start - _REACH) : start]
    if _SUPPOSED.has(near):
        return True
    return _OFFERED.has(near) and not _HERE_AND_NOW & set(tokens)


def _ended(after: Sequence[str]) -> bool:
    return _ENDED.has(after[:_REACH]) or tuple(after[:2]) == ("is", "out")


def _had(before: Sequence[str]) -> bool:
    """ "we had a leak", but not "we have had a leak since Monday"."""
    near = before[-_LONG_HAD:]
    return "had" in near and not {"have", "has"} & set(before[-_LONG_HAD - 1 :])
