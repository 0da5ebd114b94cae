"""Days and times as people say them on the phone: "Tuesday, the 24th", "between eight and noon"."""

from datetime import date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_HOURS = (
    "twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven",
)  # fmt: skip
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def spoken_day(iso: str, now_iso: str) -> str:
    """The day `iso` as said on the day of `now_iso`; both ISO dates or date-times.

    The month is named when it is another one than today's and not within the coming week.
    """
    day, today = date.fromisoformat(iso[:10]), date.fromisoformat(now_iso[:10])
    ahead = (day - today).days
    weekday, number = _WEEKDAYS[day.weekday()], _ordinal(day.day)
    if ahead in (0, 1):
        return f"{'today' if ahead == 0 else 'tomorrow'}, {weekday} the {number}"
    if day.month != today.month and not 0 <= ahead <= 7:
        return f"{weekday}, {_MONTHS[day.month - 1]} {number}"
    return f"{weekday}, the {number}"


def spoken_time(hhmm: str) -> str:
    """A local HH:MM on the twelve-hour face without a.m. or p.m.: "14:30" is two thirty."""
    hour, minute = int(hhmm[:2]), int(hhmm[3:5])
    if minute == 0:
        return {0: "midnight", 12: "noon"}.get(hour, _HOURS[hour % 12])
    return f"{_HOURS[hour % 12]} {_minutes(minute)}"


def spoken_range(start: str, end: str) -> str:
    """A window of two local HH:MM: "between two and four"."""
    return f"between {spoken_time(start)} and {spoken_time(end)}"


def _minutes(minute: int) -> str:
    if minute < 10:
        return f"oh {_HOURS[minute]}"
    if minute < 20:
        return _TEENS[minute - 10]
    unit = f" {_HOURS[minute % 10]}" if minute % 10 else ""
    return _TENS[minute // 10] + unit


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{_ENDINGS.get(number % 10, 'th')}"
