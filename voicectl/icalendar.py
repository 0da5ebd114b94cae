"""Visits as an iCalendar file (RFC 5545), for any calendar program."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_STATUS = {"cancelled": "CANCELLED", "tentative": "TENTATIVE"}


_OWN = (
    ("JOB-TYPE", "job_type"),
    ("NAME", "name"),
    ("PHONE", "phone"),
    ("ISSUE", "issue"),
    ("NOTES", "notes"),
    ("TIER", "tier"),
    ("STATUS", "status"),
)
"""What no standard property holds; an import reads it."""


def calendar(visits: Iterable[Mapping[str, Any]], stamp: str) -> str:
    """One VEVENT for each visit; `stamp` is the UTC time of the export as stored in the books."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//voicectl//bookings//EN"]
    for visit in visits:
        lines += _event(visit, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(visit: Mapping[str, Any], stamp: str) -> list[str]:
    about = "; ".join(str(visit[key]) for key in ("phone", "issue", "notes") if visit[key])
    return [
        "BEGIN:VEVENT",
        f"UID:{visit['code']}@{visit['company']}",
        f"DTSTAMP:{_utc(stamp)}",
        f"DTSTART:{_utc(visit['start_utc'])}",
        f"DTEND:{_utc(visit['end_utc'])}",
        f"SUMMARY:{_text(visit['job_type'].replace('_', ' '))} - {_text(visit['name'])}",
        f"LOCATION:{_text(visit['address'])}",
        f"DESCRIPTION:{_text(about)}",
        f"STATUS:{_STATUS.get(visit['status'], 'CONFIRMED')}",
        f"SEQUENCE:{visit['version'] - 1}",
        *(
            f"X-VOICECTL-{name}:{_text(str(visit[field]))}"
            for name, field in _OWN
            if visit.get(field)
        ),
        "END:VEVENT",
    ]


def _utc(text: str) -> str:
    """``2026-09-15T15:10:00.000Z`` in the basic format, whole seconds."""
    return text[:19].replace("-", "").replace(":", "") + "Z"


def _text(text: str) -> str:
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, escaped)
    return text.replace("\r", "")


def _folded(line: str) -> Iterator[str]:
    """At most 75 octets a line, never inside a character; what follows begins with a blank."""
    room = 75
    part = ""
    for sign in line:
        if len((part + sign).encode()) > room:
            yield part
            part = " "
        part += sign
    yield part
