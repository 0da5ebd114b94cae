"""A directory with a Whisper model for CTranslate2: whether it is one, and what it knows.

Models differ by their vocabulary: 51864 tokens in those for English alone, 51865 in multilingual
ones, and one more since large-v3, which wants a picture of 128 mel bands (measured on the models
that our packages carry; CTranslate2 itself tells multilingual models so).
"""

import json
from dataclasses import dataclass
from pathlib import Path

from agent.models import ModelCorrupt, ModelMissing

FILES = ("model.bin", "config.json", "tokenizer.json")
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
SPEC = b"WhisperSpec"
HEAD_BYTES = 64
"""The name of the kind of model stands at the beginning of its weights."""
MULTILINGUAL = 51865
CONVERT = (
    "name whisper-tiny.en or whisper-base, or convert a model with ct2-transformers-converter "
    "--model NAME --output_dir DIR --copy_files tokenizer.json"
)


@dataclass(frozen=True, slots=True)
class WhisperModel:
    """A model as it lies on the disk."""

    name: str
    """Its directory's name without "whisper-"."""
    directory: Path
    multilingual: bool

    @property
    def described(self) -> str:
        """Name and languages for people."""
        return f"{self.name} ({'multilingual' if self.multilingual else 'English only'})"


def examine(directory: Path) -> WhisperModel:
    """Look at a model without loading it. Raises ModelMissing and ModelCorrupt."""
    names = (*FILES, next((one for one in VOCABULARIES if (directory / one).is_file()), ""))
    missing = [name or " or ".join(VOCABULARIES) for name in names if not _is_file(directory, name)]
    if missing:
        raise ModelMissing(
            f"{directory} is no Whisper model for CTranslate2: {', '.join(missing)} missing; "
            f"{CONVERT}"
        )
    with (directory / FILES[0]).open("rb") as weights:
        if SPEC not in weights.read(HEAD_BYTES):
            raise ModelCorrupt(f"{directory / FILES[0]} holds no Whisper model; {CONVERT}")
    tokens = _tokens(directory / names[-1])
    if tokens > MULTILINGUAL:
        raise ModelCorrupt(
            f"{directory}: models like large-v3 want 128 mel bands, and we make 80; use one up to "
            "large-v2"
        )
    name = directory.name.removeprefix("whisper-")
    return WhisperModel(name, directory, multilingual=tokens == MULTILINGUAL)


def _is_file(directory: Path, name: str) -> bool:
    return bool(name) and (directory / name).is_file()


def _tokens(vocabulary: Path) -> int:
    """Entries of the vocabulary. Raises ModelCorrupt."""
    try:
        text = vocabulary.read_text(encoding="utf-8")
        if vocabulary.suffix == ".json":
            return len(json.loads(text))
    except (ValueError, TypeError) as error:
        raise ModelCorrupt(f"{vocabulary} is damaged ({error}); {CONVERT}") from None
    return text.count("\n") + (not text.endswith("\n"))
