"""Figures as text in the exposition format 0.0.4 that collectors of metrics read. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a metric; a histogram has one for each bound (`le`), `_sum` and `_count`."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric with all its samples. The name of a counter ends in ``_total``."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    about: str
    samples: Sequence[Sample]


def exposition(metrics: Iterable[Metric]) -> str:
    """The text; metrics without samples are left out."""
    return "".join(line + "\n" for metric in metrics if metric.samples for line in _lines(metric))


def buckets(
    cumulative: Sequence[tuple[float, int]], total: float, labels: Mapping[str, str]
) -> list[Sample]:
    """Samples of one histogram from the counts up to each bound (the last one is infinite)."""
    found = [
        Sample(count, {**labels, "le": _number(bound)}, "_bucket") for bound, count in cumulative
    ]
    return [*found, Sample(total, labels, "_sum"), Sample(cumulative[-1][1], labels, "_count")]


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {_escaped(metric.about)}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for sample in metric.samples:
        pairs = ",".join(f'{key}="{_quoted(text)}"' for key, text in sample.labels.items())
        labels = f"{{{pairs}}}" if pairs else ""
        yield f"{metric.name}{sample.suffix}{labels} {_number(sample.value)}"


def _number(value: float) -> str:
    if value == float("inf"):
        return "+Inf"
    return str(int(value)) if value == int(value) else repr(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', '\\"')
