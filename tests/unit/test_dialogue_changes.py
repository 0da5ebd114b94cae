"""Minds change and details are put right at any question, not only where they were asked."""

from typing import Any

import pytest

from agent.events import (
    Book,
    FindVisits,
    Guess,
    Heard,
    KnownCaller,
    Visit,
    VisitsFound,
    Window,
    WindowsFound,
)

PHONE = "two one four, five five five, oh one seven seven"
FIRST = Visit(
    code="2071",
    name="Ruben Ortega",
    phone="+12145550142",
    window=Window(id=90, date="2026-11-26", start="08:00", end="12:00"),
    job_type="no_heat",
    house_number="517",
    zip="75204",
    version=1,
)
SECOND = Visit(
    code="2072",
    name="Ruben Ortega",
    phone="+12145550142",
    window=Window(id=91, date="2026-11-27", start="08:00", end="12:00"),
    job_type="maintenance_tuneup",
    house_number="517",
    zip="75204",
    version=1,
)

# --- details put right elsewhere ----------------------------------------------------------------


def test_a_phone_number_is_put_right_while_the_address_is_read_back(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say("hang on, the phone should end in oh one eight eight, not seven seven")
    assert call.slots.phone == "+12145550188"
    assert call.slots.address.house_number == "1214"
    assert call.asked == "confirm_phone"


def test_the_same_phone_number_again_corrects_nothing(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say(f"my phone is {PHONE}")
    assert call.slots.phone == "+12145550177"
    assert call.asked == "confirm_address"


def test_a_phone_number_named_before_any_was_given_corrects_nothing(call_in: Any) -> None:
    call = call_in()
    call.go_to("name")
    call.say("is that for the phone")
    assert call.slots.phone == ""
    assert call.asked == "name"


def test_a_name_is_put_right_while_the_address_is_read_back(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say("and my last name is Marshall")
    assert call.slots.name == "Ellen Marshall"
    assert call.slots.address.street_name == "Oak"


@pytest.mark.parametrize(
    "line",
    [
        "my name is Ellen Marsh",
        "you have my name wrong",
        "my wife's name is Linda",
        "her name is Linda",
    ],
)
def test_a_name_that_says_nothing_new_corrects_nothing(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("when")
    call.say(line)
    assert call.slots.name == "Ellen Marsh"


def test_an_address_is_put_right_at_the_question_for_a_day(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("oh the house number is twelve forty not twelve fourteen")
    assert call.slots.address.house_number == "1240"
    assert call.asked == "confirm_address"


def test_an_address_talked_about_is_not_corrected(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("it is the house with the red door")
    assert call.slots.address.house_number == "1214"


def test_a_day_said_while_the_address_is_read_back_is_a_day(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say("no, not Friday, make it Wednesday morning")
    assert call.slots.address.street_name == "Oak"
    assert call.slots.when.date_from == "2026-11-25"
    assert call.asked == "confirm_address"


def test_a_yes_with_a_day_still_confirms_the_address(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.say("yes, and Wednesday is best")
    assert call.slots.address_ok


def test_a_phone_number_after_an_address_is_no_unit(call_in: Any) -> None:
    call = call_in()
    call.say(
        "my furnace rattles, twelve fourteen Oak Street Dallas seven five two oh four "
        f"my number is {PHONE}"
    )
    assert call.slots.address.unit == ""
    assert call.slots.phone == "+12145550177"


def test_a_count_of_things_is_no_address(call_in: Any) -> None:
    call = call_in()
    call.say("how much is a tune up")
    assert "tune-up" in call.say("for one gas furnace")
    assert call.slots.address.house_number == ""
    assert call.asked == "offer_booking"


# --- no visit after all -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "I'd rather not, I was only asking about prices",
        "you know what, I'll think about it",
        "no I don't want a visit yet",
        "I'll just call somebody else",
        "let me talk to my husband first",
    ],
)
@pytest.mark.parametrize("question", ["zip", "name", "phone", "when", "offer"])
def test_a_caller_who_only_asked_is_let_go(call_in: Any, question: str, line: str) -> None:
    call = call_in()
    call.go_to(question)
    call.say(line)
    assert call.asked == "anything_else"
    assert not call.tools(Book)
    assert call.hang_up() == "declined_fee"


def test_an_answer_that_only_looks_like_a_withdrawal_goes_on(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("I was just wondering if Wednesday is possible")
    assert call.slots.when.date_from == "2026-11-25"


def test_what_a_call_has_brought_stays_when_another_visit_is_dropped(call_in: Any) -> None:
    call = call_in()
    call.go_to("anything_else")
    call.say("yes", "my air conditioner rattles too")
    call.say("no, nothing", "you know what I'll think about it")
    assert call.hang_up() == "booked"


def test_no_thanks_to_an_offer_after_a_price_is_a_no(call_in: Any) -> None:
    call = call_in()
    call.say("how much is a service call")
    call.say("never mind")
    assert call.asked == "anything_else"


def test_who_wants_nothing_after_all_hears_goodbye(call_in: Any) -> None:
    call = call_in()
    call.say("oh never mind")
    assert call.outcome == "faq_only"


def test_a_named_job_after_a_price_asks_for_its_price(call_in: Any) -> None:
    call = call_in()
    call.say("how much do you charge for things")
    assert "tune-up" in call.say("the tune-up one for a regular furnace")
    assert call.asked == "offer_booking"
    call.say("okay yes let's book that tune-up")
    assert call.state.goal == "book"


# --- strangers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["sorry, I must have dialed wrong", "I've got the wrong number"])
def test_a_wrong_number_is_wished_goodbye(call_in: Any, line: str) -> None:
    call = call_in()
    call.say("is this the pizza place")
    assert "Goodbye" in call.say(line)
    assert call.outcome == "wrong_number"


def test_who_expected_somebody_else_hears_what_we_do(call_in: Any) -> None:
    call = call_in()
    assert "heating" in call.say("this isn't Doctor Albright's office")
    assert call.asked == "need"
    call.say("mumble", "mumble mumble")
    assert call.outcome == "wrong_number"


def test_another_trade_after_we_said_what_we_do_ends_the_call(call_in: Any) -> None:
    call = call_in()
    call.say("I want to order a large pepperoni pizza")
    call.say("but I want to order a large pepperoni pizza")
    assert call.outcome == "wrong_number"


def test_a_doubtful_fault_becomes_a_visit_at_the_second_try(call_in: Any) -> None:
    call = call_in()
    call.say("hmm", "weak air upstairs")
    assert call.state.goal == "book"


def test_a_seller_is_noticed_in_the_middle_of_a_booking(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("no, I'm calling about your Google listing")
    assert call.outcome == "spam"


# --- visits in the books ------------------------------------------------------------------------


def test_getting_rid_of_a_visit_is_a_cancellation(call_in: Any) -> None:
    call = call_in(known=KnownCaller(name="Ruben Ortega", visits=(FIRST, SECOND)))
    call.say("I've got two visits coming up and I want to get rid of one of them")
    assert call.state.goal == "cancel"
    call.say("the tune-up please")
    assert call.state.visit == SECOND


@pytest.mark.parametrize("named", ["the code is two oh seven two", "the one on Friday"])
def test_one_of_several_visits_is_named_by_code_or_day(call_in: Any, named: str) -> None:
    call = call_in(known=KnownCaller(name="Ruben Ortega", visits=(FIRST, SECOND)))
    call.say("I need to cancel my appointment")
    call.say(named)
    assert call.state.visit == SECOND


def test_a_code_in_the_first_breath_is_looked_up(call_in: Any) -> None:
    call = call_in(FindVisits=VisitsFound(visits=(SECOND,)))
    call.say("I need to move my appointment, the confirmation number is two oh seven two")
    assert call.tools(FindVisits)[0].code == "2072"
    assert call.state.visit == SECOND


def test_a_new_visit_is_moved_to_the_same_time_of_another_day(call_in: Any) -> None:
    call = call_in(FindVisits=VisitsFound(visits=(FIRST,)))
    call.go_to("anything_else")
    call.say("oh wait can we move that to Friday same time")
    assert call.slots.when.date_from == "2026-11-27"
    assert call.slots.when.type == "exact"


def test_a_first_wish_with_wait_in_it_is_no_pause(call_in: Any) -> None:
    call = call_in()
    call.go_to("anything_else")
    call.say("wait, I also need to cancel my appointment next week")
    assert not call.state.waiting


def test_goodbye_at_the_end_of_a_remark_ends_the_call(call_in: Any) -> None:
    call = call_in()
    call.go_to("anything_else")
    call.say("there's a noise in the other unit too but I'll call another day, thanks, bye")
    assert call.outcome == "booked"


def test_a_second_house_inside_the_area_is_taken_up(call_in: Any) -> None:
    call = call_in()
    call.say("do you come to nine oh two one oh")
    call.say("what about my rental, it's seven five two oh four, the furnace there is rattling")
    assert call.state.goal == "book"
    assert call.slots.zip == "75204"


def test_nobody_at_risk_and_the_temperature_are_kept_from_the_safety_answer(call_in: Any) -> None:
    call = call_in()
    call.say("my heat is out")
    call.say("no gas no smoke, nobody's sick, it's about seventy in the house")
    assert call.slots.vulnerable == "none"
    assert call.slots.temperature == 70
    assert call.asked == "zip"


def test_two_young_tenants_are_no_temperature(call_in: Any) -> None:
    call = call_in()
    call.say("my heat is out", "no, nothing")
    call.say("no, just two healthy adults")
    assert call.slots.temperature is None
    assert call.state.hazard is None


def test_a_denial_repeated_right_after_the_safety_question_is_not_asked_about(call_in: Any) -> None:
    call = call_in()
    call.say("my heat is out", "no, nothing like that")
    call.say("no gas smell at all, and only adults here")
    assert call.asked == "zip"


def test_a_question_without_a_wish_is_answered_and_a_visit_offered(call_in: Any) -> None:
    call = call_in()
    call.say("is my dog a problem")
    assert call.asked == "offer_booking"


def test_a_doubtful_wish_is_asked_about_once(call_in: Any) -> None:
    call = call_in()
    call.say("weak air upstairs")
    assert call.asked == "need"
    assert call.notes("intent_rejected")


def test_a_danger_only_the_model_hears_is_asked_about(call_in: Any) -> None:
    call = call_in()
    guess = Guess(ranked=(("emergency_gas", 0.9), ("no_heat", 0.05)), model="test")
    call.event(Heard(text="something is off down there by the boiler", guess=guess))
    assert call.state.phase == "SAFETY_CHECK"
    assert call.notes("safety_suspected") == ["GAS"]
    assert call.state.hazard is None


def test_a_bare_weekday_is_the_one_nearest_to_what_was_offered(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    later = (
        Window(id=7, date="2026-12-08", start="08:00", end="12:00"),
        Window(id=8, date="2026-12-08", start="12:00", end="16:00"),
    )
    call.office["FindWindows"] = WindowsFound(windows=later)
    call.say("the week of December seventh")
    call.say("neither, do you have anything on Thursday")
    assert call.slots.when.date_from == "2026-12-10"
    call.say("no, this Thursday")
    assert call.slots.when.date_from == "2026-11-26"


def test_agreeing_twice_without_saying_which_takes_the_first(call_in: Any) -> None:
    call = call_in()
    call.go_to("offer")
    assert call.asked == "offer"
    call.say("sure")
    assert call.asked == "offer"
    call.say("sure, that one")
    assert call.asked == "confirm_booking_credit"
    assert call.state.window.start == "08:00"


def test_later_that_week_is_after_the_visit_that_is_moved(call_in: Any) -> None:
    visit = Visit(
        code="2080",
        name="Ruben Ortega",
        phone="+12145550142",
        window=Window(id=92, date="2026-12-01", start="08:00", end="12:00"),
        job_type="no_heat",
        house_number="517",
        zip="75204",
        version=1,
    )
    call = call_in(known=KnownCaller(name="Ruben Ortega", visits=(visit,)))
    call.say("I need to reschedule my appointment", "how about later that week")
    assert call.slots.when.date_from == "2026-12-02"
    assert call.slots.when.date_to == "2026-12-06"


def test_a_last_name_alone_keeps_the_first_name(call_in: Any) -> None:
    call = call_in()
    call.go_to("name")
    call.say("it's Desmond", "last name's Tolliver")
    assert call.slots.name == "Desmond Tolliver"


def test_a_no_with_praise_after_it_ends_the_call(call_in: Any) -> None:
    call = call_in()
    call.go_to("anything_else")
    call.say("nope you're good")
    assert call.outcome == "booked"


def test_a_stranger_who_says_goodbye_is_let_go(call_in: Any) -> None:
    call = call_in()
    call.say("I wanted to order a pizza, goodbye")
    assert call.outcome == "faq_only"
