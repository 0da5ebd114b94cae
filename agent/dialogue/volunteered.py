"""Details said along with something else are kept; how a detail enters the slots."""

import re

import msgspec

from agent.dialogue.turn import Turn
from agent.events import Address
from agent.nlu import addresses, names, numbers, phones, zips
from agent.nlu.words import lowered, words

NAME_CUES = (
    "my name is",
    "my name's",
    "name is",
    "this is",
    "the name's",
    "me llamo",
    "mi nombre es",
)
PHONE_DIGITS, ZIP_DIGITS = 8, 4
"""With fewer digits, roughly counted, there is no such number in the words."""
RENAME = re.compile(r"^(just )?(put|use|make it|write|ponga|pongale|anote)\b")


def absorb(turn: Turn, text: str) -> bool:
    """Keep details volunteered outside their question; true when there were any."""
    before = turn.slots
    _absorb_numbers(turn, text)
    _absorb_name(turn, text)
    return turn.slots != before


def _absorb_numbers(turn: Turn, text: str) -> None:
    """Phone, address and ZIP, as far as they are unknown and the words hold enough digits."""
    said = words(text)
    digits = numbers.amount(said)
    if not digits:
        return
    slots = turn.slots
    found = phones.capture([text]) if digits >= PHONE_DIGITS and not slots.phone else None
    if found is not None and found.status == "ok" and found.e164 not in turn.state.refused:
        keep_phone(turn, found.e164 or "", found.extension)
    if not slots.address_ok and not _only_numbers(text, said):
        _absorb_address(turn, text, digits)
    code = zips.zip_code(text) if digits >= ZIP_DIGITS and not slots.zip else None
    if code and (turn.profile.zone_of(code) or _names_zip(text)):
        turn.fill(zip=code)


def _only_numbers(text: str, said: tuple[str, ...]) -> bool:
    """Whether there is no word that a street could have; a hyphen counts as one."""
    return "-" not in text and numbers.only_numbers(said)


def _absorb_address(turn: Turn, text: str, digits: int) -> None:
    cities = turn.profile.area.cities
    one_number = digits < ZIP_DIGITS and len(numbers.runs(words(text))) == 1
    if one_number and not addresses.places_something(text, cities=cities):
        return
    address = _without_number(addresses.parse(text, cities=cities))
    if address is not None and _plain_address(address):
        turn.fill(address=addresses.merge(turn.slots.address, address))


def _without_number(address: Address | None) -> Address | None:
    """The address without a "unit" that is a phone number said after it."""
    if address is None or sum(char.isdigit() for char in address.unit) < PHONE_DIGITS:
        return address
    return msgspec.structs.replace(address, unit="")


def _plain_address(address: Address) -> bool:
    """Whether it is an address though none was asked for: "for one furnace" is a count."""
    placed = address.suffix or address.city or address.zip or address.unit
    return addresses.complete(address) and bool(placed)


def _names_zip(text: str) -> bool:
    low = lowered(text)
    return "zip" in low or "postal" in low


def _absorb_name(turn: Turn, text: str) -> None:
    """A name introduced as such, or "put June" as a change of the one given."""
    low = lowered(text)
    if turn.slots.first:
        renames = RENAME.search(low) is not None
    else:
        renames = any(cue in low for cue in NAME_CUES)
    if renames:
        rename(turn, text)


def rename(turn: Turn, text: str) -> bool:
    """Take a name; what it leaves out stays as known. True when something changed."""
    old = names.PersonName(first=turn.slots.first, last=turn.slots.last)
    said = names.parse(text)
    new = names.merge(old, said) if said is not None else old
    turn.fill(first=new.first, last=new.last)
    return new.full != old.full


def keep_phone(turn: Turn, e164: str, extension: str | None) -> None:
    """A whole number; the same as the calling line needs no read-back: two sources agree."""
    same = e164 == turn.state.caller
    turn.fill(phone=e164, extension=extension or "", phone_ok=same, phone_turns=())
    if same:
        turn.milestone("M6")


def keep_address(turn: Turn, address: Address) -> None:
    """Take an address and the ZIP within it."""
    turn.fill(address=address)
    if address.zip and address.zip != turn.slots.zip:
        turn.fill(zip=address.zip)
