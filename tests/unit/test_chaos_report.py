"""What a run came to: figures of its calls, the page with plots, and the climb of --step-up."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from simulators.caller.measure import Response
from voicectl.bench.toneproof import Proof
from voicectl.chaos import load, stepping
from voicectl.chaos.gauge import Gauge, Look
from voicectl.chaos.load import Run, report
from voicectl.chaos.objectives import judge, parse
from voicectl.chaos.page import page
from voicectl.chaos.plots import Band, Series, histogram, nice, plot
from voicectl.chaos.seen import Seen, glitched, overhead
from voicectl.chaos.shapes import Traffic
from voicectl.chaos.showing import earlier, proof, write_junit
from voicectl.chaos.stalls import Stall
from voicectl.errors import CommandError

CALL = Seen(
    sid="CA1",
    at_s=1.0,
    seconds=60.0,
    cut=False,
    outcome="booked",
    answered=210.0,
    streams=1,
    responses=(Response(5000, 500), Response(9000, 700)),
    barge_ins=(120, None),
    first_bytes=(104.0,),
    overheads=(90.0,),
    underruns=0,
    gaps_at_s=(),
    glitches=(),
    late_ticks=0,
)
BOOKS = {"visits": 2, "visits_doubled": 0, "visits_lost": 0, "slots_asked_again": 0}
NODE = {
    "speaking": {"frames": 9, "underruns": 0, "silent_s": 0.0, "tick_late_max_ms": 1.0},
    "level": {"loop_lag_p99_ms": 1.0, "loop_lag_max_ms": 2.0},
    "sessions": {"mode": "memory"},
}


def run(*calls: Seen, own: bool = True) -> Run:
    pids = {"node": 1, "callers": 2} if own else {"callers": 2}
    gauge = Gauge(pids, lambda: 0, 0.0)
    for second in range(11):
        cpu = dict.fromkeys(pids, 0.1 * second)
        gauge.looks.append(Look(float(second), 2, cpu, 500.0 + 2 * second if own else 0.0))
    books, node = (BOOKS, NODE) if own else (None, None)
    return Run(Traffic(10.0, calls=2), calls, gauge, node, books, (0.5, 0.5, 0.5))


def test_a_report_adds_up() -> None:
    lost = replace(CALL, sid="CA2", outcome="system_error", underruns=2, gaps_at_s=(3.0,))
    lost = replace(lost, answered=None, streams=3)
    cut = replace(CALL, sid="CA3", outcome="abandoned_mid", cut=True)
    found = report(run(CALL, lost, cut), "load")
    assert (found["calls"], found["completed"], found["failed"]) == (3, 1, 1)
    assert found["cut_at_the_end"] == 1
    assert found["success_rate"] == 0.5
    assert found["outcomes"] == {"booked": 1, "system_error": 1}
    assert found["reconnected"] == 2
    assert (found["answered_ms"]["n"], found["answered_ms"]["max"]) == (2, 210)
    assert found["response_ms"]["n"] == 6
    assert (found["response_ms"]["p50"], found["response_ms"]["p95"]) == (500, 700)
    assert found["barge_in_ms"]["spoke_on"] == 3
    assert found["audio"] == {"underruns": 2, "gaps": 1, "glitches": 0}
    assert found["cpu_per_call"] == pytest.approx(0.05)
    assert found["rss_mb_per_call"] == 10.0
    assert [one["sid"] for one in found["spoilt"]] == ["CA2"]


def test_a_report_says_what_every_glitch_was() -> None:
    heard = Proof(9, ("boiler",), 1, (), slips=(12.345,), torn=(), clicks=(3.0, 4.0))
    torn = replace(CALL, sid="CA2", glitches=glitched(heard))
    found = report(run(CALL, torn), "load")
    assert found["audio"]["glitches"] == 5
    (spoilt,) = found["spoilt"]
    assert spoilt["glitches"] == [
        "slip at 12.35 s",
        "click at 3.00 s",
        "click at 4.00 s",
        "lost: boiler",
        "extra word",
    ]


def test_what_is_not_known_of_a_foreign_node_is_null_and_misses_nothing() -> None:
    found = report(run(replace(CALL, outcome="", overheads=(), first_bytes=()), own=False), "load")
    assert found["success_rate"] == 1.0
    unknown = ("bookings", "duplicates", "lost", "cpu_per_call", "rss_mb_per_call", "node")
    assert all(found[name] is None for name in unknown)
    assert found["overhead_ms"]["p95"] is None
    judged = judge(found, [parse(one) for one in load.OBJECTIVES])
    assert judged["ok"] is True
    assert {row["name"]: row["ok"] for row in judged["objectives"]}["lost"] is None


def test_a_node_that_answers_nobody_misses_its_objectives() -> None:
    found = report(run(replace(CALL, outcome="", responses=()), own=False), "load")
    assert judge(found, [parse("success_rate >= 0.98")])["ok"] is False


def test_overhead_is_what_neither_the_wait_nor_the_services_explain() -> None:
    stages = {"endpoint": 240.0, "transcript": 108.0, "voice": 104.0, "hearing": 60.0}
    assert overhead(540.0, stages) == pytest.approx(100.0)
    assert overhead(400.0, stages | {"transcript": 20.0, "voice": 0.0}) == pytest.approx(140.0)


class Tags(HTMLParser):
    """Notes what is open, and everything that leads out of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outside += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_from_elsewhere() -> None:
    done = run(CALL, replace(CALL, sid="<script>"))
    found = report(done, "a <b> & c")
    found |= judge(found, [parse("lost <= 0"), parse("response_ms.p95 <= 100")])
    text = page(found, done, [Band(2.0, 5.0, "voice <gone>")])
    tags = Tags()
    tags.feed(text)
    tags.close()
    assert tags.open == []
    assert tags.outside == []
    assert "<script>" not in text
    assert "voice &lt;gone&gt;" in text
    assert "an objective was missed" in text
    drawn = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(drawn) == 5
    for one in drawn:
        ElementTree.fromstring(one)


