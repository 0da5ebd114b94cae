"""Levels of service by the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.resilience.schedule import due, parse

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def held(text: str) -> set[tuple[int, int]]:
    """Day of the week and hour of every full hour at which a window holds."""
    window = parse(text)
    hours = (MONDAY + timedelta(hours=hour) for hour in range(7 * 24))
    return {(at.weekday(), at.hour) for at in hours if window.holds(at)}


def test_a_night_ends_on_the_next_day() -> None:
    nights = {(day, hour) for day in range(7) for hour in (22, 23, 0, 1, 2, 3, 4, 5)}
    assert held("22:00-06:00=2") == nights
    assert held("sun 22:00-02:00=2") == {(6, 22), (6, 23), (0, 0), (0, 1)}


def test_days_may_be_listed_and_go_around_the_week() -> None:
    assert {day for day, _ in held("mon-fri 08:00-09:00=1")} == {0, 1, 2, 3, 4}
    assert {day for day, _ in held("Fri-Mon, wed 08:00-09:00=1".replace(", ", ","))} == {
        0,
        2,
        4,
        5,
        6,
    }
    assert len(held("sat 00:00-24:00=3")) == 24


def test_of_several_the_least_service_counts() -> None:
    windows = [parse("08:00-18:00=1"), parse("12:00-13:00=3"), parse("12:00-14:00=2")]
    found = [due(windows, MONDAY.replace(hour=hour)) for hour in (7, 8, 12, 13)]
    assert [window and window.level for window in found] == [None, 1, 3, 2]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nights=2", "no window"),
        ("22:00-06:00=0", "no window"),
        ("22:00-25:00=2", "no such times"),
        ("22:70-23:00=2", "no such times"),
        ("24:00-06:00=2", "no such times"),
        ("08:00-08:00=2", "no such times"),
        ("wen 08:00-09:00=2", "no days"),
        ("mon-fun 08:00-09:00=2", "no days"),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        parse(text)
    assert "22:00-06:00=2" in str(caught.value)
