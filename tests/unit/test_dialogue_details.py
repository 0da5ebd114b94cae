"""Who and where: every detail asked once, read back, correctable, with a fallback of its own."""

from typing import Any

import pytest

from agent.events import Address, KnownCaller, SaveTask

PHONE = "two one four, five five five, oh one seven seven"
KNOWN = KnownCaller(
    name="Dana Whitfield",
    address=Address(house_number="1214", street_name="Oak", suffix="St", zip="75204"),
    member=True,
)

# --- several at once --------------------------------------------------------------------------


def test_everything_said_in_one_breath_is_kept(call_in: Any) -> None:
    call = call_in()
    call.say(
        "hi this is Ellen Marsh, my furnace is rattling at twelve fourteen Oak Street Dallas, "
        "zip seven five two oh four, my number is two one four five five five oh one seven seven"
    )
    call.say("no, nothing")
    assert call.slots.first == "Ellen"
    assert call.slots.zip == "75204"
    assert call.slots.phone == "+12145550177"
    assert call.slots.address.house_number == "1214"
    assert call.asked == "confirm_phone"


def test_a_detail_said_at_another_question_is_kept(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("my name is Ellen Marsh")
    assert call.slots.first == "Ellen"
    assert call.slots.zip_deferred
    assert call.asked == "phone"


def test_put_june_changes_the_name_given(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone", name="Hal and June Abbott")
    call.say("put June")
    assert call.slots.name == "June Abbott"


# --- a known number ---------------------------------------------------------------------------


def test_a_known_caller_is_asked_for_by_first_name_only(call_in: Any) -> None:
    call = call_in(known=KNOWN)
    said = call.go_to("lookup")
    assert "Dana" in said
    assert "Whitfield" not in said
    call.say("yes it is")
    assert call.slots.name == "Dana Whitfield"
    assert call.slots.phone_ok
    assert call.asked == "confirm_address"
    assert call.state.verified


def test_somebody_else_on_a_known_line_is_asked_afresh(call_in: Any) -> None:
    call = call_in(known=KNOWN)
    call.go_to("lookup")
    call.say("no, my name is June Abbott")
    assert call.slots.name == "June Abbott"
    assert not call.state.verified
    assert call.asked == "zip"


def test_a_known_caller_without_an_address_is_asked_where(call_in: Any) -> None:
    call = call_in(known=KnownCaller(name="Dana"))
    call.go_to("lookup")
    call.say("yes")
    assert call.slots.first == "Dana"
    assert call.asked == "zip"


def test_a_known_caller_with_a_new_address_keeps_the_new_one(call_in: Any) -> None:
    call = call_in(known=KNOWN)
    call.say("my furnace rattles at ninety Elm Avenue", "no")
    call.say("yes")
    assert call.slots.address.street_name == "Elm"


# --- ZIP --------------------------------------------------------------------------------------


def test_a_city_stands_for_its_zip(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("I'm in Euless")
    assert call.slots.zip == "76039"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("over in New Town", "75204"),
        ("I live in Town", "76039"),
        ("not in Town, in Newton", "75205"),
        ("no, Newton", "75205"),
        ("St. Mark's, please", "75206"),
        ("Town, Texas", "76039"),
    ],
)
def test_a_city_is_heard_as_a_whole(call_in: Any, changed: Any, line: str, code: str) -> None:
    cities = {
        "town": ("76039",),
        "new town": ("75204",),
        "newton": ("75205",),
        "st. mark's": ("75206",),
    }
    call = call_in(changed(area={"city_zips": cities}))
    call.go_to("zip")
    call.say(line)
    assert call.slots.zip == code


@pytest.mark.parametrize(
    "line", ["it is downtown", "in Townsend", "just off Town Avenue", "it's not Town"]
)
def test_a_city_inside_other_words_is_none(call_in: Any, changed: Any, line: str) -> None:
    call = call_in(changed(area={"city_zips": {"town": ("76039",)}}))
    call.go_to("zip")
    call.say(line)
    assert call.slots.zip == ""


def test_a_zip_in_two_pieces_is_put_together(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("seven five two", "oh four")
    assert call.slots.zip == "75204"


def test_a_zip_on_the_keypad(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.press("75204")
    assert call.slots.zip == "75204"
    assert call.asked == "name"


@pytest.mark.parametrize("line", ["I don't know it", "no", "I have no idea"])
def test_an_unknown_zip_waits_until_after_the_address(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("zip")
    call.say(line)
    assert call.asked == "name"
    call.go_to("zip_again")
    call.say("seven five two oh four")
    assert call.asked == "when"


def test_an_address_at_the_zip_question_is_taken(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("it's twelve fourteen Oak Street Dallas seven five two oh four")
    assert call.slots.zip == "75204"
    assert call.slots.address.street_name == "Oak"


def test_an_address_in_pieces_at_the_zip_question_is_taken(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("twelve fourteen")
    assert call.asked == "zip"
    call.say("Oak Street")
    assert call.slots.address.house_number == "1214"
    assert call.asked == "name"
    call.go_to("zip_again")


def test_the_same_address_again_teaches_nothing(call_in: Any) -> None:
    call = call_in()
    call.say("I need my furnace fixed at twelve fourteen Oak Street", "no")
    assert call.asked == "zip"
    call.say("twelve fourteen Oak Street")
    assert call.asked == "zip"


def test_a_zip_in_the_address_is_not_asked_for(call_in: Any) -> None:
    call = call_in()
    call.set(
        slots=type(call.slots)(
            job_type="maintenance_tuneup",
            address=Address(house_number="1", street_name="Elm", zip="75204"),
        ),
        goal="book",
    )
    call.say("I'd like a tune-up please")
    assert call.slots.zip == "75204"
    assert call.asked == "name"


def test_a_zip_nobody_understands_goes_to_a_person(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    assert "keypad" in call.say("purple", "purple")
    call.say("purple")
    assert call.transfers
    call.transfer_ends("answered")
    assert call.outcome == "transferred_forced"


def test_out_of_area_is_said_and_a_note_offered(call_in: Any) -> None:
    call = call_in()
    said = call.go_to("out_of_area_note", zip="nine oh two one oh")
    assert "don't serve" in said
    call.say("yes")
    assert call.asked == "callback_last_four"
    call.say("yes")
    task = call.tools(SaveTask)[0]
    assert "out of area 90210" in task.message


def test_a_corrected_zip_goes_on(call_in: Any) -> None:
    call = call_in()
    call.go_to("out_of_area_note", zip="nine oh two one oh")
    call.say("no wait, it's seven five two oh four")
    assert call.asked == "name"
    assert call.state.result is None


@pytest.mark.parametrize("line", ["no", "no thanks bye", "thanks"])
def test_out_of_area_may_end_the_call(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("out_of_area_note", zip="nine oh two one oh")
    call.say(line)
    assert call.outcome == "out_of_area"


def test_an_unclear_answer_out_of_area_is_asked_again(call_in: Any) -> None:
    call = call_in()
    call.go_to("out_of_area_note", zip="nine oh two one oh")
    call.say("purple")
    assert call.asked == "out_of_area_note"


# --- name -------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["yes", "no", "I need my AC fixed", "purple"])
def test_what_is_no_name_is_not_taken_for_one(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("name")
    call.say(line)
    if line != "purple":
        assert call.asked == "name"
        assert call.slots.name == ""


def test_a_spelled_name_is_taken(call_in: Any) -> None:
    call = call_in()
    call.go_to("name")
    call.say("it's Ellen Marsh, M A R S C H")
    assert call.slots.last == "Marsch"


def test_three_misses_book_without_a_name(call_in: Any) -> None:
    call = call_in()
    call.go_to("name")
    call.say("no", "no", "no")
    assert "name_unknown" in call.state.flags
    assert call.asked == "phone"


# --- phone ------------------------------------------------------------------------------------


def test_a_number_is_read_back_before_it_counts(call_in: Any) -> None:
    call = call_in()
    said = call.go_to("confirm_phone")
    assert "oh one seven seven" in said
    assert not call.slots.phone_ok
    call.say("yes")
    assert call.slots.phone_ok
    assert "M6" in call.milestones


def test_the_calling_number_needs_no_read_back(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    call.say("the one I'm calling from")
    assert call.slots.phone == "+12145550142"
    assert call.asked == "address"


def test_a_number_in_chunks(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    assert "two one four" in call.say("two one four")
    assert call.asked == "phone_rest"
    call.say("five five five", "oh one seven seven")
    assert call.slots.phone == "+12145550177"


def test_a_fresh_number_after_a_wrong_beginning(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    call.say("two one four five five", "two one four five five five oh one seven seven")
    assert call.slots.phone == "+12145550177"


def test_a_number_on_the_keypad(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    call.press("2145550177")
    assert call.asked == "confirm_phone"
    assert call.notes("slot_source") == ["phone"]


def test_too_few_keys_are_told(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    assert "valid number" in call.press("214#")
    assert call.state.typed == ""


def test_a_wrong_number_is_asked_again_and_then_on_the_keypad(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_phone")
    call.say("that's incorrect")
    assert call.asked == "phone"
    call.say(PHONE, "no, that's not right")
    assert call.asked == "phone_keys"
    call.press("2145550188")
    call.say("yes")
    assert call.slots.phone == "+12145550188"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("no, the last four are oh one eight eight", "+12145550188"),
        ("no, two one four five five five oh one eight eight", "+12145550188"),
    ],
)
def test_a_correction_is_read_back_again(call_in: Any, line: str, number: str) -> None:
    call = call_in()
    call.go_to("confirm_phone")
    call.say(line)
    assert call.slots.phone == number
    assert call.asked == "confirm_phone"
    assert not call.slots.phone_ok


@pytest.mark.parametrize(
    "line", ["no, that's right", "yeah, no", "I know", "I'm not sure", "ok so"]
)
def test_only_a_clear_yes_confirms_a_number(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("confirm_phone")
    call.say(line)
    assert not call.slots.phone_ok
    assert call.slots.phone == "+12145550177"
    assert call.asked == "confirm_phone"


def test_a_detail_instead_of_yes_is_kept_and_the_number_asked_again_once(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_phone", name="Ellen")
    call.say("it's at twelve fourteen Oak Street")
    assert call.slots.address.house_number == "1214"
    assert call.asked == "confirm_phone"
    call.say("it's at twelve fourteen Oak Street")
    assert call.asked == "confirm_phone"


def test_no_number_falls_back_to_the_calling_line(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    said = call.say("purple", "purple", "purple")
    assert "calling from" in said
    assert "phone_is_caller_id" in call.state.flags
    assert call.slots.phone == "+12145550142"


def test_no_number_at_all_goes_to_a_person(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    call.say("purple", "purple", "purple")
    assert call.transfers


# --- address ----------------------------------------------------------------------------------


def test_an_address_is_read_back_before_it_counts(call_in: Any) -> None:
    call = call_in()
    said = call.go_to("confirm_address")
    assert "twelve fourteen Oak Street" in said
    call.say("yes, seven five two oh four")
    assert call.slots.address_ok
    assert "M7" in call.milestones


def test_the_street_first_then_the_number(call_in: Any) -> None:
    call = call_in()
    call.go_to("address")
    call.say("Oak Street")
    assert call.asked == "address_number"
    call.say("twelve fourteen")
    assert call.asked == "confirm_address"


def test_the_number_first_then_the_street(call_in: Any) -> None:
    call = call_in()
    call.go_to("address")
    call.say("twelve fourteen")
    assert call.asked == "address_street"
    call.say("Oak Street")
    assert call.asked == "confirm_address"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("right, but it's Elm not Oak", "street_name", "Elm"),
        ("no, it's Oak Lane", "suffix", "Ln"),
        ("no, twelve sixteen", "house_number", "1216"),
        ("it's apartment three B", "unit", "Apt 3B"),
        ("no it's ninety Elm Avenue seven five two oh six", "zip", "75206"),
    ],
)
def test_an_address_correction_is_read_back_again(
    call_in: Any, line: str, field: str, value: str
) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say(line)
    assert getattr(call.slots.address, field) == value
    assert call.asked == "confirm_address"


def test_a_zip_in_a_corrected_address_becomes_the_zip(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say("no it's ninety Elm Avenue seven five two oh six")
    assert call.slots.zip == "75206"


def test_a_rejected_address_is_asked_afresh(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say("no")
    assert call.slots.address == Address()
    assert call.asked == "address"


def test_a_zip_said_with_yes_is_kept(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address", zip="I don't know it")
    call.say("yes, seven five two oh four")
    assert call.slots.zip == "75204"
    assert call.asked == "when"


def test_an_unclear_answer_reads_the_address_again(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    assert "twelve fourteen Oak Street" in call.say("whatever")


def test_an_address_nobody_understands_is_left_to_the_office(call_in: Any) -> None:
    call = call_in()
    call.go_to("address")
    said = call.say("the blue house", "the blue house on the corner", "hmm")
    assert "office will call you about the exact address" in said
    assert call.slots.address_unverified
    assert "blue house on the corner" in call.slots.address.street_name
    assert "the address you gave me" in call.go_to("confirm_booking_credit")


def test_an_unconfirmed_address_is_flagged(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say("whatever", "whatever", "whatever")
    assert call.slots.address_unverified
    assert call.slots.address.street_name == "Oak"


def test_a_house_number_alone_is_kept_for_the_office(call_in: Any) -> None:
    call = call_in()
    call.go_to("address_street", address="twelve fourteen")
    call.say("purple", "hmm", "hmm")
    assert call.slots.address.house_number == "1214"
    assert call.slots.address_unverified


# --- going back -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "back_to", "slot"),
    [
        ("phone", "name", "first"),
        ("name", "zip", "zip"),
        ("address", "confirm_phone", "phone"),
        ("confirm_phone", "phone", "phone"),
        ("confirm_address", "address", None),
        ("when", "confirm_address", None),
        ("offer", "when", "when"),
    ],
)
def test_go_back_asks_the_question_before(
    call_in: Any, at: str, back_to: str, slot: str | None
) -> None:
    call = call_in()
    call.go_to(at)
    said = call.say("go back")
    assert "go back" in said
    assert said.endswith("?")
    if slot:
        assert not getattr(call.slots, slot)


def test_go_back_to_the_problem(call_in: Any) -> None:
    call = call_in()
    call.say("how much do you charge", "yes", "the fan is broken", "go back")
    assert call.asked == "issue"
    assert call.slots.job_type == ""


def test_nothing_to_go_back_to_is_no_fault(call_in: Any) -> None:
    call = call_in()
    assert call.say("go back").endswith("?")


# --- enough is enough ---------------------------------------------------------------------------


def test_a_single_name_is_asked_for_the_last_one_once(call_in: Any) -> None:
    call = call_in()
    call.go_to("last_name", name="June")
    call.say("Abbott")
    assert call.slots.name == "June Abbott"
    other = call_in()
    other.go_to("last_name", name="June")
    other.say("purple monkey dishwasher please", "no", "no", "no")
    assert other.asked != "last_name"


def test_three_misses_of_a_last_name_go_on_without(call_in: Any) -> None:
    call = call_in()
    call.go_to("last_name", name="June")
    call.say("no", "no", "no")
    assert "last_name_unknown" in call.state.flags
    assert call.slots.name == "June"


def test_a_first_name_alone_never_replaces_a_last_name(call_in: Any) -> None:
    call = call_in()
    call.go_to("last_name", name="June")
    call.set(slots=type(call.slots)(job_type="maintenance_tuneup", first="June", last="Abbott"))
    call.say("June")
    assert call.slots.name == "June Abbott"


def test_a_number_too_long_starts_afresh_with_the_last_words(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    call.say("two one four five five five", "nine nine nine nine nine nine nine")
    assert call.asked in ("phone_rest", "phone", "confirm_phone")
    call.say("two one four five five five oh one seven seven")
    assert call.slots.phone == "+12145550177"


def test_an_address_word_by_word(call_in: Any) -> None:
    call = call_in()
    call.go_to("address")
    call.say("Oak", "Street")
    assert call.slots.address.street_name == "Oak"


@pytest.mark.parametrize(
    "lines",
    [
        ("no, twelve sixteen", "no, twelve eighteen", "no, twelve twenty", "no, thirteen ten"),
        ("no", "ninety Elm Avenue", "no", "ninety Pine Avenue", "no", "ninety Ash Avenue", "no"),
    ],
)
def test_an_address_wrong_four_times_is_left_to_the_office(
    call_in: Any, lines: tuple[str, ...]
) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say(*lines)
    assert call.slots.address_unverified
    assert call.asked == "when"


def test_of_several_numbers_the_zip_we_serve_counts(call_in: Any) -> None:
    """A year ("nineteen seventy one") may look like a ZIP; ours is the one we come to."""
    call = call_in()
    call.go_to("zip")
    call.say("seven five two oh four we bought it in nineteen seventy one")
    assert call.slots.zip == "75204"


def test_a_note_left_by_somebody_out_of_our_area_stays_out_of_area(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("nine oh two one oh", "yes please", "yes", "no that's all")
    assert call.outcome == "out_of_area"


def test_pieces_that_never_add_up_lead_to_the_keypad_and_then_to_the_fallback(call_in: Any) -> None:
    """Groups heard with a digit too many, over and over, must not go round in circles."""
    call = call_in()
    call.go_to("phone")
    asked = []
    for _ in range(5):
        for piece in ("four oh four five", "five five five five", "oh one nine three three"):
            if call.slots.phone == "" and call.state.phase == "PHONE":
                call.say(piece)
                asked.append(call.asked)
    assert "phone_keys" in asked
    assert call.state.phase != "PHONE"


def test_a_doubled_digit_in_a_group_is_mended_and_read_back(call_in: Any) -> None:
    call = call_in(caller="")
    call.go_to("phone")
    said = call.say("four oh four four", "five five five", "oh one nine three")
    assert call.asked == "confirm_phone"
    assert "four oh four, five five five, oh one nine three" in said
