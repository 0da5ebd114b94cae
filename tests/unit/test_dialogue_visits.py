"""Visits that stand in the books: found with proof, moved, cancelled, told; never by a name."""

from typing import Any

import pytest

from agent.events import (
    Booked,
    Cancelled,
    CancelVisit,
    FindVisits,
    KnownCaller,
    Refused,
    Reschedule,
    Rescheduled,
    SeatTaken,
    ToolDone,
    Visit,
    VisitsFound,
    Window,
)
from agent.nlu import codes

CODE = codes.make(7)
MOVE, CANCEL, STATUS = (
    "I need to move my appointment",
    "I want to cancel my appointment",
    "when is my appointment",
)
WINDOW = Window(id=90, date="2026-11-25", start="08:00", end="12:00")


def visit(
    day: str = "2026-11-25", start: str = "08:00", end: str = "12:00", **changes: Any
) -> Visit:
    facts: dict[str, Any] = {
        "code": CODE,
        "name": "Dana Whitfield",
        "phone": "+12145550142",
        "window": Window(id=90, date=day, start=start, end=end),
        "job_type": "maintenance_tuneup",
        "house_number": "1214",
        "zip": "75204",
        "version": 3,
    }
    return Visit(**{**facts, **changes})


OTHER = visit(day="2026-11-27", code=codes.make(8), job_type="no_heat", house_number="90")
ONE = KnownCaller(name="Dana Whitfield", visits=(visit(),))
TWO = KnownCaller(name="Dana Whitfield", visits=(visit(), OTHER))

# --- finding ----------------------------------------------------------------------------------


def test_the_calling_number_finds_its_one_visit(call_in: Any) -> None:
    call = call_in(known=ONE)
    call.say(MOVE)
    assert call.state.visit == visit()
    assert call.asked == "when"


def test_a_code_proves_itself(call_in: Any) -> None:
    call = call_in(FindVisits=VisitsFound(visits=(visit(),)))
    call.say(CANCEL)
    assert call.asked == "find_visit"
    call.say(" ".join(CODE))
    assert call.tools(FindVisits)[0].code == CODE
    assert call.asked == "confirm_cancel"


def test_another_number_needs_the_house_number_or_zip(call_in: Any) -> None:
    for proof in ("twelve fourteen", "seven five two oh four"):
        call = call_in(FindVisits=VisitsFound(visits=(visit(),)))
        said = call.say(CANCEL, "two one four five five five oh one eight eight")
        assert call.asked == "prove_place"
        assert "Wednesday" not in said
        assert "doesn't match" in call.say("twelve sixteen")
        call.say(proof)
        assert call.asked == "confirm_cancel"


def test_the_keys_of_a_code_find_the_visit_but_prove_nothing(call_in: Any) -> None:
    call = call_in(caller="+12145550111", FindVisits=VisitsFound(visits=(visit(), OTHER)))
    call.say(CANCEL)
    keys = codes.keys(CODE)
    call.press(f"{keys}#")
    assert call.tools(FindVisits) == [FindVisits(keys=keys)]
    assert call.asked == "prove_place"
    call.press("1214#")
    assert call.state.visit == visit()
    assert call.asked == "confirm_cancel"


def test_the_keys_of_a_code_need_no_more_proof_from_the_line_it_stands_under(call_in: Any) -> None:
    call = call_in(FindVisits=VisitsFound(visits=(visit(),)))
    call.say(CANCEL)
    call.press(codes.keys(CODE))
    call.wait()
    assert call.asked == "confirm_cancel"


def test_a_withheld_number_proves_no_typed_code(call_in: Any) -> None:
    call = call_in(caller="", FindVisits=VisitsFound(visits=(visit(),)))
    call.say(CANCEL)
    call.press(f"{codes.keys(CODE)}#")
    assert call.asked == "prove_place"


def test_a_plain_code_of_four_digits_can_be_typed(call_in: Any) -> None:
    call = call_in(FindVisits=VisitsFound(visits=(visit(code="4412"),)))
    call.say(CANCEL)
    call.press("4412#")
    assert call.tools(FindVisits) == [FindVisits(code="4412")]
    assert call.asked == "confirm_cancel"


