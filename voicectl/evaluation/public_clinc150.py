"""CLINC150: what other assistants are asked must be out of scope for us, and no emergency.

Only texts near phone calls are in the set: `oos` and 27 labels. Source: Larson et al. 2019, An
Evaluation Dataset for Intent Classification and Out-of-Scope Prediction (EMNLP-IJCNLP).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from voicectl.evaluation import intents
from voicectl.evaluation.comparing import compare
from voicectl.evaluation.scorecard import Figures, Judged, Scorecard
from voicectl.evaluation.shares import Share

OUTSIDE = frozenset({"out_of_scope"})
ALLOWED: Mapping[str, frozenset[str]] = {
    "yes": frozenset({"affirm"}),
    "no": frozenset({"deny"}),
    "goodbye": frozenset({"goodbye"}),
    "pay_bill": frozenset({"billing_payment", "out_of_scope"}),
    "bill_due": frozenset({"billing_payment", "out_of_scope"}),
    "bill_balance": frozenset({"billing_payment", "out_of_scope"}),
    "are_you_a_bot": frozenset({"speak_to_human", "out_of_scope"}),
}
"""Labels with a counterpart among ours; whose bill it is stands in no text."""
UNCLEAR: Mapping[str, str] = {
    "cancel": "means a command, ours means a visit",
    "cancel_reservation": "ours may be meant",
    "confirm_reservation": "ours may be meant",
    "schedule_maintenance": "of a car, seldom said",
    "thank_you": "ours may be goodbye",
}


def score(path: Path, config: Path | None = None) -> Scorecard:
    """Right is out_of_scope, or the label of ours that means the same.

    Figures: `oos_recall` (the upstream figure), `foreign_recall` (other labels that are nothing of
    ours), `false_emergency` over all comparable lines. Raises ValueError on bad lines.
    """
    return compare("clinc150", path, partial(_judge, config), _figures)


def _judge(config: Path | None, line: int, item: Mapping[str, Any]) -> Iterator[Judged | str]:
    output = intents.predict(item["text"], config)
    label = item["label"]
    if label in UNCLEAR and output["intent"] not in intents.EMERGENCIES:
        yield f"{label} ({UNCLEAR[label]})"
        return
    yield Judged(
        line=line,
        expected=label,
        output=output,
        correct=output["intent"] in ALLOWED.get(label, OUTSIDE),
        labels=(label,),
    )


def _figures(judged: list[Judged]) -> Figures:
    oos = [item for item in judged if item.expected == "oos"]
    foreign = [item for item in judged if item.expected != "oos" and item.expected not in ALLOWED]
    alarms = sum(item.output["intent"] in intents.EMERGENCIES for item in judged)
    return {
        "oos_recall": Share(sum(item.correct for item in oos), len(oos)),
        "foreign_recall": Share(sum(item.correct for item in foreign), len(foreign)),
        "false_emergency": alarms,
        "false_emergency_rate": Share(alarms, len(judged)),
    }
