"""The read-back, corrections, the commit: only a clear yes books, and only the books are quoted."""

from typing import Any

import pytest

from agent.events import (
    Book,
    Booked,
    BookingConflict,
    Done,
    Refused,
    ReleaseSeat,
    SaveTask,
    SeatTaken,
    SetConsent,
    ToolDone,
    Window,
)

CONFIRM = "confirm_booking_credit"
WINDOW = Window(id=1, date="2026-11-24", start="08:00", end="12:00")


def at_read_back(call_in: Any, **how: Any) -> Any:
    call = call_in(**how)
    call.go_to(CONFIRM)
    return call


def test_everything_is_read_back_before_anything_is_booked(call_in: Any) -> None:
    call = call_in()
    said = call.go_to(CONFIRM)
    for words in ("Ellen Marsh", "twelve fourteen Oak Street", "tomorrow", "eighty-nine dollars"):
        assert words in said
    assert not call.tools(Book)


def test_yes_books_once_and_says_what_the_books_say(call_in: Any) -> None:
    call = at_read_back(call_in)
    said = call.say("yes")
    assert "You're booked for tomorrow" in said
    assert "K, seven, M, two, Q, X" in said
    book = call.tools(Book)[0]
    assert (book.job_no, book.name, book.phone) == (1, "Ellen Marsh", "+12145550177")
    assert book.address.zip == "75204"
    assert book.fee_ack
    assert not book.tentative
    assert {"M9", "M10"} <= set(call.milestones)


@pytest.mark.parametrize(
    "line",
    ["what does the membership include exactly", "is that correct", "how much is it exactly"],
)
def test_a_question_with_a_word_of_assent_books_nothing(call_in: Any, line: str) -> None:
    call = at_read_back(call_in)
    call.say(line)
    assert not call.tools(Book)
    assert call.asked == CONFIRM


@pytest.mark.parametrize(
    "line",
    ["no, that's right", "purple", "I'm not sure", "I know", "it's November", "hmm", "uh whatever"],
)
def test_an_unclear_answer_asks_the_same_again_and_keeps_everything(
    call_in: Any, line: str
) -> None:
    call = at_read_back(call_in)
    before = call.slots
    call.say(line)
    assert call.asked == CONFIRM
    assert call.slots == before
    assert not call.tools(Book)


@pytest.mark.parametrize("line", ["that's incorrect", "no", "no, that's not right"])
def test_no_asks_what_to_change(call_in: Any, line: str) -> None:
    call = at_read_back(call_in)
    call.say(line)
    assert call.asked == "correct"
    assert call.state.hold


@pytest.mark.parametrize(
    ("line", "check"),
    [
        ("No, the address is twelve sixteen Maple Street", ("street_name", "Maple")),
        ("no it's Elm not Oak", ("street_name", "Elm")),
        ("no, it's unit five", ("unit", "Unit 5")),
    ],
)
def test_an_address_may_be_corrected_at_the_read_back(
    call_in: Any, line: str, check: tuple[str, str]
) -> None:
    call = at_read_back(call_in)
    call.say(line)
    assert getattr(call.slots.address, check[0]) == check[1]
    assert call.asked == CONFIRM
    assert not call.tools(Book)


def test_a_name_may_be_corrected_at_the_read_back(call_in: Any) -> None:
    call = at_read_back(call_in)
    call.say("no my name is June Abbott")
    assert call.slots.name == "June Abbott"
    assert call.slots.address.street_name == "Oak"


def test_the_same_name_again_corrects_nothing(call_in: Any) -> None:
    call = at_read_back(call_in)
    call.say("the name is Ellen Marsh")
    assert call.slots.name == "Ellen Marsh"
    assert call.asked == CONFIRM


def test_a_number_may_be_corrected_and_is_read_back(call_in: Any) -> None:
    call = at_read_back(call_in)
    call.say("no, my number is two one four five five five oh one eight eight")
    assert call.asked == "confirm_phone"
    call.say("yes")
    assert call.asked == CONFIRM
    call.say("yes")
    assert call.tools(Book)[0].phone == "+12145550188"


