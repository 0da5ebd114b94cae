"""Scorecards: intervals, confusions, targets, and the one scorecard over a directory."""

import json
from pathlib import Path
from typing import Any

import pytest

from voicectl.cli import build
from voicectl.evaluation import frustration, intents, sets
from voicectl.evaluation.confusion import confused
from voicectl.evaluation.scorecard import Judged, Scorecard, tally
from voicectl.evaluation.shares import Share, wilson
from voicectl.evaluation.targets import TARGETS, Target, verdicts


def run(*arguments: str) -> int:
    """The exit code of a command line."""
    with pytest.raises(SystemExit) as left:
        build().main(list(arguments), prog_name="voicectl")
    return int(left.value.code or 0)


def write(path: Path, *items: dict[str, Any]) -> Path:
    """A truth file with these items."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return path


def card(name: str, right: int, wrong: int, **figures: float | Share) -> Scorecard:
    """A card with so many right and wrong items."""
    judged = [
        Judged(line=line, expected="x", output="x", correct=line <= right)
        for line in range(1, right + wrong + 1)
    ]
    return tally(name, judged, figures=figures, seconds=0.0)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (50, 100, 0.4038, 0.5962),
        (473, 480, 0.9702, 0.9929),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    """Known values; nothing counted leaves everything possible."""
    assert wilson(part, whole) == pytest.approx((low, high), abs=2e-4)


def test_every_share_has_an_interval_and_a_count_has_none() -> None:
    """Figures stay plain numbers; intervals stand beside them under the same names."""
    report = card("x", 3, 1, hits=Share(1, 2), items=7).report()
    assert report["figures"] == {"hits": 0.5, "items": 7}
    assert set(report["intervals"]) == {"accuracy", "hits"}
    low, high = report["intervals"]["accuracy"]
    assert low < report["accuracy"] == 0.75 < high


def test_the_report_keeps_the_names_that_scripts_rely_on() -> None:
    """Fields may be added, never renamed."""
    report = card("x", 1, 0).report()
    agreed = {"set", "n", "correct", "accuracy", "by_label", "figures", "errors", "seconds"}
    assert agreed | {"intervals", "confusion"} == set(report)


def test_confused_pairs_come_most_frequent_first() -> None:
    """Right answers are no pair; the example is the first line's words."""
    items = [
        (1, "a", "b", "one"),
        (2, "a", "a", "two"),
        (3, "c", "a", "three"),
        (4, "c", "a", "four"),
    ]
    first, second = confused(items)
    assert (first.expected, first.got, first.n) == ("c", "a", 2)
    assert (first.lines, first.example) == ([3, 4], "three")
    assert (second.expected, second.got, second.lines) == ("a", "b", [1])


def test_intents_report_false_emergencies_and_confusions(tmp_path: Path) -> None:
    """A calm line that is given an emergency label is counted, shared and confused."""
    path = write(
        tmp_path / "intents.jsonl",
        {"text": "i smell gas in the kitchen", "intent": "emergency_gas"},
        {"text": "there is a strong gas smell", "intent": "pricing"},
    )
    score = intents.score(path)
    assert score.figures["emergency_exact"] == 1.0
    assert score.figures["false_emergency"] == 1
    assert score.figures["false_emergency_rate"] == 1.0
    assert [(one.expected, one.got, one.lines) for one in score.confusion] == [
        ("pricing", "emergency_gas", [2])
    ]


