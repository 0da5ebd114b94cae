"""Score address parsing against written truth (`addresses.jsonl`)."""

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent.nlu import addresses
from voicectl.evaluation.scorecard import Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share

FIELDS = (
    "house_number", "predirection", "street_name", "suffix", "postdirection", "unit", "city",
    "state", "zip",
)  # fmt: skip
_LOOSE_UNITS = frozenset({"apt", "unit", "#"})


def score(path: Path) -> Scorecard:
    """Strict: every field equal; figures hold each field's own share (`field_…`).

    Case does not count, Saint equals St in cities, Apt, Unit and # are one type, and a missing
    state is right where the truth's state was only inferred. Raises ValueError on bad lines.
    """
    started = time.perf_counter()
    judged: list[Judged] = []
    right = dict.fromkeys(FIELDS, 0)
    for line, item in read_truth(path):
        output = predict(item["text"])
        expected, inferred = item["expected"], bool(item.get("state_inferred"))
        equal = {field: _equal(field, expected, output, inferred) for field in FIELDS}
        for field in FIELDS:
            right[field] += equal[field]
        correct = all(equal.values()) and output["status"] == expected["status"]
        judged.append(
            Judged(
                line=line,
                id=item.get("id"),
                expected=expected,
                output=output,
                correct=correct,
                labels=(expected["status"],),
            )
        )
    figures = {f"field_{field}": Share(right[field], len(judged)) for field in FIELDS}
    return tally("addresses", judged, figures=figures, seconds=time.perf_counter() - started)


def predict(text: str) -> dict[str, Any]:
    """The parsed address in the shape of the truth."""
    found = addresses.parse(text)
    output: dict[str, Any] = {"status": "ok" if found else "none"}
    for field in FIELDS:
        output[field] = (getattr(found, field) or None) if found else None
    return output


def _equal(
    field: str, expected: Mapping[str, Any], output: Mapping[str, Any], inferred: bool
) -> bool:
    want, got = _plain(expected.get(field)), _plain(output[field])
    if field == "city":
        return _saint(want) == _saint(got)
    if field == "unit":
        return want == got or _loose(want) == _loose(got)
    if field == "state" and inferred:
        return got in ("", want)
    return want == got


def _plain(value: object) -> str:
    return str(value).strip().lower() if value else ""


def _saint(city: str) -> str:
    return re.sub(r"^(?:saint|st\.?) ", "st ", city)


def _loose(unit: str) -> str:
    kind, _, name = unit.partition(" ")
    return name if kind in _LOOSE_UNITS else unit
