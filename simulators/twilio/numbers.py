"""Who is who at the carrier: the account, its phone numbers, and the phones of other people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from simulators.twilio.party import Party, Tape

Outcome = Literal["answer", "busy", "no-answer", "failed"]


@dataclass(frozen=True, slots=True)
class Account:
    """The customer's account. `api_keys` maps key sid (SK...) to secret."""

    sid: str = "AC" + "5a" * 16
    token: str = "simulated-auth-token"  # noqa: S105  # opens nothing but this simulator
    api_keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number of the account and where its events go; empty means not set."""

    phone: str
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    status_callback: str = ""
    sms_url: str = ""
    sms_method: str = "POST"


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody else's phone: how it takes calls and texts. Together they are the dial plan."""

    outcome: Outcome = "answer"
    ring: float = 2.0
    """Seconds until that outcome (no-answer: the caller's timeout decides)."""
    party: Callable[[], Party] = Tape
    """Makes the person who answers."""
    reply: str = ""
    """Text sent back to every SMS but an answer to its own, e.g. "1"; empty for none."""
    reply_after: float = 1.0
    sms_error: int = 0
    """Texts to it end `undelivered` with this code (30003, 30005, 30007); 0 delivers them."""


DialPlan = Mapping[str, Phone]
"""By E.164 number; a number that is not in it rings and nobody answers."""
