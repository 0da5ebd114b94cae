"""Whether a call went as its scenario expects, and which number was confirmed."""

import json
from pathlib import Path

import pytest

from simulators.caller.caller import Spoken
from simulators.caller.measure import Interrupted
from simulators.caller.persona import Expected, ScenarioError
from simulators.caller.run import CallReport
from voicectl.aftermath import Aftermath, misses
from voicectl.spokenphones import confirmed, pick


def report(**changes: object) -> CallReport:
    facts: dict[str, object] = {
        "scenario": "x",
        "call_sid": "CA1",
        "status": "completed",
        "started_at": 0.0,
        "seconds": 10.0,
        "lines": [Spoken("agent", "Please get everyone OUT.", 0, 900)],
        "responses": [],
        "interruptions": [],
        "underruns": 0,
        "bad_messages": 0,
        "late_ticks": 0,
        "lost_frames": 0,
    }
    return CallReport(**(facts | changes))  # type: ignore[arg-type]


BOOKED = Aftermath("booked", {"code": "K1", "name": "Rob Hill", "zip": "75201"})


def test_a_call_as_expected_misses_nothing() -> None:
    expected = Expected(
        outcome=("booked",),
        booking={"name": "~Robert Hill", "zip": "75201"},
        heard=("everyone out",),
    )
    assert misses(expected, report(), BOOKED) == []


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (Expected(outcome=("cancelled", "kept")), "outcome booked, expected cancelled or kept"),
        (Expected(outcome=(), no_booking=True), "a visit was booked (K1)"),
        (Expected(outcome=(), booking={"zip": "75202"}), "zip is '75201', expected '75202'"),
        (Expected(outcome=(), booking={"name": "~Anna Miller"}), "name is 'Rob Hill'"),
        (Expected(outcome=(), dialed=("+1",)), "+1 was not dialed"),
        (Expected(outcome=(), texted=("+1",)), "+1 got no text"),
        (Expected(outcome=(), heard=("goodbye",)), "never heard 'goodbye'"),
        (Expected(outcome=(), min_stops=1), "fell silent 0 times"),
    ],
)
def test_every_miss_is_named(expected: Expected, words: str) -> None:
    (found,) = misses(expected, report(), BOOKED)
    assert words in found


def test_stops_for_noises_are_counted_apart() -> None:
    noises = [Interrupted(100, False, 200), Interrupted(900, False, None)]
    found = misses(Expected(outcome=(), max_stops=0), report(interruptions=noises), BOOKED)
    assert found == ["fell silent 1 times for noises, expected 0"]


def test_nothing_is_said_about_visits_out_of_sight() -> None:
    hidden = Aftermath("booked", known=False)
    assert misses(Expected(outcome=(), booking={"zip": "1"}), report(), hidden) == []
    assert misses(Expected(outcome=(), booking={"zip": "1"}), report(), Aftermath("booked")) == [
        "no visit in the database"
    ]


def test_the_confirmed_number_is_the_one_said_yes_to() -> None:
    first = "I have two one four, five five five, oh one four four. Is that right?"
    second = "So that's two one four, five five five, oh one four three. Correct?"
    turns = [("agent", first), ("caller", "No."), ("agent", second), ("caller", "Yes, that's it.")]
    assert confirmed(turns) == "2145550143"
    assert confirmed(turns[:2]) == ""
    assert confirmed([("agent", "Anything else?"), ("caller", "Yes.")]) == ""


def test_a_number_typed_after_its_read_back_is_said_yes_to() -> None:
    read = "I have two one four, five five five, oh one four four. Is that right?"
    asked = [("agent", read), ("caller", "No."), ("agent", "Please type it on the keypad.")]
    assert confirmed([*asked, ("agent", "What's the address?")], "2145550144") == "2145550144"
    assert confirmed([*asked, ("agent", "What's the address?")], "2145550143") == ""
    assert confirmed([*asked, ("agent", read)], "2145550144") == ""


def write_set(folder: Path) -> None:
    lines = [
        {"id": f"p{at}", "kind": "phone10", "file": f"wav/p{at}.wav", "digits": f"214555010{at}"}
        for at in range(6)
    ]
    other = {"id": "code", "kind": "code6", "file": "x", "digits": "1"}
    text = "".join(json.dumps(line) + "\n" for line in [other, *lines])
    (folder / "truth.jsonl").write_text(text)


def test_recorded_numbers_are_spread_over_the_set(tmp_path: Path) -> None:
    write_set(tmp_path)
    found = pick(tmp_path, 3)
    assert [one.name for one in found] == ["p0", "p2", "p4"]
    assert found[1].scenario.facts.phone == "2145550102"
    assert found[1].scenario.answers["phone"] == (f"wav:{tmp_path / 'wav/p2.wav'}",)


def test_single_recordings_are_taken_by_their_ids(tmp_path: Path) -> None:
    write_set(tmp_path)
    assert [one.name for one in pick(tmp_path, 3, only=("p5", "p1"))] == ["p5", "p1"]
    with pytest.raises(ScenarioError, match="no recording p9, code in the set; there are p0 to p5"):
        pick(tmp_path, 3, only=("p9", "p1", "code"))


def test_a_folder_without_a_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no set of spoken numbers"):
        pick(tmp_path, 3)