def test_another_day_gives_the_seat_back(call_in: Any) -> None:
    call = at_read_back(call_in)
    call.say("no, make it Wednesday")
    assert [one.token for one in call.tools(ReleaseSeat)] == ["hold-1"]
    assert call.state.offers[0].date == "2026-11-25"


def test_only_another_time_keeps_the_day(call_in: Any) -> None:
    call = at_read_back(call_in)
    call.say("no, after one pm")
    assert call.state.offers[0].date == "2026-11-24"


def test_later_than_what_is_held(call_in: Any) -> None:
    call = at_read_back(call_in)
    call.say("can we do it later that day")
    assert call.state.offers[0].id == 2


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("yes but make it Wednesday", "offer"),
        ("yes, make it Wednesday please", "offer"),
        ("yes and the name is June Abbott", CONFIRM),
        ("can we do it later that day", "offer_one"),
        ("could you do it Friday", "offer"),
    ],
)
def test_a_yes_with_a_change_is_no_consent_yet(call_in: Any, line: str, asked: str) -> None:
    call = at_read_back(call_in)
    call.say(line)
    assert call.asked == asked
    assert not call.tools(Book)


@pytest.mark.parametrize(
    "line",
    [
        "yes, tomorrow morning is fine",
        "yes that's right, thank you so much",
        "yes, that works, see you later",
        "yes, twelve fourteen Oak Street is right",
        "sure, why not",
        "that'll do",
    ],
)
def test_a_yes_that_changes_nothing_books(call_in: Any, line: str) -> None:
    call = at_read_back(call_in)
    call.say(line)
    assert call.tools(Book)


def test_what_we_have_said_again_is_read_back_again(call_in: Any) -> None:
    call = at_read_back(call_in)
    call.say("no, twelve fourteen Oak Street")
    assert call.asked == CONFIRM
    call.say("no, the number is two one four five five five oh one seven seven")
    assert call.asked == CONFIRM


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("the name is wrong", "name"),
        ("no, the phone number is wrong", "phone"),
        ("no, the address is not right", "address"),
        ("no, the day is wrong", "when"),
        ("no, the problem is wrong", "issue"),
    ],
)
def test_naming_what_is_wrong_asks_for_that_alone(call_in: Any, line: str, asked: str) -> None:
    call = at_read_back(call_in)
    call.say(line)
    assert call.asked == asked
    call.go_to(CONFIRM)


@pytest.mark.parametrize("line", ["nothing, it's all correct", "nothing", "yes", "it's all good"])
def test_nothing_to_correct_reads_it_all_again(call_in: Any, line: str) -> None:
    call = at_read_back(call_in)
    call.say("no")
    call.say(line)
    assert call.asked == CONFIRM
    assert call.slots.address.street_name == "Oak"


@pytest.mark.parametrize(
    ("line", "asked"),
    [("the name", "name"), ("make it Wednesday", "offer"), ("the time", "when")],
)
def test_a_slot_name_or_value_answers_what_to_change(call_in: Any, line: str, asked: str) -> None:
    call = at_read_back(call_in)
    call.say("no", line)
    assert call.asked == asked


def test_no_at_what_to_change_reads_back_once_then_a_person(call_in: Any) -> None:
    call = at_read_back(call_in)
    call.say("no", "no")
    assert call.asked == CONFIRM
    call.say("no", "no")
    assert call.asked == "correct"
    call.say("purple", "purple")
    assert call.transfers


@pytest.mark.parametrize(
    "line",
    [
        "never mind, forget it",
        "no thanks",
        "don't book it",
        "I changed my mind",
        "actually cancel that",
    ],
)
def test_a_refusal_of_the_whole_visit_books_nothing(call_in: Any, line: str) -> None:
    call = at_read_back(call_in)
    assert "won't book" in call.say(line)
    assert call.asked == "anything_else"
    assert not call.tools(Book)
    assert call.tools(ReleaseSeat)
    call.say("bye")
    assert call.outcome == "declined_fee"


