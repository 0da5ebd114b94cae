"""Levels of service: what each signal asks for, worse at once, better slowly, and by hand."""

from typing import Any

import pytest

from agent.resilience.ladder import (
    Ladder,
    LadderRules,
    Level,
    Signals,
    by_hand,
    released,
    step,
    wanted,
)

WELL = Signals()
RULES = LadderRules(calm_s=60.0)


@pytest.mark.parametrize(
    ("signals", "level", "why"),
    [
        ({}, 0, ""),
        ({"full_model": False}, 1, "the full model can't be asked"),
        ({"small_model": False}, 0, ""),
        (
            {"full_model": False, "small_model": False},
            2,
            "the full model can't be asked; the small model can't be asked",
        ),
        ({"full_p95_ms": 2000.0}, 0, ""),
        ({"full_p95_ms": 2100.0}, 1, "the full model is slow (2100 ms)"),
        ({"small_p95_ms": 9000.0}, 0, ""),
        (
            {"full_p95_ms": 2100.0, "small_p95_ms": 3000.0},
            2,
            "the full model is slow (2100 ms); the small model is slow (3000 ms)",
        ),
        (
            {"full_model": False, "small_p95_ms": 3000.0},
            2,
            "the full model can't be asked; the small model is slow (3000 ms)",
        ),
        ({"hearing": False}, 3, "nothing hears"),
        ({"voice": False}, 3, "no voice speaks"),
        ({"voice": False, "hearing": False}, 3, "nothing hears; no voice speaks"),
        ({"cost_share": 0.79}, 0, ""),
        ({"cost_share": 0.8}, 1, "80% of the budget is spent by this node"),
        ({"cost_share": 1.25}, 2, "125% of the budget is spent by this node"),
        ({"loop_lag_ms": 99.0}, 0, ""),
        ({"loop_lag_ms": 100.0}, 1, "the loop is 100 ms late"),
        ({"loop_lag_ms": 300.0}, 2, "the loop is 300 ms late"),
        ({"loop_lag_ms": 1000.0}, 3, "the loop is 1000 ms late"),
        (
            {"full_model": False, "loop_lag_ms": 100.0},
            1,
            "the full model can't be asked; the loop is 100 ms late",
        ),
        ({"voice": False, "full_model": False}, 3, "no voice speaks"),
        ({"scheduled": 2, "schedule": "22:00-06:00=2"}, 2, "scheduled 22:00-06:00=2"),
        (
            {"scheduled": 1, "schedule": "x", "cost_share": 1.0, "budget_of": "all nodes"},
            2,
            "100% of the budget is spent by all nodes",
        ),
    ],
)
def test_the_table_of_signals(signals: dict[str, Any], level: Level, why: str) -> None:
    found = wanted(Signals(**signals))
    assert (found.level, found.why) == (level, why)


def levels(*steps: tuple[float, Signals], ladder: Ladder | None = None) -> list[Level]:
    ladder = ladder or Ladder()
    found = []
    for now, signals in steps:
        ladder = step(ladder, signals, now, RULES)
        found.append(ladder.level)
    return found


DEAF = Signals(hearing=False)
SMALL = Signals(full_model=False)


def test_worse_at_once() -> None:
    assert levels((0.0, WELL), (0.1, DEAF)) == [0, 3]


def test_better_one_level_at_a_time() -> None:
    seconds = (0.0, 59.0, 61.0, 120.0, 122.0, 183.0, 999.0)
    assert levels((0.0, DEAF), *((1.0 + at, WELL) for at in seconds)) == [
        3, 3, 3, 2, 2, 1, 0, 0,
    ]  # fmt: skip


def test_a_signal_that_flickers_keeps_the_level() -> None:
    flicker = [(20.0 * n, SMALL if n % 2 else WELL) for n in range(1, 40)]
    assert set(levels(*flicker)) == {1}


def test_on_the_way_down_it_says_what_it_recovers_from() -> None:
    ladder = step(Ladder(), DEAF, 0.0, RULES)
    for now in (1.0, 62.0):
        ladder = step(ladder, SMALL, now, RULES)
    assert (ladder.level, ladder.why) == (2, "recovering from: nothing hears")
    ladder = step(ladder, SMALL, 123.0, RULES)
    assert (ladder.level, ladder.why) == (1, "the full model can't be asked")
    for now in (130.0, 190.0):
        ladder = step(ladder, WELL, now, RULES)
    assert (ladder.level, ladder.why) == (0, "")


def test_a_hand_may_set_it_either_way_until_it_ends() -> None:
    ladder = by_hand(Ladder(), 2, until=100.0, why="drill")
    ladder = step(ladder, WELL, 50.0, RULES)
    assert (ladder.level, ladder.why) == (2, "by hand: drill")
    assert step(ladder, DEAF, 60.0, RULES).level == 2
    ladder = step(ladder, WELL, 100.0, RULES)
    assert (ladder.level, ladder.why) == (0, "")  # at once: no signal had asked for it
    assert step(by_hand(Ladder(), 0, until=100.0, why="I know"), DEAF, 50.0, RULES).level == 0


def test_beneath_a_hand_the_signals_go_on() -> None:
    ladder = step(by_hand(Ladder(), 0, until=100.0, why="I know"), DEAF, 50.0, RULES)
    assert released(ladder).level == 3
    assert step(ladder, DEAF, 101.0, RULES).level == 3


def test_a_clock_that_runs_backwards_is_taken_as_standing_still() -> None:
    steps = ((100.0, SMALL), (-1000.0, WELL), (101.0, WELL), (160.0, WELL))
    assert levels(*steps) == [1, 1, 1, 0]
