"""What went over every wire and when: one append-only list of records on the host's clock."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened at the carrier.

    `at` is `time.monotonic()` in seconds, on Linux one clock for all processes of the host.
    `kind` is one of: webhook, webhook.answer, alert, call, verb, ws.open, ws.in, ws.out, ws.close,
    rest, sms, sms.in, callback. Media messages are not here but in `MediaStream.arrivals`.
    """

    at: float
    kind: str
    call_sid: str
    data: Mapping[str, Any]


@dataclass
class Log:
    """All records of one carrier in the order they happened."""

    records: list[Record] = field(default_factory=list)

    def add(self, kind: str, call_sid: str = "", **data: Any) -> Record:
        """Append a record stamped with the current time."""
        record = Record(monotonic(), kind, call_sid, data)
        self.records.append(record)
        return record

    def of(self, kind: str, call_sid: str = "") -> list[Record]:
        """Return the records of one kind, of one call if given."""
        return [
            record
            for record in self.records
            if record.kind == kind and call_sid in ("", record.call_sid)
        ]

    def alerts(self, call_sid: str = "") -> list[int]:
        """Return the error and warning codes raised, in order (e.g. 11200, 12100, 31951)."""
        return [record.data["code"] for record in self.of("alert", call_sid)]

    def save(self, path: Path) -> None:
        """Write the log as JSON lines."""
        lines = (
            json.dumps({"at": r.at, "kind": r.kind, "call": r.call_sid, **r.data}, default=str)
            for r in self.records
        )
        path.write_text("".join(line + "\n" for line in lines))
