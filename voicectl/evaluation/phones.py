"""Score phone capture against written truth (`phones.jsonl`)."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent.nlu import phones
from voicectl.evaluation.scorecard import Figures, Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share


def score(path: Path) -> Scorecard:
    """Strict: status equal and, for ok, number and extension equal; the reason does not count.

    Figures: `capture` is the share of ok items that are right, `false_accepts` the number of
    reject items for which a number was returned, `reason_accuracy` the share of reject items
    refused for the right reason. Raises ValueError on bad lines.
    """
    started = time.perf_counter()
    judged = [_judge(line, item) for line, item in read_truth(path)]
    wanted = [item for item in judged if item.expected["status"] == "ok"]
    refused = [item for item in judged if item.expected["status"] != "ok"]
    reasoned = [item for item in refused if item.output["reason"] == item.expected["reason"]]
    captured = sum(item.correct for item in wanted)
    accepted = sum(item.output["status"] == "ok" for item in refused)
    figures: Figures = {
        "capture": Share(captured, len(wanted)),
        "captured": captured,
        "ok_items": len(wanted),
        "false_accepts": accepted,
        "false_accept_rate": Share(accepted, len(refused)),
        "reject_items": len(refused),
        "reason_accuracy": Share(len(reasoned), len(refused)),
        "lenient": Share(sum(item.correct for item in judged), len(judged)),
    }
    return tally("phones", judged, figures=figures, seconds=time.perf_counter() - started)


def predict(turns: list[str], context: Mapping[str, Any]) -> dict[str, Any]:
    """The captured number in the shape of the truth; an unfinished one counts as too few digits."""
    found = phones.capture(
        turns,
        region=context.get("default_region") or "US",
        caller_id=context.get("caller_id"),
    )
    if found.status == "ok":
        return {
            "status": "ok",
            "e164": found.e164,
            "extension": found.extension,
            "reason": None,
        }
    return {"status": "reject", "e164": None, "extension": None, "reason": found.reason}


def _judge(line: int, item: Mapping[str, Any]) -> Judged:
    output = predict(item["turns"], item.get("context") or {})
    expected = item["expected"]
    correct = output["status"] == expected["status"] and (
        expected["status"] != "ok"
        or (output["e164"], output["extension"]) == (expected["e164"], expected["extension"])
    )
    return Judged(
        line=line,
        id=item.get("id"),
        expected=expected,
        output=output,
        correct=correct,
        labels=tuple(item.get("kinds") or ()),
    )
