"""The shape of a company profile, and the pure questions one asks of it.

One profile per company is the only source of business facts: hours, area, fees, windows, wordings
of the FAQ, escalation. It is plain data, so the dialogue may read it; loading is in `load`.
"""

from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from agent.events import Language

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

JobTier = Literal["triage", "E2", "E3", "E4"]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the profile's parts: unknown keys are errors, so a typo is found at load."""


class Company(Section, frozen=True, kw_only=True):
    """Who answers."""

    name: str
    tz: str
    """IANA zone of the service area, e.g. ``America/Chicago``."""
    trade: Literal["hvac", "plumbing", "electrical"] = "hvac"
    languages: tuple[Language, ...] = ("en",)
    agent_name: str = ""
    address: str = ""
    """Office address as spoken; empty when not told on the phone."""
    address_es: str = ""
    """The same in Spanish; empty: as in English."""


class Numbers(Section, frozen=True, kw_only=True):
    """Telephone numbers, E.164."""

    office: str
    oncall: tuple[str, ...] = ()
    """Rung and texted in this order in an emergency."""
    supervisor: str = ""
    billing: str = ""
    sales: str = ""
    sms_from: str = ""


class Hours(Section, frozen=True, kw_only=True):
    """Office hours per weekday as (open, close) local HH:MM; a missing day is closed."""

    days: dict[Weekday, tuple[str, str]]
    holidays: tuple[str, ...] = ()
    """Local ISO days on which the office is closed and no visits are made."""


class Notices(Section, frozen=True, kw_only=True):
    """What the greeting must say; the texts need the owner's lawyer."""

    ai_disclosure: bool = True
    recording: str = ""
    """Spoken in the greeting when not empty, e.g. "This line is recorded."."""
    recording_es: str = ""
    """The same for a caller who speaks Spanish; empty: in our own words."""


class Area(Section, frozen=True, kw_only=True):
    """Where we work."""

    zones: dict[str, tuple[str, ...]]
    """Zone -> ZIPs or prefixes ending in ``*``; the longest match wins."""
    cities: dict[str, str] = {}
    """Lower-case city -> state code, to understand addresses."""
    city_zips: dict[str, tuple[str, ...]] = {}
    """Lower-case city -> its ZIPs, when a caller knows only the city."""
    extra_fee_cents: dict[str, int] = {}
    """Zone -> surcharge."""


class Fees(Section, frozen=True, kw_only=True):
    """Prices in cents that may be spoken."""

    service: int
    after_hours: int
    member_service: int = 0
    credit_to_repair: bool = True
    tuneup: int | None = None


class Windows(Section, frozen=True, kw_only=True):
    """Seats offered: crews x jobs per window, per weekday and zone."""

    slots: dict[Weekday, tuple[tuple[str, str], ...]]
    """Arrival windows of a weekday as (start, end) local HH:MM; a missing day has none."""
    crews: dict[str, int]
    """Zone -> crews; seats of a window = crews x jobs_per_window."""
    jobs_per_window: int = 1
    rescue_share: float = 0.15
    """Share of a day's seats kept for E2/E3 until `rescue_release` of that day."""
    rescue_release: str = "10:00"
    lead_min: int = 60
    horizon_days: int = 30
    call_ahead_min: int = 30


class JobType(Section, frozen=True, kw_only=True):
    """What a visit may be for, named by an intent label."""

    spoken: str
    """As said in a read-back, e.g. "no cooling"."""
    spoken_es: str = ""
    """The same in Spanish, e.g. "falla del aire acondicionado"; empty: our own word for it."""
    tier: JobTier = "E4"
    minutes: int = 120
    skill: str = "service"
    kind: Literal["standard", "long"] = "standard"
    fee: Literal["service", "tuneup", "free"] = "service"
    agent_may_change: bool = True
    """False: moving or cancelling such a visit goes to a person (installs)."""


class Membership(Section, frozen=True, kw_only=True):
    """The maintenance plan."""

    name: str
    price_month_cents: int
    visits: int = 2
    discount_pct: int = 0
    priority: bool = True


class Triage(Section, frozen=True, kw_only=True):
    """Thresholds in degrees Fahrenheit, see the emergency rules."""

    no_heat_indoor_f: int = 60
    no_heat_outdoor_f: int = 35
    vulnerable_no_heat_indoor_f: int = 66
    vulnerable_no_heat_outdoor_f: int = 50
    heating_season: tuple[int, int] = (10, 4)
    """First and last month."""
    no_cool_indoor_f: int = 85
    no_cool_outdoor_f: int = 95
    night_unknown_is_worse: bool = True


