"""What a played dialogue must have come to: outcome, slots, window, visit, escalation."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from agent.nlu import addresses

STREET = ("house_number", "predirection", "street_name", "suffix", "postdirection", "unit")
EITHER = {"booked_or_transferred": ("booked", "transferred")}
SPANISH = "human_if_no_spanish"


def judge(truth: Mapping[str, Any], output: Mapping[str, Any]) -> list[str]:
    """Reasons why the result is wrong, each ``aspect: detail``; empty when it is right."""
    wrong: list[str] = []
    outcome = truth["outcome"]
    if output["outcome"] not in EITHER.get(outcome, (outcome,)):
        wrong.append(f"outcome: {output['outcome']}, wanted {outcome}")
    for name, value in truth["slots"].items():
        got = output["slots"].get(name)
        if value is not None and not same_slot(name, value, got):
            wrong.append(f"slots: {name} {got!r}, wanted {value!r}")
    if outcome in ("booked", "rescheduled") or output["outcome"] == "booked":
        wrong += _window(truth["window"], output["bookings"])
    if truth["appointment_ref"] not in (None, output["appointment_ref"]):
        wrong.append(f"appointment_ref: {output['appointment_ref']}")
    if not _escalated(truth["escalation"], output["escalation"]):
        wrong.append(f"escalation: {output['escalation']}, wanted {truth['escalation']}")
    return wrong


def _escalated(wanted: str, got: str) -> bool:
    return got in ("none", "human") if wanted == SPANISH else got == wanted


def same_slot(name: str, wanted: str, got: str | None) -> bool:
    """Equal after the normalisation of the slot."""
    if got is None:
        return False
    if name == "name":
        return _plain(wanted) == _plain(got)
    if name == "address":
        one, two = addresses.parse(wanted), addresses.parse(got)
        if one is None or two is None:
            return _plain(wanted) == _plain(got)
        return all(_plain(getattr(one, part)) == _plain(getattr(two, part)) for part in STREET)
    return wanted == got


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in letters if char.isalnum())


def _window(wanted: Mapping[str, Any] | None, bookings: list[Mapping[str, str]]) -> list[str]:
    if len(bookings) != 1:
        return [f"bookings: {len(bookings)}, wanted 1"]
    booked = bookings[0]
    if wanted is None:
        return []
    if not wanted["date_from"] <= booked["date"] <= wanted["date_to"]:
        return [f"window: {booked['date']}"]
    start, end = wanted["start"] or "00:00", wanted["end"] or "24:00"
    fits = {
        "exact": booked["start"] <= start < booked["end"],
        "from": booked["end"] > start,
        "until": booked["start"] < end,
    }.get(wanted["type"], booked["end"] > start and booked["start"] < end)
    return [] if fits else [f"window: {booked['start']}-{booked['end']}"]
