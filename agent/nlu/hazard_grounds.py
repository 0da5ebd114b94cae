"""Whether a dangerous word that stands alone is meant as it says.

"Smoke", "flames", "sparks" and "shock" are also names, streets, teams, tobacco, dinner and prices.
Beside a device, a place, a sense or "there is" they are dangers; as a part of a name they are
nothing; in between they are worth a question.
"""

from collections.abc import Sequence
from typing import Literal

from agent.nlu.phrases import Match, Phrasebook, word_set

Meaning = Literal["real", "unsure", "name"]

_NEAR = 8
_SHORT = 5
_BESIDE = 5
_BEFORE = 4
_HARDWARE = word_set("DEVICE HEATER STOVE ELECPART EXHAUST")
_FIRE_SIGNS = word_set(
    """
    DEVICE HEATER STOVE ELECPART EXHAUST SMOKEALARM ALARM COALARM SMELL ESCAPE HISS SOUND HEAR
    MELT BURN GAS GASPIPE SMOKE FLAME SPARK SHOCK SYMPTOM
    """
)
_CO_SIGNS = word_set("SOUND BEEP READING HEAR SYMPTOM PPM EVERYONE ALARM HEATER EXHAUST CO ESCAPE")
_ALARM_SIGNS = word_set("SOUND BEEP READING HEAR SYMPTOM PPM EVERYONE ALARM SMOKE CO")
SIGNS: dict[str, frozenset[str]] = {
    "SMOKE": _FIRE_SIGNS,
    "FLAME": _FIRE_SIGNS,
    "SPARK": _FIRE_SIGNS,
    "SHOCK": _FIRE_SIGNS,
    "CO": _CO_SIGNS,
    "FUMES": _CO_SIGNS | {"SMELL", "DEVICE"},
    "COALARM": _ALARM_SIGNS,
}
"""Concepts that need a ground, and the concepts nearby that give one."""

_GROUND = Phrasebook(
    {
        "ground": (
            "see/sees/saw/seen/seeing/look/looks/noticed/notice/watching/found/think/thinks",
            "there is/are/was/were",
            "it/that/this/she/he/now is/was/keeps/just/started/caught/are",
            "i_have/we_have/got/had/have/has",
            "hay/veo/vemos/sale/salen/esta/estan/tengo/hubo",
            "out/up of/from",
            "from/in/inside/under/behind/near/on/at/above/below/underneath/by/into/through/around "
            "the/my/our/this/here/there/a/his/her/it",
            "en/del/de/por/desde la/el/mi/los/las/aqui/un/una",
            "outside/inside/upstairs/downstairs/everywhere/somewhere/here/again/right_now/still/"
            "help/aqui/adentro",
            "threw/throws/throwing/shot/shooting/flew/flying/big/bunch/lots/little/then/bang",
            "is/are/keeps/began/burner_is smoking/sparking/arcing/smoldering/burning/on",
            "caught/catching/catch/started/on fire",
            "called/call/calling/came about/because_of/because/over",
            "shut/shuts *? *? down/off/up for/because_of",
            "leak+/poison+/poisoning/detected/level/levels/reading/readings/exposure",
            "touch+/me/myself/him/her/us/my_hand/my_son/my_kid",
            "electrical/electric/grease/kitchen/attic/house/basement/garage/chimney",
        )
    }
)
# "I have a carbon monoxide detector" tells of no alarm.
_OWNED = Phrasebook(
    {
        "owned": (
            "have/has/got/with/own/bought/installed/install/ordered/purchased/put/sell/carry/moved/"
            "replaced/replace/checked/tested/test/tengo/tenemos/compre/instale",
        )
    }
)
_OWNING = 4
_MEASURED = word_set(
    "reading readings level levels number numbers poisoning leak leaks exposure fumes detected"
)
# Talk about cost, food, tobacco and games, where the words of danger are pictures.
_MONEY = word_set(
    """
    price prices bill bills quote quotes estimate cost costs invoice dollars money savings budget
    amount fee fees payment wallet total charged
    """
)
_PICTURE = _MONEY | word_set(
    """
    coupon rewards discount cigarette cigarettes cigar cigars tobacco smoker smokers vape vaping
    brisket turkey ribs pork barbecue bbq grill grilled grilling salmon bacon candle candles
    incense marijuana carpet doorknob humidity humidifier icon display symbol groupon app website
    online account email radio tv game games team teams season jersey hockey soccer baseball
    basketball league practice movie song band concert tattoo logo paint painted decal sticker
    great awesome amazing fantastic reviews career ribbon romance joy marriage creative creativity
    interest
    """
)
_PICTURED = frozenset(("SMOKE", "FLAME", "SPARK", "SHOCK"))
_PLAIN = frozenset(("there", "see", "coming", "hay"))
_CALLED = Phrasebook(
    {
        "called": (
            "last/first/middle/full/maiden/family/street/company/business/user/dog's? name is?",
            "name/surname/nickname is/was?",
            "mr/mrs/ms/miss/mister/missus/doctor/dr/named/spelled/surname/reverend/officer/coach",
            "appointment/account/reservation/listed/booked/filed/it is? under",
            "work/works/worked/working at/for",
            "play/plays/played/playing/coach/coaches/root/rooting/cheer for/against/with the?",
            "the/a movie/film/song/band/team/show/game",
            "corner/intersection of",
            "llamo/apellido/apellida/senor/senora/calle/avenida",
        )
    }
)
_STREET = word_set(
    """
    avenue ave blvd boulevard canyon circle county court creek crossing drive estates hill hills
    hollow island jersey lane ln lookout meadows mountain mountains parkway pkwy ranch rd ridge
    road street subdivision terrace township trail valley nevada maryland
    """
)
_VENUE = word_set(
    """
    academy apartments bakery brewery cafe casino church city club concert corporation coupon diner
    elementary energy game games hockey inc llc lounge pizza pizzeria pub restaurant rewards
    security soccer baseball springs steakhouse tavern team village saloon bowl
    """
)
_LOOSE = word_set(
    """
    in on at of from to and or are was the a an my our out by up near under behind inside
    coming came it that this there i we you so but outside with across down all over for down
    """
)


