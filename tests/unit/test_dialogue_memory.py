"""Key facts in a call: noted, corrected, told when asked for, and passed on to people."""

from typing import Any

import pytest

from agent.dialogue import notes
from agent.dialogue.state import Hazard, KeyFact, Slots, State, Summary, encode
from agent.events import Address, AlertOnCall, Book, Heard, KnownCaller, Resume, SaveTask

HOME = Address(house_number="1214", street_name="Oak", suffix="St", zip="75204")
KNOWN = KnownCaller(
    name="Dana Whitfield",
    address=HOME,
    access_notes="the gate code is 4410; our dog is friendly; third bell from the left",
)


def texts(call: Any) -> list[str]:
    return [fact.text for fact in call.state.facts]


def told(call_in: Any, *lines: str) -> list[str]:
    call = call_in()
    call.say(*lines)
    return texts(call)


# --- corrections --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "then", "left"),
    [
        (
            "the gate code is 4410",
            "the gate code is 4411 now, not 4410",
            "the gate code is 4411 now",
        ),
        ("the gate code is 4410", "the gate code isn't 4410, it's 4411", "the gate code is 4411"),
        ("the gate code is 4410", "it's 4411 not 4410", "the gate code is 4411"),
        ("the gate code is 4410", "sorry, 4411", "the gate code is 4411"),
        (
            "the gate code for unit 41 is 4410",
            "it's 42, not 41",
            "the gate code for unit 42 is 4410",
        ),
        (
            "the gate code is four four one oh",
            "I mean four four one one, not four four one oh",
            "gate: I mean four four one one, not four four one oh",
        ),
        ("our dog is in the kitchen", "actually the dog is out back", "the dog is out back"),
        ("our dog is in the kitchen", "no, the dog is out back", "the dog is out back"),
        ("the dog is friendly", "sorry, the dog is not friendly", "the dog is not friendly"),
        ("we have a dog", "actually we don't have a dog", "we don't have a dog"),
        ("my wife will be home", "actually my husband will be home", "my husband will be home"),
        ("I found you on google", "my neighbor recommended you", "my neighbor recommended you"),
        (
            "please note that the basement light is broken",
            "actually the basement light works",
            "actually the basement light works",
        ),
    ],
)
def test_a_correction_takes_the_place_of_the_fact(
    call_in: Any, first: str, then: str, left: str
) -> None:
    call = call_in()
    call.say(first, then)
    assert texts(call) == [left]
    assert call.state.facts[0].replaces == 1
    assert call.notes("fact_kept")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("the gate code is 4410", "the garage code is 9012"),
        ("our dog is friendly", "we have two cats"),
        ("our dog is friendly", "actually the cat is out back"),
        ("the upstairs furnace is a Trane", "the downstairs furnace is a Lennox"),
        ("we replaced the capacitor last summer", "actually we also replaced the fan last year"),
        ("we have guests coming on Saturday", "it has to be done by Friday"),
    ],
)
def test_facts_about_other_things_stay(call_in: Any, first: str, then: str) -> None:
    assert len(told(call_in, first, then)) == 2


def test_the_same_said_again_is_one_fact(call_in: Any) -> None:
    call = call_in()
    call.say("the gate code is 4410")
    assert "noted" in call.say("so the gate code is 4410")
    assert texts(call) == ["the gate code is 4410"]


@pytest.mark.parametrize("line", ["sorry, 75204", "not 12 but 13", "sorry, I meant tomorrow"])
def test_a_correction_of_something_else_changes_no_fact(call_in: Any, line: str) -> None:
    assert told(call_in, "the gate code is 4410", line) == ["the gate code is 4410"]


def test_digits_asked_for_correct_no_code(call_in: Any) -> None:
    """The house number put right right after a code of as many digits is the address."""
    call = call_in()
    call.go_to("address")
    call.say("the gate code is 4410", "sorry, 1214 Oak Street")
    assert texts(call) == ["the gate code is 4410"]
    assert call.slots.address.house_number == "1214"


def test_an_old_number_is_not_put_right_by_a_bare_one(call_in: Any) -> None:
    call = call_in()
    call.say("the gate code is 4410", "what are your hours", "do you take checks", "sorry, 4411")
    assert texts(call) == ["the gate code is 4410"]


def test_more_facts_than_fit_are_left_to_the_journal(call_in: Any) -> None:
    """The first ones stay; the call is told to have been full, and never breaks."""
    call = call_in()
    for number in range(60):
        call.say(f"please note that thing {number} on shelf {number} is fragile")
    assert len(call.state.facts) == 48
    assert call.notes("fact_not_kept")


# --- in the talk --------------------------------------------------------------------------------


