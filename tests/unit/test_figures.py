"""Counters and latencies of providers."""

import math

import pytest

from agent.resilience.circuit import Key
from agent.resilience.figures import RECENT_S, Figures, Histogram


def test_percentiles_are_of_what_was_measured() -> None:
    histogram = Histogram()
    for ms in range(1, 101):
        histogram.add(float(ms), 0.0)
    assert histogram.percentile(0.5, 0.0) == 51.0
    assert histogram.percentile(0.95, 0.0) == 96.0
    assert histogram.percentile(1.0, 0.0) == 100.0


def test_an_old_slowness_fades_without_new_calls() -> None:
    histogram = Histogram()
    histogram.add(9000.0, 0.0)
    assert histogram.percentile(0.95, RECENT_S - 1) == 9000.0
    assert histogram.percentile(0.95, RECENT_S) is None


def test_buckets_count_everything_since_the_start() -> None:
    histogram = Histogram()
    for ms in (10.0, 25.0, 26.0, 99999.0):
        histogram.add(ms, 0.0)
    buckets, total = histogram.cumulative()
    assert dict(buckets)[25.0] == 2
    assert dict(buckets)[50.0] == 3
    assert dict(buckets)[15000.0] == 3
    assert buckets[-1] == (math.inf, 4)
    assert total == pytest.approx(100060.0)


def test_figures_read_as_plain_data() -> None:
    figures = Figures()
    one = figures.of(Key("acme", "speech"))
    one.outcomes["ok"] += 2
    one.outcomes["slow"] += 1
    one.first_ms.add(120.04, 0.0)
    one.failovers += 1
    assert figures.of(Key("acme", "speech")) is one
    assert figures.as_dict(0.0) == {
        "acme/speech": {
            "calls": 3,
            "outcomes": {"ok": 2, "slow": 1},
            "first_ms": {"p50": 120.0, "p95": 120.0},
            "total_ms": {"p50": None, "p95": None},
            "retries": 0,
            "refused": 0,
            "last_resorts": 0,
            "failovers": 1,
            "reconnects": 0,
        }
    }
