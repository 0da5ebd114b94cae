"""Score what the agent does about dangers in a caller's first words (`hazards.jsonl`).

A line has `text`, `rule`, `form` (present, past, negated, hypothetical, asked) and `react`, what
must happen. emergency: a danger to life that is plainly there, the script begins. ask: it may be
there, the agent asks (or advises, or brings in the on-call people for a lesser danger). none: no
alarm.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from agent.dialogue.emergency import TIERS
from agent.dialogue.state import State
from agent.events import Note
from voicectl.evaluation import opening
from voicectl.evaluation.scorecard import Figures, Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share

Reaction = Literal["emergency", "on_call", "ask", "advice", "none"]
RIGHT: Mapping[str, frozenset[str]] = {
    "emergency": frozenset({"emergency"}),
    "ask": frozenset({"ask", "on_call", "advice"}),
    "none": frozenset({"none", "advice"}),
}


def score(path: Path, config: Path | None = None) -> Scorecard:
    """Right is the reaction the line asks for. Raises ValueError on bad lines.

    Figures: of the present dangers to life the shares for which the script began, and for which
    the agent at least asked; of the doubtful ones the share asked about; of the harmless lines
    those that began the script or were asked about.
    """
    started = time.perf_counter()
    judged = [_judge(line, item, config) for line, item in read_truth(path)]
    present = [one.output["react"] for one in judged if one.expected["react"] == "emergency"]
    doubtful = [one for one in judged if one.expected["react"] == "ask"]
    harmless = [one.output["react"] for one in judged if one.expected["react"] == "none"]
    figures: Figures = {
        "present_started": _share(present, "emergency"),
        "present_noticed": _share(present, "emergency", "on_call", "ask", "advice"),
        "doubtful_noticed": Share(
            sum(one.output["react"] != "none" for one in doubtful), len(doubtful)
        ),
        "harmless_started": _share(harmless, "emergency"),
        "harmless_asked": _share(harmless, "ask"),
    }
    return tally("hazards", judged, figures=figures, seconds=time.perf_counter() - started)


def predict(text: str, config: Path | None = None) -> dict[str, Any]:
    """What happens when a call opens with `text`."""
    state, commands = opening.answered(text, config)
    advised = any(isinstance(one, Note) and one.name == "safety_advice" for one in commands)
    return {"react": _reaction(state, advised=advised)}


def _reaction(state: State, *, advised: bool) -> Reaction:
    if state.hazard is not None:
        return "emergency" if TIERS[state.hazard.rule] == "E1" else "on_call"
    asked = state.asked
    if state.phase == "SAFETY_CHECK" and asked is not None and "rule" in asked.fields:
        return "ask"
    return "advice" if advised else "none"


def _judge(line: int, item: Mapping[str, Any], config: Path | None) -> Judged:
    output = predict(item["text"], config)
    expected = {"react": item["react"], "rule": item["rule"], "form": item["form"]}
    return Judged(
        line=line,
        id=item.get("id"),
        expected=expected,
        output=output,
        correct=output["react"] in RIGHT[item["react"]],
        labels=(item["rule"], f"form {item['form']}"),
    )


def _share(reactions: Sequence[str], *wanted: str) -> Share:
    return Share(sum(one in wanted for one in reactions), len(reactions))
