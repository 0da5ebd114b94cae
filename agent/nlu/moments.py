"""Wishes relative to the clock: "in half an hour", "two hours from now", "within the hour"."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from agent.nlu.clock import Span

_MINUTES = {
    "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "five": 5, "ninety": 90,
}  # fmt: skip
_HOURS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
          "couple": 2, "few": 3}  # fmt: skip


class Moment(NamedTuple):
    """A day and a time span on it."""

    at: datetime
    span: Span


def moment(tokens: Sequence[str], now: datetime) -> Moment | None:
    """The moment named in `tokens`, judged at `now`; None when there is none."""
    for at, word in enumerate(tokens):
        if word in ("in", "within"):
            minutes = _duration(tokens[at + 1 : at + 6])
        elif tuple(tokens[at : at + 2]) == ("from", "now"):
            spoken = (_duration(tokens[start:at]) for start in range(max(0, at - 5), at))
            minutes = next((one for one in spoken if one is not None), None)
        else:
            continue
        if minutes is None:
            continue
        later = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        if later.date() != now.date() and word == "within":
            continue
        begin, end = now.hour * 60 + now.minute, later.hour * 60 + later.minute
        span = Span("range", begin, end) if word == "within" else Span("exact", end, end)
        return Moment(later, span)
    return None


def _duration(words: Sequence[str]) -> int | None:
    rest = [word for word in words if word not in ("the", "next", "about", "like", "of")]
    if rest[:1] == ["a"] and rest[1:2] in (["couple"], ["few"]):
        rest = rest[1:]
    if rest[:3] in (["half", "an", "hour"], ["half", "a", "hour"]) or rest[:2] == ["half", "hour"]:
        return 30
    if rest[:1] == ["hour"]:
        return 60
    if len(rest) < 2:
        return None
    amount = int(rest[0]) if rest[0].isdecimal() and len(rest[0]) <= 2 else _HOURS.get(rest[0])
    if amount is not None and rest[1:4] == ["and", "a", "half"] and rest[4:5] == ["hours"]:
        return amount * 60 + 30
    if amount is not None and rest[1] in ("hour", "hours"):
        half = 30 if rest[2:5] == ["and", "a", "half"] else 0
        return amount * 60 + half
    count = int(rest[0]) if rest[0].isdecimal() and len(rest[0]) <= 2 else _MINUTES.get(rest[0])
    if count is not None and rest[1] == "five" and rest[2:3] == ["minutes"]:
        return count + 5
    return count if rest[1] == "minutes" else None
