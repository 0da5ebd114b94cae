"""Conversation hygiene: silence, words not understood, keys, waiting, repeating, going back."""

from typing import Any

import pytest

from agent.dialogue.step import at, begin, step
from agent.events import (
    CancelTimer,
    Done,
    HangUp,
    Heard,
    HungUp,
    Interim,
    Key,
    NotUnderstood,
    Said,
    Say,
    SpeechStarted,
    StartTimer,
    TimerFired,
    ToolDone,
)

# --- silence ----------------------------------------------------------------------------------


def test_silence_prompts_twice_and_then_says_good_bye(call_in: Any) -> None:
    call = call_in()
    timers = [one for one in call.commands if isinstance(one, StartTimer)]
    assert timers[-1].seconds == 5.0
    assert call.wait().endswith("?")
    timers = [one for one in call.commands if isinstance(one, StartTimer)]
    assert timers[-1].seconds == 8.0
    assert "zero" in call.wait()
    assert "hang up" in call.wait()
    assert call.outcome == "silent"


def test_speech_begins_the_silence_ladder_anew(call_in: Any) -> None:
    call = call_in()
    call.wait()
    call.event(SpeechStarted())
    call.say("my furnace is dead")
    assert call.state.silences == 0


def test_an_old_timer_is_ignored(call_in: Any) -> None:
    call = call_in()
    assert call.event(TimerFired(timer="silence", number=0)) == ""
    assert call.event(TimerFired(timer="wait", number=0)) == ""
    assert call.event(TimerFired(timer="dispatch", number=1)) == ""


def test_silence_after_everything_is_done_is_a_good_bye(call_in: Any) -> None:
    call = call_in()
    call.go_to("anything_else", sms="yes")
    call.wait()
    assert "Goodbye" in call.wait()
    assert call.outcome == "booked"


def test_silence_after_a_booking_still_counts_as_booked(call_in: Any) -> None:
    call = call_in()
    call.go_to("sms")
    for _ in range(3):
        call.wait()
    assert call.outcome == "booked"


# --- not understood ---------------------------------------------------------------------------


