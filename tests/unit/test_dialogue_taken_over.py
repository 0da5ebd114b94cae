"""A node was lost in the middle of a call: what the next one says, and what it asks the office."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from agent.dialogue.state import Asking, State, decode, encode
from agent.dialogue.step import step
from agent.events import (
    Command,
    Expect,
    HandingOver,
    HangUp,
    Heard,
    LevelChanged,
    SaveTask,
    Say,
    SpeechStarted,
    StartTimer,
    TakenOver,
    TransferEnded,
    UseTool,
)

SORRY = "the line dropped for a moment"


@pytest.fixture
def next_node(demo_profile: Any) -> Callable[[State], tuple[State, tuple[Command, ...]]]:
    """Decodes a state as another node would and goes on."""

    def go_on(state: State) -> tuple[State, tuple[Command, ...]]:
        return step(demo_profile, decode(encode(state)), TakenOver(seconds=0.4))

    return go_on


def said(commands: tuple[Command, ...]) -> list[str]:
    return [one.text for one in commands if isinstance(one, Say)]


def unheard(call: Any, line: str) -> State:
    """The state after a line, before a word of the answer was heard."""
    state, _ = step(call.profile, call.state, Heard(text=line))
    return state


def test_an_apology_and_the_pending_question(call_in: Any, next_node: Any) -> None:
    call = call_in()
    call.say("my furnace is dead", "no, nothing like that")
    asked = call.asked
    state, commands = next_node(call.state)
    first, *rest = said(commands)
    assert SORRY in first
    assert len(rest) == 1
    assert state.asked.key == asked
    assert not any(isinstance(one, UseTool) for one in commands)


def test_after_a_hand_over_at_rest_nothing_is_said(call_in: Any, next_node: Any) -> None:
    call = call_in()
    call.say("my furnace is dead", "no, nothing like that")
    given, commands = step(call.profile, call.state, HandingOver())
    assert commands == ()
    state, commands = next_node(given)
    assert said(commands) == []
    assert any(isinstance(one, Expect) for one in commands)
    assert any(isinstance(one, StartTimer) for one in commands)
    assert replace(state, timer=0) == replace(call.state, timer=0)
    spoken, _ = step(call.profile, given, SpeechStarted())
    assert SORRY in said(next_node(spoken)[1])[0]


def test_what_nobody_heard_is_said_again_before_the_question(call_in: Any, next_node: Any) -> None:
    call = call_in()
    before = unheard(call, "my furnace is dead")
    texts = dict(before.speaking)
    state, commands = next_node(before)
    answer = [text for number, text in before.speaking if number not in before.asked_by]
    assert answer
    assert said(commands)[1:-1] == answer
    assert len(said(commands)) == 1 + len(texts)
    assert [text for _, text in state.speaking] == said(commands)


def test_the_office_is_asked_again_under_the_same_key(call_in: Any, next_node: Any) -> None:
    call = call_in(FindWindows=None)
    call.say("I want a tune-up", "no", "75204", "Ann Lee", "214 555 0143", "yes")
    call.say("415 Elm Street", "yes", "as soon as possible")
    (open_op,) = call.state.open
    state, commands = next_node(call.state)
    again = [one for one in commands if isinstance(one, UseTool)]
    assert [(one.op, one.tool) for one in again] == [(open_op.op, open_op.tool)]
    assert state.open == call.state.open
    assert SORRY in said(commands)[0]
    state, commands = next_node(replace(call.state, asked=None))
    assert state.asked is None  # its answer brings the next question
    assert len(said(commands)) == 1


def test_nothing_is_said_while_people_are_rung(call_in: Any, next_node: Any) -> None:
    call = call_in()
    call.say("let me talk to a person")
    assert call.state.transfer_queue
    state, commands = next_node(call.state)
    assert said(commands) == []
    _, after = step(call.profile, state, TransferEnded(result="no_answer"))
    assert said(after)


def test_safety_lines_that_nobody_heard_cannot_be_interrupted(call_in: Any, next_node: Any) -> None:
    call = call_in()
    _, commands = next_node(unheard(call, "I smell gas in the house"))
    lines = [one for one in commands if isinstance(one, Say)]
    assert "911" in " ".join(one.text for one in lines)
    assert not next(one for one in lines if "911" in one.text).interruptible


def test_an_emergency_without_a_question_goes_on_with_its_script(
    call_in: Any, next_node: Any
) -> None:
    call = call_in()
    call.say("I smell gas in the house")
    lost = unheard(call, "yes, we are outside")
    state, commands = next_node(replace(lost, asked=None, transfer_queue="", speaking=()))
    assert state.asked is not None or state.transfer_queue
    assert SORRY in said(commands)[0]


def test_nothing_asked_and_nothing_open_leaves_it_to_the_plan(call_in: Any, next_node: Any) -> None:
    call = call_in()
    call.say("my furnace is dead", "no, nothing like that")
    state, _ = next_node(replace(call.state, asked=None))
    assert state.asked is not None


def test_a_question_to_the_model_is_left_to_the_office_once(call_in: Any, next_node: Any) -> None:
    call = call_in()
    call.say("my furnace is dead", "no, nothing like that")
    asked = Asking(op=90, purpose="answer", text="do you paint fences?", otherwise="miss")
    state, commands = next_node(replace(call.state, asking=asked))
    (saved,) = (one for one in commands if isinstance(one, UseTool))
    assert isinstance(saved.tool, SaveTask)
    assert state.asking is None


def test_last_words_that_nobody_heard_are_said_and_the_call_ends(
    call_in: Any, next_node: Any
) -> None:
    call = call_in()
    state, commands = next_node(unheard(call, "no thanks, goodbye"))
    assert state.outcome is not None
    assert SORRY in said(commands)[0]
    assert len(said(commands)) > 1
    assert isinstance(commands[-1], HangUp)


def test_a_call_that_had_said_everything_just_ends(call_in: Any, next_node: Any) -> None:
    call = call_in()
    call.say("no thanks, goodbye")
    _, commands = next_node(call.state)
    assert [type(one) for one in commands] == [HangUp]


def test_the_level_of_the_next_node_is_taken_over(call_in: Any, next_node: Any) -> None:
    call = call_in()
    state, _ = next_node(call.state)
    state, commands = step(call.profile, state, LevelChanged(level=2, why="from the start"))
    assert said(commands) == []
    assert state.level == 2


def test_a_call_handed_over_between_questions_goes_on_without_a_word(call_in: Any) -> None:
    call = call_in()
    call.go_to("zip")
    call.set(handed_over=True, asked=None)
    assert call.event(TakenOver()) == ""
    assert not call.state.handed_over
