"""EVI, English: real recognisers' n-best lists of spelled postcodes, names and dates of birth.

What the best reading gives against what any reading of the list gives: the worth of reading on.
Only names are in our scope. We take no UK postcodes, so letters, digits and radio words are simply
joined; we ask for no birth date, so day and month are read by the parser for visits and the year is
not scored. The truth is the profile the caller was prompted with, whatever was said.
Source: Spithourakis et al. 2022, EVI: Multilingual Spoken Dialogue Tasks and Dataset.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.nlu import dates, names
from agent.nlu.numbers import DIGITS
from agent.nlu.spelling import LETTER_NAMES, RADIO
from agent.nlu.words import words
from voicectl.evaluation.scorecard import Judged, Scorecard, read_truth, tally
from voicectl.evaluation.shares import Share

ITEMS = ("name", "dob", "postcode")
EVE = datetime(2023, 12, 31, 9, 0, tzinfo=ZoneInfo("Europe/London"))
"""Every day of the year, February 29th too, is still to come."""


def score(path: Path) -> Scorecard:
    """Right is the best reading; figures give `NAME_best` and `NAME_any` for each item.

    Raises ValueError on bad lines.
    """
    started = time.perf_counter()
    judged = [_judge(line, item) for line, item in read_truth(path)]
    figures: dict[str, float | Share] = {}
    for name in ITEMS:
        items = [one for one in judged if name in one.labels]
        anywhere = sum(one.expected in one.output["values"] for one in items)
        figures[f"{name}_best"] = Share(sum(one.correct for one in items), len(items))
        figures[f"{name}_any"] = Share(anywhere, len(items))
    return tally("evi_en", judged, figures=figures, seconds=time.perf_counter() - started)


def predict(item: str, readings: Sequence[str]) -> list[str | None]:
    """The value of each reading, normalised; None where nothing was read."""
    return [READERS[item](reading) for reading in readings]


def _name(text: str) -> str | None:
    found = names.parse(text)
    return _plain(found.first + found.last) if found else None


def _day(text: str) -> str | None:
    wish = dates.parse(text, EVE)
    single = wish.date_from is not None and wish.date_from == wish.date_to
    return wish.date_from[5:] if single and wish.date_from else None


def _postcode(text: str) -> str | None:
    return _plain("".join(_sign(word) for word in words(text))) or None


def _sign(word: str) -> str:
    return RADIO.get(word) or DIGITS.get(word) or LETTER_NAMES.get(word) or word


READERS = {"name": _name, "dob": _day, "postcode": _postcode}


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _judge(line: int, item: Mapping[str, Any]) -> Judged:
    name = item["item"]
    values = predict(name, item["asr_nbest"])
    expected = item["truth"][5:] if name == "dob" else _plain(item["truth"])
    return Judged(
        line=line,
        id=f"{item['dialogue_id']}:{item['turn']}",
        expected=expected,
        output={"values": values},
        correct=values[:1] == [expected],
        labels=(name, f"{name}, attempt {item['attempt'] + 1}"),
    )
