"""Levels of service in a call: what is known stays, and where nothing works people are fetched."""

from typing import Any

from agent.events import Book, LevelChanged, SaveTask, StopSpeaking

CONFIRM = "confirm_booking_credit"
NIGHT = "2026-11-22T23:10:00-06:00"


def people_only(call: Any) -> str:
    return str(call.event(LevelChanged(level=3, why="drill")))


def test_a_call_that_goes_down_and_up_again_keeps_its_slots_and_books(call_in: Any) -> None:
    call = call_in()
    call.go_to(CONFIRM)
    before = call.slots
    for level in (0, 1, 2, 0):
        call.event(LevelChanged(level=level, why="drill", purposes=("answer", "reading")))
        assert call.slots == before
        assert call.asked == CONFIRM
        assert call.state.level == level
    assert "You're booked" in call.say("yes")
    assert len(call.tools(Book)) == 1


def test_people_only_tells_of_dangers_and_transfers(call_in: Any) -> None:
    call = call_in()
    said = people_only(call)
    assert "smell gas" in said
    assert "911" in said
    assert [one.queue for one in call.transfers] == ["office"]
    assert any(isinstance(one, StopSpeaking) for one in call.commands)


def test_people_only_at_night_saves_a_callback(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    said = people_only(call)
    assert "smell gas" in said
    assert "call you back" in said
    assert [one.kind for one in call.tools(SaveTask)] == ["callback"]
    assert call.outcome == "message_taken"


def test_people_only_without_any_number_asks_to_call_again(call_in: Any) -> None:
    call = call_in(now=NIGHT, caller="")
    assert "call again" in people_only(call)
    assert call.outcome == "system_error"


def test_an_emergency_under_way_goes_on(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas in the kitchen")
    assert "technical problem" not in people_only(call)
    assert call.state.hazard is not None


def test_a_caller_being_connected_is_left_alone(call_in: Any) -> None:
    call = call_in()
    call.say("can I talk to a person")
    assert people_only(call) == ""
    assert len(call.transfers) == 1