def test_a_side_question_is_answered_and_the_read_back_repeated(call_in: Any) -> None:
    call = at_read_back(call_in)
    said = call.say("do you take checks?")
    assert "check" in said
    assert call.asked == CONFIRM


def test_three_unclear_answers_leave_it_to_a_person_and_say_so(call_in: Any) -> None:
    call = at_read_back(call_in)
    said = call.say("purple", "purple", "purple")
    assert "will call to confirm" in said
    book = call.tools(Book)[0]
    assert book.tentative
    assert not book.fee_ack


# --- fees -------------------------------------------------------------------------------------


def test_a_tune_up_has_its_own_price_without_credit(call_in: Any) -> None:
    call = call_in()
    said = call.go_to("confirm_booking", how_can_i_help="I'd like a tune-up")
    assert "one hundred twenty-nine dollars" in said
    assert "waived" not in said


def test_an_estimate_is_free(call_in: Any) -> None:
    call = call_in()
    said = call.go_to("confirm_booking_free", how_can_i_help="I need a quote for a new system")
    assert "dollar" not in said


# --- what the books say -----------------------------------------------------------------------


def test_a_lost_seat_is_told_and_others_are_offered(call_in: Any) -> None:
    call = at_read_back(call_in, Book=[SeatTaken(), Booked(code="K7M2QX", window=WINDOW)])
    assert "just taken" in call.say("yes")
    assert call.state.hold == ""
    assert call.asked == "offer"
    call.say("the first one", "yes")
    assert [one.job_no for one in call.tools(Book)] == [1, 1]


def test_books_out_of_reach_claim_nothing(call_in: Any) -> None:
    call = at_read_back(call_in, Book="slow")
    said = call.say("yes")
    assert "nothing is booked yet" in said
    assert "You're booked" not in said
    assert len(call.tools(SaveTask)) == 1
    assert "office_down" in call.state.flags


@pytest.mark.parametrize(
    "answer",
    [BookingConflict(code="OLD", window=WINDOW, natural=False), Refused(reason="x"), Done()],
)
def test_any_other_answer_claims_nothing(call_in: Any, answer: Any) -> None:
    call = at_read_back(call_in, Book=answer)
    said = call.say("yes")
    assert "nothing is booked yet" in said


def test_a_visit_for_the_same_problem_is_asked_about(call_in: Any) -> None:
    twice = [
        BookingConflict(code="OLD", window=WINDOW, natural=True),
        Booked(code="K7M2QX", window=WINDOW),
    ]
    call = at_read_back(call_in, Book=[*twice])
    call.say("yes")
    assert call.asked == "another_visit"
    call.say("purple")
    assert call.asked == "another_visit"
    assert "You're booked" in call.say("yes")
    assert [one.another for one in call.tools(Book)] == [False, True]


def test_the_standing_visit_may_be_kept(call_in: Any) -> None:
    call = at_read_back(call_in, Book=BookingConflict(code="OLD", window=WINDOW, natural=True))
    call.say("yes")
    assert "stays as it is" in call.say("no")
    call.say("bye")
    assert call.outcome == "kept"


def test_words_while_the_books_are_written_change_nothing(call_in: Any) -> None:
    call = at_read_back(call_in, Book=None)
    call.say("yes")
    assert call.state.phase == "COMMIT"
    call.say("yes", "hello?")
    assert len(call.tools(Book)) == 1
    op = next(one.op for one in call.state.open if isinstance(one.tool, Book))
    assert "You're booked" in call.event(
        ToolDone(op=op, result=Booked(code="K7M2QX", window=WINDOW))
    )


def test_a_second_answer_of_the_books_is_ignored(call_in: Any) -> None:
    call = at_read_back(call_in)
    call.say("yes")
    again = ToolDone(op=call.state.ops, result=Booked(code="OTHER", window=WINDOW))
    assert call.event(again) == ""


