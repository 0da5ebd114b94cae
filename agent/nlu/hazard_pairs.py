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
from agent.nlu.phrases import Match, Phrasebook
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
    ("GAS", "GAS", "LEAK/LEAKS_IN", 5),
    ("GAS", "GAS", "ESCAPE", 3),
    ("maybe_gas", "GASCO", "LEAK/SMELL", _FAR),
    ("GAS", "GAS", "HISS", 5),
    ("GAS", "GASPIPE", "LEAK/LEAKS_IN/ESCAPE/HISS/WHISTLE", 6),
    ("GAS", "GASPIPE", "DAMAGE", 6),
    ("GAS", "GASALARM", "SOUND/BEEP/READING/LEAK", 6),
    ("GAS", "GAS", "FUMES", 1),
    ("GAS", "STOVE", "LEAK/HISS/SMELL", 4),
    ("GAS", "HISS", "SMELL", 8),
    ("maybe_gas", "HISS", "HEATER", 8),
    ("maybe_gas", "PIPE", "SMELL/HISS/WHISTLE", 8),
    ("REFRIG", "FREON", "LEAK/LEAKS_IN/ESCAPE/HISS/SMELL/LOST/DAMAGE", 4),
    ("ill", "SYMPTOM", "HEATER/ALARM/COALARM/EXHAUST/CO", _FAR),
    ("CO", "ALARM", "PPM/CO", 5),
    ("CO", "EXHAUST", "BACK/LEAKS_IN/LEAK/ESCAPE/SMELL/DAMAGE", 5),
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
            if pair is None or second.start - first.end > pair[1]:
                continue
            if not (_of_the_air(first, second, tokens) or _gone_dark(first, second, tokens)):
                yield Match(pair[0], first.start, second.end)


def _of_the_air(first: Match[str], second: Match[str], tokens: tuple[str, ...]) -> bool:
    """Whether heat beside an electrical part is that of the air or the room.

    "Hot wires" and "hot behind the thermostat" are the part's own; "blowing warm and the thermostat
    ..." and "I reset the breaker and it's hot in here" are not.
    """
    if {first.value, second.value} != {"HOT", "ELECPART"}:
        return False
    heat = first if first.value == "HOT" else second
    near = range(max(0, heat.start - _AIR_WORDS), heat.end)
    found = (_AIR.at(tokens, at) for at in near)
    if any(match is not None and match.end >= heat.end for match in found):
        return True
    between = tokens[first.end : second.start]
    apart = bool(between) and (_BESIDE.isdisjoint(between) or not _JOINTS.isdisjoint(between))
    return heat is first and apart


_AIR_WORDS = 4
_AIR = Phrasebook(
    {
        "air": (
            "blow+/blew/blown/pump+/push+/throw+/threw/com+/coming/running out? "
            "just/only/nothing_but/nice_and/kind_of/really? warm/hot/warmer/hotter",
            "air/house/home/room/bedroom/upstairs/downstairs/it_inside is/feels/gets/got/stays "
            "so/too/really/still/very? warm/hot",
            "warm/hot/warmer/hotter in/inside/throughout my/our/the/this? here/there/upstairs/"
            "downstairs/house/home/bedroom/bedrooms/room/rooms/living_room/kitchen/office/"
            "apartment/place/building/shop/store",
            "warm/hot/warmer/hotter air/upstairs/downstairs/inside/outside",
            "sopla/soplando/saca/sacando/tira/tirando/sale aire? caliente",
            "calor/caliente adentro/afuera/aqui",
        )
    }
)
_BESIDE = frozenset(
    ("behind", "by", "near", "at", "on", "around", "under", "above", "next", "from")
)
_JOINTS = frozenset(("and", "but", "so", "because", "while", "then", "i", "we", "you", "they"))


def _gone_dark(first: Match[str], second: Match[str], tokens: Sequence[str]) -> bool:
    """Whether a screen or a light is off or changes its colour: "the thermostat went black".

    "Black around the edges" is no screen that is off.
    """
    if (first.value, second.value) != ("ELECPART", "CHAR"):
        return False
    before = tokens[max(0, first.start - _SHINING) : first.start]
    if not _SHINES.isdisjoint((*before, *tokens[first.end : second.start])):
        return True
    off = tokens[second.start] in _BEING and tokens[second.end - 1] in _OFF
    return off and tokens[first.end - 1] in _SCREENS and tokens[second.end] not in _PLACED


_SHINING = 3
_SHINES = frozenset(("light", "lights", "led", "screen", "display"))
_SCREENS = frozenset(("thermostat", "thermostats", "termostato"))
_BEING = frozenset(("is", "are", "went", "gone", "going", "got", "all"))
_OFF = frozenset(("black", "dark"))
_PLACED = _BESIDE | {"where", "in", "spot", "spots", "mark", "marks"}


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
