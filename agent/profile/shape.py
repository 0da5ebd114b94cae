"""From the shape people write (``mon-fri: "08:00-18:00"``, ``service: $89``) to the schema's.

Data already in the schema's shape passes through unchanged, so a dumped profile loads again.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.profile.problems import Path, Problem
from agent.profile.schema import WEEKDAYS, Weekday

_TIMES = re.compile(r"(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)")
_DOLLARS = re.compile(r"\$(\d{1,6})(?:\.(\d\d))?")
_CLOSED = (None, False, "closed", "")


class Shaper:
    """Converts one document and collects what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def profile(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The document with every human-friendly section converted."""
        shaped = dict(data)
        steps: tuple[tuple[str, Callable[[dict[str, Any]], dict[str, Any]]], ...] = (
            ("hours", self._hours),
            ("notices", self._notices),
            ("area", self._area),
            ("fees", self._fees),
            ("job_types", self._job_types),
            ("membership", self._membership),
            ("triage", _triage),
            ("escalation", self._escalation),
            ("policy", self._policy),
            ("faq", _faq),
        )
        for name, step in steps:
            if isinstance(shaped.get(name), dict):
                shaped[name] = step(dict(shaped[name]))
        if isinstance(shaped.get("windows"), dict):
            shaped["windows"] = self._windows(dict(shaped["windows"]), shaped.get("hours"))
        return shaped

    def _wrong(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path, message))

    def _hours(self, hours: dict[str, Any]) -> dict[str, Any]:
        if "days" in hours:
            return hours
        shaped: dict[str, Any] = {"days": {}}
        for key, value in hours.items():
            if key == "holidays":
                shaped["holidays"] = value
                continue
            days = self._days(("hours", key), key)
            if value in _CLOSED:
                continue
            times = self._times(("hours", key), value)
            for day in days if times else ():
                shaped["days"][day] = times
        return shaped

    def _days(self, path: Path, key: str) -> tuple[Weekday, ...]:
        days: list[Weekday] = []
        for part in key.lower().split(","):
            first, dash, last = part.strip().partition("-")
            if first == "daily":
                days += WEEKDAYS
            elif first in WEEKDAYS and (not dash or last in WEEKDAYS):
                start = WEEKDAYS.index(first)
                end = WEEKDAYS.index(last) if dash else start
                days += [
                    WEEKDAYS[n % 7] for n in range(start, end + 1 if end >= start else end + 8)
                ]
            else:
                self._wrong(path, f"{key!r} is not a weekday; write mon, tue ... or mon-fri")
        return tuple(days)

    def _times(self, path: Path, value: object) -> tuple[str, str] | None:
        if isinstance(value, list | tuple) and len(value) == 2:
            return _clock(str(value[0])), _clock(str(value[1]))
        match = _TIMES.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            self._wrong(path, f'{value!r} is not a time range; write "08:00-18:00"')
            return None
        return _clock(match[1]), _clock(match[2])

    def _windows(self, windows: dict[str, Any], hours: Any) -> dict[str, Any]:
        slots = windows.get("slots")
        path: Path = ("windows", "slots")
        shaped: dict[str, list[tuple[str, str]]] = {}
        if isinstance(slots, list):
            every = self._slots(path, slots)
            for day, (opens, closes) in _opening(hours).items():
                shaped[day] = [slot for slot in every if opens <= slot[0] and slot[1] <= closes]
        elif isinstance(slots, dict):
            for key, value in slots.items():
                for day in self._days((*path, key), key):
                    if value not in _CLOSED:
                        shaped[day] = self._slots((*path, key), value)
        else:
            return windows
        return {**windows, "slots": {day: list(found) for day, found in shaped.items() if found}}

    def _slots(self, path: Path, value: object) -> list[tuple[str, str]]:
        if not isinstance(value, list):
            self._wrong(path, 'write a list of windows, e.g. ["08:00-12:00", "12:00-16:00"]')
            return []
        found = [self._times((*path, n), item) for n, item in enumerate(value)]
        return [times for times in found if times]

    def _notices(self, notices: dict[str, Any]) -> dict[str, Any]:
        disclosure = notices.get("ai_disclosure")
        if disclosure in ("always", "never"):
            notices["ai_disclosure"] = disclosure == "always"
        recording = notices.get("recording")
        if isinstance(recording, dict):
            unknown = set(recording) - {"enabled", "text", "text_es"}
            for key in unknown:
                self._wrong(
                    ("notices", "recording", key), "unknown key; known: enabled, text, text_es"
                )
            on = recording.get("enabled") is True
            notices["recording"] = recording.get("text", "") if on else ""
            if on and "text_es" in recording:
                notices["recording_es"] = recording["text_es"]
        return notices

    def _area(self, area: dict[str, Any]) -> dict[str, Any]:
        extra = area.get("extra_fee_cents")
        if isinstance(extra, dict):
            area["extra_fee_cents"] = self._prices(("area", "extra_fee_cents"), dict(extra), extra)
        return area

    def _fees(self, fees: dict[str, Any]) -> dict[str, Any]:
        return self._prices(("fees",), fees, ("service", "after_hours", "member_service", "tuneup"))

    def _job_types(self, jobs: dict[str, Any]) -> dict[str, Any]:
        return {
            name: {"spoken": name.replace("_", " "), **job} if isinstance(job, dict) else job
            for name, job in jobs.items()
        }

    def _membership(self, plan: dict[str, Any]) -> dict[str, Any]:
        self._prices(("membership",), plan, ("price_month", "price_month_cents"))
        return _renamed(plan, {"price_month": "price_month_cents"})

    def _policy(self, policy: dict[str, Any]) -> dict[str, Any]:
        self._prices(("policy",), policy, ("cancel_fee", "cancel_fee_cents"))
        return _renamed(policy, {"cancel_fee": "cancel_fee_cents"})

    def _escalation(self, escalation: dict[str, Any]) -> dict[str, Any]:
        paths = escalation.get("paths")
        if not isinstance(paths, list):
            return escalation
        shaped: dict[str, Any] = {}
        for n, rule in enumerate(paths):
            if not isinstance(rule, dict) or not isinstance(rule.get("intents"), list):
                self._wrong(
                    ("escalation", "paths", n), "write {intents: [billing_payment], to: billing}"
                )
            elif rule.get("to") != "book":
                shaped |= dict.fromkeys(rule["intents"], rule.get("to"))
        return {**escalation, "paths": shaped}

    def _prices(self, path: Path, section: dict[str, Any], names: Any) -> dict[str, Any]:
        """Turn "$89" into 8900, and refuse whole numbers that look like dollars."""
        for name in names:
            value = section.get(name)
            match = _DOLLARS.fullmatch(value.strip()) if isinstance(value, str) else None
            if match:
                section[name] = int(match[1]) * 100 + int(match[2] or 0)
            elif isinstance(value, str | float):
                self._wrong((*path, name), f'{value!r} is not a price; write cents (8900) or "$89"')
                section[name] = 0
            elif isinstance(value, int) and 0 < value < 300:
                self._wrong(
                    (*path, name),
                    f'{value} means {value} cents; write {value * 100} or "${value}" for ${value}',
                )
        return section


def _triage(triage: dict[str, Any]) -> dict[str, Any]:
    pair = triage.get("vulnerable_no_heat")
    if isinstance(pair, list) and len(pair) == 2:
        del triage["vulnerable_no_heat"]
        triage["vulnerable_no_heat_outdoor_f"], triage["vulnerable_no_heat_indoor_f"] = pair
    return triage


def _faq(faq: dict[str, Any]) -> dict[str, Any]:
    return {
        topic: {"en": answer} if isinstance(answer, str) else answer
        for topic, answer in faq.items()
    }


def _renamed(section: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in section.items()}


def _opening(hours: Any) -> dict[str, tuple[str, str]]:
    days = hours.get("days") if isinstance(hours, dict) else None
    return dict(days) if isinstance(days, dict) else {}


def _clock(text: str) -> str:
    return text.zfill(5)
