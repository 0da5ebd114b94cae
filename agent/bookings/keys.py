"""Keys by which the same thing is recognised again: people, payloads, tokens, codes."""

import hashlib
from collections.abc import Mapping

import msgspec

from agent.events import Address, Book
from agent.nlu import addresses, codes
from agent.nlu.words import fold, normal

CODES = 31**5
"""How many different confirmation codes there are."""


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


def written_address(line: str, cities: Mapping[str, str]) -> Address:
    """Parts of an address on one line, e.g. ``415 Race St, Denver, CO 80206``.

    What can't be taken apart stays whole as the street's name.
    """
    return addresses.parse(line, cities=cities) or Address(street_name=line.strip())
