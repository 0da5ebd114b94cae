"""Lost heating or cooling: who is at risk and how cold or hot it is decide who comes when."""

from typing import Any

import pytest

from agent.dialogue.safety import tier_of
from agent.dialogue.state import Slots
from agent.events import AlertOnCall
from agent.profile.schema import Triage

NIGHT = "2026-11-23T23:30:00-06:00"
SUMMER = "2026-07-20T10:00:00-05:00"


def test_no_heat_with_a_cold_house_and_a_baby_brings_the_technician(call_in: Any) -> None:
    call = call_in()
    call.say("my heat is out", "no", "yes, a newborn")
    assert call.asked == "temperature"
    said = call.say("fifty eight degrees")
    assert "warm room" in said
    assert [one.rule for one in call.tools(AlertOnCall)] == ["HEAT_A"]
    assert call.state.tier == "E2"


def test_no_cooling_in_the_heat_with_an_elderly_person_brings_the_technician(call_in: Any) -> None:
    call = call_in(now=SUMMER)
    call.say("my AC quit", "no", "my elderly mother", "ninety degrees")
    assert [one.rule for one in call.tools(AlertOnCall)] == ["COOL_A"]


def test_healthy_adults_get_the_first_seat_instead(call_in: Any) -> None:
    call = call_in()
    call.say("my heat is out", "no", "no, just us")
    assert call.state.tier == "E3"
    assert call.asked == "zip"
    assert not call.tools(AlertOnCall)


def test_a_baby_and_a_cold_house_told_at_once_are_not_asked_again(call_in: Any) -> None:
    call = call_in()
    call.say("my heat is out, we have a newborn and it's 55 degrees in here")
    assert call.slots.vulnerable == "infant"
    assert call.slots.temperature == 55
    assert "warm room" in call.say("no")


def test_an_age_is_no_temperature_and_a_temperature_no_age(call_in: Any) -> None:
    call = call_in()
    call.say("my AC quit and it's 90 degrees")
    assert call.slots.temperature == 90
    assert call.slots.vulnerable == ""
    other = call_in()
    other.say("my AC quit and my mother is 84")
    assert other.slots.temperature is None


def test_yes_somebody_is_at_risk(call_in: Any) -> None:
    call = call_in()
    call.say("my heat is out", "no", "yes")
    assert call.slots.vulnerable == "elderly"
    assert call.asked == "temperature"


def test_an_unknown_temperature_goes_on_after_one_question(call_in: Any) -> None:
    call = call_in()
    call.say("my heat is out", "no", "yes, a baby", "no idea")
    assert call.state.tier == "E2"  # in the heating season the unknown counts as worse
    assert call.state.phase == "E_INTAKE"


def test_something_else_than_an_answer_counts_as_unknown_and_is_kept(call_in: Any) -> None:
    call = call_in()
    call.say("my heat is out", "no", "my zip is seven five two oh four")
    assert call.slots.vulnerable == "unknown"
    assert call.slots.zip == "75204"
    assert call.asked == "name"


def test_a_leak_is_urgent_but_routine(call_in: Any) -> None:
    call = call_in()
    call.say("there is some water in the drain pan", "no")
    assert call.state.tier == "E3"


def test_a_tune_up_is_neither_asked_about_safety_nor_people(call_in: Any) -> None:
    call = call_in()
    call.say("I'd like a tune-up")
    assert call.asked == "zip"
    assert call.state.tier == "E4"


def test_an_e2_caller_is_offered_the_first_windows_without_asking_when(call_in: Any) -> None:
    call = call_in()
    call.say("my heat is out", "no", "a baby", "fifty degrees", "twelve fourteen Oak Street")
    call.transfer_ends("no_answer")
    call.go_to("offer")
    assert "when" not in call.notes("slot_asked")


@pytest.mark.parametrize(
    ("job", "who", "degrees", "month", "hour", "tier"),
    [
        ("no_heat", "none", 60, 11, 12, "E2"),
        ("no_heat", "none", 61, 11, 12, "E3"),
        ("no_heat", "infant", 66, 11, 12, "E2"),
        ("no_heat", "medical", 67, 11, 12, "E3"),
        ("no_heat", "infant", None, 1, 12, "E2"),
        ("no_heat", "infant", None, 7, 12, "E3"),
        ("no_heat", "none", None, 1, 12, "E3"),
        ("no_heat", "unknown", None, 1, 3, "E2"),
        ("no_heat", "unknown", None, 1, 22, "E2"),
        ("no_heat", "unknown", None, 1, 12, "E3"),
        ("no_cooling", "elderly", 85, 7, 12, "E2"),
        ("no_cooling", "elderly", 84, 7, 12, "E3"),
        ("no_cooling", "elderly", None, 7, 12, "E3"),
        ("no_cooling", "none", 99, 7, 12, "E3"),
    ],
)
def test_tiers_follow_the_table(
    job: str, who: Any, degrees: int | None, month: int, hour: int, tier: str
) -> None:
    slots = Slots(job_type=job, vulnerable=who, temperature=degrees)
    assert tier_of(slots, Triage(), month, hour) == tier


def test_the_night_rule_can_be_switched_off() -> None:
    slots = Slots(job_type="no_heat", vulnerable="unknown")
    assert tier_of(slots, Triage(night_unknown_is_worse=False), 1, 3) == "E3"


def test_urgency_is_decided_once(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    call.say("my heat is out", "no", "no", "seven five two oh four")
    assert call.state.flags.count("urgent_done") == 1
    assert call.asked == "name"
