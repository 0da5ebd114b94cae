"""Times of the books: UTC texts that sort, and local days and clock times of a company."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Gives the present as an aware datetime; tests and replays pass their own."""


def utc_now() -> datetime:
    """The present by this machine's clock."""
    return datetime.now(UTC)


def utc_text(moment: datetime) -> str:
    """An aware datetime as ``2026-09-15T15:10:00.000Z``; such texts sort by time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def from_utc_text(text: str) -> datetime:
    """The reverse of `utc_text`."""
    return datetime.fromisoformat(text)


def local(moment: datetime, tz: str) -> datetime:
    """An aware datetime in a zone."""
    return moment.astimezone(ZoneInfo(tz))


def at_local(day: date, clock: str, tz: str) -> datetime:
    """A local day and HH:MM (24:00 is the day's end) as UTC.

    On days the clocks change, a time that exists twice means the first one, and a time that is
    skipped means the moment the skipped hour would have been.
    """
    if clock == "24:00":
        day, clock = day + timedelta(days=1), "00:00"
    naive = datetime.combine(day, time.fromisoformat(clock))
    return naive.replace(tzinfo=ZoneInfo(tz)).astimezone(UTC)
