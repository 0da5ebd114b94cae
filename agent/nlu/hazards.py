"""Dangers in a caller's words: which rule they touch and whether they are happening now.

Runs on every turn, interim texts included, without any model, so it must be quick and prefer
a false alarm (one safety question) to a missed one.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from agent.nlu.hazard_pairs import seen, speaks_of
from agent.nlu.hazard_phrases import HAZARDS, Kind, Rule
from agent.nlu.phrases import Match, Phrasebook, padded, word_set
from agent.nlu.stance import Stance, stance
from agent.nlu.words import RECENT

__all__ = ["Hazard", "Rule", "Stance", "find"]


class Hazard(msgspec.Struct, frozen=True):
    """One danger: the rule it touches, how it is meant, and the words that said so."""

    rule: Rule
    stance: Stance
    quote: str


_DANGER: tuple[Rule, ...] = (
    "GAS",
    "CO",
    "FIRE",
    "MEDICAL",
    "VIOLENCE",
    "ELEC_SMELL",
    "WATER_A",
    "CRITICAL_SITE",
    "REFRIG",
    "WATER_B",
    "DUST_SMELL",
    "CO_CHIRP",
    "VAGUE",
)
# Rules whose phrases never hold a negator of their own, unlike "not breathing".
_DENIABLE = word_set(
    """
    GAS CO FIRE ELEC_SMELL DUST_SMELL maybe_gas maybe_co maybe_fire alarm smoke_beep burning_smell
    burning
    """
)
_COOLING = word_set(
    """
    ac air conditioner conditioning condenser compressor coil coils freon refrigerant outdoor
    outside iced ice frozen cooling mini minisplit split handler heatpump pump lineset aire
    """
)
# Kinds that call for our question rather than for the script.
_UNSURE = frozenset(("alarm", "maybe_gas", "maybe_co", "maybe_fire", "hiss", "smoke_beep"))
_STANCES: tuple[Stance, ...] = ("present", "vague", "past", "asked", "negated")
# A Spanish "no, hay humo" denies nothing; "no hay humo" does.
_SENTENCES = re.compile(
    r"[.!?;](?<![\s.]\w.)[.!?;]*(?:\s+|$)"
    r"|(?i:,(?<=\bno,)\s+(?=(?:s[ií]|hay|huele|huelo|sale|veo|suena)\b))"
)

_BOOK: Phrasebook[Kind] = Phrasebook(HAZARDS)
_CHIRP = Phrasebook(
    {
        "chirp": (
            "chirp+/peeps/peeping/peeped",
            "little/short/quick peep",
            "low/dead/new/dying/change/replace/replaced/changed/needs the/a/its/new? "
            "battery/batteries",
            "battery/batteries is? low/dead/dying/died",
            "end of life",
            "every/once/each a? minute/so_often/thirty_seconds/few/forty_five/sixty/30/now",
            "single beep",
        )
    }
)
_TRULY_SOUNDING = Phrasebook(
    {
        "alarm": (
            "going/went/goes off",
            "scream+/blar+/blare+/sounding/alarming",
            "four/4 beeps",
            "will not stop/quit/shut_up",
        )
    }
)
_DUST = frozenset(("dust", "dusty", "polvo"))
_FIRST_HEAT = Phrasebook(
    {
        "first": (
            "first time/day/heat/start/use/turn/fire/night/cold",
            "this/the season/year/fall/winter/autumn",
            "of the season/year",
            "start/starting of the season",
        )
    }
)


@lru_cache(maxsize=RECENT)
def find(text: str) -> tuple[Hazard, ...]:
    """Every danger in `text`, one per rule, most dangerous first, present before doubtful."""
    found: dict[Rule, Hazard] = {}
    for sentence in _SENTENCES.split(text):
        if not sentence:
            continue
        tokens = padded(sentence)
        for rule, match in _told(tokens):
            known = found.get(rule)
            if known is not None and known.stance == "present":
                continue
            meant = _meant(match, rule, tokens)
            if known is None or _STANCES.index(meant) < _STANCES.index(known.stance):
                found[rule] = Hazard(rule, meant, _quote(tokens[match.start : match.end]))
    if len(found) > 1:
        found.pop("VAGUE", None)
    return tuple(sorted(found.values(), key=_urgency))


def _urgency(hazard: Hazard) -> tuple[int, int]:
    return _STANCES.index(hazard.stance), _DANGER.index(hazard.rule)


def _told(tokens: tuple[str, ...]) -> Iterable[tuple[Rule, Match[Kind]]]:
    """Every danger named in one sentence, however it is meant."""
    if len(tokens) == 2:
        return
    matches = _BOOK.every(tokens)
    harmless = {
        at for match in matches if match.value == "none" for at in range(match.start, match.end)
    }
    told = [match for match in matches if match.value != "none" and match.start not in harmless]
    for match in (*seen(tokens), *told):
        rule = _rule(match.value, tokens)
        if rule is not None:
            yield rule, match


def _meant(match: Match[Kind], rule: Rule, tokens: Sequence[str]) -> Stance:
    if rule == "VAGUE":
        return "vague"
    meant = stance(tokens, match.start, match.end, deniable=match.value in _DENIABLE)
    doubtful = match.value in _UNSURE and rule in ("GAS", "CO", "FIRE")
    return "vague" if meant == "present" and doubtful else meant


def _rule(kind: Kind, tokens: tuple[str, ...]) -> Rule | None:
    match kind:
        case "none":
            return None
        case "alarm":
            return "CO_CHIRP" if _CHIRP.has(tokens) and not _TRULY_SOUNDING.has(tokens) else "CO"
        case "smoke_beep":
            return None if _CHIRP.has(tokens) else "FIRE"
        case "maybe_gas":
            return "GAS"
        case "maybe_fire":
            return "FIRE"
        case "hiss":
            return "GAS" if _COOLING.isdisjoint(tokens) else None
        case "ill":
            return "CO"
        case "burning":
            return None if speaks_of("SMELL", tokens) else "FIRE"
        case "burning_smell":
            dusty = not _DUST.isdisjoint(tokens) or _FIRST_HEAT.has(tokens)
            return "DUST_SMELL" if dusty else "ELEC_SMELL"
        case "CO" | "maybe_co":
            chirps = _CHIRP.has(tokens) and not _TRULY_SOUNDING.has(tokens)
            return "CO_CHIRP" if chirps and not speaks_of("SYMPTOM", tokens) else "CO"
        case rule:
            return rule


def _quote(tokens: Sequence[str]) -> str:
    return " ".join(token for token in tokens if token not in ("<", ">"))
