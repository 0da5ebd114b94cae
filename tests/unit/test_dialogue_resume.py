"""Picking up a thread: a call of half an hour ago, or a line that was lost for a moment."""

from typing import Any

import pytest

from agent.dialogue.state import Hazard, Slots, State, decode, encode
from agent.events import AlertOnCall, Reconnected, Resume

BROKEN = State(
    goal="book",
    slots=Slots(job_type="no_heat", issue="no heat", safety="ok", vulnerable="none", zip="75204"),
    flags=("sms_asked", "urgent_done"),
)


def resume(
    state: State | bytes = BROKEN, *, hazard: bool = False, issue: str = "no heat"
) -> Resume:
    snapshot = state if isinstance(state, bytes) else encode(state)
    return Resume(conversation_id="C0", issue=issue, hazard=hazard, state=snapshot, job_no=2)


def test_only_the_issue_is_spoken(call_in: Any) -> None:
    call = call_in(resume=resume())
    assert "no heat" in call.greeting
    assert "75204" not in call.greeting
    assert call.asked == "resume_offer"


def test_yes_goes_on_at_the_first_open_question(call_in: Any) -> None:
    call = call_in(resume=resume())
    assert "still have what you told me" in call.say("yes")
    assert call.asked == "name"
    assert call.state.job_no == 2
    assert "sms_asked" not in call.state.flags


def test_no_starts_afresh(call_in: Any) -> None:
    call = call_in(resume=resume())
    call.say("no")
    assert call.asked == "how_can_i_help"
    assert call.slots.zip == ""


def test_an_unclear_answer_is_asked_again_and_then_read_as_a_wish(call_in: Any) -> None:
    call = call_in(resume=resume())
    call.say("purple")
    assert call.asked == "resume_offer"
    call.say("I'd like a tune-up")
    assert call.slots.job_type == "maintenance_tuneup"


def test_an_unreadable_snapshot_starts_with_what_is_missing(call_in: Any) -> None:
    call = call_in(resume=resume(b"broken"))
    call.say("yes")
    assert call.asked == "need"
    assert call.notes("resume_unreadable")


def test_an_unknown_issue_is_a_request(call_in: Any) -> None:
    assert "request" in call_in(resume=resume(issue="")).greeting


@pytest.mark.parametrize("line", ["no", "I'm not sure", "yes", "purple"])
def test_after_a_hazard_there_is_no_small_talk(call_in: Any, line: str) -> None:
    gas = State(hazard=Hazard(rule="CO", tier="E1", quote="alarm"))
    call = call_in(resume=resume(gas, hazard=True))
    assert "safe and outside" in call.greeting
    assert "fresh air" in call.say(line)
    assert [one.rule for one in call.tools(AlertOnCall)] == ["CO"]


def test_a_hazard_that_is_over_starts_afresh(call_in: Any) -> None:
    call = call_in(resume=resume(hazard=True))
    call.say("everything is fine now, it's all clear")
    assert call.asked == "how_can_i_help"


@pytest.mark.parametrize("snapshot", [b"broken", BROKEN])
def test_a_hazard_without_its_rule_is_treated_as_gas(call_in: Any, snapshot: Any) -> None:
    call = call_in(resume=resume(snapshot, hazard=True))
    assert "gas company" in call.say("no")


def test_a_regained_line_hears_an_apology_and_the_question(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    said = call.event(Reconnected())
    assert said.startswith("Sorry")
    assert "ZIP" in said


def test_a_regained_line_with_nothing_asked_stays_silent(call_in: Any) -> None:
    call = call_in()
    call.say("can I talk to a person")
    assert call.event(Reconnected()) == ""


def test_a_state_survives_its_snapshot(call_in: Any) -> None:
    call = call_in()
    call.go_to("offer")
    assert decode(encode(call.state)) == call.state
