"""The speed report of understanding: its shape, not its figures."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from voicectl.bench import __main__ as bench
from voicectl.bench import understanding
from voicectl.errors import CommandError


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """One pass, and few texts between the passes."""
    monkeypatch.setattr(understanding, "PASSES", 1)
    monkeypatch.setattr(understanding, "OTHERS", ("something else",))


def test_step_and_every_parser_are_measured(quick: None) -> None:
    """All texts count once, for the whole step and for each parser."""
    texts = [understanding.Text("my ac is broken"), understanding.Text("9 oak street", "ADDRESS")]
    costs = understanding.costs(texts, passes=1)
    assert {"step", "hazards", "intents", "phones", "addresses", "dates"} <= set(costs)
    assert all(cost["n"] == 2 and 0 < cost["p50"] <= cost["max"] for cost in costs.values())


def test_recorded_calls_are_measured_by_default(
    quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without truth files the callers' words of the recorded calls are read."""
    monkeypatch.setattr(sys, "argv", ["bench", "understanding", "--json", "--out", str(tmp_path)])
    assert bench.main() == 0
    found = json.loads(capsys.readouterr().out)
    assert found["texts"] > 10
    assert found["cpu_us"]["step"]["n"] == found["texts"]


def test_written_sets_give_their_callers_words(quick: None, tmp_path: Path) -> None:
    """Texts, turns, and scripted turns are read; silence and repeats are left out."""
    files = {
        "intents": {"text": "my ac is broken"},
        "frustration": {"text": "my ac is broken"},
        "dialogues": {"turns": [{"say": "hello"}, {"say": ""}]},
        "phones": {"turns": ["three oh three", "five five five"]},
        "addresses": {"text": "9 oak street"},
        "datetimes": {"text": "tomorrow"},
    }
    for name, item in files.items():
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(item) + "\n", encoding="utf-8")
    found = asyncio.run(understanding.measure(tmp_path, 1, {"texts": str(tmp_path)}))
    assert found["texts"] == 6
    (tmp_path / "phones.jsonl").unlink()
    with pytest.raises(CommandError, match="phones"):
        asyncio.run(understanding.measure(tmp_path, 1, {"texts": str(tmp_path)}))


def test_without_texts_it_says_what_to_do(
    quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside a checkout there is nothing to measure."""
    monkeypatch.setattr(understanding, "CALLS", tmp_path)
    with pytest.raises(CommandError, match="--texts"):
        asyncio.run(understanding.measure(tmp_path, 1, {}))
