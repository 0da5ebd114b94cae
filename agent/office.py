"""What the office can be asked to do, what it answers, and the plain data of both.

Part of the vocabulary of a call: `agent.events` has it all, and journals know the types by their
names alone.
"""

from typing import Literal

import msgspec

Tier = Literal["E1", "E2", "E3", "E4"]
"""E1 leave and call 911 · E2 on-call technician now · E3 first free seat · E4 routine."""


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Base of all events and commands: immutable, tagged with its class name."""


# --- plain data carried by tools and their results -------------------------------------------


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A US service address in its parts; an empty text means "not said"."""

    house_number: str = ""
    predirection: str = ""
    street_name: str = ""
    suffix: str = ""
    postdirection: str = ""
    unit: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""

    @property
    def street_line(self) -> str:
        """House number, street and unit on one line, e.g. ``442 S Humboldt St Apt 4B``."""
        parts = (
            self.house_number,
            self.predirection,
            self.street_name,
            self.suffix,
            self.postdirection,
            self.unit,
        )
        return " ".join(part for part in parts if part)

    @property
    def one_line(self) -> str:
        """The whole address on one line, e.g. ``442 S Humboldt St, Denver, CO 80209``."""
        region = " ".join(part for part in (self.state, self.zip) if part)
        return ", ".join(part for part in (self.street_line, self.city, region) if part)


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """An arrival window with a free seat, in local time of the service location."""

    id: int
    date: str
    """Local day, ISO."""
    start: str
    """Local HH:MM."""
    end: str


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A booked visit as the dialogue needs it; spoken only after proof of identity."""

    code: str
    name: str
    phone: str
    window: Window
    job_type: str
    house_number: str
    zip: str
    version: int
    status: str = "booked"


class KnownCaller(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the books say about the calling number; only the first name may be spoken unasked."""

    name: str
    address: Address | None = None
    member: bool = False
    visits: tuple[Visit, ...] = ()
    access_notes: str = ""
    """How to get in at `address`, as told in earlier calls; never spoken, "; " between notes."""


class Resume(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An unfinished earlier call of the same number; `state` is its encoded dialogue state."""

    conversation_id: str
    issue: str
    hazard: bool
    state: bytes
    job_no: int = 1


# --- tools: what the dialogue may ask the office to do -----------------------------------------


class FindWindows(Fact, frozen=True, kw_only=True):
    """Read: free windows that fit the wish, soonest first."""

    zip: str
    job_type: str
    tier: Tier
    date_from: str
    """First acceptable local day, ISO."""
    date_to: str
    """Last acceptable local day, ISO."""
    start: str = "00:00"
    """Windows that end after this local time."""
    end: str = "23:59"
    """Windows that start before this local time."""
    exclude: tuple[int, ...] = ()
    limit: int = 4
    member: bool = False


class HoldSeat(Fact, frozen=True, kw_only=True):
    """Act: take one seat of a window for 180 s."""

    window_id: int
    tier: Tier
    member: bool = False


class ReleaseSeat(Fact, frozen=True, kw_only=True):
    """Act: give a held seat back."""

    token: str


class Book(Fact, frozen=True, kw_only=True):
    """Act: turn the held seat into a visit; idempotent by (conversation, `job_no`)."""

    job_no: int
    token: str
    window_id: int
    name: str
    phone: str
    address: Address
    job_type: str
    issue: str
    tier: Tier
    fee_cents: int
    fee_ack: bool
    notes: str = ""
    address_unverified: bool = False
    tentative: bool = False
    access_notes: str = ""
    """What of the notes is about getting in at the address; kept with it for the next visit."""
    another: bool = False
    """The caller confirmed that this is wanted beside an existing visit (natural duplicate)."""


class FindVisits(Fact, frozen=True, kw_only=True):
    """Read: live visits by confirmation code, by the keys of one, or by phone (E.164)."""

    code: str = ""
    phone: str = ""
    keys: str = ""
    """A code typed on a telephone, whose letters share keys: several visits may fit."""


class Reschedule(Fact, frozen=True, kw_only=True):
    """Act: move a visit to the held seat and free its old one, in one transaction."""

    code: str
    version: int
    token: str
    window_id: int
    reason: str = ""


class CancelVisit(Fact, frozen=True, kw_only=True):
    """Act: cancel a visit; the row stays with status, reason and actor."""

    code: str
    version: int
    reason: str


TaskKind = Literal[
    "callback", "message", "address_check", "complaint", "no_show", "faq_miss", "emergency"
]


class SaveTask(Fact, frozen=True, kw_only=True):
    """Act: leave work for a person."""

    kind: TaskKind
    phone: str
    message: str
    best_time: str = ""


class AlertOnCall(Fact, frozen=True, kw_only=True):
    """Act: text the on-call people about an emergency and record it."""

    rule: str
    tier: Tier
    summary: str
    phone: str
    address: str = ""
    escalate: bool = False
    """Second alert: also the next person and the supervisor."""


class SetConsent(Fact, frozen=True, kw_only=True):
    """Act: record the caller's yes or no to text messages."""

    phone: str
    value: bool
    wording: str


Tool = (
    FindWindows
    | HoldSeat
    | ReleaseSeat
    | Book
    | FindVisits
    | Reschedule
    | CancelVisit
    | SaveTask
    | AlertOnCall
    | SetConsent
)


class WindowsFound(Fact, frozen=True, kw_only=True):
    """Windows that fit, soonest first; `exact` is false when the wish had to be widened."""

    windows: tuple[Window, ...]
    exact: bool = True


class SeatHeld(Fact, frozen=True, kw_only=True):
    """The seat is ours until `seconds` from now."""

    token: str
    window: Window
    seconds: float


class SeatTaken(Fact, frozen=True, kw_only=True):
    """Somebody else has the seat (or our hold ran out)."""


class Booked(Fact, frozen=True, kw_only=True):
    """The visit is committed in the database."""

    code: str
    window: Window
    replayed: bool = False


class BookingConflict(Fact, frozen=True, kw_only=True):
    """Not booked: the same job exists with other data, or a live visit for the same problem."""

    code: str
    window: Window
    natural: bool
    """True: same phone, address and job within 7 days; ask the caller. False: same key."""


class VisitsFound(Fact, frozen=True, kw_only=True):
    """Live visits that match, soonest first."""

    visits: tuple[Visit, ...]


class Rescheduled(Fact, frozen=True, kw_only=True):
    """The visit was moved."""

    code: str
    window: Window


class Cancelled(Fact, frozen=True, kw_only=True):
    """The visit was cancelled."""

    code: str


class Refused(Fact, frozen=True, kw_only=True):
    """The office's rules say no (too late, too often, install, changed meanwhile, unknown)."""

    reason: str


class Done(Fact, frozen=True, kw_only=True):
    """The act happened; `id` of the row it left."""

    id: int = 0
    due: str = ""
    """Promised time for a task, local ISO, or empty."""


ToolResult = (
    WindowsFound
    | SeatHeld
    | SeatTaken
    | Booked
    | BookingConflict
    | VisitsFound
    | Rescheduled
    | Cancelled
    | Refused
    | Done
)