def test_the_phone_of_a_visit_can_be_typed(call_in: Any) -> None:
    call = call_in(FindVisits=VisitsFound(visits=(visit(),)))
    call.say(CANCEL)
    call.press("2145550188")
    assert call.tools(FindVisits) == [FindVisits(phone="+12145550188")]


def test_keys_that_are_no_code_are_told(call_in: Any) -> None:
    call = call_in()
    call.say(CANCEL)
    assert "valid number" in call.press("12345#")
    assert call.asked == "find_visit"


def test_the_calling_number_given_aloud_needs_no_more_proof(call_in: Any) -> None:
    call = call_in(FindVisits=VisitsFound(visits=(visit(),)))
    call.say(CANCEL, "two one four five five five oh one four two")
    assert call.asked == "confirm_cancel"


def test_no_proof_after_three_tries_goes_to_a_person(call_in: Any) -> None:
    call = call_in(FindVisits=VisitsFound(visits=(visit(),)))
    call.say(CANCEL, "two one four five five five oh one eight eight")
    call.say("ten", "eleven", "purple")
    assert call.transfers
    assert not call.tools(CancelVisit)


def test_a_name_is_never_enough(call_in: Any) -> None:
    call = call_in()
    assert "one more thing" in call.say(CANCEL, "Dana Whitfield")
    assert not call.tools(FindVisits)


@pytest.mark.parametrize("line", ["I don't know", "no"])
def test_no_code_and_no_number_goes_to_a_person(call_in: Any, line: str) -> None:
    call = call_in()
    call.say(CANCEL, line)
    assert call.transfers


def test_words_that_are_no_code_are_asked_again(call_in: Any) -> None:
    call = call_in()
    call.say(CANCEL, "it is for the thing in the house")
    assert call.asked == "find_visit"


def test_a_visit_not_found_three_times_goes_to_a_person(call_in: Any) -> None:
    call = call_in()
    call.say(CANCEL)
    assert "couldn't find" in call.say(" ".join(CODE))
    call.say(" ".join(CODE), " ".join(CODE))
    assert call.transfers


def test_an_answer_that_is_no_list_is_like_none(call_in: Any) -> None:
    call = call_in(FindVisits=Cancelled(code="X"))
    call.say(CANCEL)
    assert "couldn't find" in call.say(" ".join(CODE))


def test_several_visits_ask_which(call_in: Any) -> None:
    call = call_in(known=TWO)
    said = call.say(STATUS)
    assert "Wednesday" in said
    assert "Friday" in said
    call.say("purple")
    assert call.asked == "which_visit"
    assert "Friday" in call.say("the Friday one")


@pytest.mark.parametrize(
    ("line", "day"), [("the first", "Wednesday"), ("the second one", "Friday")]
)
def test_which_by_its_place(call_in: Any, line: str, day: str) -> None:
    call = call_in(known=TWO)
    call.say(STATUS)
    assert day in call.say(line)


def test_a_day_named_with_the_wish_picks_the_visit(call_in: Any) -> None:
    call = call_in(known=TWO)
    call.say("cancel my appointment on Friday")
    assert call.asked == "confirm_cancel"
    assert call.state.visit == OTHER


def test_several_found_by_code_or_number_ask_which(call_in: Any) -> None:
    call = call_in(FindVisits=VisitsFound(visits=(visit(), OTHER)))
    call.say(CANCEL, "two one four five five five oh one eight eight", "ninety")
    assert call.asked == "confirm_cancel"
    assert call.state.visit == OTHER


# --- move -------------------------------------------------------------------------------------


def test_a_move_takes_the_new_seat_first(call_in: Any) -> None:
    call = call_in(known=ONE)
    call.say(MOVE, "Friday", "the second one")
    assert call.asked == "confirm_move"
    said = call.say("yes")
    assert "now Friday" in said
    move = call.tools(Reschedule)[0]
    assert (move.code, move.version, move.token, move.window_id) == (CODE, 3, "hold-6", 6)
    call.say("bye")
    assert call.outcome == "rescheduled"


