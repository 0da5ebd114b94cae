"""Telephone keys: digits wherever some are asked, answers and commands elsewhere."""

from typing import Any

import pytest

from agent.events import FindVisits, StartTimer


def test_star_repeats_in_other_words(call_in: Any) -> None:
    call = call_in()
    assert call.press("*") == "What can I do for you?"


def test_one_and_two_answer_yes_and_no(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.press("2")
    assert call.slots.address.house_number == ""
    call.go_to("confirm_address")
    call.press("1")
    assert call.slots.address_ok


def test_another_key_does_nothing(call_in: Any) -> None:
    call = call_in()
    assert call.press("7") == ""
    assert call.asked == "how_can_i_help"


def test_star_while_digits_are_asked_repeats(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    assert "ZIP" in call.press("*")


def test_zero_is_a_digit_where_digits_are_asked(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    call.press("0")
    assert not call.transfers


def test_a_zero_alone_fetches_a_person_where_digits_are_asked_too(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    call.press("0")
    call.wait()
    assert call.transfers
    ended = call_in()
    ended.go_to("zip")
    ended.press("0#")
    assert ended.transfers


def test_a_pause_ends_typing_sooner_than_silence_ends_waiting(call_in: Any) -> None:
    call = call_in()
    call.say("cancel my appointment")
    call.press("4")
    timers = [one for one in call.commands if isinstance(one, StartTimer)]
    assert timers[-1].seconds == 3.0
    call.press("412")
    call.wait()
    assert call.tools(FindVisits) == [FindVisits(code="4412")]


def test_star_forgets_what_was_typed(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.press("7*75204")
    assert call.slots.zip == "75204"


def test_words_forget_what_was_typed(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    call.press("972")
    call.say("hm, let me see")
    assert call.state.typed == ""
    call.press("2145550177")
    assert call.slots.phone == "+12145550177"


def test_wrong_keys_three_times_take_the_fallback(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    assert call.press("21#").count("valid") == 1
    call.press("21#21#")
    assert call.slots.phone == "+12145550142"


@pytest.mark.parametrize("keys", ["12145550177", "2145550177"])
def test_a_typed_number_may_begin_with_a_one(call_in: Any, keys: str) -> None:
    call = call_in()
    call.go_to("phone")
    call.press(keys)
    assert call.slots.phone == "+12145550177"


def test_the_rest_of_a_spoken_number_may_be_typed(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    call.say("nine seven two")
    call.press("5550177#")
    assert call.slots.phone == "+19725550177"


def test_typed_digits_stand_in_the_transcript(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.press("75204")
    line = next(one for one in call.state.history if one.text == "75204")
    assert (line.who, line.asked, line.learned) == ("caller", "zip", ("zip",))


def test_a_house_number_can_be_typed(call_in: Any) -> None:
    call = call_in()
    call.go_to("address_number", address="Oak Street")
    call.press("1214#")
    assert call.slots.address.house_number == "1214"


def test_a_typed_zip_answers_whether_we_come_there(call_in: Any) -> None:
    call = call_in()
    call.say("do you come out to where I live")
    assert call.asked == "zip"
    assert "we do serve" in call.press("75204") or call.asked == "offer_booking"


def test_a_number_can_be_typed_in_an_emergency(call_in: Any) -> None:
    call = call_in(caller="")
    call.say("I smell gas", "yes we are outside", "twelve fourteen Oak Street")
    assert call.asked == "e_phone"
    call.press("2145550177")
    assert call.slots.phone == "+12145550177"
    assert call.transfers


def test_a_callback_number_can_be_typed(call_in: Any) -> None:
    call = call_in(caller="", now="2026-11-23T23:10:00-06:00")
    call.say("can I talk to a person")
    assert call.asked == "callback_number"
    call.press("2145550177")
    assert call.asked == "confirm_phone"
