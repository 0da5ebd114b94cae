"""People: transferred in hours, else a message, never a loop, no promise before it is saved."""

from typing import Any

import pytest

from agent.events import Done, KnownCaller, SaveTask, ToolDone, TransferEnded

NIGHT = "2026-11-22T23:10:00-06:00"
PERSON = "can I talk to a person"

# --- transfer ---------------------------------------------------------------------------------


def test_a_request_in_hours_is_transferred_at_once(call_in: Any) -> None:
    call = call_in()
    assert "connecting" in call.say(PERSON) or "connect you" in call.say(PERSON)
    assert [one.queue for one in call.transfers] == ["office"]
    call.transfer_ends("answered")
    assert call.outcome == "transferred_planned"
    assert "M13" in call.milestones


def test_zero_brings_a_person(call_in: Any) -> None:
    call = call_in()
    call.press("0")
    assert call.transfers


def test_the_whisper_tells_what_we_know(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say(PERSON)
    assert "rattling" in call.transfers[0].whisper
    assert "Ellen Marsh" in call.transfers[0].whisper
    bare = call_in()
    bare.press("0")
    assert bare.transfers[0].whisper == "a caller who asked for a person"


def test_nobody_answering_is_said_and_a_message_offered(call_in: Any) -> None:
    call = call_in()
    call.say(PERSON)
    assert "couldn't reach anyone" in call.transfer_ends("busy")
    assert call.asked == "callback_last_four"


def test_asking_again_rings_once_more_and_then_leaves_the_message(call_in: Any) -> None:
    call = call_in()
    call.say(PERSON)
    call.transfer_ends("no_answer")
    assert "once more" in call.say("no, I want a person now")
    call.transfer_ends("no_answer")
    said = call.say("I want to talk to a person")
    assert "passed that on" in said
    assert len(call.transfers) == 2
    assert len(call.tools(SaveTask)) == 1
    assert call.asked == "anything_else"


def test_insisting_after_hours_is_not_asked_the_same_twice(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    call.say(PERSON)
    assert call.asked == "callback_last_four"
    assert "passed that on" in call.say("I want a human being")


def test_insisting_with_a_withheld_number_is_asked_for_it(call_in: Any) -> None:
    call = call_in(now=NIGHT, caller="")
    call.say(PERSON, PERSON)
    assert call.asked == "callback_number"


def test_a_person_asked_for_while_ringing_changes_nothing(call_in: Any) -> None:
    call = call_in()
    call.say(PERSON)
    assert call.say(PERSON) == ""
    assert call.say("hello?") == ""
    assert len(call.transfers) == 1


def test_no_office_number_takes_a_message(call_in: Any, changed: Any) -> None:
    call = call_in(changed(numbers={"office": ""}))
    call.say(PERSON)
    assert not call.transfers
    assert call.state.goal == "message"


def test_the_end_of_a_transfer_nobody_asked_for_is_ignored(call_in: Any) -> None:
    call = call_in()
    assert call.event(TransferEnded(result="busy")) == ""
    assert call.asked == "how_can_i_help"


def test_a_bill_goes_to_billing(call_in: Any) -> None:
    call = call_in()
    call.say("I have a question about my bill")
    assert [one.queue for one in call.transfers] == ["billing"]
    call.transfer_ends("answered")
    assert call.outcome == "transferred_planned"


def test_a_complaint_goes_to_people_and_stays_one_when_nobody_answers(call_in: Any) -> None:
    call = call_in()
    call.say("I want to file a complaint, your technician scratched my floor")
    call.transfer_ends("no_answer")
    call.say("yes")
    assert call.tools(SaveTask)[0].kind == "complaint"


def test_a_supplier_goes_to_the_office(call_in: Any) -> None:
    call = call_in()
    call.say("this is your supplier with a delivery for your warehouse")
    assert call.transfers[0].reason == "business caller"


def test_our_own_decision_after_hours_takes_a_message(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    call.say("I have a question about my bill")
    assert not call.transfers
    assert call.asked == "callback_last_four"


# --- selling ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "we can get you to the top of google search",
        "I'm calling about your business loan, can I talk to the owner",
    ],
)
def test_sellers_are_refused_once_and_get_no_person(call_in: Any, line: str) -> None:
    call = call_in()
    assert "not interested" in call.say(line)
    assert call.outcome == "spam"
    assert not call.transfers


# --- callback and message ---------------------------------------------------------------------


def test_a_message_is_promised_only_once_saved(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    first = call.say(PERSON)
    assert "one business hour" not in first
    call.say("yes")
    assert call.asked == "message"
    assert "within one business hour" in call.say("my furnace rattles")
    task = call.tools(SaveTask)[0]
    assert (task.kind, task.phone) == ("callback", "+12145550142")
    assert "furnace rattles" in task.message
    call.say("no")
    assert call.outcome == "message_taken"


def test_a_message_that_cannot_be_saved_is_not_promised(call_in: Any) -> None:
    call = call_in(now=NIGHT, SaveTask="slow")
    said = call.say(PERSON, "yes", "my furnace rattles")
    assert "couldn't save" in said
    assert "business hour" not in said
    assert call.hang_up() != "message_taken"


def test_another_number_for_the_callback(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    call.say(PERSON, "no")
    assert call.asked == "callback_number"
    said = call.say("two one four five five five oh one eight eight")
    assert "oh one eight eight" in said
    call.say("yes")
    assert call.asked == "message"
    assert call.slots.phone == "+12145550188"


def test_another_number_given_straight_away(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    call.say(PERSON, "no, two one four five five five oh one eight eight")
    assert call.slots.phone == "+12145550188"
    assert call.asked == "confirm_phone"


def test_a_callback_number_on_the_keypad(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    call.say(PERSON, "no")
    call.press("2145550188")
    assert call.slots.phone == "+12145550188"
    assert call.asked == "confirm_phone"
    call.say("yes")
    assert call.asked == "message"


def test_a_callback_number_nobody_confirms_is_used_as_it_is(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    call.say(PERSON, "no", "two one four five five five oh one eight eight")
    call.say("purple", "purple", "purple")
    assert call.asked == "message"
    assert "phone_unconfirmed" in call.state.flags


def test_no_number_understood_at_all_says_good_bye(call_in: Any) -> None:
    call = call_in(now=NIGHT, caller="")
    call.say(PERSON, "purple", "purple", "purple")
    assert call.outcome is not None
    assert not call.tools(SaveTask)


@pytest.mark.parametrize("lines", [("bye",), ("no", "no")])
def test_no_number_ends_politely(call_in: Any, lines: tuple[str, ...]) -> None:
    call = call_in(now=NIGHT)
    call.say(PERSON, *lines)
    assert call.outcome is not None


def test_an_unclear_answer_asks_for_the_number_again(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    call.say(PERSON, "purple")
    assert call.asked == "callback_last_four"


def test_a_long_request_says_what_it_is_about(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    call.say("can I talk to somebody about the furnace you installed for us last spring")
    call.say("yes")
    assert "installed" in call.tools(SaveTask)[0].message


def test_a_saved_message_nobody_waits_for_says_nothing(call_in: Any) -> None:
    call = call_in(SaveTask=None)
    call.say("what's the best color for a house and do you do rebates")
    call.say("what is your policy on parking, do you have one")
    for op in call.state.open:
        assert call.event(ToolDone(op=op.op, result=Done(id=1))) == ""


# --- upset callers ----------------------------------------------------------------------------


def test_an_upset_caller_is_given_to_a_person(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.set(frustration=5.0)
    assert "sorry" in call.say("I already told you that, this is ridiculous, you stupid machine")
    assert call.transfers[0].reason == "upset caller"
    call.transfer_ends("answered")
    assert call.outcome == "transferred_forced"


def test_an_upset_caller_after_hours_is_called_back(call_in: Any) -> None:
    call = call_in(now=NIGHT)
    call.go_to("zip")
    call.set(frustration=5.0)
    said = call.say("I already told you that, this is ridiculous, you stupid machine")
    assert "sorry about the trouble" in said
    assert call.state.goal == "message"


def test_rising_anger_is_met_with_an_offer_once(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.set(frustration=4.3)
    assert "person" in call.say("purple")
    call.set(frustration=4.3)
    assert "person" not in call.say("orange").replace("zero for a person", "")


def test_a_calm_caller_is_not_offered_a_person(call_in: Any) -> None:
    call = call_in()
    said = call.say("my furnace is broken, it is not working, that's a problem")
    assert "person" not in said


def test_a_known_caller_waiting_for_people_keeps_their_number(call_in: Any) -> None:
    call = call_in(now=NIGHT, known=KnownCaller(name="Dana Whitfield"))
    call.say(PERSON, "yes", "about my furnace")
    assert call.tools(SaveTask)[0].phone == "+12145550142"
