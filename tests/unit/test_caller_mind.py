"""How a simulated caller reacts: answers, checks read-backs, asks again, gives up."""

import msgspec

from simulators.caller.mind import PHRASES, Act, Mind, State
from simulators.caller.persona import Scenario

BASE = {
    "about": "test",
    "expect": {"outcome": ["booked"]},
    "facts": {
        "name": "Bob Hill",
        "street": "twelve fourteen Maple Street",
        "house": "1214",
        "city": "Dallas",
        "zip": "75201",
    },
    "answers": {"need": ["It is broken."], "phone": ["First.", "Second."]},
}
NUMBER = "2145550143"
RIGHT = "I have two one four, five five five, zero one four three. Is that right?"
WRONG = "I have two one four, five five five, zero one four four. Is that right?"


def talk(*heard: str, **changes: object) -> list[Act]:
    mind = Mind(msgspec.convert(BASE | changes, Scenario), NUMBER)
    state, acts = State(), []
    for text in heard:
        state, act = mind.heard(state, text)
        acts.append(act)
    return acts


def test_answers_from_the_facts() -> None:
    said = [
        act.say
        for act in talk(
            "How can I help you?",
            "What's the ZIP code of the home?",
            "And your name, please?",
            "What's the street address for the visit?",
        )
    ]
    assert said == [
        "It is broken.",
        "It's seven five two zero one.",
        "My name is Bob Hill.",
        "It's twelve fourteen Maple Street, Dallas.",
    ]


def test_gives_the_next_answer_when_asked_again() -> None:
    asked = "Which phone number should we use?"
    assert [act.say for act in talk(asked, asked, asked)] == ["First.", "Second.", "Second."]


def test_says_yes_to_a_right_read_back() -> None:
    assert [act.say for act in talk(RIGHT)] == ["Yes, that's right."]


def test_asks_before_correcting_a_wrong_read_back() -> None:
    first, second = talk(WRONG, WRONG)
    assert "again" in first.say
    assert second.say == "No. It's two one four, five five five, zero one four three."


def test_a_misheard_read_back_is_no_correction() -> None:
    first, second = talk(WRONG, RIGHT)
    assert "again" in first.say
    assert second.say == "Yes, that's right."


def test_corrects_the_address() -> None:
    wrong = "That's 1230 Maple Street, Dallas. Is that right?"
    assert talk(wrong, wrong)[1].say == "No. It's twelve fourteen Maple Street, Dallas."
    for street in ("maple", "make all", "mayville"):
        right = f"That's 12, 14 {street} street, Dallas. Is that right?"
        assert talk(right)[0].say == "Yes, that's right."
    other = "That's 12, 14 power street, Dallas. Is that right?"
    assert "again" in talk(other)[0].say


def test_notices_a_wrong_problem() -> None:
    facts = BASE["facts"] | {"problem": "cooling"}  # type: ignore[operator]
    wrong = "So: Bob Hill, 1214 Maple Street, for a tune up, tomorrow between 8 and noon. Correct?"
    assert talk(wrong, wrong, facts=facts)[1].say == "It is broken."
    right = wrong.replace("a tune up", "no cooling")
    assert talk(right, facts=facts)[0].say == "Yes, please book it."


def test_objects_to_a_misheard_zip() -> None:
    refusal = "I'm sorry, we don't serve {}. Shall I leave a note for the office anyway?"
    wrong = refusal.format("55201")
    assert talk(wrong, wrong)[1].say == "No, it's seven five two zero one."
    assert talk(refusal.format("75201"))[0].say == "No, thank you."


def test_a_bare_check_reads_back_what_was_just_said() -> None:
    acts = talk("What's the street address for the visit?", "I have 500 Mabel, correct?")
    assert "again" in acts[1].say


def test_repeats_the_answer_when_not_understood() -> None:
    acts = talk("How can I help you?", "Sorry, could you say that again?", "Are you still there?")
    assert [act.say for act in acts] == ["It is broken."] * 3


def test_presses_keys_when_asked_to() -> None:
    assert talk("Please type your ten-digit number on the keypad.")[0].keys == NUMBER


def test_waits_while_being_connected() -> None:
    acts = talk("I'm connecting you now. One moment please.", "Do elephants sing?")
    assert acts == [Act(ask="connecting"), Act()]


