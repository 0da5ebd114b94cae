"""Labelled utterances: the written ones of the project, and those that corrected calls add."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from agent.intent.features import LABELS

DIGITS = re.compile(r"\d+")


class Example(NamedTuple):
    """One caller utterance with its label."""

    text: str
    label: str
    source: str
    """Where it comes from: "written", "spanish" or "calls"."""


class BadExamples(Exception):
    """A file of utterances that can't be used; names file and line."""


def written(folder: Path) -> list[Example]:
    """The project's own utterances: `LABEL.txt` with one a line, `spanish.tsv` with text and label.

    Raises BadExamples for unknown labels, empty labels and lines given twice.
    """
    found = [example for label in LABELS for example in _of_label(folder / f"{label}.txt", label)]
    spanish = folder / "spanish.tsv"
    found += _table(spanish, "spanish")
    twice = _repeated(example.text for example in found)
    if twice:
        raise BadExamples(f"{folder}: given more than once: {'; '.join(sorted(twice)[:5])}")
    return found


def from_table(file: Path, source: str) -> list[Example]:
    """Text and label, one a line, with a tab between. Raises BadExamples."""
    return list(_table(file, source))


def _of_label(file: Path, label: str) -> Iterator[Example]:
    if not file.is_file():
        raise BadExamples(f"{file} is missing: every label needs utterances")
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield Example(line.strip(), label, "written")


def _table(file: Path, source: str) -> Iterator[Example]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        text, _, label = line.partition("\t")
        if label.strip() not in LABELS:
            raise BadExamples(f"{file}, line {number}: {label.strip()!r} is none of the labels")
        yield Example(text.strip(), label.strip(), source)


def _repeated(texts: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    return {text for text in texts if text in seen or seen.add(text)}  # type: ignore[func-returns-value]
