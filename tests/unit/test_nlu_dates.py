"""When would you like us to come: days, times, corrections, refusals, clock changes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agent.nlu import dates

DENVER = ZoneInfo("America/Denver")
TUESDAY = datetime(2026, 9, 15, 9, 10, tzinfo=DENVER)


def short(text: str, now: datetime = TUESDAY) -> str:
    """The wish as one line: days, type, part and times; "-" for none."""
    wish = dates.parse(text, now)
    if wish.status == "none":
        return "-"
    assert wish.date_from is not None
    assert wish.date_to is not None
    days = wish.date_from[5:]
    if wish.open:
        days = "open"
    elif wish.date_to != wish.date_from:
        days += ".." + wish.date_to[5:]
    times = f" {wish.start or ''}-{wish.end or ''}" if wish.start or wish.end else ""
    return f"{days} {wish.part or wish.type}{times}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tomorrow at 2 p.m.", "09-16 exact 14:00-14:00"),
        ("may third twenty twenty", "05-03 any"),
        ("tomorrow at two", "09-16 exact 14:00-14:00"),
        ("Friday 8-10", "09-18 range 08:00-10:00"),
        ("How about Friday, between 10 and 12?", "09-18 range 10:00-12:00"),
        ("friday between 8 a.m. and noon", "09-18 range 08:00-12:00"),
        ("ten to two on monday", "09-21 range 10:00-14:00"),
        ("tomorrow from nine until eleven thirty", "09-16 range 09:00-11:30"),
        ("Tuesday, September 22nd, at 1:00 p.m.", "09-22 exact 13:00-13:00"),
        ("saturday at 14:30", "09-19 exact 14:30-14:30"),
        ("monday at quarter of three", "09-21 exact 14:45-14:45"),
        ("the twenty-first at half past two", "09-21 exact 14:30-14:30"),
        ("december 3rd after 1 pm", "12-03 from 13:00-"),
        ("anytime after 3:30 tomorrow", "09-16 from 15:30-"),
        ("no later than three on thursday", "09-17 until -15:00"),
        ("before noon on friday", "09-18 until -12:00"),
        ("tonight at 7", "09-15 exact 19:00-19:00"),
        ("tomorrow evening at seven", "09-16 exact 19:00-19:00"),
        ("thursday after lunch", "09-17 from 13:00-"),
        ("late morning on thursday", "09-17 range 10:00-12:00"),
        ("wednesday or thursday afternoon", "09-16..09-17 afternoon 12:00-17:00"),
        ("by friday", "09-15..09-18 any"),
        ("monday through friday after five", "09-21..09-25 from 17:00-"),
        ("from monday to wednesday", "09-21..09-23 any"),
        ("wednesday of next week", "09-23 any"),
        ("next week tuesday or wednesday", "09-22..09-23 any"),
        ("next weekend", "09-26..09-27 any"),
        ("later this week", "09-16..09-20 any"),
        ("the week of the twenty first", "09-21..09-27 any"),
        ("a couple of days from now", "09-17 any"),
        ("three weeks from tomorrow", "10-07 any"),
        ("sometime in the next two weeks", "09-15..09-29 any"),
        ("the first week of october", "10-01..10-07 any"),
        ("the end of the month", "09-24..09-30 any"),
        ("next month", "10-01..10-31 any"),
        ("day after thanksgiving", "11-27 any"),
        ("10/3 in the afternoon", "10-03 afternoon 12:00-17:00"),
        ("within two hours", "09-15 range 09:10-11:10"),
        ("in forty five minutes", "09-15 exact 09:55-09:55"),
        ("february 30th", "-"),
        ("september thirty first", "-"),
    ],
)
def test_days_and_times(text: str, expected: str) -> None:
    assert short(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wednesday actually make that thursday at ten", "09-17 exact 10:00-10:00"),
        ("tomorrow at ten no eleven", "09-16 exact 11:00-11:00"),
        ("Saturday. No, sorry, Sunday morning.", "09-20 morning 08:00-12:00"),
        ("thursday doesn't work how about saturday", "09-19 any"),
        ("i can't do tuesday but thursday works", "09-17 any"),
        ("you're closed sundays right so monday morning", "09-21 morning 08:00-12:00"),
    ],
)
def test_corrections_and_refusals(text: str, expected: str) -> None:
    assert short(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("el jueves en la mañana", "09-17 morning 08:00-12:00"),
        ("mañana por la tarde", "09-16 afternoon 12:00-17:00"),
        ("pasado mañana a las diez", "09-17 exact 10:00-10:00"),
        ("El lunes a las dos y media.", "09-21 exact 14:30-14:30"),
        ("viernes entre las 8 y las 10", "09-18 range 08:00-10:00"),
        ("el 5 de octubre", "10-05 any"),
    ],
)
def test_spanish(text: str, expected: str) -> None:
    assert short(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "purple",
        "i'm flexible",
        "whatever works",
        "at 1420 vine street",
        "no three forty not three oh four",
        "seven two oh five five five oh one six six",
        "it's at twelve elm street",
        "the second one",
        "wait a second",
        "i have two units",
        "my furnace is twenty years old",
        "we may be home",
        "I'd like one please",
    ],
)
def test_no_date_in_other_words(text: str) -> None:
    assert short(text) == "-"


def test_refused_days_are_excluded_every_week() -> None:
    wish = dates.parse("any day except wednesday", TUESDAY)
    assert wish.open
    assert wish.exclude == ("2026-09-16", "2026-09-23")
    assert dates.parse("any time next week except friday", TUESDAY).exclude == ("2026-09-25",)
    monday_or_thursday = dates.parse("monday or thursday", TUESDAY)
    assert monday_or_thursday.exclude == ("2026-09-18", "2026-09-19", "2026-09-20")


@pytest.mark.parametrize(
    "text", ["the earliest you have", "ASAP", "lo antes posible", "next available"]
)
def test_soonest_is_from_today(text: str) -> None:
    wish = dates.parse(text, TUESDAY)
    assert (wish.status, wish.soonest, wish.open) == ("ok", True, True)
    assert wish.date_from == "2026-09-15"


def test_soonest_on_a_day_keeps_the_day() -> None:
    wish = dates.parse("the soonest on friday", TUESDAY)
    assert (wish.date_from, wish.date_to, wish.soonest) == ("2026-09-18", "2026-09-18", True)


def test_flexible_is_told_apart_from_not_understood() -> None:
    assert dates.parse("whenever", TUESDAY).flexible
    assert not dates.parse("purple", TUESDAY).flexible


def test_offset_follows_the_clock_change() -> None:
    saturday = datetime(2026, 10, 31, 12, 0, tzinfo=DENVER)
    assert dates.parse("today at two", saturday).start_iso == "2026-10-31T14:00:00-06:00"
    assert dates.parse("tomorrow at two", saturday).start_iso == "2026-11-01T14:00:00-07:00"


def test_a_clock_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates.parse("tomorrow", datetime(2026, 9, 15))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "now", "spoken"),
    [
        ("2026-09-15", "2026-09-15T09:10:00-06:00", "today, Tuesday the 15th"),
        ("2026-09-16", "2026-09-15", "tomorrow, Wednesday the 16th"),
        ("2026-09-22", "2026-09-15", "Tuesday, the 22nd"),
        ("2026-11-03", "2026-09-15", "Tuesday, November 3rd"),
        ("2026-10-01", "2026-09-28", "Thursday, the 1st"),
    ],
)
def test_spoken_day(day: str, now: str, spoken: str) -> None:
    assert dates.spoken_day(day, now) == spoken


def test_spoken_times() -> None:
    assert dates.spoken_time("14:00") == "two"
    assert dates.spoken_time("08:05") == "eight oh five"
    assert dates.spoken_time("10:45") == "ten forty five"
    assert dates.spoken_range("10:00", "12:00") == "between ten and noon"


def test_a_weekday_of_this_week_that_is_over_is_the_coming_one() -> None:
    """ "Monday this week", said on a Thursday, can only mean the next Monday."""
    thursday = datetime(2026, 1, 1, 9, tzinfo=ZoneInfo("America/New_York"))
    wish = dates.parse("monday this week", thursday)
    assert (wish.date_from, wish.date_to) == ("2026-01-05", "2026-01-05")
    assert dates.parse("friday this week", thursday).date_from == "2026-01-02"


def test_a_day_that_is_over_is_none_to_be_had() -> None:
    tuesday = datetime(2029, 2, 20, 9, tzinfo=DENVER)
    assert dates.parse("the monday before the 24th", tuesday).status == "none"
    saturday = datetime(2026, 1, 3, 9, tzinfo=DENVER)
    assert dates.parse("the weekend or the day before", saturday).date_from == "2026-01-03"


def test_a_stretch_ends_behind_its_beginning() -> None:
    wish = dates.parse("the 24th through monday", datetime(2026, 1, 1, 9, tzinfo=DENVER))
    assert (wish.date_from, wish.date_to) == ("2026-01-24", "2026-01-26")
