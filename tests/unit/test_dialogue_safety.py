"""Hazards come before everything: the line, the alert, the way back only by a clear "no"."""

from typing import Any

import pytest

from agent.dialogue import emergency, plan
from agent.dialogue.turn import Turn
from agent.events import (
    AlertOnCall,
    Book,
    Booked,
    Guess,
    Heard,
    Interim,
    KnownCaller,
    OnCallAcked,
    ReleaseSeat,
    Say,
    SeatHeld,
    StopSpeaking,
    ToolDone,
    ToolFailed,
    Visit,
    Window,
    WindowsFound,
)

FIRM = {
    "I smell gas in the kitchen": ("GAS", "gas company"),
    "my carbon monoxide alarm is going off": ("CO", "fresh air"),
    "there are flames coming from the furnace": ("FIRE", "leave the building"),
    "my husband is not breathing": ("MEDICAL", "hang up and call 911"),
    "someone broke into my house": ("VIOLENCE", "988"),
}
URGENT = {
    "it smells like burning plastic": "ELEC_SMELL",
    "water is dripping through the ceiling": "WATER_A",
    "the server room cooling is down": "CRITICAL_SITE",
}


@pytest.mark.parametrize("line", FIRM)
def test_a_plain_danger_gets_its_line_and_an_alert_at_once(call_in: Any, line: str) -> None:
    call = call_in()
    said = call.say(line)
    rule, words = FIRM[line]
    assert words in said
    assert call.asked == "e_outside"
    assert [(one.rule, one.tier) for one in call.tools(AlertOnCall)] == [(rule, "E1")]
    assert call.state.tier == "E1"
    first = next(one for one in call.commands if isinstance(one, Say) and words in one.text)
    assert not first.interruptible
    assert StopSpeaking() in call.commands


@pytest.mark.parametrize("line", URGENT)
def test_an_urgent_danger_alerts_and_goes_straight_to_the_address(call_in: Any, line: str) -> None:
    call = call_in()
    call.say(line)
    assert call.tools(AlertOnCall)[0].rule == URGENT[line]
    assert call.state.phase == "E_INTAKE"


@pytest.mark.parametrize("line", ["help, I smell gas", "I hate this, I smell gas"])
def test_danger_beats_help_and_anger(call_in: Any, line: str) -> None:
    call = call_in()
    assert "911" in call.say(line)


