"""When we come: a wish, two concrete windows, one seat held; nothing unread is taken for a day."""

from typing import Any

import pytest

from agent.events import (
    Booked,
    FindWindows,
    HoldSeat,
    ReleaseSeat,
    SaveTask,
    SeatHeld,
    SeatTaken,
    ToolDone,
    Window,
    WindowsFound,
)

NONE = WindowsFound(windows=(), exact=False)


def test_a_day_offers_its_two_windows(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    said = call.say("Wednesday")
    assert "between eight and noon, or between noon and four" in said
    assert call.tools(FindWindows)[-1].date_from == "2026-11-25"


def test_part_of_a_day_offers_one_window(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("tomorrow morning")
    assert call.asked == "offer_one"
    call.say("yes")
    assert call.state.hold == "hold-1"


def test_an_exact_time_is_held_without_another_question(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("Wednesday at nine")
    assert call.state.window.id == 3
    assert call.asked == "confirm_booking_credit"


@pytest.mark.parametrize(
    "line", ["whenever", "any day is fine", "I don't know", "yes", "the soonest"]
)
def test_no_wish_means_the_soonest(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("when")
    call.say(line)
    assert call.asked == "offer"


@pytest.mark.parametrize("line", ["purple", "November", "I know"])
def test_what_is_no_day_is_not_taken_for_one(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("when")
    call.say(line)
    assert call.asked == "when"
    assert call.slots.when is None


def test_three_misses_offer_the_soonest_two(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("purple", "hmm", "hmm")
    assert call.asked == "offer"


@pytest.mark.parametrize(
    ("line", "words"),
    [("Sunday", "Sundays"), ("Thursday", "that day")],
)
def test_a_closed_day_is_named(call_in: Any, line: str, words: str) -> None:
    call = call_in()
    call.go_to("when")
    assert words in call.say(line)  # the Thursday is Thanksgiving
    assert call.asked == "offer"


def test_a_full_wish_is_told_and_the_closest_offered(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    said = call.say("next Tuesday")
    assert "isn't open" in said or "don't have that open" in said or "nothing is left" in said
    assert call.asked == "offer"


def test_a_wish_beyond_one_day_that_is_full(call_in: Any) -> None:
    call = call_in(FindWindows=lambda tool: WindowsFound(windows=(_window(7),), exact=False))
    call.go_to("when")
    call.say("next week")
    assert call.asked == "offer_one"


def _window(number: int, day: str = "2026-11-30") -> Window:
    return Window(id=number, date=day, start="08:00", end="12:00")


def test_nothing_free_offers_the_waiting_list(call_in: Any) -> None:
    call = call_in(FindWindows=NONE)
    call.go_to("when")
    call.say("tomorrow")
    assert call.asked == "waitlist"
    call.say("yes")
    task = call.tools(SaveTask)[0]
    assert "waiting list" in task.message
    assert call.hang_up() == "message_taken"


def test_no_to_the_waiting_list_ends_without_capacity(call_in: Any) -> None:
    call = call_in(FindWindows=NONE)
    call.go_to("when")
    call.say("tomorrow", "no", "bye")
    assert call.outcome == "no_capacity"


def test_an_unclear_answer_to_the_waiting_list_is_asked_again(call_in: Any) -> None:
    call = call_in(FindWindows=NONE)
    call.go_to("when")
    call.say("tomorrow", "purple")
    assert call.asked == "waitlist"


# --- choosing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "window"),
    [
        ("the first one", 1),
        ("the second one please", 2),
        ("the afternoon", 2),
        ("whatever works", 1),
        ("eight", 1),
    ],
)
def test_a_choice_holds_the_seat(call_in: Any, line: str, window: int) -> None:
    call = call_in()
    call.go_to("offer")
    call.say(line)
    assert call.tools(HoldSeat)[0].window_id == window
    assert call.asked == "confirm_booking_credit"
    assert "M8" in call.milestones


def test_keys_choose_too(call_in: Any) -> None:
    call = call_in()
    call.go_to("offer")
    call.press("2")
    assert call.tools(HoldSeat)[0].window_id == 2


def test_another_day_is_another_offer(call_in: Any) -> None:
    call = call_in()
    call.go_to("offer")
    call.say("how about Friday")
    assert call.state.offers[0].date == "2026-11-27"


def test_a_time_alone_stays_on_the_day_talked_about(call_in: Any) -> None:
    call = call_in(
        FindWindows=lambda tool: WindowsFound(
            windows=(_window(1, "2026-11-25"), _window(2, "2026-11-25")), exact=True
        )
    )
    call.go_to("offer")
    call.say("something after two pm")
    assert call.tools(FindWindows)[-1].date_from == "2026-11-25"


def test_a_bare_yes_to_two_windows_is_asked_again(call_in: Any) -> None:
    call = call_in()
    call.go_to("offer")
    call.say("yes")
    assert call.asked == "offer"
    assert not call.tools(HoldSeat)


def test_later_never_offers_the_same_again(call_in: Any) -> None:
    call = call_in()
    call.go_to("offer")
    call.say("something later")
    assert {one.id for one in call.state.offers}.isdisjoint({1, 2})


def test_earlier_looks_on_the_same_day(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("Wednesday afternoon", "anything earlier")
    assert call.tools(FindWindows)[-1].end == "12:00"
    assert call.tools(FindWindows)[-1].date_from == "2026-11-25"


def test_refusing_every_offer_ends_in_a_callback(call_in: Any) -> None:
    endless = [WindowsFound(windows=(_window(n), _window(n + 1)), exact=True) for n in range(9)]
    call = call_in(FindWindows=[*endless])
    call.go_to("offer")
    said = call.say("neither", "neither", "neither", "neither")
    assert "couldn't find a time" in said
    assert len(call.tools(SaveTask)) == 1


def test_declined_windows_are_not_offered_again(call_in: Any) -> None:
    call = call_in()
    call.go_to("offer")
    call.say("neither of those works")
    assert call.tools(FindWindows)[-1].exclude == (1, 2)


def test_a_refused_day_is_left_out(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("any day but Tuesday")
    assert all(one.date != "2026-11-24" for one in call.state.offers)


def test_a_wish_that_excludes_all_that_is_left_is_offered_what_is_left(call_in: Any) -> None:
    call = call_in(
        FindWindows=lambda tool: WindowsFound(windows=(_window(1, "2026-11-24"),), exact=True)
    )
    call.go_to("when")
    call.say("any day but Tuesday")
    assert call.asked == "offer_one"


# --- seats ------------------------------------------------------------------------------------


def test_a_seat_taken_by_somebody_else_is_told_and_others_offered(call_in: Any) -> None:
    held = SeatHeld(token="h", window=_window(2), seconds=180)
    call = call_in(HoldSeat=[SeatTaken(), held])
    call.go_to("offer")
    assert "just taken" in call.say("the first one")
    assert call.asked == "offer_one"
    call.say("yes")
    assert call.state.hold == "h"


def test_asking_twice_while_we_look_searches_once_for_each_wish(call_in: Any) -> None:
    call = call_in(FindWindows=None)
    call.go_to("when")
    call.say("tomorrow")
    first = call.state.open[-1].op
    call.say("Wednesday")
    second = call.state.open[-1].op
    assert call.event(ToolDone(op=first, result=WindowsFound(windows=(_window(1),)))) == ""
    assert "I have" in call.event(ToolDone(op=second, result=WindowsFound(windows=(_window(2),))))


def test_words_while_we_look_say_that_we_look(call_in: Any) -> None:
    call = call_in(FindWindows=None)
    call.go_to("when")
    call.say("tomorrow")
    said = call.say("hello?")
    assert said in ("Let me check the schedule.", "One moment while I look.", "Let me see.")
    assert call.asked == "when"


def test_a_choice_said_twice_takes_one_seat(call_in: Any) -> None:
    call = call_in(HoldSeat=None)
    call.go_to("offer")
    call.say("the first one", "the first one")
    assert len(call.tools(HoldSeat)) == 1


def test_a_slow_search_is_covered_by_words(call_in: Any) -> None:
    call = call_in(FindWindows=None)
    call.go_to("when")
    call.say("tomorrow")
    assert call.wait("tool")
    assert call.wait("tool")


def test_a_cover_for_an_answered_tool_is_not_spoken(call_in: Any) -> None:
    call = call_in()
    call.go_to("offer")
    assert call.wait("tool") == ""


def test_a_broken_calendar_claims_nothing(call_in: Any) -> None:
    call = call_in(FindWindows="broken")
    call.go_to("when")
    said = call.say("tomorrow")
    assert "nothing is booked" in said
    assert len(call.tools(SaveTask)) == 1


def test_a_search_answered_after_the_caller_changed_their_mind_is_dropped(call_in: Any) -> None:
    call = call_in(FindWindows=None)
    call.go_to("when")
    call.say("tomorrow")
    op = call.state.open[-1].op
    call.say("start over")
    assert call.event(ToolDone(op=op, result=WindowsFound(windows=(_window(1),)))) == ""


def test_a_seat_held_after_the_caller_changed_their_mind_is_given_back(call_in: Any) -> None:
    for answer in (SeatHeld(token="h", window=_window(1), seconds=180), SeatTaken()):
        call = call_in(HoldSeat=None)
        call.go_to("offer")
        call.say("the first one")
        op = call.state.open[-1].op
        call.say("start over")
        assert call.event(ToolDone(op=op, result=answer)) == ""
        assert len(call.tools(ReleaseSeat)) == isinstance(answer, SeatHeld)


def test_an_answer_that_fits_no_request_is_like_none(call_in: Any) -> None:
    call = call_in(FindWindows=Booked(code="K", window=_window(1)))
    call.go_to("when")
    call.say("tomorrow")
    assert call.asked == "waitlist"


def test_a_refused_day_among_the_offers_is_not_offered_again(call_in: Any) -> None:
    call = call_in()
    call.go_to("offer")
    call.say("not on Tuesday")
    assert all(one.date != "2026-11-24" for one in call.state.offers)


@pytest.mark.parametrize("line", ["later please", "something earlier", "okay", "none of those"])
def test_words_about_offers_that_are_gone_change_nothing(call_in: Any, line: str) -> None:
    """While a new search runs there is nothing to choose from, but another wish still counts."""
    call = call_in()
    call.go_to("offer")
    call.office["FindWindows"] = None
    call.say("purple", "what about Friday")
    said = call.say(line)
    assert said in ("Let me check the schedule.", "One moment while I look.", "Let me see.")
    call.say("no, Wednesday")
    assert call.slots.when.date_from == "2026-11-25"
