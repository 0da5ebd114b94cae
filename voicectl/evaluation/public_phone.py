"""Recognizers-Text, phone numbers (Microsoft, MIT): agreement where a US company would agree.

Upstream finds anything that looks like a number of some country; we give only numbers that are
valid for a US caller. What libphonenumber calls invalid there is not comparable.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import phonenumbers

from voicectl.evaluation import phones
from voicectl.evaluation.comparing import compare, shares_by_label
from voicectl.evaluation.scorecard import Judged, Scorecard

REGION = "US"


def score(path: Path) -> Scorecard:
    """Right is the same number in E.164, or none where upstream finds none.

    Figures: share right among `numbers` and among texts with `nothing` in them. Raises ValueError
    on bad lines.
    """
    return compare("recognizers_phone", path, _judge, shares_by_label)


def _judge(line: int, item: Mapping[str, Any]) -> Iterator[Judged | str]:
    results = item["results"]
    expected = _e164(results[0]["text"]) if results else None
    if results and expected is None:
        yield "no valid number when called from the US"
        return
    output = phones.predict([item["input"]], {"default_region": REGION})
    yield Judged(
        line=line,
        expected=expected,
        output=output,
        correct=output["e164"] == expected,
        labels=("numbers" if expected else "nothing",),
    )


def _e164(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