def test_a_gas_smell_never_books(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas", "I need a visit tomorrow at eight", "yes book it", "yes")
    assert not call.tools(Book)


def test_gas_mentioned_at_the_last_question_still_stops_the_booking(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_booking_credit")
    assert "gas company" in call.say("yes, and now I smell gas")
    assert not call.tools(Book)
    assert call.slots.first == "Ellen"


def test_outside_then_address_then_connected(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas", "yes we're outside")
    assert call.asked == "e_address"
    assert "connecting you" in call.say("twelve fourteen Oak Street Dallas")
    assert [one.queue for one in call.transfers] == ["oncall"]
    assert call.slots.address.house_number == "1214"
    assert "E1 gas" in call.transfers[0].whisper


def test_still_inside_hears_the_line_again_and_then_gets_people(call_in: Any) -> None:
    call = call_in()
    call.say("my CO alarm is sounding")
    assert "fresh air" in call.say("no")
    assert "connecting you" in call.say("no not yet")


def test_what_should_i_do_is_no_answer(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas")
    assert "gas company" in call.say("what should I do")
    assert call.state.phase == "EMERGENCY"


def test_words_nobody_understands_do_not_hold_up_help(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas")
    call.say("purple")
    assert "gas company" in " ".join(one.text for one in call.commands if isinstance(one, Say))
    call.say("purple monkey", "purple monkey", "purple monkey")
    assert call.transfers


def test_unclear_words_twice_at_outside_go_to_the_address(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas")
    call.set(hazard=emergency.Hazard(rule="GAS", tier="E1", quote="gas", told=0))
    call.say("purple", "purple")
    assert call.asked == "e_address"


def test_an_address_instead_of_yes_is_taken(call_in: Any) -> None:
    call = call_in()
    call.say(
        "I smell gas",
        "I'm at twelve fourteen Oak Street, two one four five five five oh one seven seven",
    )
    assert call.slots.address.street_name == "Oak"
    assert call.transfers


def test_only_a_number_is_taken_too(call_in: Any) -> None:
    call = call_in(caller="")
    call.say("I smell gas", "yes", "two one four five five five oh one seven seven")
    assert call.slots.phone == "+12145550177"
    assert call.asked == "e_address"


def test_a_farewell_ends_the_emergency_call(call_in: Any) -> None:
    for lines in (("bye",), ("yes", "goodbye"), ("yes", "no", "bye")):
        call = call_in()
        call.say("I smell gas")
        assert "call 911" in call.say(*lines)
        assert call.outcome == "emergency_handled"


def test_words_while_connecting_change_nothing(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas", "yes", "no")
    assert call.state.phase == "E_DISPATCH"
    assert call.say("hello? is anybody there") == ""


def test_a_refused_address_connects_when_we_see_the_number(call_in: Any) -> None:
    call = call_in()
    assert "connecting" in call.say("I smell gas", "yes", "no")


def test_a_refused_address_asks_for_the_number_when_withheld(call_in: Any) -> None:
    call = call_in(caller="")
    call.say("I smell gas", "yes", "no")
    assert call.asked == "e_phone"
    assert "connecting" in call.say("no")
    call.transfer_ends("busy")
    said = [one.text for one in call.commands if isinstance(one, Say)]
    assert not any("your number" in text for text in said)


def test_intake_takes_two_turns_at_most(call_in: Any) -> None:
    call = call_in(caller="")
    call.say("I smell gas", "yes", "twelve fourteen Oak Street")
    assert call.asked == "e_phone"
    call.say("purple")
    assert call.asked == "e_phone"
    assert "connecting" in call.say("purple")


def test_silence_repeats_once_and_then_connects(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas")
    assert "house" in call.wait()
    assert "connecting you" in call.wait()
    assert call.outcome is None


def test_nobody_answers_is_said_truthfully(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas", "yes", "no")
    said = call.transfer_ends("no_answer")
    assert "couldn't connect you" in said
    assert "call 911" in said
    assert [one.escalate for one in call.tools(AlertOnCall)] == [False, True]
    assert call.outcome == "emergency_handled"


def test_an_acknowledged_alert_names_who_will_call(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas", "yes", "no")
    call.event(OnCallAcked(who="Alex"))
    assert "Alex has seen the alert" in call.transfer_ends("busy")


def test_an_acknowledgement_without_an_emergency_is_ignored(call_in: Any) -> None:
    call = call_in()
    call.event(OnCallAcked(who="Alex"))
    assert call.state.hazard is None


def test_a_bridged_emergency_call_is_handled(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas", "yes", "no")
    call.transfer_ends("answered")
    assert call.outcome == "emergency_handled"


def test_an_unreachable_technician_means_the_first_seat_for_a_leak(call_in: Any) -> None:
    call = call_in()
    call.say("water is dripping through the ceiling", "no")
    said = call.transfer_ends("no_answer")
    assert "first visit we have" in said
    assert call.state.goal == "book"
    assert call.state.phase == "COLLECT_ISSUE"


def test_no_on_call_people_at_all_is_said_truthfully(call_in: Any, changed: Any) -> None:
    call = call_in(changed(numbers={"oncall": ()}))
    assert "couldn't connect you" in call.say("I smell gas", "yes", "no")
    assert call.outcome == "emergency_handled"


def test_an_earlier_transfer_does_not_bar_the_on_call_ladder(call_in: Any) -> None:
    call = call_in()
    call.say("let me talk to a person")
    call.transfer_ends("no_answer")
    call.say("I smell gas", "yes", "no")
    assert [one.queue for one in call.transfers] == ["office", "oncall"]


def test_gas_smelled_while_the_office_rings_runs_the_script(call_in: Any) -> None:
    call = call_in()
    call.say("let me talk to a person", "oh, I smell gas")
    assert call.transfer_ends("no_answer") == ""
    assert call.state.phase == "EMERGENCY"


def test_a_failed_alert_is_flagged(call_in: Any) -> None:
    call = call_in(AlertOnCall="slow")
    call.say("I smell gas")
    assert "alert_failed" in call.state.flags
    assert call.state.phase == "EMERGENCY"


# --- the way back -----------------------------------------------------------------------------


def test_a_false_alarm_needs_a_clear_no(call_in: Any) -> None:
    call = call_in()
    call.say("there's smoke coming from the unit", "false alarm, it was just dust")
    assert call.asked == "e_verify"
    call.say("no, nothing any more")
    assert call.state.hazard is None
    assert call.asked == "issue"
    assert "hazard_withdrawn" in call.state.flags


def test_yes_there_is_still_smoke_keeps_the_emergency(call_in: Any) -> None:
    call = call_in()
    call.say("there's smoke coming from the unit", "false alarm")
    assert "leave the building" in call.say("yes")
    assert call.asked == "e_outside"


def test_an_unclear_verification_is_asked_again_and_then_not_believed(call_in: Any) -> None:
    call = call_in()
    call.say("there's smoke coming from the unit", "false alarm")
    call.say("purple")
    assert call.asked == "e_verify"
    assert "leave the building" in call.say("purple")
    assert call.state.hazard is not None


def test_a_false_alarm_may_be_told_while_asked_for_the_address(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas", "yes", "false alarm, it was the stove")
    assert call.asked == "e_verify"


def test_a_worse_danger_takes_over(call_in: Any) -> None:
    call = call_in()
    call.say("it smells like burning plastic")
    assert "leave the building" in call.say("now there are flames")
    assert call.state.hazard.rule == "FIRE"


def test_the_same_danger_again_does_not_start_over(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas", "yes, everyone is out, the gas smell is strong")
    assert call.asked == "e_address"
    assert len(call.tools(AlertOnCall)) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("is it normal for the heat to smell dusty the first time each year", "dusty smell"),
        ("not sure if it's the battery but the co detector chirps once a minute", "chirp"),
        ("my carbon monoxide detector chirped a few times last night", "chirp"),
        ("it might be a freon leak", "air the room"),
    ],
)
def test_a_doubtful_sign_gets_advice_too(call_in: Any, line: str, words: str) -> None:
    assert words in call_in().say(line)


@pytest.mark.parametrize("line", ["do you fix leaks", "we had a leak last year"])
def test_no_advice_on_a_leak_that_is_not_there(call_in: Any, line: str) -> None:
    assert "switch the system off" not in call_in().say(line)


def test_a_danger_that_only_the_model_hears_is_asked_about_once(call_in: Any) -> None:
    call = call_in()
    guess = Guess(ranked=(("emergency_gas", 0.9), ("pricing", 0.01)), model="test")
    strange = "the lamp oil flavour of my cellar is peculiar"
    call.event(Heard(text=strange, guess=guess))
    assert call.asked == "safety"
    assert call.state.hazard is None
    call.say("no")
    call.event(Heard(text=strange, guess=guess))
    assert call.asked != "safety"


# --- words so far -----------------------------------------------------------------------------


def test_a_danger_in_half_a_sentence_silences_us_and_twice_acts(call_in: Any) -> None:
    call = call_in()
    assert call.event(Interim(text="I smell gas")) == ""
    assert call.commands[-1] == StopSpeaking()
    assert call.state.hazard is None
    assert "gas company" in call.event(Interim(text="I smell gas in the"))
    assert call.event(Interim(text="I smell gas in the kitchen")) == ""


def test_half_a_sentence_that_may_tell_of_the_past_waits_for_its_end(call_in: Any) -> None:
    call = call_in()
    call.event(Interim(text="there was a gas smell"))
    call.event(Interim(text="there was a gas smell here"))
    assert call.state.hazard is None
    call.say("there was a gas smell here last week")
    assert call.state.hazard is None
    assert call.asked == "safety"


def test_half_a_sentence_without_danger_does_nothing(call_in: Any) -> None:
    call = call_in()
    before = call.state
    call.event(Interim(text="my furnace is"))
    assert call.state.interim_rule == before.interim_rule == ""


# --- the safety question ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "no, I don't smell gas, my furnace won't start",
        "we had a gas leak last year and I need my furnace fixed",
    ],
)
def test_a_denied_or_past_danger_is_asked_about_and_the_wish_is_kept(
    call_in: Any, line: str
) -> None:
    call = call_in()
    call.say(line)
    assert call.state.phase == "SAFETY_CHECK"
    assert not call.tools(AlertOnCall)
    call.say("no")
    assert call.state.goal == "book"
    assert call.asked != "need"


def test_a_question_about_gas_is_no_emergency(call_in: Any) -> None:
    call = call_in()
    call.say("do you fix gas leaks?")
    assert call.state.phase == "SAFETY_CHECK"
    assert not call.tools(AlertOnCall)


def test_a_denied_danger_with_another_wish_keeps_that_wish(call_in: Any) -> None:
    call = call_in()
    call.go_to("name")
    call.say("there is no gas smell by the way")
    assert call.state.phase == "SAFETY_CHECK"
    call.say("no")
    assert call.asked == "name"


def test_yes_to_the_safety_question_asks_which(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    call.say("yes")
    assert call.asked == "safety_which"
    assert "fresh air" in call.say("the carbon monoxide alarm is sounding")


def test_yes_after_a_doubtful_hazard_is_that_emergency(call_in: Any) -> None:
    call = call_in()
    call.say("we had smoke coming out of it last night")
    assert call.state.phase == "SAFETY_CHECK"
    assert "leave the building" in call.say("yes")


@pytest.mark.parametrize("answers", [("I'm not sure", "I'm not sure"), ("yes", "uh", "um")])
def test_unsure_twice_is_treated_as_danger(call_in: Any, answers: tuple[str, ...]) -> None:
    call = call_in()
    call.go_to("safety")
    assert "gas company" in call.say(*answers)


def test_another_answer_counts_as_unanswered_and_goes_on(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    call.say("it's for my parents' house")
    assert call.slots.safety == "unanswered"
    assert call.asked == "zip"


def test_an_empty_answer_is_asked_once_more(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    call.say("why")
    assert call.asked == "safety"
    call.say("hmm")
    assert call.asked == "zip"
    assert "safety_unanswered" in call.state.flags


def test_a_side_question_is_answered_and_safety_asked_again(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    said = call.say("do you take checks?")
    assert "check" in said
    assert call.asked == "safety"


def test_details_instead_of_an_answer_are_kept(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    call.say("my zip is seven five two oh four")
    assert call.slots.zip == "75204"
    assert call.asked == "name"


def test_silence_after_a_hazard_word_is_danger(call_in: Any) -> None:
    call = call_in()
    call.say("we had smoke coming out of it last night")
    call.wait()
    assert "leave the building" in call.wait()


def test_silence_after_yes_is_danger(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    call.say("yes")
    call.wait()
    assert "gas company" in call.wait()


def test_silence_at_the_plain_safety_question_goes_on_with_a_flag(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    call.wait()
    call.wait()
    assert "safety_unanswered" in call.state.flags
    assert call.asked == "zip"


def test_emergency_without_a_word_of_what_asks_what(call_in: Any) -> None:
    call = call_in()
    assert "What is happening" in call.say("it's an emergency")
    call.say("my furnace is out")
    assert call.slots.job_type == "no_heat"
    assert call.asked == "vulnerable"


def test_urgent_without_a_word_twice_is_danger(call_in: Any) -> None:
    call = call_in()
    call.say("it's an emergency", "I don't know")
    assert "gas company" in call.say("I don't know")


def test_as_soon_as_possible_is_a_wish_not_a_hazard(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("as soon as possible, please")
    assert call.asked == "offer"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("my carbon monoxide detector chirps, the battery is low", "chirp"),
        ("there's a dusty smell, first time we use the heat", "dusty smell"),
        ("there is some water in the drain pan", "switch the system off"),
        ("it makes a hissing sound", "air the room"),
    ],
)
def test_harmless_signs_get_advice_once(call_in: Any, line: str, words: str) -> None:
    call = call_in()
    assert words in call.say(line)
    assert call.state.hazard is None
    assert words not in call.say(line)


def test_advice_stays_silent_while_an_emergency_runs(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas")
    assert "drain pan" not in call.say("there is water in the drain pan too")
    assert call.state.hazard.rule == "GAS"


# --- what was under way -----------------------------------------------------------------------


def test_a_booking_committed_meanwhile_is_flagged_and_not_talked_about(call_in: Any) -> None:
    call = call_in(Book=None)
    call.go_to("confirm_booking_credit")
    call.say("yes")
    op = call.state.open[-1].op
    call.say("oh no, there are flames")
    window = Window(id=1, date="2026-11-24", start="08:00", end="12:00")
    assert call.event(ToolDone(op=op, result=Booked(code="K7M2QX", window=window))) == ""
    assert call.state.phase == "EMERGENCY"
    assert "done_in_emergency" in call.state.flags


def test_a_seat_held_meanwhile_is_given_back(call_in: Any) -> None:
    call = call_in(HoldSeat=None)
    call.go_to("offer")
    call.say("the first one")
    op = call.state.open[-1].op
    call.say("wait, I smell gas")
    window = Window(id=1, date="2026-11-24", start="08:00", end="12:00")
    call.event(ToolDone(op=op, result=SeatHeld(token="h", window=window, seconds=180)))
    assert [one.token for one in call.tools(ReleaseSeat)] == ["h"]
    assert call.state.phase == "EMERGENCY"


def test_a_search_answered_meanwhile_is_dropped(call_in: Any) -> None:
    call = call_in(FindWindows=None)
    call.go_to("when")
    call.say("tomorrow")
    op = call.state.open[-1].op
    call.say("I smell gas")
    assert call.event(ToolDone(op=op, result=WindowsFound(windows=()))) == ""
    assert call.state.phase == "EMERGENCY"


def test_a_tool_that_fails_meanwhile_changes_nothing(call_in: Any) -> None:
    call = call_in(FindWindows=None)
    call.go_to("when")
    call.say("tomorrow")
    op = call.state.open[-1].op
    call.say("I smell gas")
    assert call.event(ToolFailed(op=op, reason="slow")) == ""
    assert call.state.phase == "EMERGENCY"


@pytest.mark.parametrize(
    "line",
    [
        "yes, get me a person",
        "yes I do, just let me talk to somebody",
        "yeah, can I speak to a real person",
        "sí, páseme con una persona",
    ],
)
@pytest.mark.parametrize("now", ["2026-11-23T09:10:00-06:00", "2026-11-23T23:10:00-06:00"])
def test_a_yes_with_a_wish_for_a_person_is_a_danger_and_brings_people(
    call_in: Any, line: str, now: str
) -> None:
    call = call_in(now=now)
    call.go_to("safety")
    said = call.say(line)
    assert call.state.hazard.rule == "GAS"
    assert "911" in said
    assert call.tools(AlertOnCall)
    assert call.asked == "e_outside"
    assert call.notes("human_requested")
    call.say("yes we are outside")
    assert [one.queue for one in call.transfers] == ["oncall"]


def test_a_yes_to_a_named_danger_with_a_wish_for_a_person_is_that_danger(call_in: Any) -> None:
    call = call_in()
    call.say("is it bad if a breaker sparks")
    assert call.state.phase == "SAFETY_CHECK"
    call.say("yes, get me a person")
    assert call.state.hazard.rule == "FIRE"


def test_a_doubt_with_a_wish_for_a_person_is_asked_about_again(call_in: Any) -> None:
    call = call_in(now="2026-11-23T23:10:00-06:00")
    call.say("is it bad if a breaker sparks")
    call.say("I'm not sure, get me a person")
    assert call.state.phase == "SAFETY_CHECK"
    call.say("I'm not sure, I want a person")
    assert call.state.hazard.rule == "FIRE"


def test_a_danger_told_with_a_wish_for_a_person_keeps_both(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas, get me a person right now")
    assert call.state.hazard.rule == "GAS"
    assert "gas company" in call.say("no")
    call.say("yes we're all out now")
    assert call.transfers


def test_an_urgent_danger_with_a_wish_for_a_person_is_put_through_at_once(call_in: Any) -> None:
    call = call_in()
    call.say("it smells like burning plastic, let me talk to a person")
    assert [one.queue for one in call.transfers] == ["oncall"]


def test_a_wish_for_a_person_ends_the_questions_of_an_emergency(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas", "yes we are outside")
    assert call.asked == "e_address"
    call.say("just get me a person")
    assert [one.queue for one in call.transfers] == ["oncall"]


def test_without_any_number_a_person_wanted_in_an_emergency_is_asked_for_one(call_in: Any) -> None:
    call = call_in(caller="")
    call.say("it smells like burning plastic, let me talk to a person")
    assert call.asked == "e_phone"


def test_after_a_false_alarm_the_person_wanted_is_of_the_office(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    call.say("yes, get me a person", "false alarm", "no, nothing")
    assert call.state.hazard is None
    assert [one.queue for one in call.transfers] == ["office"]


def test_a_no_with_a_wish_for_a_person_is_no_danger(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    call.say("no, get me a person")
    assert call.state.hazard is None
    assert [one.queue for one in call.transfers] == ["office"]


def test_commands_to_the_conversation_do_not_lead_out_of_an_emergency(call_in: Any) -> None:
    for line in ("start over", "go back", "can I talk to a person", "say that again"):
        call = call_in()
        call.say("I smell gas", line)
        assert call.state.goal == "emergency"


def test_a_key_does_not_lead_out_of_an_emergency(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas")
    call.press("0")
    assert call.state.phase == "EMERGENCY"
    call.press("1")
    assert call.asked == "e_address"


def test_a_hazard_of_a_known_caller_needs_no_lookup(call_in: Any) -> None:
    visit = Visit(
        code="A",
        name="Dana Whitfield",
        phone="+12145550142",
        window=Window(id=9, date="2026-11-24", start="08:00", end="12:00"),
        job_type="no_heat",
        house_number="1214",
        zip="75204",
        version=1,
    )
    call = call_in(known=KnownCaller(name="Dana Whitfield", visits=(visit,)))
    assert "911" in call.say("I smell gas")


def test_a_hang_up_in_an_emergency_counts_as_handled(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas")
    assert call.hang_up() == "emergency_handled"
    assert call.event(Heard(text="hello")) == ""


def test_both_is_no_answer_to_three_questions(call_in: Any) -> None:
    call = call_in()
    call.go_to("safety")
    call.say("both of my kids are at school")
    assert call.state.hazard is None


def test_a_booking_after_an_urgent_alert_stays_an_emergency_call(call_in: Any) -> None:
    call = call_in()
    call.say("water is dripping through the ceiling", "no")
    call.transfer_ends("no_answer")
    call.go_to("sms")
    assert call.hang_up() == "emergency_handled"


def test_urgent_is_no_hazard_once_we_know_what_it_is(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("it's urgent")
    assert call.state.phase != "SAFETY_CHECK"


def test_an_alarm_heard_again_after_a_denial_is_asked_about_again(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("some alarm is going off somewhere")
    assert call.state.phase == "SAFETY_CHECK"
    call.say("no")
    assert call.asked == "zip"
    call.say("the alarm is going off again")
    assert call.state.phase == "SAFETY_CHECK"
    call.say("the alarm is going off")
    assert call.state.hazard is not None or call.state.phase == "SAFETY_CHECK"


def test_the_plan_asks_nothing_during_an_emergency(call_in: Any) -> None:
    call = call_in()
    call.say("I smell gas")
    turn = Turn(call.profile, call.state)
    plan.advance(turn)
    assert turn.commands == []


def test_a_past_harmless_sign_is_not_asked_about(call_in: Any) -> None:
    call = call_in()
    call.say("we had a dusty smell last year, I'd like a tune-up")
    assert call.state.asked.fields.get("rule", "") == ""
    assert call.state.hazard is None


def test_a_denied_danger_in_an_emergency_is_not_asked_about(call_in: Any) -> None:
    call = call_in()
    call.say("water is dripping through the ceiling", "no, I don't smell gas")
    assert call.state.phase != "SAFETY_CHECK"
    assert call.state.hazard.rule == "WATER_A"


def test_a_yes_to_another_language_is_no_yes_to_danger(call_in: Any) -> None:
    """ "Sí, en español por favor" leaves the safety question open."""
    call = call_in()
    call.go_to("safety")
    call.say("sí, en español por favor")
    assert call.asked == "safety"
    assert call.state.hazard is None


def test_nothing_of_that_takes_an_emergency_back_for_checking(call_in: Any) -> None:
    """A caller taken for endangered says that nothing of it is so: ask before going on."""
    call = call_in()
    call.say("i smell gas", "no no nothing like that just the noise")
    assert call.state.phase == "E_VERIFY"


@pytest.mark.parametrize("line", ["a little bit", "both, I guess", "kind of", "I do smell it"])
def test_half_a_yes_to_danger_is_asked_about_again(call_in: Any, line: str) -> None:
    """The booking goes on only when the caller has denied the danger or spoken of other things."""
    call = call_in()
    call.go_to("safety")
    call.say(line)
    assert call.state.phase == "SAFETY_CHECK"
    call.say(line)
    assert call.state.hazard is not None


def test_an_angry_yes_to_danger_is_still_a_yes(call_in: Any) -> None:
    """Nobody is handed to the office for their temper while a danger is not dealt with."""
    call = call_in(now="2026-11-23T22:10:00-06:00")
    call.say("some alarm is going off somewhere")
    assert call.state.phase == "SAFETY_CHECK"
    call.say("yes you idiots, this is ridiculous, I already told you")
    assert call.state.hazard is not None
