"""Counters and latencies of providers."""

import math

import pytest

from agent.resilience.circuit import Key
from agent.resilience.figures import LATE_MS, RECENT_S, Connections, Figures, Histogram


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
            "connected": None,
            "calls": 3,
            "failures": 1,
            "outcomes": {"ok": 2, "slow": 1},
            "first_ms": {"p50": 120.0, "p95": 120.0},
            "total_ms": {"p50": None, "p95": None},
            "retries": 0,
            "refused": 0,
            "limited": 0,
            "last_resorts": 0,
            "failovers": 1,
            "reconnects": 0,
        }
    }


def test_connections_that_were_made_anew_are_told() -> None:
    one = Figures().of(Key("acme", "hearing"))
    assert (one.connected, one.reconnects) == (None, 0)
    one.connections = lambda: Connections(open=2, reconnects=3)
    told = one.as_dict(0.0)
    assert (told["connected"], told["reconnects"]) == (2, 3)


def test_a_share_of_all_since_the_start_is_told_by_buckets() -> None:
    late = Histogram(LATE_MS)
    assert late.within(0.99) is None
    for _ in range(99):
        late.add(0.3, 0.0)
    late.add(33.0, 0.0)
    assert (late.within(0.5), late.within(0.99), late.within(1.0)) == (1.0, 1.0, 33.0)
    assert late.most == 33.0
