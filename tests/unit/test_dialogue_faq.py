"""Side questions: one fact of the profile, at most two sentences, nothing invented."""

from typing import Any

import pytest

from agent.dialogue import faq
from agent.events import SaveTask
from agent.profile.load import load_default

ASKED = {
    "fee": "how much do you charge to come out",
    "repair_price": "how much does it cost to fix a blower",
    "tuneup_price": "how much is a tune-up",
    "after_hours_fee": "is there an extra charge on the weekend",
    "cancel_fee": "is there a fee to cancel",
    "membership": "what's in your club membership",
    "membership_cancel": "how do I cancel my membership",
    "estimate_free": "are estimates free",
    "financing": "do you offer financing",
    "payment": "do you take checks",
    "hours": "are you open on Saturday",
    "office": "where is your office",
    "emergency_service": "do you have around the clock service",
    "arrival_window": "is there an arrival window",
    "arrival": "will the technician call ahead",
    "how_soon": "how soon can you be here",
    "same_day": "do you do same day visits",
    "brands": "do you work on Trane",
    "equipment": "do you service boilers",
    "licence": "are you licensed and insured",
    "warranty": "is there a warranty on the work",
    "manufacturer_warranty": "is my unit still under warranty from the manufacturer",
    "home_warranty": "do you take home warranty companies",
    "filter_change": "how often should I change my filter",
    "thermostat": "how do I change the batteries in my thermostat",
    "breaker_reset": "can I reset the breaker",
    "vents": "should the vents be open",
    "ice": "is it bad that there is ice on the pipe",
    "pets": "do I need to put my dog away",
    "change_policy": "what's your policy on rescheduling",
    "rebates": "are there any rebates",
    "privacy": "what do you do with my data",
    "careers": "are you hiring",
    "vendors": "who handles vendors",
    "robot": "is this a robot",
    "recorded": "is this line recorded",
}
"""One question for every topic."""


@pytest.mark.parametrize("topic", ASKED)
def test_every_topic_is_found_by_its_words(topic: str) -> None:
    assert faq.topic_of(ASKED[topic], "") == topic


def test_every_answer_of_the_demo_profile_can_be_asked_for() -> None:
    assert set(load_default().faq) <= set(ASKED)


@pytest.mark.parametrize("topic", sorted(set(ASKED) - {"robot", "recorded"}))
def test_the_demo_company_answers_every_topic_shortly(call_in: Any, topic: str) -> None:
    call = call_in()
    call.go_to("name")
    from agent.dialogue.turn import Turn

    turn = Turn(call.profile, call.state)
    faq.answer(turn, ASKED[topic], "")
    said = " ".join(command.text for command in turn.commands if hasattr(command, "text"))
    assert 0 < len(said.split()) <= 35
    assert said.count("?") == 0
    assert not any(
        command.tool.kind == "faq_miss" for command in turn.commands if hasattr(command, "tool")
    )


@pytest.mark.parametrize(
    "line",
    [
        "how much do you charge",
        "what are your hours",
        "do you take checks",
        "do you work on Trane",
        "are you licensed and insured",
        "are there any rebates",
        "do you service boilers",
        "are you hiring",
    ],
)
def test_a_question_at_the_greeting_is_answered(call_in: Any, line: str) -> None:
    call = call_in()
    call.say(line)
    assert call.notes("faq_answered")
    assert call.asked == "offer_booking"
    assert call.hang_up() == "faq_only"


@pytest.mark.parametrize("line", ["do you take checks", "is there a warranty", "are you licensed"])
def test_a_side_question_resumes_what_was_asked(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("when")
    said = call.say(line)
    assert call.notes("faq_answered")
    assert call.asked == "when"
    assert said.endswith("?")


@pytest.mark.parametrize(
    "line", ["I feel cold", "I know", "my number is wrong", "we have ice here"]
)
def test_statements_are_no_questions(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("name")
    call.say(line)
    assert not call.notes("faq_answered")


@pytest.mark.parametrize(
    "line", ["I was charged twice", "I want a refund", "there's a mistake on my bill"]
)
def test_a_bill_of_ones_own_is_no_fact(line: str) -> None:
    from agent.nlu import intents

    assert not faq.is_question(line, intents.classify(line))


def test_an_unknown_fact_becomes_a_note_for_the_office(call_in: Any, changed: Any) -> None:
    call = call_in(changed(faq={}))
    call.go_to("when")
    said = call.say("do you have any rebates")
    assert "office" in said
    assert [one.kind for one in call.tools(SaveTask)] == ["faq_miss"]
    assert call.asked == "when"


def test_what_a_membership_includes_is_not_invented(call_in: Any) -> None:
    call = call_in()
    call.say("how much is the membership", "does that include filters")
    assert call.notes("faq_answered")


def test_ending_a_membership_is_passed_on(call_in: Any) -> None:
    call = call_in()
    assert "pass that to the office" in call.say("I want to cancel my membership")
    assert [one.kind for one in call.tools(SaveTask)] == ["message"]


def test_prices_come_from_the_profile(call_in: Any, changed: Any) -> None:
    cheap = changed(
        fees={"service": 5050, "credit_to_repair": False, "tuneup": None, "after_hours": 100},
        policy={"cancel_fee_cents": 2500},
        membership=None,
        company={"address": ""},
        notices={"recording": "This line is recorded."},
    )
    answers = {
        "how much do you charge": "fifty dollars and fifty cents.",
        "is there an extra charge on the weekend": "one dollar.",
        "is there a fee to cancel": "twenty-five dollars",
        "is this line recorded": "is recorded",
        "how much is a tune-up": "office",
        "how much is the membership": "office",
        "where is your office": "office",
    }
    for question, words in answers.items():
        call = call_in(cheap)
        call.go_to("name")
        assert words in call.say(question)


def test_answers_follow_the_language_of_the_call(call_in: Any) -> None:
    call = call_in()
    call.go_to("name")
    call.set(language="es")
    from agent.dialogue.turn import Turn

    turn = Turn(call.profile, call.state)
    faq.answer(turn, "do you take checks", "")
    assert "tarjeta" in turn.commands[-1].text  # type: ignore[union-attr]


def test_an_answer_without_a_translation_is_given_in_english(call_in: Any, changed: Any) -> None:
    from agent.dialogue.turn import Turn
    from agent.profile.schema import Answer

    call = call_in(changed(faq={"payment": Answer(en="Cards only.")}))
    call.go_to("name")
    call.set(language="es")
    turn = Turn(call.profile, call.state)
    faq.answer(turn, "do you take checks", "")
    assert turn.commands[-1].text == "Cards only."  # type: ignore[union-attr]


def test_a_robot_never_denies_it(call_in: Any) -> None:
    call = call_in()
    assert "AI assistant" in call.say("are you a robot")
    assert "AI assistant" in call.say("am I talking to a real person")


@pytest.mark.parametrize(
    ("recording", "words"), [("", "isn't recorded"), ("Recorded.", "is recorded")]
)
def test_whether_the_line_is_recorded_is_told(
    call_in: Any, changed: Any, recording: str, words: str
) -> None:
    call = call_in(changed(notices={"recording": recording}))
    assert words in call.say("is this call being recorded")


def test_recordings_may_be_asked_about_in_other_words(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    assert "isn't recorded" in call.say("is there a recording somewhere")


def test_a_computer_asked_about_in_other_words_is_admitted(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    assert "AI assistant" in call.say("is there a computer answering the phone")
