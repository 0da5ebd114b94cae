"""Score the date and time parser against written truth (`datetimes.jsonl`)."""

import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.nlu import dates
from voicectl.evaluation.scorecard import Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share

_STRICT = ("status", "date_from", "date_to", "type", "start", "end")
_LENIENT = ("status", "date_from", "date_to")


def score(path: Path) -> Scorecard:
    """Strict: status, both days, type, start and end equal.

    Figures: `lenient` (status and days), `start_iso` (share equal among items that have one).
    Raises ValueError on bad lines.
    """
    started = time.perf_counter()
    judged = [_judge(line, item) for line, item in read_truth(path)]
    timed = [item for item in judged if item.expected.get("start_iso")]
    figures = {
        "lenient": Share(sum(_equal(item, _LENIENT) for item in judged), len(judged)),
        "start_iso": Share(sum(_equal(item, ("start_iso",)) for item in timed), len(timed)),
    }
    return tally("datetimes", judged, figures=figures, seconds=time.perf_counter() - started)


def predict(text: str, now: str, tz: str) -> dict[str, Any]:
    """The parsed wish in the shape of the truth.

    The set's convention: an answer that names no day ("the earliest you have") has no date.
    """
    wish = dates.parse(text, datetime.fromisoformat(now).astimezone(ZoneInfo(tz)))
    if wish.open:
        wish = dates.When()
    return {
        name: getattr(wish, name)
        for name in ("status", "date_from", "date_to", "type", "part", "start", "end", "start_iso")
    }


def _judge(line: int, item: Mapping[str, Any]) -> Judged:
    output = predict(item["text"], item["now"], item["tz"])
    expected = item["expected"]
    correct = all(output[name] == expected.get(name) for name in _STRICT)
    label = expected.get("type") or expected["status"]
    return Judged(
        line=line,
        id=item.get("id"),
        expected=expected,
        output=output,
        correct=correct,
        labels=(label,),
    )


def _equal(item: Judged, names: tuple[str, ...]) -> bool:
    return all(item.output[name] == item.expected.get(name) for name in names)
