"""Public sets: small made-up items of each format, and the real files where they are."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from voicectl.evaluation import sets
from voicectl.evaluation.scorecard import Scorecard

PLACE = os.environ.get("VOICECTL_EVAL_DATA", "")
REAL = sets.find(Path(PLACE)) if PLACE else {}
PUBLIC = [name for name, one in sets.SETS.items() if one.scorer.startswith("public_")]


@pytest.fixture
def score(tmp_path: Path) -> Any:
    """Scores made-up items of a set."""

    def run(name: str, *items: dict[str, Any]) -> Scorecard:
        path = tmp_path / f"{name}.jsonl"
        path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
        return sets.score(name, path)

    return run


def test_clinc150_counts_oos_foreign_and_counterparts(score: Any) -> None:
    """Out of scope is right for what is none of ours; "yes" must be a yes; "cancel" is unclear."""
    card = score(
        "clinc150",
        {"text": "who painted the big ceiling in rome", "label": "oos"},
        {"text": "my furnace has no heat", "label": "oos"},
        {"text": "is it going to snow in boston", "label": "weather"},
        {"text": "yes", "label": "yes"},
        {"text": "stop that", "label": "cancel"},
    )
    assert (card.n, card.correct) == (4, 3)
    assert card.figures["oos_recall"] == 0.5
    assert card.figures["foreign_recall"] == 1.0
    assert card.figures["false_emergency"] == 0
    assert card.figures["comparable"] == 0.8


def test_clinc150_counts_an_alarm_on_an_unclear_label(score: Any) -> None:
    """No label excuses a false emergency."""
    card = score("clinc150", {"text": "i smell gas in the kitchen", "label": "thank_you"})
    assert card.figures["false_emergency"] == 1


@pytest.mark.parametrize("name", ["banking77_sample", "nlupp", "slurp_calendar_general"])
def test_strangers_must_give_nothing(score: Any, name: str) -> None:
    """Alarms, phone numbers and addresses that the dialogue would keep are counted."""
    card = score(
        name,
        {"text": "why was my card declined"},
        {"text": "i smell gas in the kitchen"},
        {"text": "my number is three oh three five five five oh one three one"},
        {"text": "my heater is broken i am at 442 south humboldt street"},
    )
    assert (card.n, card.correct, card.set) == (4, 1, name)
    figures = ("false_emergency", "invented_phones", "invented_addresses", "address_readings")
    assert [card.figures[figure] for figure in figures] == [1, 1, 1, 1]


def test_restaurants8k_compares_the_turn_with_its_span(score: Any) -> None:
    """Dates and clock times in a turn must be those of their spans; some spans say nothing."""
    card = score(
        "restaurants8k",
        {
            "text": "could you do friday at 7:30 pm",
            "requested": ["date"],
            "labels": [
                {"slot": "date", "start": 13, "end": 19, "value": "friday"},
                {"slot": "time", "start": 23, "end": 30, "value": "7:30 pm"},
                {"slot": "people", "start": 0, "end": 1, "value": "2"},
            ],
        },
        {
            "text": "tomorrow is fine",
            "requested": [],
            "labels": [
                {"slot": "date", "start": 0, "end": 1, "value": "monday"},
                {"slot": "time", "start": 0, "end": 1, "value": "19hr"},
            ],
        },
    )
    assert (card.n, card.correct) == (3, 2)
    assert (card.figures["date"], card.figures["time"]) == (0.5, 1.0)
    assert card.figures["date asked for"] == 1.0
    assert card.figures["not_comparable: time not read alone"] == 1
    # A wrong day counts as one too many and one missed.
    assert (card.figures["date_f1"], card.figures["time_f1"]) == (0.5, 0.6667)
    assert [one.line for one in card.predictions] == [1, 2]


def test_evi_compares_the_best_reading_with_the_list(score: Any) -> None:
    """Any reading of the list may be right; an empty list is wrong."""
    turn = {"dialogue_id": "CA1", "speaker": "s", "turn": 0, "attempt": 0, "asr_1best": ""}
    card = score(
        "evi_en",
        turn | {"item": "name", "asr_nbest": ["Anna low", "Anna Lowe"], "truth": "Anna Lowe"},
        turn | {"item": "postcode", "asr_nbest": ["whiskey 2 0 alpha b"], "truth": "W2 0AB"},
        turn | {"item": "dob", "asr_nbest": ["3rd of August"], "truth": "1937-08-03"},
        turn | {"item": "dob", "asr_nbest": [], "truth": "1937-08-03"},
    )
    assert (card.figures["name_best"], card.figures["name_any"]) == (0.0, 1.0)
    assert card.figures["postcode_best"] == 1.0
    assert card.figures["dob_any"] == 0.5
    assert (card.n, card.correct) == (4, 2)


def _labels(number: str, street: str, kind: str, place: str) -> dict[str, str]:
    return {
        "AddressNumber": number,
        "StreetName": street,
        "StreetNamePostType": kind,
        "PlaceName": place,
    }


def test_usaddress_compares_field_by_field(score: Any) -> None:
    """Abbreviations and signs do not count; boxes are not comparable; a wrong field is."""
    text = "508 West 6th Street, Lexington, KY 40508"
    labels = _labels("508", "West 6th", "Street,", "Lexington,")
    whole = labels | {"StateName": "KY", "ZipCode": "40508"}
    card = score(
        "usaddress",
        {"text": text, "labels": whole},
        {"text": text, "labels": whole | {"ZipCode": "40509"}},
        {"text": "PO Box 12, Lexington", "labels": {"USPSBoxID": "12", "PlaceName": "Lexington"}},
    )
    assert (card.n, card.correct) == (2, 1)
    assert (card.figures["field_street_name"], card.figures["field_zip"]) == (1.0, 0.5)
    assert card.figures["not_comparable: post box"] == 1


def test_usaddress_leaves_notation_aside(score: Any) -> None:
    """Blanks in numbers, ordinal floors, and types of streets that we keep in the name."""
    text = "9820-B Sunset Strip, 2nd Floor, Reno, N.V."
    labels = _labels("9820-B", "Sunset", "Strip,", "Reno,")
    whole = labels | {"OccupancyIdentifier": "2nd", "StateName": "N.V."}
    card = score("usaddress", {"text": text, "labels": whole})
    assert (card.n, card.correct) == (1, 1)


def _dated(text: str, kind: str, *values: dict[str, str]) -> dict[str, Any]:
    result = {"text": text, "type": f"datetimeV2.{kind}", "resolution": {"values": list(values)}}
    return {"input": text, "reference": "2026-03-02T09:00:00", "results": [result]}


def test_recognizers_datetime_agrees_where_it_can(score: Any) -> None:
    """Days, clock times and stretches are compared; past, repeated and vague ones are not."""
    friday = {"timex": "XXXX-WXX-5", "type": "date", "value": "2026-03-06"}
    last_friday = friday | {"value": "2026-02-27"}
    ten = {"timex": "2026-03-03T10", "type": "datetime", "value": "2026-03-03 10:00:00"}
    weekend = {
        "timex": "2026-W10-WE",
        "type": "daterange",
        "start": "2026-03-07",
        "end": "2026-03-09",
    }
    morning = {"timex": "TMO", "type": "timerange", "start": "08:00:00", "end": "12:00:00"}
    unreal = {"timex": "2026-02-30", "type": "date", "value": "not resolved"}
    card = score(
        "recognizers_datetime",
        _dated("on friday", "date", last_friday, friday),
        _dated("tomorrow at 10 am", "datetime", ten),
        _dated("this weekend", "daterange", weekend),
        _dated("on friday", "date", friday | {"value": "2026-03-07"}),
        _dated("february 30th", "date", unreal),
        _dated("last friday", "date", last_friday),
        _dated("in the morning", "timerange", morning),
        _dated("every friday", "set", friday),
        {"input": "nothing here", "reference": "2026-03-02T09:00:00", "results": []},
        {"input": "friday", "reference": None, "results": []},
    )
    assert (card.n, card.correct) == (6, 5), card.errors
    assert card.figures["date"] == 0.5
    assert card.figures["nothing"] == 1.0
    assert card.figures["not_comparable: in the past"] == 1
    assert card.figures["not_comparable: set is no wish for a visit"] == 1
    assert card.figures["not_comparable: part of the day has other hours"] == 1


def test_recognizers_datetime_leaves_out_what_it_means_otherwise(score: Any) -> None:
    """Now, today's own weekday, seconds and stretches of months are not comparable."""
    now = {"timex": "PRESENT_REF", "type": "datetime", "value": "2026-03-02 09:00:00"}
    today = {"timex": "XXXX-WXX-1", "type": "date", "value": "2026-03-02"}
    seconds = {"timex": "T08:00:31", "type": "time", "value": "08:00:31"}
    april = {"timex": "2026-04", "type": "daterange", "start": "2026-04-01", "end": "2026-05-01"}
    card = score(
        "recognizers_datetime",
        _dated("right now", "datetime", now),
        _dated("on monday", "date", today),
        _dated("at 8:00:31 am", "time", seconds),
        _dated("in april", "daterange", april),
    )
    assert card.n == 0
    assert card.figures["not_comparable: now"] == 1
    assert card.figures["not_comparable: a bare weekday that is today's"] == 1
    assert card.figures["not_comparable: open, long or too exact"] == 2


