"""Whether a caller asks for a person, in whatever words: somebody named in a frame of asking."""

from collections.abc import Sequence

from agent.nlu.mood_calm import THINGS
from agent.nlu.name_words import NOT_NAMES
from agent.nlu.phrases import word_set

PEOPLE = word_set(
    """
    person human humans manager managers supervisor supervisors representative rep operator agent
    dispatcher dispatch owner boss receptionist secretary superior superiors
    """
)
"""Whom one asks for; a technician is sent, and "somebody" may be one."""
ASKING = word_set(
    """
    want need get give have let put talk speak connect transfer patch reach rather prefer like can
    could would may is please want wanted find ask tell
    """
)
NOT_OURS = word_set(
    """
    my his her their our insurance property building apartment store leasing estate account office
    facility facilities rental house home unit landlord travel sales cleaning cooling other per
    """
)
"""Before the noun: somebody else's manager, or no person at all."""
TELLING = word_set("told said who that of will was wants wanted asked does did needs has lives")
"""After the noun: something is told of them."""
GREETING = word_set("hi hello hey yes yeah yo um uh okay ok oh good morning afternoon so and")
_ABOUT = word_set("there in around")
_THEN = word_set("> today please now she he right by this he'd she'd he'll she'll")
_NOBODY = word_set(
    """
    it he she they that this there anyone anybody somebody someone everyone everybody nobody
    anything something everything nothing what who which one mine yours not still power gas smoke
    parking snow ice dust mold insulation wiring everyone's rust light heat air
    """
)
_BEFORE = 7
_BARE = 4


def asks_for_person(tokens: Sequence[str]) -> bool:
    """Whether `tokens` (between "<" and ">") ask for a person: "can a manager call me".

    A caller who says to be the manager, or speaks of another's, asks for nobody.
    """
    if _asks_by_name(tokens):
        return True
    return any(word in PEOPLE and _asked_for(tokens, at) for at, word in enumerate(tokens))


def _asks_by_name(tokens: Sequence[str]) -> bool:
    """ "Is Lisa there": the first thing said, and said of nothing that is no name."""
    if "is" not in tokens:
        return False
    at = tokens.index("is")
    if len(tokens) < at + 4 or not GREETING.issuperset(tokens[1:at]):
        return False
    name, where, then = tokens[at + 1 : at + 4]
    if where not in _ABOUT or then not in _THEN or len(name) < 3 or not name.isalpha():
        return False
    return not (name in _NOBODY or name in NOT_NAMES or name in THINGS or name.endswith("ing"))


def _asked_for(tokens: Sequence[str], at: int) -> bool:
    before = tokens[max(1, at - _BEFORE) : at]
    after = tokens[at + 1] if at + 1 < len(tokens) else ">"
    close = before[-2:]
    if not NOT_OURS.isdisjoint(close) or after in TELLING or "or" in close:
        return False
    if "am" in close or "was" in close or "robot" in tokens:
        return False
    if {"do", "does", "did"} & {*before[:1]} or "when" in before:
        return False
    bare = len(tokens) - 2 <= _BARE and after in (">", "please", "now")
    return bare or not ASKING.isdisjoint(before)