def test_facts_alone_are_noted_and_the_question_is_put_again(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    said = call.say("the gate code is 4410 and there's a dog in the yard")
    assert "noted" in said
    assert said.endswith("?")
    assert call.asked == "phone"
    assert call.slots.phone_turns == ()
    assert call.state.fails.get("phone", 0) == 0


def test_telling_facts_is_no_standstill(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say(*(f"please note that thing {number} is fragile" for number in range(8)))
    assert call.asked == "zip"


def test_what_may_be_the_answer_is_read_as_one(call_in: Any) -> None:
    call = call_in()
    call.go_to("phone")
    call.say("my other number is 214 555 0177")
    assert call.slots.phone == "+12145550177"


def test_a_safety_answer_is_never_taken_for_a_remark(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    call.say("our dog smells smoke")
    assert call.asked != "zip"
    call = call_in()
    call.go_to("safety")
    call.say("no, nothing, and our dog is in the kitchen")
    assert call.slots.safety == "ok"
    assert texts(call) == ["our dog is in the kitchen"]


def test_a_wish_with_a_fact_in_it_is_taken_up(call_in: Any) -> None:
    call = call_in()
    call.say("my furnace is making a rattling noise and it's about 15 years old")
    assert call.state.goal == "book"
    assert texts(call) == ["it's about 15 years old"]


def test_a_fact_that_tells_of_a_job_is_read_as_a_wish(call_in: Any) -> None:
    call = call_in()
    call.say("the ac was installed in 2009")
    assert call.slots.job_type
    assert texts(call) == ["the ac was installed in 2009"]


def test_what_only_sounds_like_another_wish_is_noted(call_in: Any) -> None:
    call = call_in()
    assert "noted" in call.say("parking is behind the building")
    assert call.state.goal == "none"


def test_a_fact_beside_other_words_after_a_booking_is_noted_once(call_in: Any) -> None:
    """It is a fact then, not also a remark."""
    call = call_in()
    call.go_to("anything_else")
    assert "noted" in call.say("it rained on the parade. the gate code is 4410")
    assert call.asked == "anything_else"
    assert call.slots.notes == ()


def test_a_wish_that_is_a_fact_is_still_a_wish(call_in: Any) -> None:
    call = call_in()
    call.say("I have a dog and I need a tune-up please note that he bites")
    assert call.state.goal == "book"


def test_a_fact_at_the_read_back_books_nothing_and_costs_no_try(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_booking_credit")
    assert "noted" in call.say("please note that the porch light is broken, uh")
    assert call.asked == "confirm_booking_credit"
    assert not call.tools(Book)


def test_an_answer_with_a_fact_is_an_answer(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_phone")
    call.say("yes, and the gate code is 4410")
    assert call.slots.phone_ok
    assert texts(call) == ["the gate code is 4410"]


# --- asked for ----------------------------------------------------------------------------------


def test_the_caller_is_told_what_was_noted(call_in: Any) -> None:
    call = call_in()
    call.say("the gate code is 4410 and our dog is friendly")
    said = call.say("what gate code did you write down?")
    assert "the gate code is 4410" in said
    assert "dog" not in said
    assert said.endswith("?")
    assert "our dog is friendly" in call.say("did you note the dog?")
    assert "4410" in call.say("do you have the gate code?")
    assert call.notes("fact_recalled") == ["access_code", "pets", "access_code"]


def test_everything_is_told_when_asked_for(call_in: Any) -> None:
    call = call_in()
    call.say("the gate code is 4410 and our dog is friendly")
    said = call.say("what did you write down?")
    assert "4410" in said
    assert "dog" in said


@pytest.mark.parametrize("said", ["did you note the cat?", "what garage code did you write down?"])
def test_what_was_not_told_is_not_made_up(call_in: Any, said: str) -> None:
    call = call_in()
    call.say("the gate code is 4410 and our dog is friendly")
    answer = call.say(said)
    assert "note" in answer
    assert "4410" not in answer
    assert "dog" not in answer


@pytest.mark.parametrize(
    "said", ["do you have the time?", "did you write down my address?", "do you remember me?"]
)
def test_other_questions_are_left_to_others(call_in: Any, said: str) -> None:
    call = call_in()
    call.say(said)
    assert not call.notes("fact_recalled")


def test_a_remark_about_a_slot_is_no_question_about_notes(call_in: Any) -> None:
    call = call_in()
    call.say("the model number is 2080", "you have my phone number wrong")
    assert not call.notes("fact_recalled")


def test_asking_is_no_standstill(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("the gate code is 4410", *["did you note the gate code?"] * 8)
    assert call.asked == "zip"


def test_a_spanish_caller_is_answered_in_spanish(call_in: Any) -> None:
    call = call_in()
    call.say("buenas tardes, habla español", "el codigo del porton es 4410")
    assert "anot" in call.say("qué código anotó") or "nota" in call.say("qué código anotó")


def test_in_an_emergency_nothing_is_read_out(call_in: Any) -> None:
    call = call_in()
    call.say("the gate code is 4410", "I smell gas")
    assert "4410" not in call.say("did you write down the gate code?")


# --- for people ---------------------------------------------------------------------------------


def test_the_technician_gets_every_fact_once(call_in: Any) -> None:
    call = call_in()
    call.say("our dog is friendly", "my furnace is making a rattling noise")
    call.go_to("phone")
    call.say("the gate code is 4410", "please use the side door")
    call.go_to("sms")
    (book,) = call.tools(Book)
    assert set(book.notes.split("; ")) == {
        "our dog is friendly",
        "the gate code is 4410",
        "please use the side door",
    }
    assert "4410" in book.access_notes


def test_notes_repeat_no_slot_and_are_bounded() -> None:
    facts = (
        KeyFact(topic="contact_number", text="my other number is 214 555 0177", turn=1),
        KeyFact(topic="age", text="it's 15 years old", turn=1),
        *(KeyFact(topic="note", text=f"{number} " + "x" * 100, turn=1) for number in range(20)),
    )
    slots = Slots(phone="+12145550177", issue="my furnace, 15 years old, rattles", notes=("uh",))
    noted = notes.for_technician(State(facts=facts, slots=slots))
    assert "0177" not in noted
    assert "years" not in noted
    assert len(noted.encode()) <= notes.NOTE_BYTES


def test_people_who_take_over_hear_what_they_need_first(call_in: Any) -> None:
    call = call_in()
    call.say("I'm hard of hearing", "the filter is 16 by 25 by 1", "let me talk to a person")
    assert "hard of hearing" in call.transfers[0].whisper
    assert "filter" not in call.transfers[0].whisper


def test_a_message_carries_the_facts(call_in: Any) -> None:
    call = call_in(now="2026-11-22T02:00:00-06:00")
    call.say(
        "the gate code is 4410", "let me talk to a person", "yes", "please call me about a bill"
    )
    (task,) = call.tools(SaveTask)
    assert "the gate code is 4410" in task.message


def test_the_on_call_technician_learns_how_to_get_in(call_in: Any) -> None:
    call = call_in()
    call.say("the gate code is 4410", "I smell gas")
    assert "4410" in call.tools(AlertOnCall)[0].summary


# --- earlier calls ------------------------------------------------------------------------------


def known_call(call_in: Any, *, is_dana: str = "yes it is", known: KnownCaller = KNOWN) -> Any:
    call = call_in(known=known)
    call.go_to("lookup")
    call.say(is_dana)
    return call


def test_notes_on_a_known_place_go_to_the_technician_again(call_in: Any) -> None:
    """A correction in this call replaces the note of an earlier one; the rest comes along."""
    call = known_call(call_in)
    call.say("yes", "the gate code is 4411")
    call.go_to("sms")
    (book,) = call.tools(Book)
    assert "4411" in book.notes
    assert "4410" not in book.notes + book.access_notes
    assert "our dog is friendly" in book.access_notes
    assert "third bell" in book.access_notes


def test_a_note_of_an_earlier_call_is_never_read_out(call_in: Any) -> None:
    call = known_call(call_in)
    said = call.say("did you write down the gate code?")
    assert "4410" not in said
    assert "note" in said


@pytest.mark.parametrize(
    ("is_dana", "known"),
    [
        ("no", KNOWN),
        ("yes it is", KnownCaller(name="Dana Whitfield", access_notes="the gate code is 4410")),
        ("yes it is", KnownCaller(name="Dana Whitfield", address=HOME)),
    ],
)
def test_somebody_else_or_another_place_gets_no_notes(
    call_in: Any, is_dana: str, known: KnownCaller
) -> None:
    assert notes.facts_of(known_call(call_in, is_dana=is_dana, known=known).state) == ()


def test_another_address_gets_no_notes(call_in: Any) -> None:
    call = known_call(call_in)
    call.set(slots=Slots(address=Address(house_number="9", street_name="Elm")))
    assert notes.facts_of(call.state) == ()


def test_a_call_gone_on_with_brings_its_facts(call_in: Any) -> None:
    """They are noted for people, but not read out before they are told anew."""
    old = State(
        goal="book",
        slots=Slots(job_type="no_heat", issue="no heat", safety="ok", vulnerable="none"),
        facts=(KeyFact(topic="access_code", about="gate", text="the gate code is 4410", turn=3),),
        summary=Summary(text="Known: \nNoted: the gate code is 4410", turn=9),
    )
    resume = Resume(conversation_id="C0", issue="no heat", hazard=False, state=encode(old))
    call = call_in(resume=resume)
    call.say("yes")
    assert texts(call) == ["the gate code is 4410"]
    assert "4410" not in call.say("did you write down the gate code?")
    call.say("the gate code is 4410")
    assert "4410" in call.say("did you write down the gate code?")


def test_earlier_states_do_not_nest(call_in: Any) -> None:
    """A call resumed from a call resumed keeps one earlier state, and only what is gone on with."""
    inner = Resume(conversation_id="C0", issue="x", hazard=False, state=b"y" * 5000)
    start = call_in(resume=inner).state.started
    old = State(started=start, hazard=Hazard(rule="GAS", tier="E1", quote="gas"))
    call = call_in(resume=Resume(conversation_id="C1", issue="x", hazard=False, state=encode(old)))
    assert len(encode(call.state)) < 3000


def test_silence_after_a_fact_is_no_error(call_in: Any) -> None:
    call = call_in()
    call.say("the gate code is 4410")
    call.event(Heard(text=" "))
    assert texts(call) == ["the gate code is 4410"]
