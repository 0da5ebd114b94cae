"""Facts as people say them: money, windows, jobs, digits."""

from collections.abc import Sequence

from agent.events import Window
from agent.nlu import dates
from agent.profile.schema import CompanyProfile

ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
DIGITS = ("oh", *ONES[1:10])


def number(value: int) -> str:
    """A whole number from 0 to 999,999 in words."""
    if value < 20:
        return ONES[value]
    if value < 100:
        ten, one = divmod(value, 10)
        return TENS[ten - 2] + (f"-{ONES[one]}" if one else "")
    if value < 1000:
        hundred, rest = divmod(value, 100)
        return f"{ONES[hundred]} hundred" + (f" {number(rest)}" if rest else "")
    thousand, rest = divmod(value, 1000)
    return f"{number(thousand)} thousand" + (f" {number(rest)}" if rest else "")


def money(cents: int) -> str:
    """An amount: ``8900`` is "eighty-nine dollars"."""
    dollars, rest = divmod(cents, 100)
    words = f"{number(dollars)} dollar" + ("" if dollars == 1 else "s")
    return words + (f" and {number(rest)} cents" if rest else "")


def digits(text: str) -> str:
    """Digits one by one; characters that are no digits are left out."""
    return " ".join(DIGITS[int(char)] for char in text if char.isdigit())


def job(profile: CompanyProfile, job_type: str) -> str:
    """What a visit is for, in the profile's words."""
    known = profile.job_types.get(job_type)
    return known.spoken if known else "a service visit"


def window(one: Window, now: str) -> str:
    """Day and range: "tomorrow, Wednesday the 16th, between two and four"."""
    return f"{dates.spoken_day(one.date, now)}, {dates.spoken_range(one.start, one.end)}"


def choices(offers: Sequence[Window], now: str) -> str:
    """Two windows joined; the day is said once when it is the same."""
    first, *rest = offers
    parts = [window(first, now)]
    for one in rest:
        same = one.date == first.date
        parts.append(dates.spoken_range(one.start, one.end) if same else window(one, now))
    return ", or ".join(parts)


def code(text: str) -> str:
    """A confirmation code, character by character."""
    return ", ".join(DIGITS[int(char)] if char.isdigit() else char for char in text)
