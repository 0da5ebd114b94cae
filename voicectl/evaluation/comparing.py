"""Sets made for another task: items whose truth can't be put into our terms are counted apart."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from voicectl.evaluation.scorecard import Figures, Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share

Judge = Callable[[int, Mapping[str, Any]], Iterable[Judged | str]]
"""Line number and item to verdicts; a text is the reason why a part is not comparable."""


def nothing_more(_judged: list[Judged]) -> Figures:
    """No figures beside those that every such set has."""
    return {}


def compare(
    name: str,
    path: Path,
    judge: Judge,
    figures: Callable[[list[Judged]], Figures] = nothing_more,
) -> Scorecard:
    """Score the comparable parts of a file.

    `figures` adds to `comparable` (share of all parts) and one count for every reason why a part
    is not (`not_comparable: REASON`). Raises ValueError on bad lines.
    """
    started = time.perf_counter()
    judged: list[Judged] = []
    reasons: Counter[str] = Counter()
    for line, item in read_truth(path):
        for verdict in judge(line, item):
            if isinstance(verdict, str):
                reasons[verdict] += 1
            else:
                judged.append(verdict)
    shares: Figures = {
        "comparable": Share(len(judged), len(judged) + reasons.total()),
        **figures(judged),
        **{f"not_comparable: {reason}": count for reason, count in reasons.most_common()},
    }
    return tally(name, judged, figures=shares, seconds=time.perf_counter() - started)


def shares_by_label(judged: Iterable[Judged]) -> dict[str, float | Share]:
    """The share of right items of every label."""
    counts: dict[str, list[bool]] = {}
    for item in judged:
        for label in item.labels:
            counts.setdefault(label, []).append(item.correct)
    return {label: Share(sum(hits), len(hits)) for label, hits in sorted(counts.items())}
