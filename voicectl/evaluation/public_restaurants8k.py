"""RESTAURANTS-8K: real callers' dates and times; the turn must give what its span alone gives.

The labels are spans, not values, so the parser's reading of the labelled span is the truth: the
figure tells how often the words around it mislead. F1 takes in every turn: a value read where
nothing is labelled is false, a labelled span that gives nothing alone is missed.
Source: Coope et al. 2020, Span-ConveRT.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.nlu import dates
from voicectl.evaluation.comparing import compare, shares_by_label
from voicectl.evaluation.scorecard import Figures, Judged, Scorecard

NOW = datetime(2018, 4, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))
"""Before every year and date that callers name; the set has no time of the call."""
SLOTS = ("date", "time")
_NOON = 12


def score(path: Path) -> Scorecard:
    """One verdict for every labelled date and time; the same clock times are right.

    Hours count modulo twelve and "after six" is six, because half of the day and direction often
    stand outside the span. Figures: share right for `date` and `time`, and for those the agent had
    asked for; `date_f1` and `time_f1` over all turns. Spans that give nothing alone ("19hr") are
    not comparable. Raises ValueError on bad lines.
    """
    found: dict[str, list[bool | None]] = {slot: [] for slot in SLOTS}

    def judge(line: int, item: Mapping[str, Any]) -> Iterator[Judged | str]:
        for slot in SLOTS:
            found[slot] += _hits(item, slot)
        return _judge(line, item)

    def figures(judged: list[Judged]) -> Figures:
        return shares_by_label(judged) | {f"{slot}_f1": _f1(found[slot]) for slot in SLOTS}

    return compare("restaurants8k", path, judge, figures)


def predict(text: str) -> dict[str, Any]:
    """The date and the time read in a text; None where there is none."""
    wish = dates.parse(text, NOW)
    dated = wish.status == "ok" and not wish.open
    return {
        "date": [wish.date_from, wish.date_to] if dated else None,
        "time": _clocks(wish) or None,
    }


def _judge(line: int, item: Mapping[str, Any]) -> Iterator[Judged | str]:
    output = predict(item["text"])
    for label in item["labels"]:
        slot = label["slot"]
        if slot not in SLOTS:
            continue
        expected = predict(label["value"])[slot]
        if expected is None:
            yield f"{slot} not read alone"
            continue
        asked = (f"{slot} asked for",) if slot in item["requested"] else ()
        yield Judged(
            line=line,
            expected={slot: expected},
            output=output,
            correct=output[slot] == expected,
            labels=(slot, *asked),
        )


def _hits(item: Mapping[str, Any], slot: str) -> list[bool | None]:
    """True for a value that is right, False for a wrong or extra one, None for one missed."""
    spans = [label["value"] for label in item["labels"] if label["slot"] == slot]
    got = predict(item["text"])[slot]
    if spans and got is not None and got in [predict(span)[slot] for span in spans]:
        return [True]
    return [False] * (got is not None) + [None] * bool(spans)


def _f1(hits: list[bool | None]) -> float:
    right, extra, missed = (hits.count(kind) for kind in (True, False, None))
    return round(2 * right / (2 * right + extra + missed), 4) if hits else 0.0


def _clocks(wish: dates.When) -> list[str]:
    """One clock time, or the two of a range."""
    if wish.start == wish.end:
        return [_half_day(wish.start)] if wish.start else []
    return [_half_day(clock) for clock in (wish.start, wish.end) if clock]


def _half_day(clock: str) -> str:
    hour, minute = clock.split(":")
    return f"{int(hour) % _NOON:02}:{minute}"
