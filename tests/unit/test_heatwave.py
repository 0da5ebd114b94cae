"""Heat waves: told by calls a minute, and what the mode does to a conversation."""

from typing import Any

import pytest

from agent.admission import HeatWatch
from agent.events import FindWindows
from agent.resilience.heatwave import Heat, HeatRules, step
from agent.settings_limits import HeatWave

RULES = HeatRules(calls_per_minute=2, minutes=3)


def after(*minutes: int) -> Heat:
    """So many calls in each minute, and the first moment of the minute behind them."""
    heat = Heat()
    for number, calls in enumerate(minutes):
        for _ in range(calls):
            heat = step(heat, 60.0 * number + 1, RULES, 1)
        heat = step(heat, 60.0 * number + 59, RULES)
    return step(heat, 60.0 * len(minutes), RULES)


@pytest.mark.parametrize(
    ("minutes", "on"),
    [
        ((3, 3), False),
        ((3, 3, 3), True),
        ((3, 2, 3), False),
        ((3, 3, 3, 0, 0), True),
        ((3, 3, 3, 2, 2, 2), False),
        ((3, 3, 3, 2, 3, 2), True),
        ((2, 2, 3, 3, 3), True),
    ],
)
def test_every_minute_counts(minutes: tuple[int, ...], on: bool) -> None:
    assert after(*minutes).on is on


def test_a_long_silence_ends_it() -> None:
    assert step(after(3, 3, 3), 3600.0, RULES).on is False


def test_calls_before_a_clock_that_runs_backwards_count_with_its_minute() -> None:
    assert step(Heat(minute=5, calls=1), 10.0, RULES, 1) == Heat(minute=5, calls=2)


def test_the_watch_follows_the_calls_and_says_why() -> None:
    now = 0.0
    watch = HeatWatch(HeatWave(calls_per_minute=1, minutes=1, days_out=3), lambda: now)
    watch.called()
    watch.called()
    assert (watch.days_out, watch.status()["calls_per_minute"]) == (0, 2)
    assert watch.status()["why"] == "not more than 1 calls a minute for 1 minutes"
    now = 61.0
    assert watch.days_out == 3
    assert watch.status() == {
        "on": True,
        "why": "more than 1 calls a minute for 1 minutes",
        "calls_per_minute": 2,
    }


@pytest.mark.parametrize(("mode", "days"), [("on", 2), ("off", 0)])
def test_by_hand(mode: Any, days: int) -> None:
    watch = HeatWatch(HeatWave(mode=mode), lambda: 0.0)
    assert watch.days_out == days
    assert watch.status()["why"] == f"by hand: heat_wave.mode is {mode}"


# --- in a conversation (a Monday) ----------------------------------------------------------------


def test_the_greeting_is_short(call_in: Any) -> None:
    usual, short = call_in().greeting, call_in(heat_wave_days=2).greeting
    assert "Thanks for calling" in usual
    assert "Thanks for calling" not in short
    assert "AI assistant" in short
    assert len(short) < len(usual)


def test_who_is_not_in_a_hurry_is_offered_later_days(call_in: Any) -> None:
    call = call_in(heat_wave_days=2)
    call.go_to("offer", when="whenever")
    assert call.tools(FindWindows)[-1].date_from == "2026-11-25"


def test_a_day_that_is_kept_for_others_is_told_so(call_in: Any) -> None:
    call = call_in(heat_wave_days=2)
    call.go_to("when")
    said = call.say("tomorrow")
    assert "we keep the first days for homes with babies" in said
    assert call.asked == "offer"


def test_a_later_day_that_is_full_is_told_as_ever(call_in: Any) -> None:
    call = call_in(heat_wave_days=2)
    call.go_to("when")
    said = call.say("December fifteenth")
    assert "babies" not in said


@pytest.mark.parametrize("who", ["yes, a newborn baby", "my elderly mother", "my son is on oxygen"])
def test_homes_with_people_at_risk_come_first(call_in: Any, who: str) -> None:
    call = call_in(heat_wave_days=2)
    call.go_to(
        "offer",
        how_can_i_help="my air conditioner is not cooling",
        vulnerable=who,
        when="the soonest",
    )
    assert call.tools(FindWindows)[-1].date_from == "2026-11-23"
