"""Known clips: what was said and how it sounds; kept as pairs of files in a folder."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clip:
    """One utterance as a caller plays it."""

    text: str
    ulaw: bytes
    """8 kHz mu-law."""

    def words(self, start: float, end: float) -> str:
        """The words between two shares (0 to 1) of the clip, placed by their lengths."""
        words = self.text.split()
        total = sum(len(word) + 1 for word in words) or 1
        found, at = [], 0
        for word in words:
            middle = (at + (len(word) + 1) / 2) / total
            at += len(word) + 1
            if start <= middle <= end:
                found.append(word)
        return " ".join(found)


def load(folder: Path) -> Iterator[Clip]:
    """Every `NAME.ulaw` with its `NAME.txt`. A clip without a text is passed over."""
    for file in sorted(folder.glob("*.ulaw")):
        text = file.with_suffix(".txt")
        if text.is_file():
            yield Clip(text.read_text(encoding="utf-8").strip(), file.read_bytes())


def save(folder: Path, clip: Clip) -> Path:
    """Keep a clip where `load` finds it; the same clip gets the same name. Returns the .ulaw."""
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(clip.text.encode() + b"\0" + clip.ulaw).hexdigest()[:24]
    file = folder / f"{name}.ulaw"
    file.with_suffix(".txt").write_text(clip.text + "\n", encoding="utf-8")
    file.write_bytes(clip.ulaw)
    return file
