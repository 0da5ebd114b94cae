"""A number said anew in pieces after a read-back that was wrong."""

from typing import Any


def test_a_number_said_anew_in_pieces_replaces_the_wrong_one(call_in: Any) -> None:
    """The area code alone starts afresh; nothing of the wrong number stays."""
    call = call_in(caller="")
    call.go_to("phone")
    call.say("nine seven two five five five oh one six eight")
    assert call.asked == "confirm_phone"
    call.say("No, it's nine oh four")
    assert call.asked == "phone_rest"
    call.say("five five five")
    call.say("oh one two four")
    assert call.asked == "confirm_phone"
    assert call.state.slots.phone == "+19045550124"


def test_pieces_that_bring_no_more_digits_lead_to_the_keypad(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    pieces = 0
    while call.asked in ("phone", "phone_rest") and pieces < 20:
        call.say("five")
        pieces += 1
    assert call.asked == "phone_keys"
    assert pieces <= 8


def test_a_number_denied_over_and_over_is_given_up_without_being_booked_under(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    for _ in range(4):
        call.say("two one four five five five oh one four two")
        call.say("no")
    assert call.asked not in ("confirm_phone", "phone_keys")
    assert not call.state.slots.phone_ok
