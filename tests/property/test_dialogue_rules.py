"""Whole calls with random callers: the rules that no call may break, whoever phones."""

import asyncio
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.dialogue.state import State
from agent.events import Book, Booked, Heard, ToolDone, UseTool, Window
from agent.profile.load import load_default
from voicectl.evaluation import random_calls
from voicectl.evaluation.random_calls import AgentTurn, Played, Step, faults, play, steps

PROFILE = load_default()
CALLS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@CALLS
@given(st.randoms(use_true_random=False))
def test_no_call_breaks_a_rule(choices: random.Random) -> None:
    """One outcome, danger first, bookings as in the books, one question, nothing forgotten."""
    assert faults(asyncio.run(play(choices, PROFILE))) == []


@pytest.mark.parametrize("seed", range(40))
def test_calls_of_known_seeds_break_no_rule(seed: int) -> None:
    """The same callers every time, so that a fault is found again."""
    assert faults(asyncio.run(play(random.Random(seed), PROFILE))) == []


def test_a_call_is_the_same_for_the_same_seed() -> None:
    """What was played can be played again."""
    first, again = (asyncio.run(play(random.Random(3), PROFILE)) for _ in range(2))
    assert first.turns == again.turns


def test_the_figures_count_every_call() -> None:
    """What the script prints."""
    figures = random_calls.main(5, 0)
    outcomes = figures["outcomes"]
    assert isinstance(outcomes, dict)
    assert sum(outcomes.values()) == figures["calls"] == 5
    assert figures["broken"] == {}


# --- the judge itself must be able to object --------------------------------------------------


@pytest.fixture
def booked() -> Played:
    """A call that ended with a visit in the books."""
    for seed in range(60):
        played = asyncio.run(play(random.Random(seed), PROFILE))
        if played.rows:
            return played
    raise AssertionError("no random caller booked anything")


def test_the_judge_misses_no_unspoken_or_invented_booking(booked: Played) -> None:
    """Rows without words and words without rows are both found."""
    booked.rows += 1
    assert any("in the books" in fault for fault in faults(booked))


def test_the_judge_hears_two_questions_repeats_and_long_turns(booked: Played) -> None:
    """Each rule of speaking is checked."""
    twice = AgentTurn("x", ("And the ZIP code?",), "zip", fact=False)
    booked.turns += [
        AgentTurn("x", ("Who?", "Where?"), "name", fact=False),
        AgentTurn("x", ("word " * 40,), "name", fact=False),
        twice,
        AgentTurn("y", ("And the ZIP code?",), "zip", fact=False),
    ]
    found = " ".join(faults(booked))
    for words in ("two questions", "40 words", "the same words twice"):
        assert words in found


def test_the_judge_sees_a_danger_ignored_and_a_booking_in_danger(booked: Played) -> None:
    """A missing safety line and a booking during an emergency are found."""
    from agent.dialogue.state import Hazard

    trace = list(steps(booked))
    quiet = Step(State(), Heard(text="I smell gas"), State(), ())
    book = next(
        one
        for step in trace
        for one in step.commands
        if isinstance(one, UseTool) and isinstance(one.tool, Book)
    )
    gas = State(hazard=Hazard(rule="GAS", tier="E1", quote="gas"))
    window = Window(id=1, date="2026-11-24", start="08:00", end="12:00")
    done = ToolDone(op=1, result=Booked(code="X", window=window))
    found = [
        *random_calls._dangers([quiet, Step(gas, Heard(text="yes"), gas, (book,))]),
        *random_calls._bookings(booked, [Step(State(), done, State(), ())]),
        *random_calls._memory([_forgetting()]),
    ]
    assert len(found) >= 4


def _forgetting() -> Step:
    from agent.dialogue.state import Slots

    return Step(State(slots=Slots(zip="75204")), Heard(text="yes"), State(), ())