class Escalation(Section, frozen=True, kw_only=True):
    """How people are reached."""

    human_first_offer: bool = False
    """Offer once to book it ourselves before transferring."""
    ring_s: int = 20
    ladder_s: int = 75
    """A whole ladder run takes at most this long."""
    ack_s: int = 120
    paths: dict[str, Literal["office", "billing", "sales", "oncall"]] = {}
    """Intent label -> queue for callers with that need."""
    spanish: Literal["office", "none"] = "office"
    """Whether a Spanish-speaking person can be reached in the office."""


class Policy(Section, frozen=True, kw_only=True):
    """House rules."""

    cancel_fee_cents: int = 0
    resched_limit: int = 3
    min_notice_h: int = 2
    callback_band: str = "within one business hour"
    callback_band_es: str = ""
    """The same in Spanish; empty promises no time."""
    fee_unack_books: bool = False


class Retention(Section, frozen=True, kw_only=True):
    """How long things are kept, in days."""

    transcript_days: int = 90
    audio_days: int = 0


class Answer(Section, frozen=True, kw_only=True):
    """One FAQ answer: what it says, at most 35 words; `es` empty when not translated."""

    en: str
    es: str = ""


class Existing(Section, frozen=True, kw_only=True):
    """A visit that stands in the books from the start (demo and evaluation data)."""

    code: str
    name: str
    phone: str
    date: str
    start: str
    end: str
    job_type: str
    address: str


class Full(Section, frozen=True, kw_only=True):
    """Windows that have no seat left from the start (demo and evaluation data)."""

    date: str
    starts: tuple[str, ...]


class CompanyProfile(Section, frozen=True, kw_only=True):
    """Everything a company tells its agent."""

    company: Company
    numbers: Numbers
    hours: Hours
    area: Area
    fees: Fees
    windows: Windows
    job_types: dict[str, JobType]
    notices: Notices = Notices()
    membership: Membership | None = None
    triage: Triage = Triage()
    escalation: Escalation = Escalation()
    policy: Policy = Policy()
    faq: dict[str, Answer] = {}
    """Answers by topic; topics not listed are answered from the facts above or not at all."""
    retention: Retention = Retention()
    existing: tuple[Existing, ...] = ()
    full: tuple[Full, ...] = ()

    def zone_of(self, zip_code: str) -> str | None:
        """The zone that serves a ZIP, or None when out of area."""
        best: tuple[int, str] | None = None
        for zone, patterns in self.area.zones.items():
            for pattern in patterns:
                prefix = pattern.removesuffix("*")
                hit = zip_code.startswith(prefix) if pattern.endswith("*") else zip_code == pattern
                if hit and (best is None or len(prefix) > best[0]):
                    best = (len(prefix), zone)
        return best[1] if best else None

    def is_open(self, local: datetime) -> bool:
        """Whether the office is staffed at this local time."""
        hours = self.hours.days.get(WEEKDAYS[local.weekday()])
        if hours is None or local.date().isoformat() in self.hours.holidays:
            return False
        return hours[0] <= local.strftime("%H:%M") < hours[1]

    def slots_on(self, day: date) -> tuple[tuple[str, str], ...]:
        """Arrival windows (start, end) of a local day; none on holidays."""
        if day.isoformat() in self.hours.holidays:
            return ()
        return self.windows.slots.get(WEEKDAYS[day.weekday()], ())

    def last_bookable(self, today: date) -> date:
        """The last local day that may be booked."""
        return today + timedelta(days=self.windows.horizon_days)

    def visit_fee(self, job_type: str, *, member: bool, start: str, day: date) -> int:
        """What the visit itself costs, in cents (service fee, tune-up price or nothing)."""
        job = self.job_types[job_type]
        if job.fee == "free":
            return 0
        if job.fee == "tuneup" and self.fees.tuneup is not None:
            return self.fees.tuneup
        if self._after_hours(day, start):
            return self.fees.after_hours
        return self.fees.member_service if member else self.fees.service

    def _after_hours(self, day: date, start: str) -> bool:
        hours = self.hours.days.get(WEEKDAYS[day.weekday()])
        return hours is None or not hours[0] <= start < hours[1]
