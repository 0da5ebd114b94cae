"""Score the intent classifier against written truth (`intents.jsonl`)."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent.nlu import intents
from voicectl.evaluation.confusion import confused
from voicectl.evaluation.scorecard import Figures, Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share
from voicectl.understanding import classifier

EMERGENCIES = frozenset(("emergency_gas", "emergency_co", "emergency_electrical_fire"))


def score(path: Path, config: Path | None = None) -> Scorecard:
    """Accuracy, recall per label, and the safety figures.

    `emergency_exact` and `any_emergency` are shares of the emergency lines given exactly their
    label or any of the three; `false_emergency` counts other lines given one of them, and
    `false_emergency_rate` is their share. Raises ValueError on bad lines.
    """
    started = time.perf_counter()
    items = list(read_truth(path))
    judged = [_judge(line, item, config) for line, item in items]
    urgent = [item for item in judged if item.expected in EMERGENCIES]
    calm = [item for item in judged if item.expected not in EMERGENCIES]
    alarms = sum(_alarms(item) for item in calm)
    figures: Figures = {
        "emergency_exact": Share(sum(item.correct for item in urgent), len(urgent)),
        "any_emergency": Share(sum(_alarms(item) for item in urgent), len(urgent)),
        "emergency_items": len(urgent),
        "false_emergency": alarms,
        "false_emergency_rate": Share(alarms, len(calm)),
        "other_items": len(calm),
    }
    return tally(
        "intents",
        judged,
        figures=figures,
        seconds=time.perf_counter() - started,
        confusion=confused(
            (one.line, one.expected, one.output["intent"], item["text"])
            for one, (_, item) in zip(judged, items, strict=True)
        ),
    )


def predict(text: str, config: Path | None = None) -> dict[str, Any]:
    """The label in the shape of the truth, by rules and model as in a call with this `config`.

    The one place where every set asks the classifier.
    """
    classify = classifier(config)
    guess = classify(text) if classify else None
    return {"intent": intents.decide(text, guess).label}


def _judge(line: int, item: Mapping[str, Any], config: Path | None) -> Judged:
    output = predict(item["text"], config)
    expected = item["intent"]
    return Judged(
        line=line,
        id=item.get("id"),
        expected=expected,
        output=output,
        correct=output["intent"] == expected,
        labels=(expected,),
    )


def _alarms(item: Judged) -> bool:
    return item.output["intent"] in EMERGENCIES
