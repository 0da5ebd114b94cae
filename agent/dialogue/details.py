"""A detail already given is put right while something else is being asked."""

import re
from typing import NamedTuple

from agent.dialogue import volunteered
from agent.dialogue.turn import Turn
from agent.nlu import acts, addresses, dates, detail_words, phones
from agent.nlu.detail_words import Detail, Part

READ_BACK = frozenset({"confirm_phone", "confirm_address"})
ASKED: dict[Detail, frozenset[str]] = {
    "phone": frozenset({"phone", "phone_rest", "phone_keys", "confirm_phone"}),
    "name": frozenset({"name", "last_name"}),
    "place": frozenset(
        {"zip", "zip_again", "confirm_zip", "address", "address_street", "address_number"}
        | {"confirm_address"}
    ),
}
"""The questions whose answer is a detail: there it is no correction."""
YES_BUT = re.compile(r"(yes|yeah|yep|right|correct|s[ií])\b[\s,]+(but|and|pero|y)\b", re.IGNORECASE)


class PutRight(NamedTuple):
    """What became of an utterance: whether it put something right, and the words left to read."""

    taken: bool
    left: str


def elsewhere(turn: Turn, text: str) -> PutRight:
    """ "Hang on, the phone should end in 54" while the address is read back.

    Only a detail that is named, known and not the one asked for is touched: numbers said for one
    thing must not be taken for another. Of an utterance about several, the words about the one
    asked for are left.
    """
    if turn.state.goal != "book" or turn.state.asked is None or turn.state.hold:
        return PutRight(False, text)
    asked, named = turn.state.asked.key, detail_words.about(text)
    if asked in READ_BACK and "time" in named and named.isdisjoint(("phone", "place")):
        return PutRight(*(True, "") if _time(turn, text) else (False, text))
    own = next((detail for detail, keys in ASKED.items() if asked in keys), None)
    several = detail_words.parts(text)
    others = [one for one in several or _single(text) if one.detail != own and not one.right]
    changes = [_take(turn, one, alone=not several) for one in others]
    taken = any(changes)
    if taken:
        turn.note("detail_corrected", asked)
    return PutRight(taken, _left(text, several, own, asked, taken=taken))


def _single(text: str) -> tuple[Part, ...]:
    """The one detail that the words are about, if any."""
    named = detail_words.about(text)
    if "phone" in named:
        return (Part("phone", text, False),)
    if "place" in named:
        return (Part("place", text, False),)
    return (Part("name", text, False),) if "name" in named else ()


def _left(
    text: str, several: tuple[Part, ...], own: Detail | None, asked: str, *, taken: bool
) -> str:
    """The words for the question that is asked: of several details those about its own."""
    ours = " ".join(one.text for one in several if one.detail == own)
    if ours or not taken:
        return ours or text
    agrees = YES_BUT.match(text) if asked in READ_BACK else None
    return agrees[1] if agrees else ""


def _take(turn: Turn, part: Part, *, alone: bool) -> bool:
    """Put one detail right; one not known yet is kept where several are told at once."""
    match part.detail:
        case "phone" if turn.slots.phone:
            return _phone(turn, part.text)
        case "place" if addresses.complete(turn.slots.address):
            return _place(turn, part.text)
        case "name" if turn.slots.first:
            return not detail_words.anothers_name(part.text) and volunteered.rename(turn, part.text)
        case _:
            return not alone and volunteered.absorb(turn, part.text)


def _time(turn: Turn, text: str) -> bool:
    """ "No, not Friday" while an address is read back is about the visit, not the street."""
    wish = dates.parse(text, turn.now)
    if wish.status != "ok" or acts.yes_no(text) == "yes":
        return False
    turn.fill(when=wish)
    return True


def _phone(turn: Turn, text: str) -> bool:
    known = turn.slots.phone
    for words in (text, text.partition(" not ")[0]):
        found = phones.correct(known.removeprefix("+1"), words)
        if found.status == "ok" and found.e164 and found.e164 != known:
            turn.fill(phone=found.e164, phone_ok=False)
            return True
    return False


def _place(turn: Turn, text: str) -> bool:
    ours = turn.slots.address
    new = addresses.correct(ours, text)
    if new is None or new == ours:
        return False
    volunteered.keep_address(turn, new)
    turn.fill(address_ok=False)
    return True
