"""The one shape every evaluation reports in, and how a truth file is read.

A scorer judges each line into a `Judged`, `tally` turns them into a `Scorecard`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from voicectl.evaluation.confusion import Confusion
from voicectl.evaluation.shares import Interval, Share, share, wilson

Figures = Mapping[str, float | Share]
"""Named figures of a set: a count or a plain number, or a share whose interval is wanted."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One truth line with the prediction for it and the verdict."""

    line: int
    """Counted from 1."""
    expected: Any
    output: Any
    """The prediction, in the shape of the line's truth."""
    correct: bool
    labels: tuple[str, ...] = ()
    """Groups this line counts in for the break-down."""
    id: str | None = None


class Tally(msgspec.Struct, frozen=True):
    """Right answers out of all in one group."""

    n: int
    correct: int

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the share."""
        return wilson(self.correct, self.n)


class ItemError(msgspec.Struct, frozen=True):
    """A line that was judged wrong."""

    line: int
    id: str | None
    expected: Any
    got: Any


class Prediction(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was predicted for a line, so that a second scorer can recompute."""

    line: int
    output: Any
    id: str | None = None


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """Result of one evaluation; `accuracy` is the strict share."""

    set: str
    n: int
    correct: int
    accuracy: float
    by_label: dict[str, Tally]
    figures: dict[str, float]
    intervals: dict[str, Interval]
    """95 % intervals (Wilson) of the accuracy and of every figure that is a share of items."""
    confusion: list[Confusion]
    """Confused labels, most frequent first; empty for sets without labels."""
    errors: list[ItemError]
    seconds: float
    predictions: list[Prediction]

    def report(self) -> dict[str, Any]:
        """The scorecard as plain data without the predictions, as `eval --json` prints it."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        del plain["predictions"]
        return plain


def tally(
    name: str,
    judged: Iterable[Judged],
    *,
    figures: Figures,
    seconds: float,
    confusion: Iterable[Confusion] = (),
) -> Scorecard:
    """Count verdicts into a scorecard for the set `name`; `seconds` is the wall time taken."""
    items = list(judged)
    correct = sum(item.correct for item in items)
    shares = {name: one for name, one in figures.items() if isinstance(one, Share)}
    return Scorecard(
        set=name,
        n=len(items),
        correct=correct,
        accuracy=share(correct, len(items)),
        by_label=_by_label(items),
        figures={
            name: one.value if isinstance(one, Share) else one for name, one in figures.items()
        },
        intervals={"accuracy": wilson(correct, len(items))}
        | {name: one.interval for name, one in shares.items()},
        confusion=list(confusion),
        errors=[
            ItemError(item.line, item.id, item.expected, item.output)
            for item in items
            if not item.correct
        ],
        seconds=seconds,
        predictions=list(
            {item.line: Prediction(item.line, item.output, item.id) for item in items}.values()
        ),
    )


def read_truth(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number (from 1) and object of every non-blank line of a JSONL file.

    Raises ValueError naming file and line when a line is not a JSON object, and OSError when the
    file can't be read.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, _object(path, number, line)


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}, line {number}: not JSON ({error.msg})") from error
    if not isinstance(value, dict):
        raise ValueError(f"{path}, line {number}: expected a JSON object")
    return value


def _by_label(items: list[Judged]) -> dict[str, Tally]:
    counts: dict[str, tuple[int, int]] = {}
    for item in items:
        for label in item.labels:
            n, correct = counts.get(label, (0, 0))
            counts[label] = (n + 1, correct + item.correct)
    return {label: Tally(*counts[label]) for label in sorted(counts)}