def test_gives_up_after_a_while() -> None:
    acts = talk(*["Do elephants sing?"] * 3, patience=2)
    assert [act.hang_up for act in acts] == [False, False, True]
    assert acts[-1].say == PHRASES["en"].give_up


def test_says_goodbye_and_hangs_up() -> None:
    (act,) = talk("Thanks for calling. Goodbye.")
    assert (act.say, act.hang_up) == ("Bye.", True)


def test_a_silent_caller_never_speaks() -> None:
    (act,) = talk("How can I help you?", mute=True)
    assert act == Act(ask="need")


def test_says_hello_into_silence_then_hangs_up() -> None:
    mind = Mind(msgspec.convert(BASE, Scenario), NUMBER)
    state, acts = State(), []
    for _ in range(3):
        state, act = mind.silence(state)
        acts.append(act)
    assert [act.say for act in acts] == [*PHRASES["en"].hello, ""]
    assert acts[-1].hang_up


def test_follows_a_script() -> None:
    acts = talk("How can I help you?", "What's the ZIP code?", "And then?", script=["one", "two"])
    assert [act.say for act in acts] == ["one", "two", ""]


def test_says_no_and_waits_for_the_next_question_before_a_recorded_number() -> None:
    """Who plays the number at once talks over the offer of the keypad and never hears it."""
    recorded = {"phone": ["wav:number.wav"]}
    asked = ("Which phone number should we use?", "Please type all ten digits on your keypad.")
    _, no, again, *_, keys = talk(WRONG, WRONG, asked[0], WRONG, WRONG, asked[1], answers=recorded)
    assert (no.say, no.wav, again.wav, keys.keys) == ("No.", "", "number.wav", NUMBER)


def test_a_hasty_caller_repeats_a_recorded_number_in_one_breath() -> None:
    acts = talk(WRONG, WRONG, answers={"phone": ["wav:number.wav"]}, hasty=True)
    assert (acts[1].say, acts[1].wav) == ("No.", "number.wav")


def test_a_number_of_the_right_length_is_believed() -> None:
    short = "I have 214 555 a 143. Is that right?"
    wrong = "I have 2 1 4, 5 5 0, 1 4 3 3. Is that right?"
    mind = Mind(msgspec.convert(BASE, Scenario), NUMBER)
    assert mind.heard(State(), short)[1].say != "Yes, that's right."
    assert mind.heard(State(), short, RIGHT)[1].say == "Yes, that's right."
    assert mind.heard(State(), short, wrong)[1].say != "Yes, that's right."


def test_a_repeated_digit_more_or_less_is_heard_again_and_then_taken_for_a_mishearing() -> None:
    heard = "I have two one four, five five five five, zero one four three. Is that right?"
    first, second = talk(heard, heard)
    assert first.say == "Sorry, could you say that again?"
    assert second.say == "Yes, that's right."


def test_hearings_that_contradict_each_other_deserve_another_one() -> None:
    """ "Five oh one" may sound like "five one one" to one ear: it is asked for again."""
    mind = Mind(msgspec.convert(BASE, Scenario), NUMBER)
    heard = "I have 2 1 4, 5 5 5, 1 1 4 3. Is that right?"
    more = "I have 2 1 4, 5 5 5 5, 0 1 4 3. Is that right?"
    asked, again = mind.heard(State(), heard, more)
    assert again.say == "Sorry, could you say that again?"
    assert mind.heard(asked, heard, more)[1].say == "Yes, that's right."
    other = "I have 2 1 4, 5 5 0, 0 1 4 3. Is that right?"  # another number but for repeats
    asked, _ = mind.heard(State(), other, more)
    assert mind.heard(asked, other, more)[1].say.startswith("No.")


def test_after_two_tries_the_keypad_is_used_when_it_is_offered() -> None:
    ask = "Sorry, I'm not getting it. You can also type it on your keypad. What number is it?"
    *_, third = talk("What number should they call?", "What number is it?", ask)
    assert third.keys == NUMBER


def test_a_house_number_blurred_in_the_long_read_back_is_no_reason_to_object() -> None:
    heard = "To confirm Bob Hill 12.4 in Maple Street, broken, tomorrow at noon. May I book it?"
    (act,) = talk(heard)
    assert act.say == "Yes, please book it."
