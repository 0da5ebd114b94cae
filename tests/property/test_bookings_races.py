"""Whatever callers do in whatever order: one visit a key, one visit a seat, sound books."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from agent.bookings import audit
from agent.bookings.desk import SqlDesk
from agent.bookings.windows import plan
from agent.events import (
    Address,
    Book,
    Booked,
    CancelVisit,
    FindVisits,
    FindWindows,
    HoldSeat,
    Reschedule,
    SeatHeld,
    Tool,
)
from agent.ports import CallRef
from agent.profile import document
from agent.profile.load import build

PROFILE = build(
    document.parse_yaml(
        """
company: {name: Peak Air, tz: America/Denver}
numbers: {office: "+13035550100"}
hours: {mon-fri: "08:00-18:00"}
area: {zones: {N: ["802*"]}}
fees: {service: 8900, after_hours: 14900}
windows: {slots: ["08:00-12:00", "12:00-16:00"], crews: {N: 2}, horizon_days: 2, rescue_share: 0.3}
job_types: {no_cooling: {}, no_heat: {}}
""",
        "property.yaml",
    )
)
CALLERS = st.integers(0, 3)
OPS = st.integers(1, 40)


class Callers(RuleBasedStateMachine):
    """A few callers who hold, book, move, cancel and repeat themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime.fromisoformat("2026-09-14T06:00:00-06:00")
        self.desk = SqlDesk(":memory:", PROFILE, now=lambda: self.now)
        self.holds: dict[int, SeatHeld] = {}
        self.told: dict[tuple[str, int], str] = {}

    def use(self, caller: int, op: int, tool: Tool) -> Any:
        call = CallRef(f"CA{caller}", f"conv{caller}", "peak-air", f"+1303555010{caller}")
        return asyncio.run(self.desk.use(call, op, tool))

    @rule(caller=CALLERS, op=OPS, window=st.integers(0, 5), urgent=st.booleans())
    def hold(self, caller: int, op: int, window: int, urgent: bool) -> None:
        tier: Any = "E2" if urgent else "E4"
        wish = FindWindows(
            zip="80206",
            job_type="no_heat",
            tier=tier,
            date_from="2026-09-14",
            date_to="2026-09-16",
            limit=6,
        )
        found = self.use(caller, 100, wish).windows
        if found:
            result = self.use(
                caller, op, HoldSeat(window_id=found[window % len(found)].id, tier=tier)
            )
            if isinstance(result, SeatHeld):
                self.holds[caller] = result

    @rule(caller=CALLERS, op=OPS, job=st.integers(1, 2), name=st.sampled_from(["Ann", "Bo"]))
    def book(self, caller: int, op: int, job: int, name: str) -> None:
        if caller not in self.holds:
            return
        hold = self.holds[caller]
        order = Book(
            job_no=job,
            token=hold.token,
            window_id=hold.window.id,
            name=name,
            phone=f"+1303555010{caller}",
            address=Address(house_number=str(caller), street_name="Oak", zip="80206"),
            job_type="no_heat",
            issue="",
            tier="E4",
            fee_cents=0,
            fee_ack=True,
            another=True,
        )
        result = self.use(caller, op, order)
        if isinstance(result, Booked):
            key = (f"conv{caller}", job)
            assert self.told.setdefault(key, result.code) == result.code

    @rule(caller=CALLERS, op=OPS, cancel=st.booleans())
    def change(self, caller: int, op: int, cancel: bool) -> None:
        visits = self.use(caller, 100, FindVisits(phone=f"+1303555010{caller}")).visits
        if not visits:
            return
        code, version = visits[0].code, visits[0].version
        if cancel:
            self.use(caller, op, CancelVisit(code=code, version=version, reason=""))
        elif caller in self.holds:
            hold = self.holds[caller]
            self.use(
                caller,
                op,
                Reschedule(code=code, version=version, token=hold.token, window_id=hold.window.id),
            )

    @rule(seconds=st.sampled_from([5, 100, 181, 3600]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def the_books_are_sound(self) -> None:
        assert self.desk.database.run_now(audit.faults) == ()

    @invariant()
    def every_promise_has_its_one_row(self) -> None:
        rows = self.desk.database.run_now(
            lambda db: db.execute(
                "SELECT conversation_id, job_no, code FROM appointments"
            ).fetchall()
        )
        assert {(row[0], row[1]): row[2] for row in rows} == self.told
        assert len(rows) == len(self.told)

    @invariant()
    def no_window_has_more_seats_than_the_profile_gives(self) -> None:
        rows = self.desk.database.run_now(
            lambda db: db.execute(
                "SELECT count(*) FROM seats GROUP BY window_id HAVING count(*) > 2"
            ).fetchall()
        )
        assert rows == []

    def teardown(self) -> None:
        self.desk.close()


Callers.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
test_callers_in_any_order = Callers.TestCase


@settings(max_examples=60, deadline=None)
@given(
    crews=st.integers(0, 9),
    jobs=st.integers(1, 4),
    share=st.floats(0, 1),
    full=st.booleans(),
)
def test_a_days_plan_keeps_its_share_for_rescue(
    crews: int, jobs: int, share: float, full: bool
) -> None:
    import msgspec

    from agent.profile.schema import Full

    profile = msgspec.structs.replace(
        PROFILE,
        windows=msgspec.structs.replace(
            PROFILE.windows, crews={"N": crews}, jobs_per_window=jobs, rescue_share=share
        ),
        full=(Full(date="2026-09-14", starts=("08:00",)),) if full else (),
    )
    planned = plan(profile, "N", datetime.fromisoformat("2026-09-14").date())
    seats, rescue = sum(w.seats for w in planned), sum(w.rescue for w in planned)
    assert seats == crews * jobs * (1 if full else 2)
    assert abs(rescue - seats * share) <= 0.5 + 1e-9
    assert all(0 <= w.rescue <= w.seats for w in planned)
