"""Ways in which a spoken or typed phone number could get lost, or a wrong one be confirmed."""

from typing import Any

import pytest

from agent.events import Event, Heard, Key, Said

RIGHT = "nine seven two two three oh four one six eight"
WRONG = "nine seven two two three oh four one six six"
NUMBER = "+19722304168"


def cut_short(call: Any, event: Event, heard: str = "") -> None:
    """Let something happen; of what we say to it only `heard` is heard."""
    call._apply(event)
    for number, _ in call.state.speaking:
        call._apply(Said(say=number, heard=heard, cut=True))
        heard = ""


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


# --- after a read-back that was wrong -----------------------------------------------------------


@pytest.mark.parametrize(
    "pieces",
    [
        ("No, it's nine seven two", "two three oh", "four one six eight"),
        ("No. Nine seven two two three oh", "four one six eight"),
        ("No, nine seven two two three", "oh four one six eight"),
        ("No, nine seven two two three oh four", "one six eight"),
        ("No, nine seven two two three oh four one six", "eight"),
        ("No, eight one four two three oh four one six", "eight"),
    ],
)
def test_a_part_of_the_number_after_no_begins_it_anew(
    call_in: Any, pieces: tuple[str, ...]
) -> None:
    """Nothing of it replaces the tail of the wrong number, and none is read back in between."""
    call = call_in(caller="")
    call.go_to("phone")
    call.say(WRONG)
    for piece in pieces[:-1]:
        call.say(piece)
        assert call.asked in ("phone_rest", "phone")
    call.say(pieces[-1])
    assert call.asked == "confirm_phone"
    assert call.slots.phone in (NUMBER, "+18142304168")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("no, it ends in six eight", NUMBER),
        ("no, four one six eight", NUMBER),
        ("no, two three oh four one six eight", NUMBER),
        ("no, nine seven three", "+19732304166"),
    ],
)
def test_a_part_that_people_correct_is_put_right(call_in: Any, said: str, number: str) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say(WRONG, said)
    assert call.asked == "confirm_phone"
    assert call.slots.phone == number


