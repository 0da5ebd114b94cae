"""What callers want: routed by the first wish, details kept, one redirect, then a person."""

from itertools import product
from typing import Any, get_args

import pytest

from agent.events import Guess, Heard, SaveTask, SetConsent
from agent.nlu.intent_labels import Label
from agent.nlu.intents import EMERGENCIES


@pytest.mark.parametrize(
    ("line", "job", "asked"),
    [
        ("my furnace is dead", "no_heat", "safety"),
        ("the AC quit", "no_cooling", "safety"),
        ("there is a banging noise", "strange_noise_or_smell", "safety"),
        ("spring tune-up please", "maintenance_tuneup", "zip"),
        ("I need a quote for a new system", "install_quote", "zip"),
        ("I need a repair visit", "book_service", "safety"),
    ],
)
def test_a_wish_leads_to_its_questions(call_in: Any, line: str, job: str, asked: str) -> None:
    call = call_in()
    call.say(line)
    assert call.slots.job_type == job
    assert call.asked == asked
    assert {"M1", "M4"} <= set(call.milestones)


def test_a_day_named_with_the_wish_is_not_asked_for(call_in: Any) -> None:
    call = call_in()
    call.say("can somebody come tomorrow afternoon, my furnace is making a noise")
    assert call.slots.when is not None
    call.go_to("offer_one")


def test_a_job_the_company_does_not_know_is_a_plain_visit(
    call_in: Any, changed: Any, demo_profile: Any
) -> None:
    jobs = {name: job for name, job in demo_profile.job_types.items() if name != "no_heat"}
    company = changed(job_types=jobs)
    call = call_in(company)
    call.say("my furnace is dead")
    assert call.slots.job_type == "book_service"
    other = call_in(company)
    other.say("how much do you charge", "yes", "my furnace is dead")
    assert other.slots.job_type == "book_service"
    third = call_in(company)
    third.say("no, I don't smell gas, but my furnace is dead")
    assert third.slots.job_type in ("book_service", "")


def test_after_hours_is_said_in_the_greeting(call_in: Any) -> None:
    assert "closed right now" in call_in(now="2026-11-22T23:10:00-06:00").greeting
    assert "closed" not in call_in().greeting


def test_the_greeting_says_what_the_profile_asks_for(call_in: Any, changed: Any) -> None:
    from agent.profile.schema import Notices

    assert "AI assistant" in call_in().greeting
    plain = changed(notices=Notices(ai_disclosure=False, recording="This line is recorded."))
    greeting = call_in(plain).greeting
    assert "AI" not in greeting
    assert "This line is recorded." in greeting
    nameless = changed(company={"agent_name": ""})
    assert "the assistant" in call_in(nameless).greeting


# --- nothing clear ----------------------------------------------------------------------------


def test_words_without_a_wish_get_a_choice_and_then_a_person(call_in: Any) -> None:
    call = call_in()
    call.say("uh")
    assert call.asked == "need"
    call.say("hmm", "purple")
    assert call.transfers
    call.transfer_ends("answered")
    assert call.outcome == "transferred_forced"


UNHEARD_OF = (
    "the thing in the attic went sideways again",
    "what about the thing in the attic",
    "Is it the gizmo upstairs?",
)
"""Words that no rule knows."""


def test_an_unsure_guess_leads_to_the_choice_and_to_no_action(call_in: Any) -> None:
    """The rules know nothing, the models are not sure: ask, whatever the likeliest label is.

    For dangers there is a question of their own.
    """
    for text, label in product(UNHEARD_OF, get_args(Label)):
        call = call_in()
        unsure = Guess(ranked=((label, 0.3), ("no_heat", 0.2)), model="test")
        said = call.event(Heard(text=text, guess=unsure))
        if label in EMERGENCIES:
            assert call.asked == "safety"
        else:
            assert call.asked == "need"
            assert all(word in said for word in ("repair", "tune-up", "visit"))
        assert call.state.goal == "none"
        assert not call.tools(object)
        assert not call.transfers
        assert call.outcome is None


def test_a_sure_guess_for_the_same_words_is_acted_upon(call_in: Any) -> None:
    call = call_in()
    sure = Guess(ranked=(("water_leak", 0.9),), model="test")
    call.event(Heard(text="the thing in the attic went sideways again", guess=sure))
    assert call.slots.job_type == "water_leak"


