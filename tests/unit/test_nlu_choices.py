"""Which window is taken, what is declined, what is wanted instead."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agent.events import Window
from agent.nlu import choices

NOW = datetime(2026, 9, 15, 9, 10, tzinfo=ZoneInfo("America/Denver"))


def window(day: str, start: str, end: str) -> Window:
    return Window(id=int(start[:2]), date=f"2026-09-{day}", start=start, end=end)


MONDAY = (window("21", "08:00", "10:00"), window("21", "10:00", "12:00"))
TWO_DAYS = (window("22", "14:00", "16:00"), window("23", "16:00", "18:00"))
ONE = (window("17", "16:00", "18:00"),)
FAR = (window("29", "08:00", "10:00"), window("30", "12:00", "14:00"))


@pytest.mark.parametrize(
    ("text", "options", "index"),
    [
        ("two to four suits me", TWO_DAYS, 0),
        ("the second one", MONDAY, 1),
        ("hold it the second one", MONDAY, 1),
        ("The first.", MONDAY, 0),
        ("number two please", TWO_DAYS, 1),
        ("the later one", TWO_DAYS, 1),
        ("wednesday is better", TWO_DAYS, 1),
        ("Tuesday.", FAR, 0),
        ("tuesday from eight to ten", FAR, 0),
        ("noon", FAR, 1),
        ("let's say noon to two", FAR, 1),
        ("Ten until twelve.", MONDAY, 1),
        ("eight is good for us", MONDAY, 0),
        ("a las ocho por favor", MONDAY, 0),
        ("the morning", FAR, 0),
        ("after four", TWO_DAYS, 1),
        ("whatever works", TWO_DAYS, 0),
        ("either is fine", MONDAY, 0),
        ("yes", ONE, 0),
        ("that works", ONE, 0),
        ("I'll take the 8 to 10.", MONDAY, 0),
        ("can i have the four o'clock one", TWO_DAYS, 1),
    ],
)
def test_a_window_is_taken(text: str, options: tuple[Window, ...], index: int) -> None:
    assert choices.choose(text, options, NOW).index == index


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("not either of those", None),
        ("what else do you have", None),
        ("none of them", None),
        ("no", None),
        ("something later", "later"),
        ("could it be earlier", "earlier"),
        ("is there anything sooner", "earlier"),
        ("neither works", None),
    ],
)
def test_the_offer_is_declined(text: str, direction: str | None) -> None:
    choice = choices.choose(text, TWO_DAYS, NOW)
    assert (choice.index, choice.decline, choice.direction) == (None, True, direction)


def test_another_wish_is_kept() -> None:
    friday = choices.choose("No, Friday instead.", TWO_DAYS, NOW)
    assert friday.index is None
    assert friday.when is not None
    assert friday.when.date_from == "2026-09-18"
    monday = choices.choose("you're closed on sunday so monday morning", TWO_DAYS, NOW)
    assert monday.when is not None
    assert (monday.when.date_from, monday.when.part) == ("2026-09-21", "morning")


def test_a_time_alone_means_the_days_of_the_offer() -> None:
    wish = choices.choose("from eight until ten", TWO_DAYS, NOW).when
    assert wish is not None
    assert (wish.date_from, wish.date_to, wish.start) == ("2026-09-22", "2026-09-23", "08:00")
    assert not wish.open


@pytest.mark.parametrize("text", ["yes", "that works", "hmm", "how about in the afternoon"])
def test_which_one_must_be_asked(text: str) -> None:
    assert choices.choose(text, TWO_DAYS, NOW) == choices.Choice()


def test_another_hour_is_never_consent() -> None:
    assert choices.choose("eight is good for us", ONE, NOW).index is None


@pytest.mark.parametrize("text", ["", "yes", "the second one", "no", "tuesday", "whatever"])
def test_no_options_never_gives_an_index(text: str) -> None:
    assert choices.choose(text, (), NOW).index is None
