"""Whole conversations of invented callers, played by the evaluation's own player."""

from pathlib import Path

import pytest

from voicectl.evaluation import dialogues
from voicectl.evaluation.scorecard import Scorecard

SCRIPTS = Path(__file__).parents[2] / "fixtures" / "dialogues"
MOST_TURNS_PER_SLOT = 1.2


@pytest.fixture(scope="module")
def played() -> Scorecard:
    """All scripts, played once."""
    return dialogues.score(SCRIPTS / "calls.jsonl")


def test_every_scripted_caller_gets_what_they_called_for(played: Scorecard) -> None:
    assert played.n >= 20
    assert [(error.id, error.got["wrong"]) for error in played.errors] == []


def test_a_detail_takes_little_more_than_one_answer(played: Scorecard) -> None:
    assert 1.0 <= played.figures["turns_per_slot"] <= MOST_TURNS_PER_SLOT
