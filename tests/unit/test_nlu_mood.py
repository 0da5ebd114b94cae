"""Frustration is anger at us, not a fault, the weather or a patient repetition."""

import pytest

from agent.nlu import mood


def judge(text: str, *previous: str) -> mood.Mood:
    found = mood.signals(text, previous)
    return mood.label(found, mood.level(sum(one.points for one in found), 0))


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


def test_a_high_level_makes_an_annoyed_turn_angry() -> None:
    found = mood.signals("I already said that", [])
    assert mood.label(found, 2.0) == "annoyed"
    assert mood.label(found, 4.0) == "angry"
