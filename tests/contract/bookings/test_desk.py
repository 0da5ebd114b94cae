"""The office's rules: windows, holds, visits, consent, alerts, tasks; and acts that repeat."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from agent.bookings import audit, oncall, tasks
from agent.bookings.desk import SqlDesk
from agent.events import (
    Address,
    AlertOnCall,
    Book,
    Booked,
    BookingConflict,
    Cancelled,
    CancelVisit,
    Done,
    FindVisits,
    FindWindows,
    HoldSeat,
    Refused,
    ReleaseSeat,
    Reschedule,
    Rescheduled,
    SaveTask,
    SeatHeld,
    SeatTaken,
    SetConsent,
    Tool,
    Visit,
    Window,
    WindowsFound,
)
from agent.nlu import codes
from agent.ports import CallRef, ProviderError
from agent.profile import document
from agent.profile.load import build, key_of
from agent.profile.schema import CompanyProfile

PHONE = "+13035550131"
HOME = Address(
    house_number="1420", street_name="Vine", suffix="St", city="Denver", state="CO", zip="80206"
)

PROFILE = """
company: {name: Peak Air, tz: America/Denver}
numbers:
  office: "+13035550100"
  oncall: ["+13035550101", "+13035550102"]
  supervisor: "+13035550109"
hours: {mon-fri: "08:00-18:00", sat: "08:00-12:00"}
area: {zones: {N: ["802*"], S: ["803*"]}, cities: {denver: CO}}
fees: {service: 8900, after_hours: 14900}
windows:
  slots: {mon-fri: ["08:00-12:00", "12:00-14:00", "14:00-18:00"], sat: ["08:00-12:00"]}
  crews: {N: 1, S: 2}
  jobs_per_window: 1
  rescue_share: 0.34
job_types:
  no_cooling: {tier: triage}
  maintenance_tuneup: {}
  install_quote: {agent_may_change: false}
  no_heat: {kind: long}
existing:
  - {code: "4412", name: Dana Whitfield, phone: "+13035550144", date: "2026-09-17", start: "08:00",
     end: "12:00", job_type: maintenance_tuneup, address: "19 Oak St, Denver, CO 80206"}
