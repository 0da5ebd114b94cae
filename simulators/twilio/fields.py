"""The form fields of webhooks and callbacks, as the carrier names them."""

import base64
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulators.twilio.call import Call

API_VERSION = "2010-04-01"

_PLACES: Mapping[str, tuple[str, str, str]] = {
    "+1303": ("DENVER", "CO", "80202"),
    "+1720": ("AURORA", "CO", "80012"),
    "+1719": ("COLORADO SPRINGS", "CO", "80903"),
    "+1970": ("FORT COLLINS", "CO", "80521"),
    "+1512": ("AUSTIN", "TX", "78701"),
    "+1602": ("PHOENIX", "AZ", "85004"),
    "+1212": ("NEW YORK", "NY", "10001"),
    "+1415": ("SAN FRANCISCO", "CA", "94103"),
}


def rfc2822(moment: datetime) -> str:
    """Format a UTC time the way the API writes dates: ``Sun, 22 Nov 2026 22:40:19 +0000``."""
    return format_datetime(moment)


def geography(prefix: str, phone: str) -> dict[str, str]:
    """Return the four place fields of a number; empty texts where nothing is known."""
    city, state, zip_code = _PLACES.get(phone[:5], ("", "", ""))
    country = "US" if phone.startswith("+1") else ""
    return {
        f"{prefix}City": city,
        f"{prefix}State": state,
        f"{prefix}Zip": zip_code,
        f"{prefix}Country": country,
    }


def call_fields(call: "Call", account_sid: str) -> dict[str, str]:
    """Return the standard fields that every voice request of this leg carries."""
    fields = {
        "CallSid": call.sid,
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "From": call.from_,
        "To": call.to,
        "Caller": call.from_,
        "Called": call.to,
        "CallStatus": call.status,
        "Direction": call.direction,
    }
    for prefix, phone in (
        ("From", call.from_),
        ("To", call.to),
        ("Caller", call.from_),
        ("Called", call.to),
    ):
        fields |= geography(prefix, phone)
    if call.parent_sid:
        fields["ParentCallSid"] = call.parent_sid
    if call.direction == "inbound":
        fields["CallToken"] = _call_token(call)
        fields["StirVerstat"] = "TN-Validation-Passed-A"
    if call.faults.unknown_fields:
        fields |= {"NetworkSliceHint": "", "X-Experimental": "tier=2&mode=β", "Übertragung": "ja"}
    return fields


def completed_fields(call: "Call") -> dict[str, str]:
    """Return what the `completed` callback adds: seconds, and started minutes for billing."""
    return {
        "CallDuration": str(call.duration),
        "Duration": str(math.ceil(call.duration / 60)),
        "SipResponseCode": {"busy": "486", "no-answer": "487", "failed": "404"}.get(
            call.status, "200"
        ),
    }


def callback_fields(sequence: int) -> dict[str, str]:
    """Return what every call status callback adds."""
    return {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(sequence),
        "Timestamp": rfc2822(datetime.now(UTC)),
    }


def _call_token(call: "Call") -> str:
    claims = json.dumps({"parentCallSid": call.sid, "from": call.from_}).encode()
    body = base64.urlsafe_b64encode(claims).decode().rstrip("=")
    token = f"eyJhbGciOiJFUzI1NiJ9.{body}.c2ltdWxhdGVk"
    return json.dumps({"parentCallInfoToken": token, "identityHeaderTokens": []})