def test_a_rejected_number_gives_way_to_the_next_best_reading(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say(WRONG, "no")
    call.event(Heard(text=WRONG, alternatives=("nine seven two", WRONG, RIGHT)))
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_so_it_does_in_one_breath_with_the_no(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say(WRONG)
    call.event(Heard(text=f"no, {WRONG}", alternatives=(f"no, {RIGHT}",)))
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_a_number_heard_wrong_again_and_again_leads_to_the_keypad(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say(WRONG, f"no, {WRONG}", "no")
    assert call.asked == "phone_keys"
    call.press("9722304166")
    assert call.slots.phone_ok  # keys are believed, whatever was said of it before


@pytest.mark.parametrize("said", ["oh one one seven", "one one seven"])
def test_the_last_digits_said_once_more_are_no_new_number(call_in: Any, said: str) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("five four oh five five five oh one one seven")
    call.say(said)
    assert (call.asked, call.slots.phone) == ("confirm_phone", "+15405550117")
    assert "oh one one seven" in call.say("what was that")
    call.say("yes")
    assert call.slots.phone_ok


def test_a_number_typed_twice_is_right_though_its_read_back_was_rejected(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say(WRONG, "no", WRONG, "no")
    call.press("9722304168")
    assert (call.asked, call.slots.phone_ok) == ("confirm_phone", False)
    call.say("no")
    assert call.asked == "phone_keys"
    call.press("9722304168")
    assert (call.slots.phone, call.slots.phone_ok) == (NUMBER, True)
    assert call.asked not in ("confirm_phone", "phone_keys")


def test_corrections_count_as_read_backs_that_were_wrong(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    call.say(WRONG, "no, it ends in two two", "the area code is two one four", f"no, {RIGHT}")
    assert call.asked == "confirm_phone"
    call.say("no, six six one eight")
    assert call.asked == "phone_keys"


# --- the request for the keypad -----------------------------------------------------------------


def to_the_keypad(call: Any) -> None:
    """Reject two read-backs and talk over the request for the keypad."""
    call.go_to("phone")
    call.say(WRONG, "no", WRONG)
    cut_short(call, Heard(text="no"), heard="Please")
    assert call.asked == "phone_keys"


@pytest.mark.parametrize("said", [WRONG, "nine seven two", "no", "no, nine seven two five"])
def test_a_request_for_the_keypad_that_was_cut_is_made_again(call_in: Any, said: str) -> None:
    call = call_in(caller="")
    to_the_keypad(call)
    assert "ten" in call.say(said)
    assert call.asked == "phone_keys"
    call.press("9722304168")
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_a_new_number_said_over_it_is_read_back(call_in: Any) -> None:
    call = call_in(caller="")
    to_the_keypad(call)
    call.say(RIGHT)
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)
    assert not call.slots.phone_ok


def test_pieces_said_over_it_still_add_up(call_in: Any) -> None:
    call = call_in(caller="")
    to_the_keypad(call)
    for piece in ("nine seven two", "two three oh", "four one six eight"):
        cut_short(call, Heard(text=piece), heard="Could")
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


@pytest.mark.parametrize("caller", ["+12145550142", ""])
@pytest.mark.parametrize("now", ["2026-11-23T09:10:00-06:00", "2026-11-23T23:10:00-06:00"])
@pytest.mark.parametrize("other", [True, False])
def test_who_talks_over_everything_comes_to_an_end(
    call_in: Any, caller: str, now: str, other: bool
) -> None:
    """By the calling number, a person or a good-bye; no number is confirmed."""
    call = call_in(caller=caller, now=now)
    call.go_to("phone")
    turns = 0
    while call.asked in ("phone", "phone_keys", "phone_rest", "confirm_phone", "callback_number"):
        cut_short(call, Heard(text=f"{WRONG[:-3]} {('one', 'two', 'three')[turns % 3 * other]}"))
        while call.state.untold:
            call._apply(Said(say=call.state.asked_by[-1], heard=call.state.asked.fields["number"]))
            call.say("say that again")
        cut_short(call, Heard(text="no"))
        turns += 1
        assert turns < 20
    assert call.slots.phone in ("", caller)


# --- read back ----------------------------------------------------------------------------------


def test_a_yes_before_the_last_digit_confirms_nothing(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    cut_short(call, Heard(text=WRONG), heard="I have nine seven two, two three oh, four one six")
    assert "four one six six" in call.say("yes")
    assert not call.slots.phone_ok
    call.say("yes")
    assert call.slots.phone_ok


def test_a_no_need_not_wait_for_the_last_digit(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    cut_short(call, Heard(text=WRONG), heard="I have nine")
    call.say("no")
    assert call.asked == "phone"


# --- too many or too few digits -----------------------------------------------------------------


def test_a_digit_heard_twice_gives_way_to_a_reading_that_is_a_number(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.event(
        Heard(text="9 7 2 5 5 5 5 0 1 6 8", alternatives=("9 7 2 5 5 5 0 1", "9 7 2 5 5 5 0 1 6 8"))
    )
    assert (call.asked, call.slots.phone) == ("confirm_phone", "+19725550168")


def test_eleven_digits_without_another_reading_are_asked_for_again(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("9 7 2 5 5 5 5 0 1 6 8")
    assert (call.asked, call.slots.phone) == ("phone", "")
    call.say(RIGHT)
    assert call.slots.phone == NUMBER


def test_nine_digits_heard_twice_give_way_to_a_reading_of_ten(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    nine = RIGHT.removesuffix(" eight")
    assert "nine digits" in call.say(nine)
    assert call.asked == "phone"
    call.event(Heard(text=nine, alternatives=(RIGHT,)))
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_a_shorter_reading_of_the_last_group_does_not_make_up_for_a_doubled_digit(
    call_in: Any,
) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("9 7 2 2", "2 3 0")
    call.event(Heard(text="4 1 6 8", alternatives=("4 1 6", "1 6 8")))
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_a_last_digit_missed_may_be_said_alone(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say(RIGHT.removesuffix(" eight"), "eight")
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_a_bye_in_the_middle_of_a_number_may_be_a_five(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("nine seven two", "bye")
    assert call.outcome is None
    call.say(RIGHT)
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_a_second_bye_is_a_good_bye(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("bye", "bye")
    assert call.outcome is not None


def test_pieces_that_do_not_add_up_count_once(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("nine seven two two three oh", "nine seven two two three")
    assert call.state.fails == {"phone_pieces": 1}
    assert call.asked == "phone_rest"


@pytest.mark.parametrize("again", [("no", RIGHT), (f"no, {RIGHT}",), ("no, nine seven two", RIGHT)])
def test_no_while_the_rest_is_asked_takes_the_pieces_back(
    call_in: Any, again: tuple[str, ...]
) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("nine seven two three three", *again)
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


# --- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["1", "2", "0", "8", "#", "*"])
def test_keys_after_the_last_digit_answer_nothing(call_in: Any, rest: str) -> None:
    """A key that bounced, or # after ten digits, says nothing about a number not yet read back."""
    call = call_in(caller="")
    call.go_to("phone")
    call.press("972230416")
    cut_short(call, Key(key="8"), heard="I have")
    assert "two three oh" in call.press(rest)
    assert (call.asked, call.slots.phone, call.slots.phone_ok) == ("confirm_phone", NUMBER, False)
    assert not call.transfers
    call.press("1#")
    assert call.slots.phone_ok


@pytest.mark.parametrize("keys", ["9722304168", "19722304168"])
def test_a_number_typed_instead_of_a_no_replaces_the_one_read_back(call_in: Any, keys: str) -> None:
    """Its 1 and 2 are no yes and no."""
    call = call_in(caller="")
    call.go_to("phone")
    call.say(WRONG)
    call.press(keys)
    assert (call.asked, call.slots.phone, call.slots.phone_ok) == ("confirm_phone", NUMBER, False)


def test_so_does_one_typed_over_the_read_back(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    cut_short(call, Heard(text=WRONG), heard="I have nine")
    call.press("9722304168")
    assert (call.asked, call.slots.phone, call.slots.phone_ok) == ("confirm_phone", NUMBER, False)


@pytest.mark.parametrize(("key", "phone"), [("1", NUMBER), ("2", "")])
def test_one_key_answers_the_read_back_after_a_pause(call_in: Any, key: str, phone: str) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say(RIGHT)
    call.press(key)
    assert not call.slots.phone_ok
    call.wait()
    assert (call.slots.phone, call.slots.phone_ok) == (phone, bool(phone))


def test_a_one_over_the_read_back_confirms_nothing(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    cut_short(call, Heard(text=WRONG), heard="I have nine")
    call.press("1")
    assert "four one six six" in call.wait()
    assert not call.slots.phone_ok


def test_a_number_typed_again_is_a_yes(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say(RIGHT)
    call.press("9722304168")
    assert call.slots.phone_ok


def test_too_few_keys_and_a_pause_are_asked_for_again(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.press("97223041")
    assert "valid number" in call.wait()
    call.press("9722304168")
    assert call.slots.phone == NUMBER


def test_digits_mumbled_while_typing_do_not_drop_the_keys(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    for key, mumble in zip("972230", ("nine", "seven", "two", "two", "three", "oh"), strict=True):
        call.press(key)
        assert call.say(mumble) == ""
    call.press("4168")
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_a_danger_said_while_typing_is_heard(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.press("972230")
    assert "911" in call.say("I smell gas") or call.state.hazard is not None


def test_a_whole_number_said_while_typing_counts(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.press("97")
    call.say(RIGHT)
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_keys_stand_alone_after_pieces_said_in_words(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("nine seven two two three")
    call.press("9722304168")
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_keys_are_believed_where_a_callback_number_is_asked(call_in: Any) -> None:
    """Even those of a number that was rejected: a read-back can be misheard, a key can't."""
    call = call_in(caller="", now="2026-11-23T23:10:00-06:00")
    call.say("can I talk to a person", WRONG, "no")
    assert call.asked == "callback_number"
    call.press("9722304166")
    assert (call.asked, call.slots.phone) == ("confirm_phone", "+19722304166")


def test_a_yes_while_the_read_back_is_still_to_be_said_brings_no_second_one(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call._apply(Heard(text=WRONG))
    said = len(call.state.speaking)
    call._apply(Heard(text="yes"))
    assert len(call.state.speaking) == said
    assert not call.slots.phone_ok


@pytest.mark.parametrize("key", ["callback_number", "confirm_phone"])
def test_keys_that_are_no_number_are_asked_for_again(call_in: Any, key: str) -> None:
    call = call_in(caller="", now="2026-11-23T23:10:00-06:00")
    call.say("can I talk to a person")
    if key == "confirm_phone":
        call.say(RIGHT)
    assert "valid number" in call.press("972#")
    assert call.asked == key


def test_no_to_every_piece_leads_to_the_keypad(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("nine seven two", "no", "nine seven two", "no")
    assert call.asked == "phone_keys"


def test_the_same_nine_digits_again_and_again_lead_to_the_keypad(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say(*[RIGHT.removesuffix(" eight")] * 3)
    assert call.asked == "phone_keys"


def test_words_that_may_be_a_whole_number_are_one_while_the_rest_is_asked(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("nine seven two")
    call.event(Heard(text="purple", alternatives=("seven two", RIGHT)))
    assert (call.asked, call.slots.phone) == ("confirm_phone", NUMBER)


def test_words_instead_of_the_rest_lead_to_the_keypad(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("nine seven two", "purple")
    assert call.asked == "phone_rest"
    call.say("purple")
    assert call.asked == "phone_keys"


def test_a_message_without_a_number_that_was_confirmed_comes_to_an_end(call_in: Any) -> None:
    """Who denies every number, and has no number of their own, can't be called back."""
    call = call_in(caller="", now="2026-11-23T23:10:00-06:00")
    call.say("can I talk to a person", WRONG, "no", RIGHT, "no")
    assert call.asked == "phone_keys"
    call.say("purple", "purple", "purple")
    assert call.outcome is not None
    assert not call.slots.phone_ok