def test_the_new_day_in_the_same_breath(call_in: Any) -> None:
    call = call_in(known=ONE)
    call.say("I need to move my appointment to Friday")
    assert call.state.offers[0].date == "2026-11-27"


@pytest.mark.parametrize("line", ["can I push my visit later the same day", "later that day"])
def test_later_the_same_day(call_in: Any, line: str) -> None:
    call = call_in(known=ONE)
    call.say(line) if "visit" in line else call.say(MOVE, line)
    assert [one.id for one in call.state.offers] == [4]


def test_a_time_the_same_day(call_in: Any) -> None:
    call = call_in(known=ONE)
    call.say(MOVE, "the same day but after one pm")
    assert [one.id for one in call.state.offers] == [4]


def test_earlier_than_the_visit(call_in: Any) -> None:
    call = call_in(known=KnownCaller(name="D W", visits=(visit(start="12:00", end="16:00"),)))
    call.say(MOVE, "anything earlier")
    assert [one.id for one in call.state.offers] == [3]


def test_a_refused_move_asks_for_another_time_once(call_in: Any) -> None:
    call = call_in(known=ONE)
    call.say(MOVE, "Friday", "the first one", "no")
    assert call.asked == "when"
    said = call.say("Tuesday", "the first one", "no")
    assert "your visit stays" in said
    assert not call.tools(Reschedule)
    call.say("bye")
    assert call.outcome == "kept"


def test_another_day_at_the_confirmation(call_in: Any) -> None:
    call = call_in(known=ONE)
    call.say(MOVE, "Friday", "the first one", "no, Tuesday")
    assert call.state.offers[0].date == "2026-11-24"


def test_an_unclear_answer_never_moves(call_in: Any) -> None:
    call = call_in(known=ONE)
    call.say(MOVE, "Friday", "the first one", "purple")
    assert call.asked == "confirm_move"
    assert not call.tools(Reschedule)


def test_a_lost_seat_leaves_the_old_visit_and_offers_more(call_in: Any) -> None:
    call = call_in(known=ONE, Reschedule=SeatTaken())
    call.say(MOVE, "Friday", "the first one")
    assert "just taken" in call.say("yes")
    assert call.asked == "offer"


def test_a_refused_move_goes_to_a_person(call_in: Any) -> None:
    call = call_in(known=ONE, Reschedule=Refused(reason="too late"))
    call.say(MOVE, "Friday", "the first one", "yes")
    assert call.transfers[0].reason == "too late"


@pytest.mark.parametrize("answer", [Booked(code="X", window=WINDOW), "slow"])
def test_a_move_without_an_answer_claims_nothing(call_in: Any, answer: Any) -> None:
    call = call_in(known=ONE, Reschedule=answer)
    said = call.say(MOVE, "Friday", "the first one", "yes")
    assert "now Friday" not in said
    assert "nothing is booked" in said


def test_words_while_a_move_is_written_change_nothing(call_in: Any) -> None:
    call = call_in(known=ONE, Reschedule=None)
    call.say(MOVE, "Friday", "the first one", "yes")
    call.say("yes", "hello?")
    assert len(call.tools(Reschedule)) == 1
    op = next(one.op for one in call.state.open if isinstance(one.tool, Reschedule))
    assert "now Wednesday" in call.event(
        ToolDone(op=op, result=Rescheduled(code=CODE, window=WINDOW))
    )


# --- cancel -----------------------------------------------------------------------------------


def test_an_explicit_yes_cancels(call_in: Any) -> None:
    call = call_in(known=ONE)
    said = call.say(CANCEL)
    assert "move it if you like" in said
    assert "is cancelled" in call.say("yes")
    assert call.tools(CancelVisit)[0].version == 3
    call.say("bye")
    assert call.outcome == "cancelled"


@pytest.mark.parametrize("line", ["no keep it", "no", "actually leave it", "don't cancel it"])
def test_a_kept_visit_is_an_outcome_of_its_own(call_in: Any, line: str) -> None:
    call = call_in(known=ONE)
    call.say(CANCEL)
    assert "your visit stays" in call.say(line)
    call.say("bye")
    assert call.outcome == "kept"