def test_another_trade_is_redirected_once(call_in: Any) -> None:
    call = call_in()
    said = call.say("can you deliver a large pepperoni pizza")
    assert "heating, cooling and ventilation only" in said
    assert call.asked == "need"


@pytest.mark.parametrize("line", ["sorry, wrong number", "oh I have the wrong number"])
def test_a_wrong_number_ends_as_such(call_in: Any, line: str) -> None:
    call = call_in()
    call.say(line)
    assert call.outcome == "wrong_number"


def test_yes_to_the_choice_starts_a_booking(call_in: Any) -> None:
    call = call_in()
    call.say("uh", "yes")
    assert call.state.goal == "book"
    assert call.asked == "issue"


def test_a_farewell_at_the_greeting_ends_the_call(call_in: Any) -> None:
    call = call_in()
    call.say("bye")
    assert call.outcome == "faq_only"
    other = call_in()
    other.say("no, that's all, nothing else")
    assert other.outcome is not None


def test_details_without_a_wish_are_kept(call_in: Any) -> None:
    call = call_in()
    call.say("my name is Ellen Marsh")
    assert call.slots.first == "Ellen"


# --- the problem ------------------------------------------------------------------------------


def at_issue(call_in: Any) -> Any:
    call = call_in()
    call.say("how much do you charge", "yes")
    assert call.asked == "issue"
    return call


def test_any_words_are_a_problem(call_in: Any) -> None:
    call = at_issue(call_in)
    call.say("the thing upstairs does that thing")
    assert call.slots.issue == "the thing upstairs does that thing"
    assert call.slots.job_type == "book_service"


def test_another_wish_at_the_problem_is_followed(call_in: Any) -> None:
    call = at_issue(call_in)
    call.say("actually I want to cancel my appointment")
    assert call.asked == "find_visit"


@pytest.mark.parametrize("line", ["yes", "no"])
def test_yes_and_no_are_no_problem(call_in: Any, line: str) -> None:
    call = at_issue(call_in)
    call.say(line)
    assert call.asked == "issue"


def test_a_question_at_the_problem_is_answered(call_in: Any) -> None:
    call = at_issue(call_in)
    assert "check" in call.say("do you take checks?")
    assert call.asked == "issue"


# --- area -------------------------------------------------------------------------------------


def test_an_area_question_is_answered_and_a_visit_offered(call_in: Any) -> None:
    call = call_in()
    assert "serve seven five two oh four" in call.say("do you come to 75204")
    assert call.asked == "offer_booking"


def test_an_area_question_out_of_area(call_in: Any) -> None:
    call = call_in()
    assert "don't serve nine oh two one oh" in call.say("do you come to 90210")
    call.say("no")
    assert call.outcome == "out_of_area"


def test_an_area_question_without_a_zip_asks_for_it(call_in: Any) -> None:
    call = call_in()
    call.say("do you come to my neighborhood")
    assert call.asked == "zip"
    assert "serve" in call.say("seven five two oh four")


# --- after a fact -----------------------------------------------------------------------------


def test_after_a_fact_a_visit_is_offered(call_in: Any) -> None:
    call = call_in()
    call.say("how much do you charge", "yes")
    assert call.state.goal == "book"


def test_after_the_tune_up_price_yes_means_a_tune_up(call_in: Any) -> None:
    call = call_in()
    call.say("how much is a tune-up", "yes")
    assert call.slots.job_type == "maintenance_tuneup"


def test_a_problem_instead_of_yes_is_a_booking(call_in: Any) -> None:
    call = call_in()
    call.say("how much do you charge", "okay my furnace is dead")
    assert call.slots.job_type == "no_heat"


@pytest.mark.parametrize("line", ["no", "no thanks", "bye", "thanks"])
def test_no_visit_after_a_fact_ends_or_asks_on(call_in: Any, line: str) -> None:
    call = call_in()
    call.say("how much do you charge", line)
    assert call.outcome == "faq_only" or call.asked == "anything_else"


def test_a_soft_no_after_a_fact_asks_for_more(call_in: Any) -> None:
    call = call_in()
    call.say("how much do you charge", "I would rather not do that at all today, my wife decides")
    assert call.outcome is None


def test_a_second_question_after_a_fact_is_answered(call_in: Any) -> None:
    call = call_in()
    call.say("how much do you charge")
    assert "eight to six" in call.say("and what are your hours")
    assert call.asked == "offer_booking"


# --- anything else ----------------------------------------------------------------------------


