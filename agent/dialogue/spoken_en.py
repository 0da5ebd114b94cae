"""Facts as people say them in English."""

from collections.abc import Sequence

from agent.dialogue.office_days import office_days
from agent.events import Window
from agent.nlu import addresses, dates, phones, zips
from agent.profile.schema import CompanyProfile

ASSISTANT = "the assistant"
REQUEST = "request"
PLACE = "the address you gave me"

ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
DIGITS = ("oh", *ONES[1:10])
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

address = addresses.spoken
zip_code = zips.spoken
phone = phones.spoken
last_four = phones.last_four
day = dates.spoken_day


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
    return " ".join(DIGITS[int(char)] for char in text if char.isdecimal())


def job(profile: CompanyProfile, job_type: str) -> str:
    """What a visit is for, in the profile's words."""
    known = profile.job_types.get(job_type)
    return known.spoken if known else "a service visit"


def either(things: Sequence[str]) -> str:
    """Alternatives: "Tuesday, the 15th or Friday, the 18th"."""
    return " or ".join(things)


def window(one: Window, now: str) -> str:
    """Day and range: "tomorrow, Wednesday the 16th, between two and four"."""
    return f"{day(one.date, now)}, {dates.spoken_range(one.start, one.end)}"


def choices(offers: Sequence[Window], now: str) -> str:
    """Two windows joined; the day is said once when it is the same."""
    first, *rest = offers
    others = (
        dates.spoken_range(one.start, one.end) if one.date == first.date else window(one, now)
        for one in rest
    )
    return ", or ".join((window(first, now), *others))


def code(text: str) -> str:
    """A confirmation code, character by character."""
    return ", ".join(DIGITS[int(char)] if char.isdecimal() else char for char in text)


def hours(profile: CompanyProfile) -> str:
    """Office hours; days with the same hours are joined."""
    parts = []
    for names, (start, end) in office_days(profile, NAMES):
        days = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
        parts.append(f"{days} from {dates.spoken_time(start)} to {dates.spoken_time(end)}")
    return " and ".join(parts)


def recording(profile: CompanyProfile) -> str:
    """The notice that the call is recorded; empty when it is not."""
    return profile.notices.recording


def office(profile: CompanyProfile) -> str:
    """The office's address as the profile words it."""
    return profile.company.address


def callback(profile: CompanyProfile) -> str:
    """When somebody will call back."""
    return profile.policy.callback_band