def test_every_set_asks_the_one_predictor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed `intents.predict` changes the written set and the public ones."""
    alarm = {"intent": "emergency_gas"}
    monkeypatch.setattr(intents, "predict", lambda text, config=None: alarm)
    written = write(tmp_path / "intents.jsonl", {"text": "hello", "intent": "pricing"})
    banking = write(tmp_path / "banking77_sample.jsonl", {"text": "hello", "label": "x"})
    clinc = write(tmp_path / "clinc150.jsonl", {"text": "hello", "label": "oos"})
    assert sets.score("intents", written).figures["false_emergency"] == 1
    assert sets.score("banking77_sample", banking).figures["false_emergency"] == 1
    assert sets.score("clinc150", clinc).figures["false_emergency"] == 1


def test_frustration_reports_confusions(tmp_path: Path) -> None:
    """An angry turn that is labelled calm in the truth shows as a pair."""
    turn = {"call": "c", "turn": 1, "agent": None, "text": "this is ridiculous", "label": "calm"}
    (pair,) = frustration.score(write(tmp_path / "f.jsonl", turn)).confusion
    assert (pair.expected, pair.n, pair.example) == ("calm", 1, "this is ridiculous")


def test_targets_are_met_on_the_bound_and_missed_below() -> None:
    """`at_most` turns the direction around; the aim is judged apart."""
    targets = (
        Target("x", "accuracy", 0.75, 0.9),
        Target("x", "alarms", 0, 0, at_most=True),
        Target("x", "not_measured", 1, 1),
        Target("y", "accuracy", 1, 1),
    )
    accuracy, alarms = verdicts([card("x", 3, 1, alarms=1)], targets)
    assert (accuracy.must_met, accuracy.aim_met) == (True, False)
    assert accuracy.interval is not None
    assert (alarms.must_met, alarms.aim_met, alarms.interval) == (False, False, None)


def test_every_target_names_a_known_set_and_an_aim_beyond_its_must() -> None:
    """A slip in the table would silently judge nothing."""
    for target in TARGETS:
        assert target.set in sets.SETS
        assert target.meets(target.aim, target.must)


PHONE = {
    "id": "p",
    "turns": ["no thanks"],
    "context": {"default_region": "US", "caller_id": None},
    "expected": {"status": "ok", "e164": "+13035550131", "extension": None, "reason": None},
    "kinds": ["plain"],
}
INTENT = {"text": "i smell gas in the kitchen", "intent": "emergency_gas"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with a right intent and a phone number nobody could capture."""
    write(tmp_path / "written" / "intents.jsonl", INTENT)
    write(tmp_path / "written" / "phones.jsonl", PHONE)
    write(tmp_path / "public" / "recognizers_boolean.jsonl", {"input": "hm", "results": []})
    return tmp_path


def test_all_is_one_document(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sets, targets, what was skipped, and whether every must is reached; progress elsewhere."""
    assert run("eval", "all", str(data), "--json") == 0
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert [one["set"] for one in document["sets"]] == ["intents", "phones", "recognizers_boolean"]
    missed = [one["figure"] for one in document["targets"] if not one["must_met"]]
    assert missed == ["capture"]
    assert document["ok"] is False
    assert "scoring phones" in printed.err


def test_skipping_and_requiring(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only `--require` turns a missed must into exit code 1; a skipped set can't miss."""
    assert run("eval", "all", str(data), "--require") == 1
    assert "phones capture" in capsys.readouterr().err
    assert run("eval", "all", str(data), "--require", "--skip", "phones", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["skipped"] == ["phones"]
    assert "phones" not in [one["set"] for one in document["sets"]]
    assert run("eval", "phones", str(data / "written/phones.jsonl"), "--require") == 1


def test_people_see_targets_and_confusions(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The scorecard names what is missed; one set shows which labels were confused."""
    assert run("eval", "all", str(data)) == 0
    assert "MISSED" in capsys.readouterr().out
    wrong = write(data / "wrong.jsonl", {**INTENT, "intent": "pricing"})
    assert run("eval", "intents", str(wrong)) == 0
    printed = capsys.readouterr().out
    assert "Confused" in printed
    assert "target accuracy 95%/98%: MISSED" in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ("all", "DATA", "--skip", "nonsense"),
        ("all", "DATA", "--out", "x.jsonl"),
        ("phones", "DATA/written/intents.jsonl"),
        ("addresses", "DATA/written/intents.jsonl"),
    ],
)
def test_wrong_usage_is_said(arguments: tuple[str, ...], data: Path) -> None:
    """An unknown set, predictions of everything, and a truth file of another set."""
    assert run("eval", *(one.replace("DATA", str(data)) for one in arguments)) == 2
