"""Dangers as concepts that stand alone or near each other, whatever lies between them.

`SMELL` within seven words of `GAS` is a gas smell, in either order; so a wording nobody thought of
is heard as long as its two words are known. A lone word of fire or carbon monoxide needs a ground
(see `hazard_grounds`), else it is worth a question only.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from agent.nlu.hazard_grounds import meaning
from agent.nlu.hazard_phrases import Kind
from agent.nlu.hazard_words import CONCEPT_BOOK
from agent.nlu.phrases import Match
from agent.nlu.words import RECENT

_ALONE: dict[str, tuple[Kind, ...]] = {
    "ROTTEN": ("GAS",),
    "PPM": ("CO",),
    "HISS": ("REFRIG", "hiss"),
}
# What a lone concept is where it is meant as it says, and where we cannot be sure of that.
_BARE: dict[str, tuple[Kind, Kind]] = {
    "CO": ("CO", "maybe_co"),
    "COALARM": ("CO", "maybe_co"),
    "FUMES": ("CO", "maybe_co"),
    "SMOKE": ("FIRE", "maybe_fire"),
    "FLAME": ("FIRE", "maybe_fire"),
    "SPARK": ("FIRE", "maybe_fire"),
    "SHOCK": ("FIRE", "maybe_fire"),
}
_FAR = 30
_AHEAD = 12
_NEAR: tuple[tuple[Kind, str, str, int], ...] = (
    ("GAS", "SMELL", "GAS/EGG/ROTTEN", 7),
    ("GAS", "SMELL", "GASPIPE", 6),
    ("GAS", "GAS", "LEAK", 5),
    ("GAS", "GAS", "ESCAPE", 3),
    ("maybe_gas", "GASCO", "LEAK/SMELL", _FAR),
    ("GAS", "GAS", "HISS", 5),
    ("GAS", "GASPIPE", "LEAK/ESCAPE/HISS/WHISTLE", 6),
    ("GAS", "GASPIPE", "DAMAGE", 6),
    ("GAS", "GASALARM", "SOUND/BEEP/READING/LEAK", 6),
    ("GAS", "GAS", "FUMES", 1),
    ("GAS", "STOVE", "LEAK/HISS/SMELL", 4),
    ("GAS", "HISS", "SMELL", 8),
    ("maybe_gas", "HISS", "HEATER", 8),
    ("maybe_gas", "PIPE", "SMELL/HISS/WHISTLE", 8),
    ("REFRIG", "FREON", "LEAK/ESCAPE/HISS/SMELL/LOST/DAMAGE", 4),
    ("ill", "SYMPTOM", "HEATER/ALARM/COALARM/EXHAUST/CO", _FAR),
    ("CO", "ALARM", "PPM/CO", 5),
    ("CO", "EXHAUST", "BACK/LEAK/ESCAPE/SMELL/DAMAGE", 5),
    ("alarm", "ALARM", "SOUND/BEEP/READING/HEAR", 5),
    ("alarm", "SYMPTOM", "EVERYONE", 6),
    ("FIRE", "SMOKEALARM", "SOUND", 5),
    ("smoke_beep", "SMOKEALARM", "BEEP", 5),
    ("FIRE", "ELECPART", "MELT/CRACKLE/CHAR/ZAP", 7),
    ("maybe_fire", "ELECPART", "FRIED", 4),
    ("FIRE", "INWALL", "CRACKLE/ZAP", 4),
    ("maybe_fire", "DEVICE/HEATER", "CRACKLE/ZAP/GLIMMER", 4),
    ("maybe_fire", "INWALL/HEATER", "FLICKER", 3),
    ("FIRE", "ELECPART/INWALL", "GLIMMER", 5),
    ("burning", "ELECPART", "BURN", 5),
    ("FIRE", "PLASTIC/DEVICE/HEATER/EXHAUST", "MELT", 4),
    ("burning", "DEVICE/HEATER", "BURN", 1),
    ("ELEC_SMELL", "SMELL", "PLASTIC/ELECPART", 4),
    ("ELEC_SMELL", "BURN", "PLASTIC", 1),
    ("ELEC_SMELL", "ELECPART", "HOT", 6),
    ("ELEC_SMELL", "SMELL", "OVERHEATED", 5),
    ("burning_smell", "SMELL", "BURN/MELT/CHAR/ACRID/FRIED", 5),
    ("CRITICAL_SITE", "SITE", "TROUBLE/HOT/LEAK", _FAR),
    ("DUST_SMELL", "DUST", "SMELL/BURN", 5),
)


def _pairs() -> dict[tuple[str, str], tuple[Kind, int]]:
    table: dict[tuple[str, str], tuple[Kind, int]] = {}
    for kind, left, right, gap in _NEAR:
        for one in left.split("/"):
            for other in right.split("/"):
                table[one, other] = table[other, one] = (kind, gap)
    return table


_PAIRS = _pairs()


@lru_cache(maxsize=RECENT)
def _concepts(tokens: tuple[str, ...]) -> list[Match[str]]:
    return CONCEPT_BOOK.find(tokens)


def seen(tokens: tuple[str, ...]) -> Iterable[Match[Kind]]:
    """Every danger that the concepts in `tokens` make, alone or in pairs."""
    found = _concepts(tokens)
    for at, match in enumerate(found):
        for kind in _ALONE.get(match.value, ()):
            yield Match(kind, match.start, match.end)
        if match.value in _BARE:
            near = found[max(0, at - _AHEAD) : at + _AHEAD]
            yield from _bare(match, near, tokens)
    for at, first in enumerate(found):
        for second in found[at + 1 : at + _AHEAD]:
            pair = _PAIRS.get((first.value, second.value))
            if pair is not None and second.start - first.end <= pair[1]:
                yield Match(pair[0], first.start, second.end)


def _bare(
    match: Match[str], found: Sequence[Match[str]], tokens: tuple[str, ...]
) -> Iterable[Match[Kind]]:
    kinds = _BARE[match.value]
    meant = meaning(match, found, tokens)
    if meant != "name":
        yield Match(kinds[meant == "unsure"], match.start, match.end)


def speaks_of(concept: str, tokens: tuple[str, ...]) -> bool:
    """Whether a concept occurs, such as `SYMPTOM`."""
    return any(match.value == concept for match in _concepts(tokens))
