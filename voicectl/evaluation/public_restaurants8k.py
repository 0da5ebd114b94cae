"""RESTAURANTS-8K: real callers' dates and times; the turn must give what its span alone gives.

The labels are spans, not values, so the parser's reading of the labelled span is the truth: the
figure tells how often the words around it mislead. Source: Coope et al. 2020, Span-ConveRT.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.nlu import dates
from voicectl.evaluation.comparing import compare, shares_by_label
from voicectl.evaluation.scorecard import Judged, Scorecard

NOW = datetime(2018, 4, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))
"""Before every year and date that callers name; the set has no time of the call."""
SLOTS = ("date", "time")
_NOON = 12


def score(path: Path) -> Scorecard:
    """One verdict for every labelled date and time; the same clock times are right.

    Hours count modulo twelve and "after six" is six, because half of the day and direction often
    stand outside the span. Figures: share right for
    `date` and `time`, and for those the agent had asked for. Spans that give nothing alone ("430")
    are not comparable. Raises ValueError on bad lines.
    """
    return compare("restaurants8k", path, _judge, shares_by_label)


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


def _clocks(wish: dates.When) -> list[str]:
    """One clock time, or the two of a range."""
    if wish.start == wish.end:
        return [_half_day(wish.start)] if wish.start else []
    return [_half_day(clock) for clock in (wish.start, wish.end) if clock]


def _half_day(clock: str) -> str:
    hour, minute = clock.split(":")
    return f"{int(hour) % _NOON:02}:{minute}"
