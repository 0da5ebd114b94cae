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


def banking77(path: Path) -> Scorecard:
    """BANKING77's sample; see `_score`."""
    return _score("banking77_sample", path)


def nlupp(path: Path) -> Scorecard:
    """NLU++, hotels and banking; see `_score`."""
    return _score("nlupp", path)


def slurp(path: Path) -> Scorecard:
    """SLURP's calendar, alarm, date and general texts; see `_score`."""
    return _score("slurp_calendar_general", path)


def predict(text: str) -> dict[str, Any]:
    """Intent, and the phone number and street line that the dialogue would keep."""
    return intents.predict(text) | kept(text)


def _score(name: str, path: Path) -> Scorecard:
    """Figures: `false_emergency`, `invented_phones`, `invented_addresses`, `out_of_scope`.

    `address_readings` counts texts that the address parser alone would take for a whole address,
    as it would when the address was asked for. Raises ValueError on bad lines.
    """
    started = time.perf_counter()
    items = list(read_truth(path))
    judged = [_judge(line, item["text"]) for line, item in items]
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


def _judge(line: int, text: str) -> Judged:
    output = predict(text)
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
