"""Heat waves: told by calls a minute, and what the mode does to a conversation."""

from typing import Any

import pytest

from agent.admission import HeatWatch
from agent.events import FindWindows
from agent.settings_limits import HeatWave

RULES = HeatWave(calls_per_minute=2, minutes=3)


class Day:
    """A node's watch and its clock."""

    def __init__(self, settings: HeatWave = RULES, now: float = 0.0) -> None:
        self.now = now
        self.watch = HeatWatch(settings, lambda: self.now)

    def minute(self, calls: int) -> None:
        """So many calls within a minute; afterwards the next one begins."""
        begins = self.now
        for n in range(calls):
            self.now = begins + n
            self.watch.called()
        self.now = begins + 60.0

    @property
    def on(self) -> bool:
        return bool(self.watch.status()["on"])


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
    day = Day()
    for calls in minutes:
        day.minute(calls)
        assert day.watch.days_out in (0, 2)
    assert day.on is on


def test_a_long_silence_ends_it() -> None:
    day = Day()
    for _ in range(3):
        day.minute(3)
    assert day.on
    day.now += 3600.0
    assert not day.on


def test_the_watch_follows_the_calls_and_says_why() -> None:
    day = Day(HeatWave(calls_per_minute=1, minutes=1, days_out=3))
    day.watch.called()
    day.watch.called()
    assert (day.watch.days_out, day.watch.status()["calls_per_minute"]) == (0, 2)
    why = "more than 1 calls a minute to this node for 1 minutes"
    assert day.watch.status()["why"] == f"not {why}"
    day.now = 61.0
    assert day.watch.days_out == 3
    assert day.watch.status() == {"on": True, "why": why, "calls_per_minute": 2}


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
