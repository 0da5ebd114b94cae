"""Files of visits, read: CSV with named columns, and iCalendar (RFC 5545) as we write it."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from voicectl.errors import FAILED, CommandError

if TYPE_CHECKING:
    from agent.bookings.importing import Incoming

NEEDED = ("date", "start", "name", "phone", "address", "job_type")
MORE = ("code", "status", "issue", "notes", "tier")
_LINE = re.compile(r"([\w-]+)((?:;[^:\"]*|;[^:]*\"[^\"]*\")*):(.*)", re.DOTALL)
_STATUS = {"CANCELLED": "cancelled", "TENTATIVE": "tentative"}


def from_csv(text: str) -> Iterator["Incoming"]:
    """Visits of a CSV file; columns that nobody asks for are left out. Raises CommandError."""
    from agent.bookings.importing import Incoming

    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise CommandError(f"the file has no column {', '.join(missing)}", FAILED)
    for cells in reader:
        given = {name: _plain(cells[name] or "") for name in NEEDED}
        more = {name: _plain(cells[name] or "") for name in MORE if cells.get(name)}
        fee = _cents(cells.get("fee_cents") or "0", reader.line_num)
        yield Incoming(row=reader.line_num, fee_cents=fee, **given, **more)


def from_calendar(text: str, tz: str) -> Iterator["Incoming"]:
    """Visits of an iCalendar file, their times in the zone `tz`. Raises CommandError."""
    from agent.bookings.importing import Incoming

    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    events = re.findall(r"BEGIN:VEVENT\r?\n(.*?)END:VEVENT", unfolded, re.DOTALL)
    if not events:
        raise CommandError("the file has no event (VEVENT)", FAILED)
    for number, event in enumerate(events, start=1):
        found = {
            part[1].upper(): (part[2], _text(part[3]))
            for line in event.splitlines()
            if (part := _LINE.fullmatch(line))
        }
        values = {name: value for name, (_, value) in found.items()}
        begins = _moment(*found.get("DTSTART", ("", "")), tz, number)
        yield Incoming(
            row=number,
            date=begins.date().isoformat(),
            start=f"{begins:%H:%M}",
            address=values.get("LOCATION", ""),
            code=values.get("UID", "").partition("@")[0],
            name=values.get("X-VOICECTL-NAME", ""),
            phone=values.get("X-VOICECTL-PHONE", ""),
            job_type=values.get("X-VOICECTL-JOB-TYPE", ""),
            status=values.get("X-VOICECTL-STATUS", _STATUS.get(values.get("STATUS", ""), "booked")),
            issue=values.get("X-VOICECTL-ISSUE", ""),
            notes=values.get("X-VOICECTL-NOTES", ""),
            tier=values.get("X-VOICECTL-TIER", "E4"),
        )


def _moment(parameters: str, value: str, tz: str, number: int) -> datetime:
    """A date-time in the zone `tz`, whatever zone it is written in."""
    named = re.search(r"TZID=\"?([^;\":]+)", parameters)
    zone = UTC if value.endswith("Z") else ZoneInfo(named[1] if named else tz)
    try:
        written = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zone)
    except ValueError:
        raise CommandError(
            f"event {number}: DTSTART {value!r} is no time; write it like 20261225T130000Z", FAILED
        ) from None
    return written.astimezone(ZoneInfo(tz))


def _cents(text: str, line: int) -> int:
    try:
        return max(0, int(text))
    except ValueError:
        raise CommandError(f"line {line}: fee_cents {text!r} is no number", FAILED) from None


def _plain(cell: str) -> str:
    """A cell as it was before it was kept from becoming a formula."""
    return cell[1:] if re.match(r"'[=+\-@]", cell) else cell.strip()


def _text(value: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
