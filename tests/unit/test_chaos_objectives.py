"""Objectives are read, found in a report and judged; scenario files say what they need."""

import importlib
from pathlib import Path

import pytest

from agent.settings import Settings
from voicectl.bench.altered import alter
from voicectl.bench.fleet import tree
from voicectl.chaos import load, scenario, traffic
from voicectl.chaos.objectives import judge, overridden, parse
from voicectl.errors import CommandError

REPORT = {"lost": 1, "success_rate": 0.99, "response_ms": {"p95": 750}, "outcomes": {}, "x": None}


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("response_ms.p95<=800", True),
        ("response_ms.p95 < 750", False),
        ("success_rate >= 0.98", True),
        ("success_rate > 0.99", False),
        ("lost == 1", True),
        ("lost <= 0", False),
    ],
)
def test_a_figure_reaches_its_target_or_misses_it(text: str, ok: bool) -> None:
    found = judge(REPORT, [parse(text)])
    assert found["ok"] is ok
    assert found["objectives"][0]["ok"] is ok


def test_a_figure_that_nobody_took_is_neither_reached_nor_missed() -> None:
    found = judge(REPORT, [parse("x <= 3"), parse("x.p95 <= 3")])
    assert [row["ok"] for row in found["objectives"]] == [None, None]
    assert found["ok"] is True


@pytest.mark.parametrize("text", ["response_ms", "p95 <= fast", "<= 3", "lost <= 0; x"])
def test_what_is_no_objective_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="no objective"):
        parse(text)


@pytest.mark.parametrize("text", ["loss <= 0", "response_ms.p90 <= 1", "outcomes <= 3"])
def test_a_name_that_the_report_lacks_is_an_error(text: str) -> None:
    with pytest.raises(CommandError):
        judge(REPORT, [parse(text)])


def test_a_given_objective_takes_the_place_of_the_usual_one() -> None:
    chosen = overridden(load.OBJECTIVES, ["lost<=2", "overhead_ms.p95 <= 300"])
    assert [one.target for one in chosen if one.name == "lost"] == [2.0]
    assert len(chosen) == len(load.OBJECTIVES) + 1


KEYS = {
    "elevenlabs.api_key": "x",
    "llm.openai_api_key": "x",
    "polly.access_key_id": "x",
    "polly.secret_access_key": "x",
}


@pytest.mark.parametrize("name", scenario.names())
def test_every_scenario_says_what_protects_and_how_to_switch_that_off(name: str) -> None:
    _, one = scenario.find(name)
    assert one.about
    assert one.protection
    assert one.wanted()
    assert one.without is not None
    assert one.without.about
    if one.traffic is not None:
        load.check(one.wanted())
        assert all(band.end <= 120.0 for band in one.bands())
    given = one.settings | one.bench | one.without.settings
    Settings(**tree(KEYS, {key: value for key, value in given.items() if "." in key}))
    # Playing finds out whether that changes anything; here: that everything named is there.
    alter({constant: _now(constant) for constant in given.get("constants", {})})


def _now(constant: str) -> object:
    module, _, name = constant.rpartition(".")
    return getattr(importlib.import_module(module), name)


def test_a_constant_can_be_altered_only_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic, "LOOK_S", 0.1)  # and puts it back
    alter({"voicectl.chaos.traffic.LOOK_S": 3})
    assert traffic.LOOK_S == 3
    with pytest.raises(CommandError, match="no constant"):
        alter({"voicectl.chaos.traffic.LAZY_S": 3})


def test_settings_of_several_are_one_tree() -> None:
    first = {"sessions": {"node": "a", "ttl_s": 60}, "server.port": 1}
    assert tree(first, {"sessions.node": "b", "server": {"port": 2}}) == {
        "sessions": {"node": "b", "ttl_s": 60},
        "server": {"port": 2},
    }


WHOLE = """
about = "x"
protection = "x"
objectives = ["lost <= 0"]
[traffic]
calls = 1
duration = "5s"
"""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (WHOLE + "[wind]\n", "wind"),
        (WHOLE.replace("5s", "soon"), "no duration"),
        (WHOLE.replace("lost <= 0", "lost"), "no objective"),
        (WHOLE + '[[fault]]\nkind = "gremlin"\n', "no fault 'gremlin'"),
        (WHOLE + '[[strike]]\nkind = "flood"\nstart = "1s"\nend = "2s"\n', "flood"),
        (WHOLE.partition("[traffic]")[0], "either"),
        ("about = ", "Invalid value"),
    ],
)
def test_a_scenario_that_can_not_be_played_says_why(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "one.toml"
    path.write_text(text)
    with pytest.raises(CommandError, match=why):
        scenario.find(str(path))


def test_an_objective_of_a_load_is_checked_before_anybody_phones() -> None:
    load.check(map(parse, load.OBJECTIVES))
    with pytest.raises(CommandError, match="no latency"):
        load.check([parse("latency <= 3")])


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(CommandError, match="node-killed"):
        scenario.find("node-eaten")