def test_points_stand_where_their_values_are() -> None:
    drawn = ElementTree.fromstring(
        plot("t", "s", [Series("a", [(0.0, 0.0), (5.0, 50.0), (10.0, 100.0)], "dots")], x=(0, 10))
    )
    places = [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in drawn.iter("circle")]
    assert [x for x, _ in places] == [52.0, 340.0, 628.0]
    assert [y for _, y in places] == [186.0, 110.0, 34.0]


def test_values_are_counted_by_stretches_and_axes_end_at_round_numbers() -> None:
    assert histogram([10, 90, 110, 350], 100.0) == [(50.0, 2.0), (150.0, 1.0), (350.0, 1.0)]
    assert [nice(one) for one in (0, 0.7, 1, 7, 104, 950)] == [1, 0.8, 1, 8, 120, 1000]


def test_a_missed_objective_is_a_failed_test(tmp_path: Path) -> None:
    found = report(run(CALL), "load") | {"scenario": "load"}
    found |= judge(found, [parse("lost <= 0"), parse("response_ms.p95 <= 100")])
    write_junit(tmp_path / "r.xml", [found])
    suite = ElementTree.parse(tmp_path / "r.xml").getroot()
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("2", "1")


def test_a_run_without_protection_proves_something_only_if_it_misses_an_objective() -> None:
    found = report(run(CALL), "spike") | {"ok": False}
    missed = proof(found | judge(found, [parse("lost <= 0"), parse("response_ms.p95 <= 100")]))
    assert missed["ok"] is True
    assert missed["scenario"] == "spike without protection"
    assert proof(found | judge(found, [parse("lost <= 0")]))["ok"] is False


def test_only_a_report_can_be_compared_with(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"objectives": []}))
    assert earlier(path) == {"objectives": []}
    path.write_text("[]")
    with pytest.raises(CommandError, match="no --json document"):
        earlier(path)


def step(calls: int, most: int, **other: Any) -> stepping.Step:
    figures: dict[str, Any] = {"late_ticks": 0.0, "node": 0.5, "others": 0.4, "rss_mb": 500.0}
    return stepping.Step(calls, max(0, calls - most), 0, **figures | other)


@pytest.mark.parametrize("most", [1, 7, 8, 33, 100])
def test_the_climb_finds_the_most_calls_that_are_clean(most: int) -> None:
    tried: list[stepping.Step] = []
    while (calls := stepping.following(4, tried)) is not None:
        tried.append(step(calls, most))
    found = stepping.report(tried, 1)["calls_on_one_core"]
    assert found <= most
    assert most - found <= max(1, found // stepping.FINE)
    assert len(tried) < 16


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        ({"node": 0.95}, "the node's core is full"),
        ({"others": 0.97}, "may do more"),
        ({"late_ticks": 0.2}, "something else"),
        ({}, "no stall of its loop"),
        ({"stalls": (Stall("blocked", "a:b", 3, 400),)}, "stalls: blocked (a:b) 3 times, 400 ms"),
    ],
)
def test_the_climb_says_what_was_used_up(figures: dict[str, Any], why: str) -> None:
    assert why in stepping.limit(step(10, 5, **figures), 1)
