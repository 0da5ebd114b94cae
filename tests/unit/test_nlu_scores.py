"""Scorecards of the parsers on small truth files."""

import json
from pathlib import Path
from typing import Any

import pytest

from voicectl.evaluation import addresses, phones
from voicectl.evaluation.scorecard import read_truth


def _file(path: Path, *items: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(item) for item in items) + "\n\n", encoding="utf-8")
    return path


def _phone(turn: str, e164: str | None, reason: str | None = None) -> dict[str, Any]:
    status = "ok" if e164 else "reject"
    return {
        "id": turn[:5],
        "turns": [turn],
        "context": {"default_region": "US", "caller_id": None},
        "expected": {"status": status, "e164": e164, "extension": None, "reason": reason},
        "kinds": ["plain"],
    }


def test_phones(tmp_path: Path) -> None:
    truth = _file(
        tmp_path / "phones.jsonl",
        _phone("three oh three five five five oh one three one", "+13035550131"),
        _phone("three oh three five five five oh one three two", "+13035550131"),
        _phone("no thanks", None, "no_number"),
        _phone("three oh three five five five oh one three one", None, "invalid_number"),
    )
    card = phones.score(truth)
    assert (card.n, card.correct, card.accuracy) == (4, 2, 0.5)
    assert card.figures["capture"] == 0.5
    assert card.figures["false_accepts"] == 1
    assert card.by_label["plain"].n == 4
    assert [error.line for error in card.errors] == [2, 4]
    assert [prediction.line for prediction in card.predictions] == [1, 2, 3, 4]
    assert "predictions" not in card.report()


def _address(text: str, **expected: str | None) -> dict[str, Any]:
    fields = dict.fromkeys(addresses.FIELDS) | expected
    return {"text": text, "expected": {"status": "ok", **fields}, "state_inferred": True}


def test_addresses(tmp_path: Path) -> None:
    street = {"house_number": "9", "street_name": "OAK", "suffix": "St"}
    truth = _file(
        tmp_path / "addresses.jsonl",
        _address("nine oak street unit four b", unit="Apt 4B", **street),
        _address("nine oak street saint louis", city="St. Louis", state="MO", **street),
        _address("nine elm street", **street),
    )
    card = addresses.score(truth)
    assert (card.n, card.correct) == (3, 2)
    assert card.figures["field_street_name"] == 0.6667
    assert card.figures["field_house_number"] == 1.0


def test_bad_line_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "x"}\nnot json\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.jsonl, line 2"):
        list(read_truth(bad))