def test_recognizers_datetime_compares_both_ends(score: Any) -> None:
    """Ranges of hours and of days spoken by their ends are equal only when both ends are."""
    hours = {"timex": "(T14,T16,PT2H)", "type": "timerange", "start": "14:00:00", "end": "16:00:00"}
    tuesday = {
        "timex": "(2026-03-03T14,2026-03-03T16,PT2H)",
        "type": "datetimerange",
        "start": "2026-03-03 14:00:00",
        "end": "2026-03-03 16:00:00",
    }
    days = {
        "timex": "(2026-03-05,2026-03-07,P2D)",
        "type": "daterange",
        "start": "2026-03-05",
        "end": "2026-03-07",
    }
    card = score(
        "recognizers_datetime",
        _dated("between 2 and 4 pm", "timerange", hours),
        _dated("tomorrow between 2 and 4 pm", "datetimerange", tuesday),
        _dated("tomorrow between 2 and 5 pm", "datetimerange", tuesday),
        _dated("from march 5th to march 7th", "daterange", days),
    )
    assert [one.line for one in card.errors] == [3]


def test_recognizers_phone_wants_numbers_valid_in_the_us(score: Any) -> None:
    """The same E.164 number is right; what libphonenumber refuses is not comparable."""

    def item(text: str, found: str | None) -> dict[str, Any]:
        return {"input": text, "reference": None, "results": [{"text": found}] if found else []}

    card = score(
        "recognizers_phone",
        item("my number is 303-555-0131", "303-555-0131"),
        item("my number is 303-555-0131", "303-555-0132"),
        item("i have 12 cats", None),
        item("call 12345678901234", "12345678901234"),
    )
    assert (card.n, card.correct) == (3, 2)
    assert (card.figures["numbers"], card.figures["nothing"]) == (0.5, 1.0)


def test_recognizers_boolean_compares_answers(score: Any) -> None:
    """Yes is true, no is false, and signs that nobody can say are left out."""

    def item(text: str, value: bool) -> dict[str, Any]:
        return {"input": text, "reference": None, "results": [{"resolution": {"value": value}}]}

    card = score(
        "recognizers_boolean", item("yes", True), item("no", True), item("\U0001f44c", True)
    )
    assert (card.n, card.correct) == (2, 1)


@pytest.mark.parametrize("name", PUBLIC)
def test_the_real_files_are_scored(name: str) -> None:
    """Every published file is read to its end, and none of it raises a false alarm."""
    if name not in REAL:
        pytest.skip("set VOICECTL_EVAL_DATA to a directory that holds the public truth files")
    card = sets.score(name, REAL[name])
    assert card.n > 0
    assert card.figures.get("false_emergency", 0) == 0
    assert card.figures.get("invented_phones", 0) == 0
