"""What became of calls whose nodes died: counted from the database's rows, the journals' lines and
the sound each caller heard, with no code of the agent.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from simulators.speech import tones
from simulators.twilio.call import Call
from voicectl.bench.ledger import rows

ASKED_FOR = {
    "zip": ("zip",),
    "name": ("first", "last"),
    "phone": ("phone_ok",),
    "confirm_phone": ("phone_ok",),
    "address": ("address_ok",),
    "confirm_address": ("address_ok",),
    "issue": ("issue",),
}
"""Questions, and the slots that must have been known for them to be asked again."""
VISITS = "SELECT call_sid FROM appointments WHERE call_sid <> '' AND status <> 'cancelled'"
TOLD = ("you're booked", "put you down")
"""Words by which a caller is told that the visit stands; "nothing is booked yet" says it does
not."""

Words = Callable[[list[int]], str]


def judge(books: str, journals: Path, calls: Sequence[Call], words: Words) -> dict[str, Any]:
    """Slots asked again, visits lost and doubled, over all calls. `books`: a file or a URL."""
    visits = rows(books, VISITS)
    seats = rows(books, "SELECT 1 FROM seats WHERE state = 'booked'")
    outcomes = Counter(row[0] or "open" for row in rows(books, "SELECT outcome FROM calls"))
    of_call = Counter(str(row[0]) for row in visits)
    told = {call.sid: _told(call, words) for call in calls}
    again = [one for call in calls for one in asked_again(journals, call.sid)]
    return {
        "calls": len(calls),
        "outcomes": dict(outcomes),
        "visits": len(visits),
        "booked_seats": len(seats),
        "visits_doubled": sum(number - 1 for number in of_call.values()),
        "visits_lost": sum(said and not of_call[sid] for sid, said in told.items()),
        "visits_never_told": sum(not told.get(sid, True) for sid in of_call),
        "booked_calls": set(of_call),
        "slots_asked_again": len(again),
        "asked_again": again[:10],
    }


def asked_again(journals: Path, call_sid: str) -> list[str]:
    """Questions of later nodes for what an earlier one knew for sure."""
    found = []
    known: set[str] = set()
    for lines in _parts(journals, call_sid):
        before = set(known)
        for line in lines:
            for command in line.get("commands", ()):
                if command.get("type") != "Note":
                    continue
                name, about = command.get("name", ""), command.get("about", "")
                if name == "slot_filled":
                    known.add(about)
                wanted = ASKED_FOR.get(about, ())
                if name == "slot_asked" and wanted and set(wanted) <= before:
                    found.append(f"{call_sid} {about}")
    return found


def _parts(journals: Path, call_sid: str) -> list[list[dict[str, Any]]]:
    """The lines of each node's journal, in order of the nodes."""
    files = sorted(journals.glob(f"*/{call_sid}*.jsonl"), key=lambda one: (len(one.name), one.name))
    return [[_line(line) for line in one.read_text().splitlines()] for one in files]


def _line(text: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(text)
    except ValueError:  # cut off when its node was killed
        return {}
    return found


def _told(call: Call, words: Words) -> bool:
    heard = words([one.number for one in tones.heard(bytes(call.recording.right))]).lower()
    return any(one in heard for one in TOLD)