def test_noise_is_asked_again_in_other_words(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    first = call.event(NotUnderstood(reason="noise"))
    second = call.event(NotUnderstood(reason="noise"))
    assert first != second
    assert first.endswith("?")
    assert second.endswith("?")


def test_empty_words_are_noise(call_in: Any) -> None:
    call = call_in()
    assert call.say("   ").endswith("?")


def test_noise_while_nothing_is_asked_is_ignored(call_in: Any) -> None:
    call = call_in()
    call.say("can I talk to a person")
    assert call.event(NotUnderstood(reason="noise")) == ""


def test_tries_count_for_their_question_only(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("purple", "purple")
    call.go_to("name")
    call.say("yes", "yes")
    assert not call.transfers


def test_seven_failed_turns_bring_a_person(call_in: Any) -> None:
    call = call_in()
    for key in ("zip", "name", "phone"):
        call.go_to(key)
        call.say("yes")
        if call.asked == key:
            call.say("yes")
    call.set(total_fails=6)
    call.say("purple")
    assert call.transfers[0].reason == "too many misunderstandings"
    call.transfer_ends("answered")
    assert call.outcome == "transferred_forced"


def test_talk_that_leads_nowhere_takes_the_fallback(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.say("do you take checks", "are there any rebates", "do you work on Trane")
    call.say("is there a warranty", "what are your hours")
    assert call.asked == "offer"


def test_questions_at_the_end_may_go_on(call_in: Any) -> None:
    call = call_in()
    call.go_to("anything_else", sms="yes")
    call.say("do you take checks", "are there any rebates", "do you work on Trane")
    call.say("is there a warranty", "what are your hours", "do you offer financing")
    assert call.asked == "anything_else"


# --- waiting ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["hold on a second", "give me one moment please", "wait let me ask my husband"]
)
def test_wait_gives_time_without_prompts(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("phone")
    assert not call.say(line).endswith("?")
    assert call.state.waiting
    assert CancelTimer(timer="silence") in call.commands


def test_after_a_long_wait_the_question_is_put_again(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_booking_credit")
    call.say("hold on")
    said = call.wait("wait")
    assert "here" in said
    assert "Ellen Marsh" in said
    assert said.count("?") == 1
    assert not call.state.waiting


def test_i_am_back_is_no_answer(call_in: Any) -> None:
    call = call_in()
    call.go_to("confirm_booking_credit")
    call.say("hold on")
    call.say("okay I'm back")
    assert call.asked == "confirm_booking_credit"
    call.say("hold on", "yes")
    assert call.asked == "sms"


def test_an_answer_after_a_wait_is_read(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("hold on", "seven five two oh four")
    assert call.slots.zip == "75204"


@pytest.mark.parametrize("line", ["no wait, it's seven five two oh four", "wait, 75204"])
def test_a_wait_with_an_answer_is_an_answer(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("zip")
    call.say(line)
    assert call.slots.zip == "75204"


# --- repeat, slower, leaving ------------------------------------------------------------------


def test_repeat_uses_other_words(call_in: Any) -> None:
    call = call_in()
    first = call.go_to("zip")
    again = call.say("say that again please")
    assert again.endswith("?")
    assert again not in first


def test_slower_speaks_slower_from_then_on(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.say("can you speak slower")
    says = [one for one in call.commands if isinstance(one, Say)]
    assert says[-1].slow
    assert not says[0].slow
    call.say("seven five two oh four")
    assert [one for one in call.commands if isinstance(one, Say)][-1].slow


@pytest.mark.parametrize("line", ["okay bye", "I have to go, goodbye"])
def test_taking_leave_in_the_middle_ends_the_call(call_in: Any, line: str) -> None:
    call = call_in()
    call.go_to("name")
    assert "Goodbye" in call.say(line)
    assert call.outcome == "abandoned_mid"


def test_so_long_is_no_farewell(call_in: Any) -> None:
    call = call_in()
    call.go_to("name")
    call.say("this takes so long")
    assert call.outcome is None


# --- what was heard ---------------------------------------------------------------------------


def test_history_keeps_what_the_caller_heard(call_in: Any, demo_profile: Any) -> None:
    call = call_in()
    heard = [line.text for line in call.state.history if line.who == "agent"]
    assert heard[-1] == "How can I help you?"
    state, commands = step(demo_profile, call.state, Key(key="*"))
    say = next(one for one in commands if isinstance(one, Say))
    state, _ = step(demo_profile, state, Said(say=say.say, heard="What can I", cut=True))
    assert state.history[-1].text == "What can I"
    state, _ = step(demo_profile, state, Said(say=say.say, heard="once more"))
    assert state.history[-1].text == "What can I"


def test_words_nobody_heard_leave_no_trace(call_in: Any, demo_profile: Any) -> None:
    call = call_in()
    before = call.state.history
    state, commands = step(demo_profile, call.state, Key(key="*"))
    say = next(one for one in commands if isinstance(one, Say))
    state, _ = step(demo_profile, state, Said(say=say.say, heard="", cut=True))
    assert state.history == before
    assert state.speaking == ()


# --- beginning and end ------------------------------------------------------------------------


def test_before_the_call_began_only_a_hang_up_counts(demo_profile: Any) -> None:
    state, commands = step(demo_profile, begin(), Heard(text="hello"))
    assert (state, commands) == (begin(), ())
    state, commands = step(demo_profile, begin(), HungUp(by="caller"))
    assert state.outcome == "abandoned_early"
    assert any(isinstance(one, HangUp) for one in commands)


def test_a_call_begins_once(call_in: Any) -> None:
    call = call_in()
    assert call.event(next(_started(call))) == ""


def _started(call: Any) -> Any:
    yield call.state.started


def test_after_the_end_only_the_transcript_grows(call_in: Any, demo_profile: Any) -> None:
    call = call_in()
    call.go_to("name")
    call.hang_up()
    assert call.say("hello") == ""
    assert call.event(Interim(text="I smell gas")) == ""
    state, commands = step(demo_profile, call.state, Said(say=999, heard="x"))
    assert commands == ()
    assert state.outcome == call.outcome


def test_time_never_runs_backwards() -> None:
    assert at(at(begin(), 5.0), 3.0).at == 5.0


@pytest.mark.parametrize(
    ("lines", "seconds", "outcome"),
    [
        ((), 3.0, "abandoned_early"),
        (("hello",), 3.0, "abandoned_early"),
        (("my furnace is dead",), 60.0, "abandoned_mid"),
        (("how much do you charge",), 60.0, "faq_only"),
    ],
)
def test_a_hang_up_has_an_outcome(
    call_in: Any, lines: tuple[str, ...], seconds: float, outcome: str
) -> None:
    call = call_in()
    call.say(*lines)
    call.set(at=seconds)
    assert call.hang_up() == outcome


def test_an_answer_to_an_act_nobody_waits_for_is_noted(call_in: Any) -> None:
    call = call_in(SetConsent=None)
    call.go_to("sms")
    call.say("yes")
    op = call.state.open[-1].op
    assert call.event(ToolDone(op=op, result=Done(id=1))) == ""
    assert call.notes("tool_done") == ["SetConsent"]


def test_a_consent_that_could_not_be_saved_is_noted(call_in: Any) -> None:
    call = call_in(SetConsent="slow")
    call.go_to("sms")
    call.say("yes")
    assert call.notes("tool_gave_up") == ["SetConsent"]


def test_words_when_nothing_is_asked_go_on_with_the_plan(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.set(asked=None)
    assert "ZIP" in call.say("hello?")


def test_five_turns_without_progress_take_the_fallback(call_in: Any) -> None:
    call = call_in()
    call.go_to("when")
    call.set(standstill=4)
    said = call.say("are there any rebates")
    assert call.asked == "offer"
    assert said.count("?") == 1


def test_star_while_people_are_rung_says_nothing(call_in: Any) -> None:
    call = call_in()
    call.say("can I talk to a person")
    assert call.press("*") == ""


def test_a_no_before_the_safety_question_was_heard_does_not_clear_it(call_in):
    """ "No, nothing like that" over our acknowledgement answers something else: ask again."""
    call = call_in()
    call.go_to("how_can_i_help")
    call._apply(Heard(text="my air conditioner is blowing warm air"))
    assert call.asked == "safety"
    spoken = [number for number, _ in call.state.speaking]
    call._apply(Said(say=spoken[0], heard="Okay, no", cut=True))
    for number in spoken[1:]:
        call._apply(Said(say=number, heard="", cut=True))
    call._apply(Heard(text="no, nothing like that"))
    assert call.asked == "safety"
    assert call.slots.safety == ""
    assert call.notes("answer_before_question") == ["safety"]
    call.say("no")
    assert call.slots.safety == "ok"


def test_an_answer_to_a_question_heard_once_counts_though_its_repetition_was_cut(call_in):
    """The caller knows the question; they answer while we begin to repeat it."""
    call = call_in()
    call.go_to("safety")
    call._apply(TimerFired(timer="silence", number=call.state.timer))
    for number, _ in call.state.speaking:
        call._apply(Said(say=number, heard="", cut=True))
    call._apply(Heard(text="no, nothing"))
    assert call.slots.safety == "ok"


def test_a_question_cut_twice_before_a_word_of_it_stays_unanswered(call_in):
    """Cut again while being repeated, it is still not heard."""
    call = call_in()
    call.go_to("how_can_i_help")
    call._apply(Heard(text="my air conditioner is blowing warm air"))
    for _ in range(2):
        for number, _ in call.state.speaking:
            call._apply(Said(say=number, heard="", cut=True))
        call._apply(Heard(text="no"))
    assert call.asked == "safety"
    assert call.slots.safety == ""


def test_other_words_before_the_question_was_heard_are_read_as_they_are(call_in: Any) -> None:
    """Only a yes or no is doubtful then: a ZIP said over our acknowledgement is kept."""
    call = call_in()
    call.go_to("how_can_i_help")
    call._apply(Heard(text="my air conditioner is blowing warm air"))
    for number, _ in call.state.speaking:
        call._apply(Said(say=number, heard="", cut=True))
    call._apply(Heard(text="the zip is seven five two oh four"))
    assert call.notes("answer_before_question") == []
    assert call.slots.zip == "75204"
