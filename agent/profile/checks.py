"""What the schema's types can't say: unknown keys with a suggestion, times, zones, references."""

import difflib
import re
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from agent.nlu.intent_labels import Label
from agent.profile.problems import Path, Problem
from agent.profile.schema import CompanyProfile

LABELS = frozenset(typing.get_args(Label))
"""The closed set of intent labels; job types and escalation paths are named by them."""
MAX_ANSWER_WORDS = 35

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_ZIP = re.compile(r"\d{5}|\d{1,4}\*")


def unknown_keys(data: Any, kind: Any = CompanyProfile, path: Path = ()) -> Iterator[Problem]:
    """Keys that the schema does not know, each with the nearest known one."""
    if isinstance(data, Mapping) and isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        fields = typing.get_type_hints(kind)
        for key, value in data.items():
            if key in fields:
                yield from unknown_keys(value, fields[key], (*path, key))
            else:
                yield Problem((*path, key), f"unknown key; {_suggestion(key, fields)}")
        return
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        struct = [part for part in arguments if part is not type(None)]
        yield from unknown_keys(data, struct[0], path)
    elif isinstance(data, Mapping) and len(arguments) == 2:
        for key, value in data.items():
            yield from unknown_keys(value, arguments[1], (*path, key))
    elif isinstance(data, list) and arguments:
        for n, item in enumerate(data):
            yield from unknown_keys(item, arguments[0], (*path, n))


def _suggestion(key: str, fields: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(key, fields, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else f"known here: {', '.join(fields)}"


def faults(profile: CompanyProfile) -> Iterator[Problem]:
    """Everything a typed profile may still have wrong."""
    yield from _company(profile)
    yield from _numbers(profile)
    yield from _hours(profile)
    yield from _windows(profile)
    yield from _area(profile)
    yield from _names(profile)
    yield from _answers(profile)


def _company(profile: CompanyProfile) -> Iterator[Problem]:
    if not profile.company.name.strip():
        yield Problem(("company", "name"), "is empty; write the name callers should hear")
    try:
        ZoneInfo(profile.company.tz)
    except (ZoneInfoNotFoundError, ValueError):
        yield Problem(
            ("company", "tz"),
            f"{profile.company.tz!r} is no time zone; write one like America/Chicago",
        )


def _numbers(profile: CompanyProfile) -> Iterator[Problem]:
    for field, value in msgspec.structs.asdict(profile.numbers).items():
        values = value if isinstance(value, tuple) else (value,)
        for number in values:
            if not (_NUMBER.fullmatch(number) or (number == "" and field != "office")):
                yield Problem(
                    ("numbers", field), f"{number!r} is no number; write it like +12145550100"
                )


def _hours(profile: CompanyProfile) -> Iterator[Problem]:
    for day, times in profile.hours.days.items():
        yield from _span(("hours", "days", day), times)
    for n, holiday in enumerate(profile.hours.holidays):
        yield from _day(("hours", "holidays", n), holiday)


def _windows(profile: CompanyProfile) -> Iterator[Problem]:
    windows = profile.windows
    for day, slots in windows.slots.items():
        for n, slot in enumerate(slots):
            yield from _span(("windows", "slots", day, n), slot)
        if len(set(slots)) < len(slots):
            yield Problem(("windows", "slots", day), "holds the same window twice; remove one")
    if not _TIME.fullmatch(windows.rescue_release):
        yield Problem(("windows", "rescue_release"), 'is no time; write "10:00"')
    if not 0 <= windows.rescue_share <= 1:
        yield Problem(("windows", "rescue_share"), "must be between 0 and 1, e.g. 0.15")
    for name in ("jobs_per_window", "horizon_days"):
        if getattr(windows, name) < 1:
            yield Problem(("windows", name), "must be at least 1")
    if windows.lead_min < 0:
        yield Problem(("windows", "lead_min"), "must not be negative")
    for zone, crews in windows.crews.items():
        if zone not in profile.area.zones:
            yield Problem(
                ("windows", "crews", zone),
                f"no such zone; area.zones has {', '.join(profile.area.zones)}",
            )
        if not 0 <= crews <= 1000:
            yield Problem(("windows", "crews", zone), "must be between 0 and 1000")


def _area(profile: CompanyProfile) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for zone, patterns in profile.area.zones.items():
        if zone not in profile.windows.crews:
            yield Problem(("area", "zones", zone), f"has no crews; add windows.crews.{zone}")
        for n, pattern in enumerate(patterns):
            path: Path = ("area", "zones", zone, n)
            if not _ZIP.fullmatch(pattern):
                yield Problem(path, f'{pattern!r} is no ZIP; write "76039" or a prefix like "760*"')
            elif owner.setdefault(pattern, zone) != zone:
                yield Problem(path, f"{pattern} is also in zone {owner[pattern]}; keep one")
    for city, zips in profile.area.city_zips.items():
        outside = [code for code in zips if profile.zone_of(code) is None]
        if outside:
            yield Problem(("area", "city_zips", city), f"{', '.join(outside)}: outside every zone")
    for field in ("cities", "city_zips"):
        for city in getattr(profile.area, field):
            if city != city.lower():
                yield Problem(("area", field, city), f"write it in lower case: {city.lower()}")


def _names(profile: CompanyProfile) -> Iterator[Problem]:
    if not profile.job_types:
        yield Problem(("job_types",), "is empty; name at least one, e.g. book_service")
    for field, names in (("job_types", profile.job_types), ("paths", profile.escalation.paths)):
        above: Path = ("job_types",) if field == "job_types" else ("escalation", "paths")
        for name in names:
            if name not in LABELS:
                hint = _suggestion(name, dict.fromkeys(sorted(LABELS)))
                yield Problem((*above, name), f"is not one of the intent labels; {hint}")
    for n, visit in enumerate(profile.existing):
        yield from _day(("existing", n, "date"), visit.date)
        if visit.job_type not in profile.job_types:
            yield Problem(("existing", n, "job_type"), f"{visit.job_type} is not in job_types")
    for n, full in enumerate(profile.full):
        yield from _day(("full", n, "date"), full.date)


def _answers(profile: CompanyProfile) -> Iterator[Problem]:
    for topic, answer in profile.faq.items():
        for language in ("en", "es"):
            count = len(getattr(answer, language).split())
            if count > MAX_ANSWER_WORDS:
                yield Problem(
                    ("faq", topic), f"{language} has {count} words; at most {MAX_ANSWER_WORDS}"
                )


def _span(path: Path, times: tuple[str, str]) -> Iterator[Problem]:
    if not all(_TIME.fullmatch(time) for time in times):
        yield Problem(path, f'{"-".join(times)} is no time range; write "08:00-18:00"')
    elif times[0] >= times[1]:
        yield Problem(path, f"{times[0]} is not before {times[1]}; swap or correct them")


def _day(path: Path, text: str) -> Iterator[Problem]:
    try:
        date.fromisoformat(text)
    except ValueError:
        yield Problem(path, f'{text!r} is no day; write it like "2026-12-25"')
