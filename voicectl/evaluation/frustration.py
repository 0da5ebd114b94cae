"""Score moods, by rules and model as in a call, against written truth (`frustration.jsonl`)."""

import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from agent.nlu import mood
from voicectl.evaluation.confusion import confused
from voicectl.evaluation.scorecard import Figures, Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share
from voicectl.understanding import Classify, classifier

_LABELS = ("calm", "annoyed", "angry", "wants_human")
_ESCALATE = frozenset(("angry", "wants_human"))


def score(path: Path, config: Path | None = None) -> Scorecard:
    """Accuracy over turns; turns of a call must stand in order.

    Figures: `macro_f1`, and per call whether an angry or wants_human turn was `found` among the
    calls that have one, `false_escalations` of the others, and `turns_late` on average. Raises
    ValueError on bad lines.
    """
    started = time.perf_counter()
    rows = list(read_truth(path))
    classify = classifier(config)
    outputs = _predict_all(((row["call"], row["text"]) for _, row in rows), classify)
    judged = [
        Judged(
            line=line,
            id=f"{row['call']}:{row['turn']}",
            expected=row["label"],
            output={"label": output},
            correct=output == row["label"],
            labels=(row["label"],),
        )
        for (line, row), output in zip(rows, outputs, strict=True)
    ]
    calls = [
        (row["call"], row["label"], output) for (_, row), output in zip(rows, outputs, strict=True)
    ]
    figures: Figures = {"macro_f1": _macro_f1(judged), **_escalation(calls)}
    return tally(
        "frustration",
        judged,
        figures=figures,
        seconds=time.perf_counter() - started,
        confusion=confused(
            (line, row["label"], output, row["text"])
            for (line, row), output in zip(rows, outputs, strict=True)
        ),
    )


def _predict_all(turns: Iterable[tuple[str, str]], classify: Classify | None) -> list[str]:
    """One label a turn, from the caller's words of the call so far."""
    spoken: dict[str, list[str]] = defaultdict(list)
    labels: list[str] = []
    for call, text in turns:
        guess = classify(text) if classify else None
        feeling = guess.feeling if guess else None
        labels.append(mood.label(mood.weighed(mood.signals(text, spoken[call]), feeling)))
        spoken[call].append(text)
    return labels


def _macro_f1(judged: list[Judged]) -> float:
    scores = []
    for label in _LABELS:
        right = sum(item.correct for item in judged if item.expected == label)
        wanted = sum(item.expected == label for item in judged)
        given = sum(item.output["label"] == label for item in judged)
        scores.append(2 * right / (wanted + given) if wanted + given else 0.0)
    return round(sum(scores) / len(scores), 4)


def _escalation(turns: list[tuple[str, str, str]]) -> Figures:
    truth: dict[str, list[bool]] = defaultdict(list)
    given: dict[str, list[bool]] = defaultdict(list)
    for call, label, output in turns:
        truth[call].append(label in _ESCALATE)
        given[call].append(output in _ESCALATE)
    needed = [call for call in truth if any(truth[call])]
    found = [call for call in needed if any(given[call])]
    late = [given[call].index(True) - truth[call].index(True) for call in found]
    quiet = [call for call in truth if not any(truth[call])]
    return {
        "escalation_found": Share(len(found), len(needed)),
        "calls_needing_it": len(needed),
        "false_escalations": sum(any(given[call]) for call in quiet),
        "turns_late": round(sum(late) / len(late), 2) if late else 0.0,
    }
