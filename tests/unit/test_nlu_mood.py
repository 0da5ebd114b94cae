"""Frustration is anger at us, not a fault, the weather or a patient repetition."""

from pathlib import Path

import pytest

from agent.nlu import acts, mood
from voicectl.evaluation import frustration

CALLS = Path(__file__).parents[2] / "fixtures" / "dialogues" / "frustration.jsonl"


def judge(text: str, *previous: str) -> mood.Mood:
    found = mood.signals(text, previous)
    return mood.label(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my AC is broken and it's a big problem", "calm"),
        ("it's hot as hell in here", "calm"),
        ("thank you so much", "calm"),
        ("Wednesday works", "calm"),
        ("no problem", "calm"),
        ("I already told you my name", "annoyed"),
        ("this is the third time I've called", "annoyed"),
        ("I've been on hold for half an hour", "annoyed"),
        ("oh great, just great", "annoyed"),
        ("skip that please", "annoyed"),
        ("That is outrageous!", "angry"),
        ("what the hell is going on", "angry"),
        ("you people are incompetent", "angry"),
        ("I'm calling my lawyer", "angry"),
        ("let me speak to your manager", "wants_human"),
        ("damn it get me a real person", "wants_human"),
        ("hot damn you're quick", "calm"),
        ("he left a card on the door", "calm"),
        ("we had the furnace out three times last year and it's fine", "calm"),
        ("would you please let me finish", "annoyed"),
        ("you've been out three times and it still leaks", "annoyed"),
        ("nobody will call us back about it", "annoyed"),
        ("your guys left a mess in my hallway", "annoyed"),
        ("second week in a row you've moved it", "annoyed"),
        ("well thanks for the sales pitch", "annoyed"),
        ("we're just going around in circles here", "annoyed"),
        ("sorry is not going to fix my furnace", "angry"),
        ("what kind of company is this", "angry"),
        ("so we're supposed to sit here and freeze", "angry"),
        ("you know what forget it", "angry"),
        ("then schedule the damn appointment", "angry"),
        ("tell your mother I said hello", "calm"),
        ("sorry doesn't do me any good", "annoyed"),
        ("you've had me running around in circles all week", "annoyed"),
        ("for god's sake let me finish", "angry"),
        ("I had to spell my name twice already", "annoyed"),
    ],
)
def test_mood_of_one_turn(text: str, expected: mood.Mood) -> None:
    assert judge(text) == expected


def test_saying_the_same_again_counts_once_then_twice() -> None:
    line = "my address is forty two elm street"
    assert [one.points for one in mood.signals(line, [line])] == [1]
    assert [one.points for one in mood.signals(line, [line, line])] == [2]
    assert mood.signals("yes", ["yes", "yes"]) == ()


def test_the_level_rises_decays_and_stays_in_bounds() -> None:
    assert mood.level(3, 0) == 3
    assert mood.level(0, 3) == 1.8
    assert mood.level(9, 5) == 5
    assert mood.level(-1, 0) == 0
    level = 5.0
    for _ in range(12):
        level = mood.level(0, level)
    assert level <= 0.1


def test_a_turn_is_judged_by_its_own_words_however_angry_the_one_before() -> None:
    earlier = ("what the hell is going on", "you people are incompetent")
    assert mood.label(mood.signals("I already said that", earlier)) == "annoyed"
    assert mood.label(mood.signals("nine four two", earlier)) == "calm"


def test_who_says_it_again_gladly_is_calm() -> None:
    line = "six oh two five five five oh one one nine"
    assert mood.signals(f"sure, {line}", [line]) == ()
    assert mood.signals(f"of course, {line}", [line]) == ()
    assert [one.name for one in mood.signals(line, [line])] == ["repeats"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("this stupid thermostat won't turn on", "calm"),
        ("this stupid robot won't listen", "angry"),
        ("my old furnace is a piece of junk", "calm"),
        ("your company is a piece of junk", "angry"),
        ("aw damn let me find my glasses", "calm"),
        ("you damn well know my name", "angry"),
        ("you're a damn hero thanks", "calm"),
        ("I'm frustrated with this old unit", "calm"),
        ("I'm frustrated with how you people work", "annoyed"),
        ("wonderful, so we freeze another night", "annoyed"),
        ("wonderful, thank you", "calm"),
        ("yes yes yes", "annoyed"),
        ("five five five", "calm"),
        ("fuck off you bunch of crooks", "angry"),
        ("my husband is furious about the noise", "calm"),
    ],
)
def test_bad_words_count_by_what_they_are_said_of(text: str, expected: mood.Mood) -> None:
    assert judge(text) == expected


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("can a manager call me please", True),
        ("I'd sooner deal with a human", True),
        ("dispatcher please", True),
        ("put Steve on", True),
        ("put it on Friday", False),
        ("my manager wants the unit serviced", False),
        ("the property manager has the key", False),
        ("I am the owner", False),
        ("do I need the owner to be there", False),
        ("the agent told me to call", False),
        ("are you a robot or a human", False),
        ("call the front desk when you get here", False),
    ],
)
def test_a_person_is_asked_for_by_a_frame_of_asking(text: str, asks: bool) -> None:
    assert ("human" in acts.acts(text)) is asks


def test_several_signs_of_annoyance_count_as_the_strongest() -> None:
    found = mood.signals("seriously I already told you that, how convenient", [])
    assert len(found) > 1
    assert mood.points(found) == 2
    assert mood.points(mood.signals("get me a manager", [])) == 0


def test_calls_of_invented_callers_escalate_at_the_right_turn() -> None:
    card = frustration.score(CALLS)
    assert card.accuracy >= 0.97
    assert card.figures["escalation_found"] == 1.0
    assert card.figures["false_escalations"] == 0


@pytest.mark.parametrize("said", ["Sí, por favor.", "no thank you", "yes it is"])
def test_the_same_short_answer_to_two_questions_is_no_repetition(said: str) -> None:
    assert not any(one.name == "repeats" for one in mood.signals(said, [said]))