def at_end(call_in: Any) -> Any:
    call = call_in()
    call.go_to("anything_else", sms="yes")
    return call


@pytest.mark.parametrize("line", ["no", "no thanks", "nope, all good", "thanks", "great", "bye"])
def test_no_more_ends_the_call(call_in: Any, line: str) -> None:
    call = at_end(call_in)
    assert "Goodbye" in call.say(line)
    assert call.outcome == "booked"
    assert len(call.tools(SetConsent)) == 1


def test_yes_asks_what(call_in: Any) -> None:
    call = at_end(call_in)
    call.say("yes")
    assert call.asked == "what_else"
    call.say("when is my appointment")
    assert call.asked == "find_visit"


def test_a_wish_goes_straight_on(call_in: Any) -> None:
    call = at_end(call_in)
    call.say("I also want to cancel my other appointment")
    assert call.asked == "find_visit"


def test_a_question_is_answered_and_asked_again(call_in: Any) -> None:
    call = at_end(call_in)
    assert "check" in call.say("do you take checks")
    assert call.asked == "anything_else"


def test_a_remark_is_noted_once(call_in: Any) -> None:
    call = at_end(call_in)
    assert "noted" in call.say("the gate code is on the left")
    assert [fact.text for fact in call.state.facts] == ["the gate code is on the left"]
    call.say("purple", "purple", "purple")
    assert call.outcome == "booked"


def test_a_fact_after_a_booking_does_not_offer_a_visit(call_in: Any) -> None:
    call = at_end(call_in)
    call.say("yes", "what are your hours")
    assert call.asked == "anything_else"


# --- changed minds ----------------------------------------------------------------------------


def test_calling_a_booking_off_in_the_middle_books_nothing(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    assert "won't book" in call.say("actually cancel that")
    assert call.hang_up() == "declined_fee"


def test_a_person_asked_for_by_other_words(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("put me through to the front desk please")
    assert call.transfers


def test_start_over_clears_everything(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_booking_credit")
    call.say("start over")
    assert call.slots.first == ""
    assert call.slots.address.street_name == ""
    assert call.state.hold == ""
    assert call.asked == "need"


def test_a_how_to_gets_a_tip_and_the_offer_of_a_visit(call_in: Any) -> None:
    call = call_in()
    assert "arrow points" in call.say("how do I change the filter")
    assert call.asked == "offer_booking"


def test_unknown_facts_are_left_for_the_office(call_in: Any) -> None:
    call = call_in()
    call.say("does the membership include the attic fan that we have")
    assert [one.kind for one in call.tools(SaveTask)] in ([], ["faq_miss"])


@pytest.mark.parametrize("at", ["how_can_i_help", "when"])
def test_damage_done_by_us_brings_a_person_at_once(call_in: Any, at: str) -> None:
    call = call_in()
    call.go_to(at)
    call.say("your guy damaged my landscaping")
    assert call.transfers


@pytest.mark.parametrize("spanish", ["office", "none"])
def test_spanish_without_a_spanish_profile_goes_to_people(
    call_in: Any, changed: Any, spanish: str
) -> None:
    call = call_in(changed(company={"languages": ("en",)}, escalation={"spanish": spanish}))
    call.say("buenas tardes, necesito ayuda con mi calefacción por favor")
    assert bool(call.transfers) == (spanish == "office")
    assert spanish == "office" or call.state.goal == "message"


def test_spanish_at_turn_two_is_answered_in_spanish(call_in: Any) -> None:
    call = call_in()
    call.say("my furnace is making a rattling noise")
    call.say("no, disculpe, ¿habla español?")
    assert call.state.language == "es"
    assert call.slots.job_type == "strange_noise_or_smell"


def test_spanish_words_at_the_name_are_heard_too(call_in: Any) -> None:
    call = call_in()
    call.go_to("address")
    call.say("no entiendo, no hablo inglés")
    assert call.state.language == "es"


def test_a_no_with_a_reason_after_a_fact_asks_for_more(call_in: Any) -> None:
    call = call_in()
    call.say("how much do you charge")
    call.say("no, my husband wants to look at that thing by himself first")
    assert call.asked == "anything_else"


def test_spanish_in_the_middle_without_a_spanish_profile_goes_to_people(
    call_in: Any, changed: Any
) -> None:
    call = call_in(changed(company={"languages": ("en",)}))
    call.go_to("address")
    call.say("disculpe pero yo no lo sé porque no es mi casa")
    assert call.transfers
