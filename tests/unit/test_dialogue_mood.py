"""Frustration is met in three steps: sorry, the offer of a person, a person."""

from typing import Any

from agent.dialogue import mood
from agent.events import Said


def test_a_reproach_is_met_with_sorry(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    assert "orry" in call.say("you already asked me that, seven five two oh four")
    assert call.slots.zip == "75204"
    assert not call.transfers


def test_anger_is_met_with_the_offer_of_a_person_and_then_with_a_person(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    assert "person" in call.say("this is ridiculous")
    assert not call.transfers
    call.say("you people are useless")
    assert call.transfers


def test_a_question_that_failed_twice_offers_a_person(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.set(frustration=2.0)
    call.say("purple")
    assert "person" in call.say("orange")
    assert not call.transfers


def test_who_is_waiting_for_a_call_back_is_not_offered_a_person(call_in: Any) -> None:
    call = call_in(now="2026-11-22T23:40:00-06:00")
    call.say("I want to talk to a person")
    call.set(frustration=2.0)
    assert "rather talk" not in call.say("purple", "orange")


def test_three_quick_interruptions_count_as_a_sign(call_in: Any) -> None:
    call = call_in()
    for number in range(1, mood.CUTS + 1):
        call.set(speaking=((number, "a long sentence of ours"),))
        call._apply(Said(say=number, heard="a", cut=True))
    assert call.state.cuts == mood.CUTS
    call.say("my furnace rattles")
    assert "interrupts" in call.notes("frustration_changed")
    assert call.state.cuts == 0


def test_an_interruption_after_half_a_sentence_is_none_of_them(call_in: Any) -> None:
    call = call_in()
    call.set(speaking=((1, "a long sentence of ours"),), cuts=1)
    call._apply(Said(say=1, heard="a long sentence", cut=True))
    assert call.state.cuts == 1
    call.set(speaking=((2, "a long sentence of ours"),))
    call._apply(Said(say=2, heard="a long sentence of ours"))
    assert call.state.cuts == 0


def test_a_long_call_without_a_milestone_counts_as_a_sign(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.set(turn=15 + call.state.milestone_turn)
    call.say("purple")
    assert "long_call" in call.notes("frustration_changed")


def test_a_milestone_calms(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_address")
    call.set(frustration=1.4)
    call.say("yes")
    assert call.state.frustration < 0.1


def test_an_impatient_caller_is_asked_in_few_words_until_they_calm_down(call_in: Any) -> None:
    call = call_in()
    call.go_to("name")
    said = call.say("this is the third time I am calling")
    assert "orry" in said
    assert said.endswith(("Your name, please?", "And your name?"))
    call.say("Ellen Marsh")
    assert call.state.frustration < 1.5
    assert len(call.say("two one four five five five oh one seven seven").split()) > 14


def test_brief_questions_take_turns_in_spanish_too(call_in: Any) -> None:
    call = call_in()
    call.say("hola, mi calefacción hace un ruido", "no, nada")
    assert call.asked == "zip"
    call.set(frustration=2.9)
    brief = ("¿El código postal?", "¿Su código postal, por favor?")
    first, second = call.say("morado"), call.say("morado")
    assert first.endswith(brief)
    assert second.endswith(brief)
    assert first.split("¿")[-1] != second.split("¿")[-1]


def test_the_safety_question_is_never_shortened(call_in: Any) -> None:
    call = call_in()
    call.set(frustration=2.4)
    said = call.say("this is the third time my furnace is rattling after you came")
    assert call.asked == "safety"
    assert "gas" in said
    assert "smoke" in said
