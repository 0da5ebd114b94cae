"""Recorded human voices as the answer to the phone question, and which number was confirmed.

A set is a folder with `truth.jsonl` (`kind`, `file`, `digits` a line) and the WAV files it names.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from simulators.caller.asks import Ask
from simulators.caller.digits import digits_in
from simulators.caller.persona import Expected, Named, ScenarioError
from voicectl import stage

if TYPE_CHECKING:
    from voicectl.phoning import Result

BASE = "spoken_digits"
"""The scenario whose number is replaced."""
KIND = "phone10"
LENGTH = 10
NUMBER_ASKS: tuple[Ask, ...] = ("phone", "phone_rest", "find_visit")
"""Every question that a caller, perhaps mishearing it, answers with the number."""


def pick(
    folder: Path,
    take: int,
    *,
    only: Sequence[str] = (),
    keypad: bool = True,
    hasty: bool = False,
) -> list[Named]:
    """Make scenarios from the recordings with the ids in `only`, else from `take` spread evenly.

    `keypad`: the caller types the number when asked to; else the recording is played again.
    `hasty`: the caller says "no" and plays the recording at once, over our next question. Raises
    ScenarioError.
    """
    truth = folder / "truth.jsonl"
    try:
        lines = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as fault:
        raise ScenarioError(f"no set of spoken numbers in {folder}: {fault}") from fault
    items = [line for line in lines if line["kind"] == KIND]
    base = stage.scenarios(BASE, [])[0]
    chosen = _named(items, only) if only else _spread(items, take)
    return [_scenario(base, folder, item, keypad=keypad, hasty=hasty) for item in chosen]


def _named(items: Sequence[dict[str, Any]], only: Sequence[str]) -> list[dict[str, Any]]:
    known = {item["id"]: item for item in items}
    if strange := [one for one in only if one not in known]:
        ids = f"{items[0]['id']} to {items[-1]['id']}" if items else "none"
        raise ScenarioError(f"no recording {', '.join(strange)} in the set; there are {ids}")
    return [known[one] for one in only]


def _spread(items: Sequence[dict[str, Any]], take: int) -> list[dict[str, Any]]:
    count = min(take, len(items))
    return [items[at * len(items) // count] for at in range(count)]


def _scenario(
    base: Named, folder: Path, item: dict[str, Any], *, keypad: bool, hasty: bool
) -> Named:
    wav = f"wav:{(folder / item['file']).resolve()}"
    scenario = base.scenario
    answers = dict(scenario.answers)
    answers |= dict.fromkeys(NUMBER_ASKS, (wav,))
    answers["address"] = ("hang_up: Sorry, I have to go. I'll call back. Bye.",)
    if not keypad:
        answers["keypad"] = (wav,)
    made = msgspec.structs.replace(
        scenario,
        facts=msgspec.structs.replace(scenario.facts, phone=item["digits"]),
        answers=answers,
        hasty=hasty,
        expect=Expected(outcome=()),
    )
    return Named(item["id"], made, base.folder)


def confirmed(turns: Sequence[tuple[str, str]], typed: str = "") -> str:
    """Return the number of the last read-back that the caller said yes to; empty if none.

    `turns`: (role, text) of the agent's books, where texts are what was really said. `typed`: what
    the caller typed last. If it had been read back before it is a yes, unless it is read back anew.
    """
    number = read_back = ""
    told = set()
    keys_asked = False
    for role, text in turns:
        if role == "agent":
            found = digits_in(text)
            read_back = found if len(found) == LENGTH else ""
            if keys_asked and not read_back and "address" in text and typed in told:
                number = typed
            keys_asked = "keypad" in text
            told.add(read_back)
        elif read_back and text.lower().startswith("yes"):
            number = read_back
    return number


def _typed(result: "Result") -> str:
    keys = [line.text for line in result.report.lines if line.kind == "keys"]
    return keys[-1] if keys else ""


def figures(results: Sequence["Result"]) -> dict[str, Any]:
    """Count right, wrong and missing numbers over calls made by `pick`."""
    calls = [
        {
            "id": result.named.name,
            "truth": result.named.scenario.facts.phone,
            "confirmed": confirmed(result.after.turns, _typed(result)),
            "answers": sum("wav]" in line.text for line in result.report.lines),
            "keypad": any(line.kind == "keys" for line in result.report.lines),
        }
        for result in results
    ]
    right = sum(one["truth"] == one["confirmed"] for one in calls)
    missing = sum(not one["confirmed"] for one in calls)
    return {
        "n": len(calls),
        "captured": right,
        "capture_rate": right / len(calls) if calls else 0.0,
        "wrong_confirmed": len(calls) - right - missing,
        "not_captured": missing,
        "at_first_answer": sum(
            one["truth"] == one["confirmed"] and one["answers"] == 1 and not one["keypad"]
            for one in calls
        ),
        "by_keypad": sum(one["keypad"] for one in calls),
        "calls": calls,
    }