full: [{date: "2026-09-18", starts: ["08:00"]}]
"""


Fresh = Callable[[], str]


class Office:
    """A desk on books of its own, with a clock to turn and calls to make."""

    def __init__(self, url: str, change: Callable[[str], str] = str) -> None:
        self.profile: CompanyProfile = build(document.parse_yaml(change(PROFILE), "test.yaml"))
        self.now = datetime.fromisoformat("2026-09-15T09:10:00-06:00")  # a Tuesday
        self.desk = SqlDesk(url, self.profile, now=lambda: self.now, pool=1)
        self.ops = 0

    def call(self, conversation: str = "conv-1") -> CallRef:
        return CallRef(f"CA-{conversation}", conversation, key_of(self.profile), PHONE)

    def use(self, tool: Tool, conversation: str = "conv-1", op: int | None = None) -> Any:
        self.ops += 1
        call = self.call(conversation)
        return asyncio.run(self.desk.use(call, op or self.ops, tool))

    def windows(self, day: str = "2026-09-16", last: str = "", **wish: Any) -> WindowsFound:
        wish = {"zip": "80206", "job_type": "no_cooling", "tier": "E4", **wish}
        found = self.use(FindWindows(date_from=day, date_to=last or day, **wish))
        assert isinstance(found, WindowsFound)
        return found

    def held(self, conversation: str = "conv-1", **wish: Any) -> SeatHeld:
        window = self.windows(**wish).windows[0]
        hold = self.use(HoldSeat(window_id=window.id, tier="E2"), conversation)
        assert isinstance(hold, SeatHeld)
        return hold

    def order(self, hold: SeatHeld, **change: Any) -> Book:
        fields: dict[str, Any] = {
            "job_no": 1,
            "name": "Jason Wu",
            "phone": PHONE,
            "address": HOME,
            "job_type": "no_cooling",
            "issue": "ac blows warm",
            "tier": "E4",
            "fee_cents": 8900,
            "fee_ack": True,
        }
        return Book(token=hold.token, window_id=hold.window.id, **{**fields, **change})

    def booked(self, conversation: str = "conv-1", day: str = "2026-09-16", **change: Any) -> Visit:
        result = self.use(self.order(self.held(conversation, day=day), **change), conversation)
        assert isinstance(result, Booked), result
        return self.visit(result.code)

    def visit(self, code: str) -> Visit:
        visits: tuple[Visit, ...] = self.use(FindVisits(code=code)).visits
        return visits[0]

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.desk.database.run_now(lambda db: [dict(row) for row in db.execute(sql)])

    def sound(self) -> bool:
        return self.desk.database.run_now(audit.faults) == ()


def spans(found: WindowsFound) -> list[str]:
    return [f"{w.date} {w.start}" for w in found.windows]


# --- windows ------------------------------------------------------------------------------------


def test_windows_come_from_the_profile_soonest_first(fresh: Fresh) -> None:
    office = Office(fresh())
    found = office.windows("2026-09-16", "2026-09-17", tier="E3", limit=5)
    assert spans(found) == [
        "2026-09-16 08:00",
        "2026-09-16 12:00",
        "2026-09-16 14:00",
        "2026-09-17 08:00",
        "2026-09-17 12:00",
    ]
    assert found.exact


def test_the_wish_narrows_by_time(fresh: Fresh) -> None:
    office = Office(fresh())
    afternoon = office.windows(start="12:00", end="17:00", tier="E3")
    assert spans(afternoon) == ["2026-09-16 12:00", "2026-09-16 14:00"]
    excluded = office.windows(tier="E3", exclude=(afternoon.windows[0].id,))
    assert spans(excluded) == ["2026-09-16 08:00", "2026-09-16 14:00"]


@pytest.mark.parametrize(
    ("wish", "first"),
    [
        ({"day": "2026-09-20", "last": "2026-09-20"}, "2026-09-21 12:00"),  # Sunday: Monday
        ({"day": "2026-09-18", "end": "08:30"}, "2026-09-18 14:00"),  # full: same day
        ({"day": "2027-09-18"}, "2026-09-15 12:00"),  # beyond the horizon: from today
        ({"day": "2020-01-01"}, "2026-09-15 12:00"),  # past: from today
    ],
)
def test_a_wish_nobody_can_meet_is_widened_and_said_so(fresh: Fresh, wish: Any, first: str) -> None:
    found = Office(fresh()).windows(**wish)
    assert not found.exact
    assert spans(found)[0] == first


def test_past_hours_and_the_lead_time_are_never_offered(fresh: Fresh) -> None:
    office = Office(fresh())
    assert spans(office.windows("2026-09-15", tier="E2"))[0] == "2026-09-15 12:00"
    office.now = datetime.fromisoformat("2026-09-15T11:01:00-06:00")
    assert spans(office.windows("2026-09-15", tier="E2"))[0] == "2026-09-15 14:00"


def test_nothing_out_of_area_or_for_an_unknown_job(fresh: Fresh) -> None:
    office = Office(fresh())
    assert office.windows(zip="99999").windows == ()
    assert office.windows(job_type="reschedule").windows == ()


def test_holidays_have_no_windows(fresh: Fresh) -> None:
    office = Office(
        fresh(), lambda text: text.replace('18:00",', '18:00", holidays: ["2026-09-16"],', 1)
    )
    assert not office.windows("2026-09-16").exact


def test_long_jobs_want_long_windows(fresh: Fresh) -> None:
    found = Office(fresh()).windows(job_type="no_heat", tier="E2")
    assert spans(found) == ["2026-09-16 08:00", "2026-09-16 14:00"]


def test_rescue_seats_wait_for_urgent_calls_until_their_release(fresh: Fresh) -> None:
    office = Office(fresh())
    assert "2026-09-16 08:00" not in spans(office.windows())
    window = office.windows(tier="E3").windows[0]
    assert isinstance(office.use(HoldSeat(window_id=window.id, tier="E4")), SeatTaken)
    assert isinstance(office.use(HoldSeat(window_id=window.id, tier="E3")), SeatHeld)


def test_the_release_hour_opens_rescue_seats_to_all(fresh: Fresh) -> None:
    office = Office(
        fresh(), lambda text: text.replace('"08:00-12:00", "12', '"12').replace("0.34", "1")
    )
    assert office.windows("2026-09-15").exact is False
    office.now = datetime.fromisoformat("2026-09-15T10:00:00-06:00")
    assert spans(office.windows("2026-09-15")) == ["2026-09-15 12:00", "2026-09-15 14:00"]


@pytest.mark.parametrize(
    ("day", "start_utc"),
    [
        ("2026-10-31", "2026-10-31T14:00:00.000Z"),  # summer time, UTC-6
        ("2026-11-02", "2026-11-02T15:00:00.000Z"),  # two days later, UTC-7
        ("2027-03-15", "2027-03-15T14:00:00.000Z"),  # after the clocks went forward
    ],
)
def test_windows_keep_their_local_hour_when_the_clocks_change(
    fresh: Fresh, day: str, start_utc: str
) -> None:
    office = Office(fresh())
    office.now = datetime.fromisoformat(f"{day}T06:00:00-07:00") - timedelta(days=1)
    window = office.windows(day, tier="E2").windows[0]
    assert window.start == "08:00"
    row = office.rows(f"SELECT * FROM windows WHERE id = {window.id}")[0]
    assert row["start_utc"] == start_utc


def test_a_reloaded_profile_changes_open_days_around_what_is_booked(fresh: Fresh) -> None:
    office = Office(fresh())
    office.booked()
    before = office.rows("SELECT count(*) AS n FROM seats WHERE state = 'booked'")[0]["n"]
    more = msgspec.structs.replace(office.profile.windows, crews={"N": 3, "S": 2})
    office.desk.set_profiles(msgspec.structs.replace(office.profile, windows=more))
    office.windows()
    assert office.rows(
        "SELECT count(*) AS n FROM seats JOIN windows ON id = window_id"
        " WHERE date = '2026-09-16' AND zone = 'N'"
    ) == [{"n": 9}]
    none = msgspec.structs.replace(office.profile.windows, slots={"tue": (("08:00", "12:00"),)})
    office.desk.set_profiles(msgspec.structs.replace(office.profile, windows=none))
    office.windows()
    left = office.rows(
        "SELECT state FROM seats JOIN windows ON id = window_id WHERE date = '2026-09-16'"
    )
    assert [row["state"] for row in left] == ["booked"]
    assert before == 2
    assert office.sound()


# --- holds --------------------------------------------------------------------------------------


def test_one_seat_goes_to_one_caller_and_comes_back_after_180_seconds(fresh: Fresh) -> None:
    office = Office(fresh())
    first = office.held("conv-1", tier="E2")
    hold = HoldSeat(window_id=first.window.id, tier="E2")
    assert first.seconds == 180
    assert isinstance(office.use(hold, "conv-2"), SeatTaken)
    office.now += timedelta(seconds=179)
    assert isinstance(office.use(hold, "conv-2"), SeatTaken)
    office.now += timedelta(seconds=1)
    assert isinstance(office.use(hold, "conv-2"), SeatHeld)
    assert isinstance(office.use(office.order(first)), SeatTaken)


def test_a_hold_that_ran_out_still_books_while_nobody_took_the_seat(fresh: Fresh) -> None:
    office = Office(fresh())
    hold = office.held()
    office.now += timedelta(minutes=5)
    assert isinstance(office.use(office.order(hold)), Booked)


def test_the_same_op_finds_its_own_hold(fresh: Fresh) -> None:
    office = Office(fresh())
    window = office.windows(tier="E2").windows[0]
    tool = HoldSeat(window_id=window.id, tier="E2")
    first = office.use(tool, op=50)
    office.now += timedelta(seconds=30)
    again = office.use(tool, op=50)
    assert (again.token, again.seconds) == (first.token, 150)


def test_a_conversation_holds_one_seat_at_a_time(fresh: Fresh) -> None:
    office = Office(fresh())
    office.held(tier="E2", end="10:00")
    office.held(tier="E2", start="12:30")
    held = office.rows("SELECT window_id FROM seats WHERE state = 'held'")
    assert len(held) == 1
    # Its own hold is on offer to itself.
    assert spans(office.windows(tier="E2", start="12:30"))[0] == "2026-09-16 12:00"


def test_an_op_used_again_after_a_resume_takes_the_other_window(fresh: Fresh) -> None:
    office = Office(fresh())
    first, second = office.windows(tier="E2").windows[:2]
    office.use(HoldSeat(window_id=first.id, tier="E2"), op=50)
    moved = office.use(HoldSeat(window_id=second.id, tier="E2"), op=50)
    assert isinstance(moved, SeatHeld)
    held = office.rows("SELECT window_id FROM seats WHERE state = 'held'")
    assert [row["window_id"] for row in held] == [second.id]


def test_a_released_seat_is_free_at_once(fresh: Fresh) -> None:
    office = Office(fresh())
    hold = office.held("conv-1", tier="E2")
    assert office.use(ReleaseSeat(token=hold.token)) == Done()
    taken = office.use(HoldSeat(window_id=hold.window.id, tier="E2"), "conv-2")
    assert isinstance(taken, SeatHeld)


def test_windows_that_are_over_or_unknown_are_taken(fresh: Fresh) -> None:
    office = Office(fresh())
    window = office.windows("2026-09-15", tier="E2").windows[0]
    office.now += timedelta(days=1)
    assert isinstance(office.use(HoldSeat(window_id=window.id, tier="E2")), SeatTaken)
    assert isinstance(office.use(HoldSeat(window_id=999, tier="E2")), SeatTaken)


# --- booking ------------------------------------------------------------------------------------


def test_a_visit_is_booked_with_a_code_that_checks(fresh: Fresh) -> None:
    from agent.nlu import codes

    office = Office(fresh())
    hold = office.held()
    result = office.use(office.order(hold, notes="gate 12"))
    assert isinstance(result, Booked)
    assert codes.valid(result.code)
    assert result.window == hold.window
    visit = office.visit(result.code.lower())
    assert (visit.name, visit.phone, visit.house_number) == ("Jason Wu", PHONE, "1420")
    assert office.sound()


def test_the_same_op_gives_the_stored_answer(fresh: Fresh) -> None:
    office = Office(fresh())
    order = office.order(office.held())
    first = office.use(order, op=70)
    again = office.use(order, op=70)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.code == first.code
    assert len(office.rows("SELECT * FROM appointments WHERE source = 'agent'")) == 1


def test_the_key_of_a_job_books_once_whatever_the_op(fresh: Fresh) -> None:
    office = Office(fresh())
    order = office.order(office.held())
    first = office.use(order)
    again = office.use(msgspec.structs.replace(order, token="other"))
    assert again == msgspec.structs.replace(first, replayed=True)
    other = office.use(msgspec.structs.replace(order, name="Somebody Else"))
    assert other == BookingConflict(code=first.code, window=first.window, natural=False)


def test_a_second_unit_on_one_call_is_another_job(fresh: Fresh) -> None:
    office = Office(fresh())
    first = office.booked()
    second = office.booked(day="2026-09-17", job_no=2, job_type="maintenance_tuneup")
    assert first.code != second.code
    assert len(office.use(FindVisits(phone=PHONE)).visits) == 2


def test_a_natural_duplicate_is_asked_about(fresh: Fresh) -> None:
    office = Office(fresh())
    first = office.booked("conv-1")
    hold = office.held("conv-2", day="2026-09-17")
    shouted = msgspec.structs.replace(HOME, street_name="VINE")
    twice = office.order(hold, address=shouted, name="J. Wu")
    asked = office.use(twice, "conv-2")
    assert asked == BookingConflict(code=first.code, window=first.window, natural=True)
    wanted = msgspec.structs.replace(twice, another=True)
    assert isinstance(office.use(wanted, "conv-2"), Booked)


@pytest.mark.parametrize(
    "change",
    [
        {"phone": "+13035550199"},
        {"job_type": "maintenance_tuneup"},
        {"address": msgspec.structs.replace(HOME, house_number="1422")},
        {"address": msgspec.structs.replace(HOME, unit="Apt 2")},
    ],
)
def test_another_phone_job_or_place_is_no_duplicate(fresh: Fresh, change: Any) -> None:
    office = Office(fresh())
    office.booked("conv-1")
    order = office.order(office.held("conv-2", day="2026-09-17"), **change)
    assert isinstance(office.use(order, "conv-2"), Booked)


def test_visits_more_than_a_week_apart_are_no_duplicate(fresh: Fresh) -> None:
    office = Office(fresh())
    office.booked("conv-1")
    order = office.order(office.held("conv-2", day="2026-09-24"))
    assert isinstance(office.use(order, "conv-2"), Booked)


def test_the_fee_must_be_heard_unless_the_profile_waives_that(fresh: Fresh) -> None:
    office = Office(fresh())
    unheard = {"fee_ack": False}
    assert office.use(office.order(office.held(), **unheard)) == Refused(
        reason="fee_not_acknowledged"
    )
    assert isinstance(office.use(office.order(office.held(), **unheard, fee_cents=0)), Booked)
    lax = Office(fresh(), lambda text: text + "policy: {fee_unack_books: true}")
    assert isinstance(lax.use(lax.order(lax.held(), **unheard)), Booked)


def test_unknown_jobs_are_refused(fresh: Fresh) -> None:
    office = Office(fresh())
    order = office.order(office.held(), job_type="water_leak")
    assert office.use(order) == Refused(reason="unknown_job")


def test_a_booking_without_a_hold_leaves_nothing_behind(fresh: Fresh) -> None:
    office = Office(fresh())
    hold = office.held()
    order = msgspec.structs.replace(office.order(hold), token="wrong")
    assert isinstance(office.use(order), SeatTaken)
    assert office.rows("SELECT * FROM appointments WHERE source = 'agent'") == []
    assert office.rows(f"SELECT * FROM customers WHERE phone_e164 = '{PHONE}'") == []


def test_a_tentative_visit_says_so(fresh: Fresh) -> None:
    assert Office(fresh()).booked(tentative=True).status == "tentative"


def test_a_crash_inside_the_act_leaves_nothing(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(fresh())
    order = office.order(office.held())

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("agent.bookings.book.confirm", crash)
        with pytest.raises(RuntimeError, match="power cut"):
            office.use(order, op=80)
    assert office.rows("SELECT * FROM appointments WHERE source = 'agent'") == []
    assert isinstance(office.use(order, op=80), Booked)
    assert office.sound()


def test_a_taken_code_is_not_given_twice(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.bookings.book.booking_code", lambda c, j, a: "AAAAAA"[:5] + str(a))
    office = Office(fresh())
    assert office.booked().code == "AAAAA0"
    assert office.booked(day="2026-09-17", job_no=2, another=True).code == "AAAAA1"


# --- known callers ------------------------------------------------------------------------------


def test_a_known_caller_has_name_address_and_visits(fresh: Fresh) -> None:
    office = Office(fresh())
    office.booked()
    known = asyncio.run(office.desk.known("peak-air", PHONE))
    assert known is not None
    assert known.name == "Jason Wu"
    assert known.address == HOME
    assert [visit.job_type for visit in known.visits] == ["no_cooling"]
    assert known.member is False
    assert asyncio.run(office.desk.known("peak-air", "+19995550000")) is None
    assert asyncio.run(office.desk.known("peak-air", "")) is None


def test_how_to_get_in_is_known_at_the_next_call(fresh: Fresh) -> None:
    """The notes stay with the place: new ones take their place, a visit without any leaves them."""

    def noted() -> str:
        known = asyncio.run(office.desk.known("peak-air", PHONE))
        assert known is not None
        return known.access_notes

    office = Office(fresh())
    for number, notes in enumerate(("", "the gate code is 4410", "", "the gate code is 4411")):
        conversation = f"conv-{number}"
        hold = office.held(conversation, day=f"2026-09-{16 + number}")
        order = office.order(hold, access_notes=notes, another=True)
        assert isinstance(office.use(order, conversation), Booked)
        last = notes or ("the gate code is 4410" if number else "")
        assert noted() == last


def test_a_member_is_known_until_the_plan_expires(fresh: Fresh) -> None:
    office = Office(fresh())
    office.booked()
    office.rows(
        "INSERT INTO memberships (customer_id, plan_code, status, expires)"
        f" SELECT id, 'club', 'active', '2026-09-30' FROM customers WHERE phone_e164 = '{PHONE}'"
        " RETURNING id"
    )
    known = asyncio.run(office.desk.known("peak-air", PHONE))
    assert known is not None
    assert known.member
    office.now += timedelta(days=30)
    known = asyncio.run(office.desk.known("peak-air", PHONE))
    assert known is not None
    assert not known.member


def test_a_household_shares_a_phone(fresh: Fresh) -> None:
    office = Office(fresh())
    office.booked("conv-1")
    office.now += timedelta(minutes=1)
    office.booked("conv-2", day="2026-09-17", name="Mia Wu", job_type="maintenance_tuneup")
    known = asyncio.run(office.desk.known("peak-air", PHONE))
    assert known is not None
    assert known.name == "Mia Wu"
    assert len(known.visits) == 2
    office.booked("conv-3", day="2026-09-24", name="JASON WU")
    assert len(office.rows(f"SELECT * FROM customers WHERE phone_e164 = '{PHONE}'")) == 2


def test_existing_visits_stand_in_the_books_beside_what_is_on_offer(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.visit("4412")
    assert (visit.name, visit.house_number, visit.zip) == ("Dana Whitfield", "19", "80206")
    assert "2026-09-17 08:00" in spans(office.windows("2026-09-17", tier="E2"))
    office.desk.set_profiles(office.profile)
    assert len(office.use(FindVisits(phone="+13035550144")).visits) == 1
    cancelled = office.use(CancelVisit(code="4412", version=1, reason="moved away"))
    assert cancelled == Cancelled(code="4412")
    assert office.rows(
        "SELECT count(*) AS n FROM seats JOIN windows ON id = window_id"
        " WHERE date = '2026-09-17' AND start = '08:00' AND zone = 'N'"
    ) == [{"n": 1}]
    assert office.sound()


def test_an_existing_address_nobody_can_take_apart_stays_whole(fresh: Fresh) -> None:
    office = Office(
        fresh(), lambda text: text.replace("19 Oak St, Denver, CO 80206", "the old mill")
    )
    assert office.visit("4412").zip == ""
    known = asyncio.run(office.desk.known("peak-air", "+13035550144"))
    assert known is not None
    assert known.address == Address(street_name="the old mill")


def test_past_and_cancelled_visits_are_not_found(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    office.now += timedelta(days=3)
    assert office.use(FindVisits(code=visit.code)).visits == ()
    assert office.use(FindVisits(phone=PHONE)).visits == ()
    assert office.use(FindVisits()).visits == ()


def test_a_code_is_found_by_its_keys(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    assert office.use(FindVisits(keys=codes.keys(visit.code))).visits == (visit,)
    assert office.use(FindVisits(keys="111111")).visits == ()
    office.now += timedelta(days=3)
    assert office.use(FindVisits(keys=codes.keys(visit.code))).visits == ()


def test_companies_do_not_see_each_other(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    company = msgspec.structs.replace(office.profile.company, name="Other Air")
    other = msgspec.structs.replace(office.profile, company=company, existing=())
    office.desk.set_profiles((office.profile, other))
    call = CallRef("CA9", "conv-9", "other-air", PHONE)
    found = asyncio.run(office.desk.use(call, 1, FindVisits(code=visit.code)))
    assert found.visits == ()  # type: ignore[union-attr]
    hold = HoldSeat(window_id=visit.window.id, tier="E2")
    assert isinstance(asyncio.run(office.desk.use(call, 2, hold)), SeatTaken)
    with pytest.raises(ProviderError, match="no profile for the company 'nobody'"):
        asyncio.run(office.desk.known("nobody", PHONE))


# --- changing -----------------------------------------------------------------------------------


def move(office: Office, visit: Visit, day: str = "2026-09-22", **change: Any) -> Any:
    hold = office.held(day=day)
    fields = {"code": visit.code, "version": visit.version, "token": hold.token, **change}
    return office.use(Reschedule(window_id=hold.window.id, reason="busy", **fields))


def test_moving_takes_the_new_seat_and_frees_the_old_one(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    moved = move(office, visit)
    assert isinstance(moved, Rescheduled)
    now = office.visit(visit.code)
    assert now.window.date == "2026-09-22"
    assert (now.status, now.version) == ("rescheduled", 2)
    assert visit.window in office.windows(tier="E2").windows
    assert office.sound()


def test_a_move_is_repeated_by_its_op_not_done_twice(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    hold = office.held(day="2026-09-22")
    tool = Reschedule(
        code=visit.code, version=1, token=hold.token, window_id=hold.window.id, reason=""
    )
    assert office.use(tool, op=90) == office.use(tool, op=90)
    assert office.visit(visit.code).version == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"code": "NOSUCH"}, "unknown"), ({"version": 7}, "changed")],
)
def test_a_move_of_something_else_is_refused(fresh: Fresh, change: Any, reason: str) -> None:
    office = Office(fresh())
    visit = office.booked()
    assert move(office, visit, **change) == Refused(reason=reason)
    assert office.visit(visit.code) == visit


def test_a_move_without_the_seat_changes_nothing(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    assert isinstance(move(office, visit, token="gone"), SeatTaken)
    assert office.visit(visit.code) == visit


def test_a_visit_moves_three_times_at_most(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    for day in ("2026-09-22", "2026-09-23", "2026-09-24"):
        assert isinstance(move(office, office.visit(visit.code), day), Rescheduled)
    assert move(office, office.visit(visit.code), "2026-09-25") == Refused(reason="too_often")


def test_less_than_two_hours_before_a_visit_the_dispatcher_moves_it(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    office.now = datetime.fromisoformat("2026-09-16T10:30:00-06:00")
    assert move(office, visit) == Refused(reason="too_late")
    none = Office(fresh(), lambda text: text + "policy: {min_notice_h: 0}")
    visit = none.booked()
    none.now = datetime.fromisoformat("2026-09-16T12:30:00-06:00")
    assert isinstance(move(none, visit), Rescheduled)


def test_installs_are_changed_by_people(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked(job_type="install_quote", fee_cents=0)
    assert move(office, visit) == Refused(reason="install")
    cancel = CancelVisit(code=visit.code, version=1, reason="")
    assert office.use(cancel) == Refused(reason="install")


def test_cancelling_keeps_the_row_and_frees_the_seat(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    tool = CancelVisit(code=visit.code, version=1, reason="fixed itself")
    assert office.use(tool, op=95) == Cancelled(code=visit.code)
    assert office.use(tool, op=95) == Cancelled(code=visit.code)
    assert office.use(tool) == Refused(reason="changed")
    row = office.rows("SELECT status FROM appointments WHERE source = 'agent'")
    assert row == [{"status": "cancelled"}]
    event = office.rows("SELECT kind, reason FROM appointment_events ORDER BY id DESC LIMIT 1")
    assert event == [{"kind": "cancelled", "reason": "fixed itself"}]
    assert visit.window in office.windows(tier="E2").windows
    assert office.sound()


def test_a_cancelled_job_is_not_called_booked_again(fresh: Fresh) -> None:
    office = Office(fresh())
    hold = office.held()
    order = office.order(hold)
    code = office.use(order).code
    office.use(CancelVisit(code=code, version=1, reason=""))
    assert isinstance(office.use(order), BookingConflict)


def test_a_visit_that_is_over_cannot_be_cancelled(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    office.now = datetime.fromisoformat("2026-09-16T14:00:00-06:00")
    cancel = CancelVisit(code=visit.code, version=1, reason="")
    assert office.use(cancel) == Refused(reason="too_late")
    assert office.use(msgspec.structs.replace(cancel, code="NOSUCH")) == Refused(reason="unknown")


# --- texts --------------------------------------------------------------------------------------


def texts_of(office: Office) -> list[tuple[str, str]]:
    rows = office.rows('SELECT "to", event FROM outbox ORDER BY id')
    return [(row["to"], row["event"]) for row in rows]


def test_texts_need_consent_and_the_last_word_counts(fresh: Fresh) -> None:
    office = Office(fresh())
    yes = SetConsent(phone=PHONE, value=True, wording="sms-1")
    visit = office.booked()
    assert texts_of(office) == []
    office.use(yes)
    assert texts_of(office) == [(PHONE, "confirmation")]
    office.use(msgspec.structs.replace(yes, value=False))
    move(office, visit)
    assert texts_of(office) == [(PHONE, "confirmation")]
    assert len(office.rows("SELECT * FROM consents")) == 2


def test_a_yes_after_booking_sends_one_confirmation(fresh: Fresh) -> None:
    office = Office(fresh())
    visit = office.booked()
    assert texts_of(office) == []
    for _ in range(2):
        office.use(SetConsent(phone=PHONE, value=True, wording="sms-1"))
    assert texts_of(office) == [(PHONE, "confirmation")]
    body = office.rows("SELECT body FROM outbox")[0]["body"]
    assert visit.code in body
    assert "Wed Sep 16, 12 pm-2 pm" in body
    assert len(body) <= 160


def test_later_visits_moves_and_cancellations_are_texted_by_themselves(fresh: Fresh) -> None:
    office = Office(fresh())
    office.use(SetConsent(phone=PHONE, value=True, wording="sms-1"))
    visit = office.booked()
    move(office, visit)
    office.use(CancelVisit(code=visit.code, version=2, reason=""))
    assert [event for _, event in texts_of(office)] == ["confirmation", "change-2", "cancellation"]


# --- people -------------------------------------------------------------------------------------

GAS = AlertOnCall(
    rule="GAS", tier="E1", summary="smells gas in the basement " * 9, phone=PHONE, address="1 Oak"
)


def test_an_emergency_texts_the_first_person_then_everybody(fresh: Fresh) -> None:
    office = Office(fresh())
    first = office.use(GAS)
    assert [to for to, _ in texts_of(office)] == ["+13035550101"]
    again = office.use(msgspec.structs.replace(GAS, escalate=True))
    assert again == first
    assert [to for to, _ in texts_of(office)][1:] == [
        "+13035550101",
        "+13035550102",
        "+13035550109",
    ]
    bodies = [row["body"] for row in office.rows("SELECT body FROM outbox ORDER BY id")]
    assert bodies[0].startswith(f"E1 GAS call {PHONE}: 1 Oak, smells gas")
    assert bodies[1].startswith("2ND ALERT E1 GAS")
    assert all(len(body) <= 150 for body in bodies)
    assert [row["kind"] for row in office.rows("SELECT kind FROM tasks")] == ["emergency"]


def test_a_shift_goes_before_the_list(fresh: Fresh) -> None:
    office = Office(fresh())
    office.rows(
        'INSERT INTO oncall_shifts (company, person, phone, "from", "to") VALUES'
        " ('peak-air', 'Kim', '+13035550177', '2026-09-15T00:00:00.000Z',"
        " '2026-09-16T00:00:00.000Z') RETURNING id"
    )
    office.use(GAS)
    assert [to for to, _ in texts_of(office)] == ["+13035550177"]


def test_without_anybody_on_call_the_office_is_texted(fresh: Fresh) -> None:
    office = Office(
        fresh(),
        lambda text: text.replace('oncall: ["+13035550101", "+13035550102"]', "oncall: []").replace(
            'supervisor: "+13035550109"', 'supervisor: ""'
        ),
    )
    office.use(msgspec.structs.replace(GAS, phone="", address="", summary=""))
    assert [to for to, _ in texts_of(office)] == ["+13035550100"]
    body = office.rows("SELECT body FROM outbox")[0]["body"]
    assert body == "E1 GAS call number withheld. Reply 1 to take it."


def test_the_first_acknowledgement_counts(fresh: Fresh) -> None:
    office = Office(fresh())
    office.use(GAS)
    took = asyncio.run(office.desk.acknowledge("+13035550101"))
    assert took == ("CA-conv-1", "GAS")
    assert asyncio.run(office.desk.acknowledge("+13035550101")) is None
    row = office.rows("SELECT id, ack_by FROM emergencies")[0]
    assert row["ack_by"] == "+13035550101"
    late = office.desk.database.run_now(
        lambda db: oncall.acknowledge(db, row["id"], "Kim", office.now)
    )
    assert late is False


@pytest.mark.parametrize(
    ("now", "kind", "due"),
    [
        ("2026-09-15T09:10:00-06:00", "callback", "2026-09-15T10:10-06:00"),
        ("2026-09-15T17:30:00-06:00", "callback", "2026-09-16T08:30-06:00"),
        ("2026-09-19T11:30:00-06:00", "message", "2026-09-21T08:30-06:00"),  # Saturday
        ("2026-09-20T23:00:00-06:00", "complaint", "2026-09-21T09:00-06:00"),  # Sunday
        ("2026-09-20T23:00:00-06:00", "emergency", "2026-09-20T23:00-06:00"),
    ],
)
def test_a_promise_is_due_after_one_office_hour(
    fresh: Fresh, now: str, kind: Any, due: str
) -> None:
    office = Office(fresh())
    office.now = datetime.fromisoformat(now)
    saved = office.use(SaveTask(kind=kind, phone=PHONE, message="call me"))
    assert saved.due == due


def test_tasks_are_listed_and_ticked_off_once(fresh: Fresh) -> None:
    office = Office(fresh())
    tool = SaveTask(kind="callback", phone=PHONE, message="m", best_time="after 5")
    saved = office.use(tool, op=99)
    assert office.use(tool, op=99) == saved
    run = office.desk.database.run_now
    assert [task["best_time"] for task in run(tasks.listed)] == ["after 5"]
    assert run(lambda db: tasks.done(db, saved.id, "kim", office.now)) is True
    assert run(lambda db: tasks.done(db, saved.id, "kim", office.now)) is False
    assert run(tasks.listed) == []
    assert len(run(lambda db: tasks.listed(db, include_done=True))) == 1


def test_without_office_hours_a_task_is_due_in_a_day(fresh: Fresh) -> None:
    office = Office(
        fresh(),
        lambda text: text.replace('{mon-fri: "08:00-18:00", sat: "08:00-12:00"}', "{days: {}}"),
    )
    due = tasks.due_at(office.profile, office.now, "callback")
    assert due - office.now == timedelta(days=1)


def test_a_used_op_number_with_another_request_is_a_new_act(fresh: Fresh) -> None:
    office = Office(fresh())
    office.use(SaveTask(kind="callback", phone=PHONE, message="a"), op=5)
    office.use(SaveTask(kind="callback", phone=PHONE, message="b"), op=5)
    assert len(office.rows("SELECT * FROM tasks")) == 2


def test_the_same_task_of_a_call_is_left_once(fresh: Fresh) -> None:
    office = Office(fresh())
    tool = SaveTask(kind="callback", phone=PHONE, message="call me")
    first = office.use(tool, op=5)
    office.now += timedelta(minutes=3)
    assert office.use(tool, op=6) == first
    office.use(SaveTask(kind="callback", phone=PHONE, message="call me soon"), op=7)
    office.use(tool, "conv-2", op=8)
    office.desk.database.run_now(lambda db: tasks.done(db, first.id, "kim", office.now))
    office.use(tool, op=9)
    told = [row["message"] for row in office.rows("SELECT message FROM tasks ORDER BY id")]
    assert told == ["call me", "call me soon", "call me", "call me"]


def test_window_type_is_shared_with_the_dialogue(fresh: Fresh) -> None:
    window = Office(fresh()).windows(tier="E2").windows[0]
    assert window == Window(id=window.id, date="2026-09-16", start="08:00", end="12:00")
