"""usaddress's training data (DataMade, MIT): written US addresses, field by field.

Our parser reads what callers say, with a house number and a street. Labels and fields are brought
to one shape first: lower case, no signs, postal abbreviations; a direction counts as such wherever
upstream put it ("West 6th" is one StreetName in part of the data). A street type that we keep in
the name ("Sunset Strip") is compared there; house numbers and units are compared without blanks and
hyphens ("9820-B" is 9820B), floors in figures ("second" is 2).
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from agent.nlu.address_words import DIRECTIONS, SUFFIXES
from agent.nlu.states import STATES
from voicectl.evaluation import addresses
from voicectl.evaluation.comparing import compare
from voicectl.evaluation.scorecard import Figures, Judged, Scorecard
from voicectl.evaluation.shares import Share

FIELDS = ("house_number", "street_name", "suffix", "unit", "city", "state", "zip")
NEEDED = ("AddressNumber", "StreetName")
OTHER = {
    "USPSBoxID": "post box",
    "IntersectionSeparator": "corner of two streets",
    "StreetNamePreType": "highway or street with its type first",
    "SubaddressType": "part of a building besides the unit",
}
"""Labels whose addresses have no one reading in our fields."""
_SUFFIX_CODES = frozenset(code.lower() for code in SUFFIXES.values())
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip


def score(path: Path) -> Scorecard:
    """Right is an address with all seven fields right; figures give each field.

    Fields that upstream does not label must be empty; a state is not scored then, because ours
    follows from the ZIP. Raises ValueError on bad lines.
    """
    return compare("usaddress", path, _judge, _figures)


def _judge(line: int, item: Mapping[str, Any]) -> Iterator[Judged | str]:
    labels = item["labels"]
    reason = next((why for label, why in OTHER.items() if label in labels), None)
    if reason is None and not all(label in labels for label in NEEDED):
        reason = "no house number or no street"
    if reason is not None:
        yield reason
        return
    expected = _expected(labels)
    output = predict(item["text"])

    yield Judged(
        line=line,
        expected=expected,
        output=output,
        correct=all(_equal(field, expected, output) for field in FIELDS),
    )


def _equal(field: str, expected: Mapping[str, str], output: Mapping[str, str]) -> bool:
    unlabelled_state = field == "state" and not expected["state"]
    return unlabelled_state or output[field] == expected[field]


def predict(text: str) -> dict[str, str]:
    """Our fields in the shape that is compared; "" where there is none."""
    found = {name: value or "" for name, value in addresses.predict(text).items()}
    return {
        "house_number": _compact(found["house_number"]),
        "street_name": _street(found["street_name"]),
        "suffix": found["suffix"].lower(),
        "unit": _unit(found["unit"]),
        "city": _plain(found["city"]),
        "state": found["state"],
        "zip": found["zip"],
    }


def _expected(labels: Mapping[str, str]) -> dict[str, str]:
    number = labels["AddressNumber"] + " " + labels.get("AddressNumberSuffix", "")
    state = _plain(labels.get("StateName", ""))
    said = _plain(labels.get("StreetNamePostType", ""))
    suffix = SUFFIXES.get(said, said).lower()
    ours = suffix in _SUFFIX_CODES or not suffix
    return {
        "house_number": _compact(number),
        "street_name": _street(labels["StreetName"] + ("" if ours else " " + said)),
        "suffix": suffix if ours else "",
        "unit": _floor(_compact(labels.get("OccupancyIdentifier", ""))),
        "city": _plain(labels.get("PlaceName", "")),
        "state": STATES.get(state, _compact(state).upper()),
        "zip": labels.get("ZipCode", "").strip(" ,.")[:5],
    }


def _figures(judged: list[Judged]) -> Figures:
    return {
        f"field_{field}": Share(
            sum(_equal(field, item.expected, item.output) for item in judged), len(judged)
        )
        for field in FIELDS
    }


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w/ -]", " ", text.lower()).split())


def _compact(text: str) -> str:
    """Letters and digits only: B6-347B and b6 347b are one unit."""
    return "".join(char for char in text.lower() if char.isalnum())


def _floor(unit: str) -> str:
    """ "2nd" and "second" as 2, as we write floors."""
    ordinal = _ORDINALS.get(unit, unit)
    return ordinal[:-2] if ordinal[:1].isdecimal() and ordinal.endswith(_ENDINGS) else unit


_ENDINGS = ("st", "nd", "rd", "th")


def _street(name: str) -> str:
    """The name without directions around it and with ordinals in figures."""
    parts = [_ORDINALS.get(part, part) for part in _plain(name).split()]
    while len(parts) > 1 and parts[0] in DIRECTIONS:
        del parts[0]
    while len(parts) > 1 and parts[-1] in DIRECTIONS:
        del parts[-1]
    return " ".join(parts)


def _unit(unit: str) -> str:
    """The unit's own name: "Apt 4B" is 4b, as upstream labels it."""
    return _compact(unit.partition(" ")[2])
