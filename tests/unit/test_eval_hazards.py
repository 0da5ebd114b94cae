"""What the agent does about a danger, judged on whole steps."""

import json
from pathlib import Path

from voicectl.evaluation import hazards

OWN = Path(__file__).parents[2] / "fixtures" / "evaluation" / "hazards.jsonl"


def test_reactions_are_told_apart(tmp_path: Path) -> None:
    lines = [
        ("there is smoke coming out of the furnace", "FIRE", "present", "emergency"),
        ("we had a gas leak last year but it was fixed", "GAS", "past", "ask"),
        ("it smells like burning plastic", "ELEC_SMELL", "present", "ask"),
        ("when are you open", "NONE", "present", "none"),
        ("i would like to book a tune up", "GAS", "present", "emergency"),
    ]
    file = tmp_path / "hazards.jsonl"
    file.write_text(
        "".join(
            json.dumps({"text": text, "rule": rule, "form": form, "react": react}) + "\n"
            for text, rule, form, react in lines
        ),
        encoding="utf-8",
    )
    card = hazards.score(file)
    assert (card.n, card.correct) == (5, 4)
    assert card.figures["present_started"] == 0.5
    assert card.figures["harmless_started"] == 0.0
    assert [error.line for error in card.errors] == [5]


def test_forms_written_by_strangers_to_the_rules_are_noticed() -> None:
    """Floors well below the figures, so that only a real loss of recall fails here."""
    figures = hazards.score(OWN).figures
    assert figures["present_noticed"] >= 0.95
    assert figures["doubtful_noticed"] >= 0.85
    assert figures["harmless_started"] <= 0.08
