"""Recognizers-Text, yes or no (Microsoft, MIT): agreement of `acts.yes_no`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from agent.nlu import acts
from voicectl.evaluation.comparing import compare
from voicectl.evaluation.scorecard import Judged, Scorecard


def score(path: Path) -> Scorecard:
    """Right is the same answer; "mixed" and no answer are not. Raises ValueError on bad lines."""
    return compare("recognizers_boolean", path, _judge)


def predict(text: str) -> dict[str, Any]:
    """True for yes, False for no, None for neither or both."""
    return {"value": {"yes": True, "no": False}.get(acts.yes_no(text) or "")}


def _judge(line: int, item: Mapping[str, Any]) -> Iterator[Judged | str]:
    text, results = item["input"], item["results"]
    if any(not char.isascii() for char in text):
        yield "signs that nobody can say"
        return
    expected = results[0]["resolution"]["value"] if results else None
    output = predict(text)
    yield Judged(line=line, expected=expected, output=output, correct=output["value"] == expected)
