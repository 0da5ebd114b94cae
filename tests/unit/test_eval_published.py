"""Figures of others stand beside ours, each with its source, in the report and in the docs."""

import json
from pathlib import Path

import pytest

from voicectl.cli import build
from voicectl.evaluation.published import PUBLISHED, beside
from voicectl.evaluation.scorecard import Judged, tally
from voicectl.evaluation.sets import SETS
from voicectl.evaluation.shares import Share

DOCS = Path(__file__).parents[2] / "docs" / "models" / "published.md"


def run(*arguments: str) -> int:
    """The exit code of a command line."""
    with pytest.raises(SystemExit) as left:
        build().main(list(arguments), prog_name="voicectl")
    return int(left.value.code or 0)


def test_a_figure_of_ours_gets_theirs_beside_it() -> None:
    """By set and name; a set that was not scored brings nothing."""
    judged = [Judged(line=1, expected="oos", output={"intent": "pricing"}, correct=False)]
    card = tally("clinc150", judged, figures={"oos_recall": Share(7, 8)}, seconds=0)
    rows = beside([card])
    assert {one.theirs.set for one in rows} == {"clinc150"}
    assert all(one.ours == 0.875 and one.interval for one in rows)
    assert 0.523 in [one.theirs.value for one in rows]
    assert beside([]) == ()


def test_every_figure_names_a_set_a_source_and_the_difference() -> None:
    for one in PUBLISHED:
        assert one.set in SETS
        assert all((one.source, one.difference, one.measure))
        assert (one.value is None) == (one.alike == "none found")
        assert one.value is None or (0 < one.value < 1 and one.system)


def test_every_public_set_has_a_line() -> None:
    """Also where nothing was found, so that nobody takes silence for a figure."""
    public = {name for name, one in SETS.items() if one.scorer.startswith("public_")}
    assert public == {one.set for one in PUBLISHED}


def test_the_page_holds_the_same_figures() -> None:
    page = DOCS.read_text(encoding="utf-8")
    for one in PUBLISHED:
        figure = "none found" if one.value is None else f"{100 * one.value:.4g} %"
        line = next(
            (text for text in page.splitlines() if one.set in text and figure in text), None
        )
        assert line is not None, (one.set, figure)
        assert one.system in line


@pytest.mark.parametrize("which", ["all", "recognizers_boolean"])
def test_reports_show_them(which: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "recognizers_boolean.jsonl"
    file.write_text(json.dumps({"input": "hm", "results": []}), encoding="utf-8")
    target = str(tmp_path if which == "all" else file)
    assert run("eval", which, target, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["published"][0]["theirs"]["alike"] == "none found"
    assert run("eval", which, target) == 0
    assert "none found" in capsys.readouterr().out
