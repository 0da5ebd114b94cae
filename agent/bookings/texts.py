"""Wording of the text messages: one SMS each, the emergency packet readable on a lock screen."""

from datetime import date

from agent.events import AlertOnCall, Window
from agent.profile.schema import CompanyProfile

LOCK_SCREEN = 150
"""Characters of an emergency packet that must tell everything needed."""

_STOP = "Reply STOP to end texts."


def confirmation(profile: CompanyProfile, code: str, window: Window) -> str:
    """After a booking."""
    ahead = profile.windows.call_ahead_min
    call = f" We call about {ahead} min before." if ahead else ""
    return f"{profile.company.name}: you're booked for {when(window)}. Code {code}.{call} {_STOP}"


def change(profile: CompanyProfile, code: str, window: Window) -> str:
    """After a visit was moved."""
    return f"{profile.company.name}: visit {code} is now {when(window)}. {_STOP}"


def cancellation(profile: CompanyProfile, code: str, window: Window) -> str:
    """After a visit was cancelled."""
    return (
        f"{profile.company.name}: visit {code} on {when(window)} is cancelled."
        f" To book again call {profile.numbers.office}. {_STOP}"
    )


def emergency(alert: AlertOnCall) -> str:
    """For the on-call person: tier, rule and number first, since the end may be cut off."""
    again = "2ND ALERT " if alert.escalate else ""
    head = f"{again}{alert.tier} {alert.rule} call {alert.phone or 'number withheld'}"
    tail = " Reply 1 to take it."
    rest = ", ".join(part for part in (alert.address, alert.summary) if part)
    room = LOCK_SCREEN - len(head) - len(tail) - 3
    return f"{head}: {_short(rest, room)}.{tail}" if rest else f"{head}.{tail}"


def when(window: Window) -> str:
    """A window for reading, e.g. ``Tue Nov 24, 8 am-12 pm``."""
    day = date.fromisoformat(window.date)
    return f"{day:%a %b} {day.day}, {clock(window.start)}-{clock(window.end)}"


def clock(text: str) -> str:
    """HH:MM as Americans write it: ``08:00`` is ``8 am``, ``16:30`` is ``4:30 pm``."""
    hour, minute = int(text[:2]) % 24, text[3:]
    past = "" if minute == "00" else f":{minute}"
    return f"{hour % 12 or 12}{past} {'am' if hour < 12 else 'pm'}"


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 3].rstrip() + "..."
