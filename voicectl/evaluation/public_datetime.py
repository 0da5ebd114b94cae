"""Recognizers-Text, dates and times (Microsoft, MIT): agreement where the conventions coincide.

Upstream reads any date of any text; we read when somebody may come. Past days, durations, repeated
times, parts of the day (other hours) and open ranges are therefore not comparable. Where upstream
gives several readings (last or next Friday, morning or afternoon), one that is still to come is
enough.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.nlu import dates
from voicectl.evaluation.comparing import compare, shares_by_label
from voicectl.evaluation.scorecard import Judged, Scorecard

ZONE = ZoneInfo("UTC")
LONGEST = timedelta(days=14)
"""Longer stretches (a month, a year) are no answer to "when may we come"."""
Reading = tuple[str, ...]
"""What a result must be equal to: days, clock times or both, as the kind has them."""


def score(path: Path) -> Scorecard:
    """Right is one of upstream's readings. Figures: share right by kind of result.

    Raises ValueError on bad lines.
    """
    return compare("recognizers_datetime", path, _judge, shares_by_label)


def predict(text: str, reference: str) -> dict[str, Any]:
    """The wish in `text` at the local time `reference`."""
    wish = dates.parse(text, datetime.fromisoformat(reference).replace(tzinfo=ZONE))
    dated = wish.status == "ok" and not wish.open
    return {
        "date_from": wish.date_from if dated else None,
        "date_to": wish.date_to if dated else None,
        "start": wish.start,
        "end": wish.end,
    }


def _judge(line: int, item: Mapping[str, Any]) -> Iterator[Judged | str]:
    results, reference = item["results"], item["reference"]
    if reference is None:
        yield "no time of the call"
    elif len(results) > 1:
        yield "several results"
    elif not results or _unreal(results[0]):
        output = predict(item["input"], reference)
        nothing = output["date_from"] is None and output["start"] is None
        yield Judged(line=line, expected=None, output=output, correct=nothing, labels=("nothing",))
    else:
        yield _compared(line, item["input"], reference, results[0])


def _unreal(result: Mapping[str, Any]) -> bool:
    """A day that does not exist, such as February 30th."""
    values = (result["resolution"] or {}).get("values") or ()
    unresolved = all(value.get("value") == "not resolved" for value in values)
    return bool(result["type"] == "datetimeV2.date" and values and unresolved)


def _compared(line: int, text: str, reference: str, result: Mapping[str, Any]) -> Judged | str:
    kind = str(result["type"]).removeprefix("datetimeV2.")
    if kind not in READERS:
        return f"{kind} is no wish for a visit"
    values: Sequence[Mapping[str, str]] = (result["resolution"] or {}).get("values") or ()
    if any(_part_of_day(value["timex"]) for value in values):
        return "part of the day has other hours"
    if any(value["timex"] == "PRESENT_REF" for value in values):
        return "now"
    read, shape = READERS[kind]
    wanted: list[Reading] = [reading for value in values if (reading := read(value)) is not None]
    if not wanted:
        return "open, long or too exact"
    if shape[0] == "date_from":
        wanted = [reading for reading in wanted if reading[0] >= reference[:10]]
        if not wanted:
            return "in the past"
        if wanted[0][0] == reference[:10] and values[0]["timex"].startswith("XXXX-WXX"):
            return "a bare weekday that is today's"
    output = predict(text, reference)
    got = tuple(output[name] for name in shape)
    return Judged(line=line, expected=wanted, output=output, correct=got in wanted, labels=(kind,))


def _part_of_day(timex: str) -> bool:
    return timex.partition("T")[2][:2].isalpha()


def _day(value: Mapping[str, str]) -> Reading | None:
    return (value["value"],) * 2 if "value" in value else None


def _days(value: Mapping[str, str]) -> Reading | None:
    """First and last day; upstream's end is the day after, except for spoken ends."""
    if "start" not in value or "end" not in value or "Mod" in value:
        return None
    first, after = date.fromisoformat(value["start"]), date.fromisoformat(value["end"])
    if not timedelta(0) < after - first <= LONGEST:
        return None
    spoken = value["timex"].startswith("(") and value["timex"].count("-") > 3
    last = after if spoken else after - timedelta(days=1)
    return (first.isoformat(), last.isoformat())


def _moment(value: Mapping[str, str]) -> Reading | None:
    day, _, clock = value.get("value", "").partition(" ")
    return (day, day, clock[:5]) if clock.endswith(":00") else None


def _moments(value: Mapping[str, str]) -> Reading | None:
    day, _, start = value.get("start", "").partition(" ")
    last, _, end = value.get("end", "").partition(" ")
    return (day, last, start[:5], end[:5]) if day and day == last else None


def _clock(value: Mapping[str, str]) -> Reading | None:
    clock = value.get("value", "")
    return (clock[:5],) if clock.endswith(":00") else None


def _clocks(value: Mapping[str, str]) -> Reading | None:
    whole = "start" in value and "end" in value
    return (value["start"][:5], value["end"][:5]) if whole else None


READERS: Mapping[str, tuple[Callable[[Mapping[str, str]], Reading | None], Sequence[str]]] = {
    "date": (_day, ("date_from", "date_to")),
    "daterange": (_days, ("date_from", "date_to")),
    "datetime": (_moment, ("date_from", "date_to", "start")),
    "datetimerange": (_moments, ("date_from", "date_to", "start", "end")),
    "time": (_clock, ("start",)),
    "timerange": (_clocks, ("start", "end")),
}
"""Kind of result -> how a value is read, and the names of our fields it is compared with."""
