"""What the carrier's forms say."""

import re

from agent.http.guard import Form
from agent.switchboard import Ringing

WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""What the carrier puts into From for anonymous, restricted, blocked, unknown, unavailable."""

_E164 = re.compile(r"\+[1-9]\d{6,14}$")


def ringing(form: Form) -> Ringing:
    """Who calls whom; a withheld or odd caller id becomes empty."""
    sender = form.get("From", "")
    known = _E164.match(sender) and sender not in WITHHELD
    return Ringing(form.get("CallSid", ""), sender if known else "", form.get("To", ""))
