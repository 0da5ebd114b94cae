"""Figures as text for collectors."""

import math

from agent.telemetry.exposition import Metric, Sample, buckets, exposition


def test_metrics_are_written_as_the_format_wants() -> None:
    cumulative = [(0.1, 1), (0.5, 3), (math.inf, 4)]
    text = exposition(
        [
            Metric("calls_live", "gauge", "Calls.", [Sample(3)]),
            Metric("empty_total", "counter", "Nothing.", []),
            Metric("odd_total", "counter", "A\nb.", [Sample(0.25, {"why": 'a "b" \\ c'})]),
            Metric("late_seconds", "histogram", "Late.", buckets(cumulative, 1.5, {"a": "b"})),
        ]
    )
    assert text.splitlines() == [
        "# HELP calls_live Calls.",
        "# TYPE calls_live gauge",
        "calls_live 3",
        "# HELP odd_total A\\nb.",
        "# TYPE odd_total counter",
        'odd_total{why="a \\"b\\" \\\\ c"} 0.25',
        "# HELP late_seconds Late.",
        "# TYPE late_seconds histogram",
        'late_seconds_bucket{a="b",le="0.1"} 1',
        'late_seconds_bucket{a="b",le="0.5"} 3',
        'late_seconds_bucket{a="b",le="+Inf"} 4',
        'late_seconds_sum{a="b"} 1.5',
        'late_seconds_count{a="b"} 4',
    ]
    assert text.endswith("\n")
