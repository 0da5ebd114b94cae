"""Callers of banks, hotels and assistants: nothing they say is an emergency or detail of ours.

Sets: BANKING77 (a sample), NLU++ and SLURP's calendar and general texts. Right is an utterance that
raises no emergency label and of which the dialogue keeps no phone number and no address when a call
opens with it.
"""

import time
from pathlib import Path
from typing import Any

from agent.nlu import addresses
from voicectl.evaluation import intents
from voicectl.evaluation.opening import kept
from voicectl.evaluation.scorecard import Figures, Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share


def banking77(path: Path, config: Path | None = None) -> Scorecard:
    """BANKING77's sample; see `_score`."""
    return _score("banking77_sample", path, config)


def nlupp(path: Path, config: Path | None = None) -> Scorecard:
    """NLU++, hotels and banking; see `_score`."""
    return _score("nlupp", path, config)


def slurp(path: Path, config: Path | None = None) -> Scorecard:
    """SLURP's calendar, alarm, date and general texts; see `_score`."""
    return _score("slurp_calendar_general", path, config)


def predict(text: str, config: Path | None = None) -> dict[str, Any]:
    """Intent, and the phone number and street line that the dialogue would keep."""
    return intents.predict(text, config) | kept(text, config)


def _score(name: str, path: Path, config: Path | None) -> Scorecard:
    """Figures: `false_emergency`, `invented_phones`, `invented_addresses`, `out_of_scope`.

    `address_readings` counts texts that the address parser alone would take for a whole address,
    as it would when the address was asked for. Raises ValueError on bad lines.
    """
    started = time.perf_counter()
    items = list(read_truth(path))
    judged = [_judge(line, item["text"], config) for line, item in items]
    outputs = [one.output for one in judged]
    alarms = sum(output["intent"] in intents.EMERGENCIES for output in outputs)
    figures: Figures = {
        "false_emergency": alarms,
        "false_emergency_rate": Share(alarms, len(judged)),
        "invented_phones": sum(output["phone"] is not None for output in outputs),
        "invented_addresses": sum(output["address"] is not None for output in outputs),
        "address_readings": sum(_whole_address(item["text"]) for _, item in items),
        "out_of_scope": Share(
            sum(output["intent"] == "out_of_scope" for output in outputs), len(judged)
        ),
    }
    return tally(name, judged, figures=figures, seconds=time.perf_counter() - started)


def _judge(line: int, text: str, config: Path | None) -> Judged:
    output = predict(text, config)
    clean = output["intent"] not in intents.EMERGENCIES
    return Judged(
        line=line,
        expected={"phone": None, "address": None},
        output=output,
        correct=clean and output["phone"] is None and output["address"] is None,
    )


def _whole_address(text: str) -> bool:
    found = addresses.parse(text)
    return found is not None and addresses.complete(found)