def meaning(match: Match[str], found: Sequence[Match[str]], tokens: Sequence[str]) -> Meaning:
    """How the lone concept at `match` is meant, given all concepts `found` in `tokens`."""
    concept = match.value
    start, end = match.start, match.end
    if _is_name(tokens, start, end):
        return "name"
    if concept in _PICTURED and _followed(tokens, end, _VENUE):
        return "unsure"
    left, right = max(0, start - _NEAR), min(len(tokens), end + _NEAR)
    around = tokens[left:right]
    if concept in _PICTURED and not _PICTURE.isdisjoint(around) and _PLAIN.isdisjoint(around):
        paid = concept == "SHOCK" and not _MONEY.isdisjoint(around)
        beside = _holds(_HARDWARE, match, found, start - _BESIDE, end + _BESIDE)
        return "real" if beside and not paid else "unsure"
    if len(tokens) - 2 <= _SHORT or _holds(SIGNS[concept], match, found, left, right):
        return "real"
    if concept == "COALARM" and _MEASURED.isdisjoint(tokens[start:end]):
        return "unsure" if _OWNED.has(tokens[max(0, start - _OWNING) : start]) else "real"
    return "real" if _GROUND.has(around) else "unsure"


def _holds(
    signs: frozenset[str], match: Match[str], found: Sequence[Match[str]], left: int, right: int
) -> bool:
    """Whether another concept among `signs` begins within `left` and `right`."""
    return any(
        other.value in signs and other is not match and left <= other.start < right
        for other in found
    )


def _is_name(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether a name or a street holds these words: "last name Sparks", "Smoke Rise Drive"."""
    before = range(max(0, start - _BEFORE), start)
    if not _PLAIN.isdisjoint(tokens[at] for at in before):
        return False  # "there's smoke on Main Street"
    called = (_CALLED.at(tokens, at) for at in before)
    return any(match is not None and match.end == start for match in called) or _followed(
        tokens, end, _STREET
    )


def _followed(tokens: Sequence[str], end: int, names: frozenset[str]) -> bool:
    """Whether one of `names` follows, at most one other word between: "Sparky's Diner"."""
    after = tokens[end : end + 2]
    if not after or after[0] in names:
        return bool(after)
    loose = after[0] in _LOOSE or after[0].endswith("ing")
    return not loose and len(after) == 2 and after[1] in names
