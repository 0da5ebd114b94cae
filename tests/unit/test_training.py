"""Training of the intent model: its data, its fit, and what it takes from recorded calls."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent.intent import features, model
from agent.intent.embedder import MINILM
from voicectl.training import artefact, calls
from voicectl.training.__main__ import main as train
from voicectl.training.examples import BadExamples, Example, written
from voicectl.training.fit import calibration_error, fit

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
UTTERANCES = ROOT / "fixtures" / "utterances"
MOODS = ROOT / "fixtures" / "moods"
PLACE = os.environ.get("VOICECTL_EVAL_DATA", "")
OVERLAP = 0.6


def test_every_label_has_hundreds_of_utterances() -> None:
    counts = Counter(one.label for one in written(UTTERANCES))
    assert set(counts) == set(features.LABELS)
    assert min(counts.values()) >= 300
    assert sum(counts.values()) >= 10_000


def _spoken(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            yield from (turn["say"] for turn in item.get("turns", ()) if isinstance(turn, dict))
            yield from (turn for turn in item.get("turns", ()) if isinstance(turn, str))
            yield item.get("text", "")


def _close(lines: Iterable[str], folders: Iterable[Path]) -> dict[str, set[str]]:
    """Training lines that share 0.6 of their words, or more, with a line of a truth file.

    Counted are the shared words by all words of both.
    """
    texts = {text for one in folders for text in _spoken(one) if text}
    assert texts, "no texts"
    places: dict[str, list[str]] = {}
    for text in texts:
        for word in set(text.split()):
            places.setdefault(word, []).append(text)
    found: dict[str, set[str]] = {}
    for line in lines:
        own = set(line.split())
        shared = Counter(text for word in own for text in places.get(word, ()))
        for text, count in shared.items():
            if count / len(own | set(text.split())) >= OVERLAP:
                found.setdefault(line, set()).add(text)
    return found


def _of_intents() -> list[str]:
    return [one.text for one in written(UTTERANCES)]


def _of_moods() -> list[str]:
    return [line for file in MOODS.glob("*.txt") for line in file.read_text("utf-8").splitlines()]


@pytest.mark.skipif(not PLACE, reason="set VOICECTL_EVAL_DATA to a directory with truth files")
def test_no_training_line_is_close_to_a_line_of_the_evaluation_data() -> None:
    assert _close([*_of_intents(), *_of_moods()], (Path(PLACE), Path(PLACE, "written"))) == {}


def test_no_line_about_moods_is_close_to_a_line_that_measures_them() -> None:
    folders = (ROOT / "fixtures" / name for name in ("evaluation", "moods", "dialogues"))
    assert _close(_of_moods(), folders) == {}


def test_training_lines_close_to_our_own_blind_sets_are_known() -> None:
    """Both were written apart, so much of what is close is what everybody says ("that's right").

    Taking the lines of the list out changes the model, so that goes with a training; till then the
    intents of the blind set are measured a little too kindly (docs/models/intents.md).
    """
    lines = (DATA / "close_training_lines.txt").read_text(encoding="utf-8").splitlines()
    known = {line for line in lines if not line.startswith("#")}
    close = _close(_of_intents(), [ROOT / "fixtures" / "evaluation"])
    assert set(close) - known == set(), "take these training lines out"
    assert known - set(close) == set(), "no longer close: take them out of the list"


def _toy_vector(text: str) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """A vector that tells gas from cold and from all else."""
    found = np.full(384, 0.01, dtype=np.float32)
    found[0], found[1] = float("gas" in text), float("cold" in text)
    return found / np.float32(np.linalg.norm(found))


class Toy:
    """Stands in for the embedder of the shipped artefact."""

    name = MINILM

    def embed(self, text: str) -> Any:
        return _toy_vector(text)


def _toys() -> list[Example]:
    lines = {"emergency_gas": "gas smell number {}", "no_heat": "cold house number {}"}
    return [
        Example(lines.get(label, f"{label} talk number {{}}").format(number), label, "written")
        for label in features.LABELS
        for number in range(8)
    ]


def test_what_was_trained_can_be_written_and_read_back(tmp_path: Path) -> None:
    fitted = fit(_toys(), _toy_vector)
    assert fitted.accuracy > 0.9
    file = tmp_path / "intents.npz"
    artefact.write(fitted, file)
    again = tmp_path / "again.npz"
    artefact.write(fitted, again)
    assert file.read_bytes() == again.read_bytes()

    trained = model.IntentModel(model.load(file), Toy())
    found = trained.classify("a smell of gas")
    assert found is not None
    assert found.ranked[0][0] == "emergency_gas"


def test_an_artefact_names_its_embedder_and_has_vectors_of_any_length(tmp_path: Path) -> None:
    def longer(text: str) -> Any:
        return np.concatenate([_toy_vector(text), np.zeros(16, dtype=np.float32)])

    file = tmp_path / "other.npz"
    artefact.write(fit(_toys(), longer), file, "openai:some-model")
    weights = model.load(file)
    assert weights.embedder == "openai:some-model"
    assert weights.embedding.shape == (400, len(features.LABELS))
    assert weights.rules.shape == (len(features.RULE_NAMES), len(features.LABELS))
    with pytest.raises(model.WrongArtefact):
        model.IntentModel(weights, Toy())


def test_the_shipped_artefact_is_never_written_for_another_embedder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        train(["--embedder", "openai:some-model"])
    assert "--out" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["other", "openai:", "openai:some-model"])
def test_an_embedder_that_is_not_known_or_lacks_its_key_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    assert train(["--embedder", name, "--out", str(tmp_path / "x.npz")]) == 2
    said = capsys.readouterr().err
    assert name in said
    assert "OPENAI_API_KEY" in said or "there are minilm-l6 and openai:MODEL" in said


def test_missing_weights_are_named_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("agent.models.find_spec", lambda _: None)
    assert train(["--out", str(tmp_path / "x.npz")]) == 2
    assert "No weights for minilm-l6" in capsys.readouterr().err


def test_calibration_error_is_the_gap_between_stated_and_real_accuracy() -> None:
    shares = np.array([[0.75, 0.25]] * 4, dtype=np.float32)
    assert calibration_error(shares, np.array([0, 0, 0, 1])) == pytest.approx(0.0, abs=1e-6)
    assert calibration_error(shares, np.array([1, 1, 1, 1])) == pytest.approx(0.75, abs=1e-6)


def test_bad_utterances_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadExamples, match=r"book_service\.txt is missing"):
        written(tmp_path)
    copy = tmp_path / "copy"
    shutil.copytree(UTTERANCES, copy)
    (copy / "spanish.tsv").write_text("hola\tno_such_label\n", encoding="utf-8")
    with pytest.raises(BadExamples, match=r"spanish\.tsv, line 1: 'no_such_label'"):
        written(copy)
    (copy / "spanish.tsv").write_text("hola\tgoodbye\nhola\tgoodbye\n", encoding="utf-8")
    with pytest.raises(BadExamples, match="more than once: hola"):
        written(copy)


def test_calls_give_scrubbed_wishes_to_correct(tmp_path: Path) -> None:
    """Recorded calls are listed without names and numbers; corrected lines are training data."""
    shutil.copytree(ROOT / "fixtures" / "calls", tmp_path / "calls")
    count = calls.write_list(tmp_path / "calls")
    text = (tmp_path / "calls" / calls.CORRECTIONS).read_text(encoding="utf-8")
    assert count == len(text.splitlines()) >= 8
    assert "robert" not in text.lower()
    found = calls.corrected(tmp_path / "calls")
    assert {one.source for one in found} == {"calls"}
    assert {"no_cooling", "cancel"} <= {one.label for one in found}


def test_numbers_and_private_words_are_scrubbed() -> None:
    private = frozenset({"hill", "maple"})
    assert calls.scrub("This is Mr. Hill on Maple, no heat", private) == (
        "this is mr somebody on somebody no heat"
    )
    assert calls.scrub("call me at two one four five", private) == ""
    assert calls.scrub("out since two days", private) == "out since two days"
