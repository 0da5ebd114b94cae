"""Keys by which the same thing is recognised again: addresses, payloads, tokens, codes."""

import hashlib

import msgspec

from agent.events import Address, Book
from agent.nlu import codes
from agent.nlu.words import fold, normal

CODES = 31**5
"""How many different confirmation codes there are."""


def address_key(address: Address) -> str:
    """One text for all spellings of an address: street line and ZIP without case and signs."""
    return fold(normal(f"{address.street_line} {address.zip}"))


def person_key(name: str) -> str:
    """One text for all spellings of a name."""
    return fold(normal(name))


def payload_of(tool: Book) -> str:
    """A digest of what is booked; the held seat's token and the caller's second yes don't count."""
    same = msgspec.structs.replace(tool, token="", another=False)
    return digest(msgspec.json.encode(same))


def digest(data: bytes) -> str:
    """Sixteen hex digits of SHA-256."""
    return hashlib.sha256(data).hexdigest()[:16]


def hold_token(conversation_id: str, op: int) -> str:
    """The token of a hold; asking again with the same op means the same hold."""
    return digest(f"hold:{conversation_id}:{op}".encode())


def booking_code(conversation_id: str, job_no: int, attempt: int) -> str:
    """A confirmation code nobody can count up to; another `attempt` gives another code."""
    seed = hashlib.sha256(f"code:{conversation_id}:{job_no}:{attempt}".encode()).digest()
    return codes.make(int.from_bytes(seed[:8], "big") % CODES)


def split_address(line: str) -> Address:
    """Parts of an address written on one line, e.g. ``415 Race St, Denver, CO 80206``."""
    street, _, rest = line.partition(",")
    city, _, region = rest.strip().rpartition(",")
    state, _, zip_code = region.strip().partition(" ")
    number, _, name = street.strip().partition(" ")
    if not number[:1].isdigit():
        number, name = "", street.strip()
    return Address(
        house_number=number,
        street_name=name,
        city=city.strip(),
        state=state,
        zip=zip_code.strip(),
    )