@pytest.mark.parametrize(
    "line", ["can we move it instead", "can we do it another day", "could you do it Friday"]
)
def test_a_question_about_moving_never_cancels(call_in: Any, line: str) -> None:
    call = call_in(known=ONE)
    call.say(CANCEL, line)
    assert not call.tools(CancelVisit)


def test_moving_instead_of_cancelling(call_in: Any) -> None:
    call = call_in(known=ONE)
    call.say(CANCEL, "can we move it instead")
    assert call.state.goal == "reschedule"
    assert call.asked == "when"


@pytest.mark.parametrize("line", ["purple", "I'm not sure", "no, that's right"])
def test_an_unclear_answer_never_cancels(call_in: Any, line: str) -> None:
    call = call_in(known=ONE)
    call.say(CANCEL, line)
    assert call.asked == "confirm_cancel"
    assert not call.tools(CancelVisit)


def test_three_unclear_answers_go_to_a_person(call_in: Any) -> None:
    call = call_in(known=ONE)
    call.say(CANCEL, "purple", "purple", "purple")
    assert call.transfers
    assert not call.tools(CancelVisit)


def test_a_refused_cancellation_goes_to_a_person(call_in: Any) -> None:
    call = call_in(known=ONE, CancelVisit=Refused(reason="too late"))
    call.say(CANCEL, "yes")
    assert call.transfers[0].reason == "too late"


@pytest.mark.parametrize("answer", [SeatTaken(), "slow"])
def test_a_cancellation_without_an_answer_claims_nothing(call_in: Any, answer: Any) -> None:
    call = call_in(known=ONE, CancelVisit=answer)
    said = call.say(CANCEL, "yes")
    assert "is cancelled" not in said


def installs(profile: Any, changed: Any) -> Any:
    import msgspec

    job = msgspec.structs.replace(profile.job_types["install_quote"], agent_may_change=False)
    return changed(job_types={**profile.job_types, "install_quote": job})


def test_installs_are_changed_by_people_only(call_in: Any, changed: Any, demo_profile: Any) -> None:
    company = installs(demo_profile, changed)
    known = KnownCaller(name="D W", visits=(visit(job_type="install_quote"),))
    move = call_in(company, known=known)
    move.say(MOVE)
    assert move.transfers
    cancel = call_in(company, known=known)
    cancel.say(CANCEL, "yes")
    assert cancel.transfers
    assert not cancel.tools(CancelVisit)


def test_a_job_the_profile_no_longer_knows_may_be_moved(call_in: Any) -> None:
    known = KnownCaller(name="D W", visits=(visit(job_type="gone"),))
    call = call_in(known=known)
    call.say(CANCEL, "yes")
    assert call.tools(CancelVisit)


# --- status -----------------------------------------------------------------------------------


def test_status_tells_the_window_and_invents_no_time(call_in: Any) -> None:
    call = call_in(known=ONE)
    said = call.say(STATUS)
    assert "Wednesday, the 25th, between eight and noon" in said
    call.say("no")
    assert call.outcome == "status_given"


def test_an_overdue_technician_brings_a_person(call_in: Any) -> None:
    late = KnownCaller(name="D W", visits=(visit(day="2026-11-23", start="06:00", end="08:00"),))
    call = call_in(known=late)
    assert "should have been there" in call.say("where is my technician")
    assert call.transfers


def test_a_visit_later_today_is_not_overdue(call_in: Any) -> None:
    today = KnownCaller(name="D W", visits=(visit(day="2026-11-23", start="12:00", end="16:00"),))
    call = call_in(known=today)
    assert "between noon and four" in call.say(STATUS)


@pytest.mark.parametrize("line", ["yes", "no", "Monday"])
def test_words_while_another_day_is_searched_move_nothing(call_in: Any, line: str) -> None:
    """The seat that was asked about is given back: a yes can't be about it."""
    call = call_in(known=ONE)
    call.say(MOVE, "Friday", "the first one")
    call.office["FindWindows"] = None
    call.say("no, Tuesday", line)
    assert not call.tools(Reschedule)