# --- after the booking ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "value", "asked"),
    [
        ("yes please", True, "anything_else"),
        ("no", False, "anything_else"),
        ("no thanks", False, "anything_else"),
        ("thanks", False, "anything_else"),
        ("no, that's all", False, ""),
        ("no bye", False, ""),
    ],
)
def test_consent_to_texts_is_recorded(call_in: Any, line: str, value: bool, asked: str) -> None:
    call = call_in()
    call.go_to("sms")
    call.say(line)
    assert [one.value for one in call.tools(SetConsent)] == [value]
    assert call.asked == asked


def test_an_unclear_answer_to_texts_never_costs_the_booking(call_in: Any) -> None:
    call = call_in()
    call.go_to("sms")
    call.say("purple", "purple", "purple")
    assert not call.transfers
    assert not call.tools(SetConsent)
    assert call.asked == "anything_else"


def test_a_company_without_texts_does_not_ask(call_in: Any, changed: Any) -> None:
    call = call_in(changed(numbers={"sms_from": ""}))
    call.go_to("anything_else")
    assert not call.tools(SetConsent)


def test_a_second_visit_in_the_same_call_is_a_job_of_its_own(call_in: Any) -> None:
    call = call_in()
    call.go_to("anything_else", sms="yes")
    call.say("I also need a tune-up")
    assert call.slots.name == "Ellen Marsh"
    assert call.asked == "when"
    call.go_to("confirm_booking", when="Wednesday")
    call.say("yes")
    assert [one.job_no for one in call.tools(Book)] == [1, 2]
    assert call.asked == "anything_else"  # texts were asked about once


def test_a_second_visit_after_something_else_is_a_job_of_its_own_too(call_in: Any) -> None:
    call = call_in()
    call.go_to("anything_else", sms="yes")
    call.set(result="status_given")
    call.say("I also need a tune-up")
    assert call.state.job_no == 2


def test_a_last_name_put_right_keeps_the_first_name(call_in: Any) -> None:
    """What a correction leaves out stays as it was."""
    call = at_read_back(call_in)
    call.say("no, the last name is Marshall")
    assert call.slots.name == "Ellen Marshall"
    assert call.asked == CONFIRM


def test_a_yes_with_a_change_is_no_failed_try(call_in: Any) -> None:
    """The old details are not read out again before the changed one is."""
    call = at_read_back(call_in)
    said = call.say("yes and my number ends in five five")
    assert call.asked == "confirm_phone"
    assert call.state.fails.get(CONFIRM, 0) == 0
    assert "Oak" not in said


@pytest.mark.parametrize("line", ["yes", "no", "yes please book it", "actually Wednesday"])
def test_words_while_we_search_anew_book_nothing(call_in: Any, line: str) -> None:
    """A read-back whose window was given back is over, whatever is said before the new offer."""
    call = at_read_back(call_in)
    call.office["FindWindows"] = None
    call.say("make it Friday", line)
    assert not call.tools(Book)
    assert call.state.phase == "CONFIRM_BOOKING"
    assert call.asked == ""


def test_a_second_visit_is_as_sure_as_its_own_yes(call_in: Any) -> None:
    """The first was booked without a clear yes, the second with one."""
    call = at_read_back(call_in)
    call.say("purple", "purple", "purple")
    call.go_to("anything_else")
    call.say("I also need a tune-up")
    call.go_to("confirm_booking", when="Wednesday")
    call.say("yes")
    assert [one.tentative for one in call.tools(Book)] == [True, False]


def test_an_extension_reaches_the_technician(call_in: Any) -> None:
    """A number with an extension is of no use without it."""
    call = call_in()
    call.go_to(CONFIRM, phone="two one four five five five oh one seven seven extension twelve")
    call.say("yes")
    assert "extension 12" in call.tools(Book)[0].notes


def test_another_time_for_no_window_is_not_understood(call_in: Any) -> None:
    call = call_in()
    call.go_to(CONFIRM)
    call.set(window=None)
    call.say("make it Wednesday instead")
    assert call.state.phase in ("CONFIRM_BOOKING", "CORRECT")
