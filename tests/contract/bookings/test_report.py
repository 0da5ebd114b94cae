"""Figures of calls, from rows of both databases."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.bookings.calls import CallLog, FactRow
from agent.bookings.database import Database
from agent.bookings.desk import SqlDesk
from agent.bookings.outbox import Outbox
from agent.bookings.report import Report, Share, report
from agent.events import AlertOnCall
from agent.ports import CallRef
from agent.profile.load import key_of, load_default

Fresh = Callable[[], str]

PROFILE = load_default()
COMPANY = key_of(PROFILE)
FIRST = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
"""A Tuesday, still Monday in Dallas."""
WEEK = (FIRST - timedelta(days=3), FIRST + timedelta(days=7))


class Books:
    """Calls of a company, with a clock to turn."""

    def __init__(self, url: str) -> None:
        self.now = FIRST
        self.desk = SqlDesk(url, PROFILE, now=lambda: self.now, pool=1)
        self.log = CallLog(self.desk.database, lambda: self.now)
        self.calls = 0

    def call(self, outcome: Any, seconds: float, *facts: tuple[str, str, float | None]) -> str:
        """One whole call, with what happened in it a second after its beginning."""
        self.calls += 1
        sid = f"CA{self.calls}"
        ref = CallRef(sid, f"conv-{sid}", COMPANY, "+12145550155")
        asyncio.run(self.log.record_call_start(ref))
        self.now += timedelta(seconds=1)
        for n, (name, about, value) in enumerate(facts, start=1):
            row = FactRow(n=n, at=self.log.moment(), name=name, about=about, value=value)
            for _ in range(2):  # again changes nothing
                asyncio.run(self.log.record_fact(sid, row))
        self.now += timedelta(seconds=seconds - 1)
        asyncio.run(self.log.record_call_end(sid, outcome, "caller"))
        return sid

    def report(self, **more: Any) -> Report:
        read = lambda db: report(db, *WEEK, "America/Chicago", **more)  # noqa: E731
        return self.desk.database.run_now(read)


def intent(label: str) -> tuple[str, str, None]:
    return ("intent_classified", label, None)


def test_a_week_of_calls(fresh: Fresh) -> None:
    books = Books(fresh())
    books.call("booked", 150, intent("no_heat"), ("answer_ms", "", 700.0), ("cost", "", 2.5))
    books.call("booked", 170, intent("book_service"), ("answer_ms", "", 900.0), ("cost", "", 3.5))
    books.now += timedelta(hours=12)
    books.call("abandoned_mid", 40, intent("book_service"), intent("pricing"))
    books.call("out_of_area", 70, intent("install_quote"))
    books.call("faq_only", 30, intent("pricing"))
    forced = books.call("transferred_forced", 90, intent("billing_payment"))
    asyncio.run(books.log.record_transfer(forced, "asked", "+12145550100", "answered", 8.0))
    books.call("spam", 20)
    found = books.report()
    total = found.total
    assert (total.calls, total.human) == (7, 6)
    assert total.success == Share(4, 6)
    assert total.containment == Share(5, 6)
    assert total.booking == Share(2, 3)
    assert total.booking_60s == Share(2, 2)
    assert total.forced == total.abandoned == Share(1, 6)
    assert (total.outcomes["booked"].n, total.outcomes["booked"].mean) == (2, 160.0)
    assert total.intents["billing_payment"] == Share(0, 1)
    assert total.intents["book_service"] == Share(2, 2), "the first wish counts"
    assert total.hand_overs == {"asked: answered": 1}
    assert (total.answer_ms.n, total.answer_ms.p95) == (2, 900.0)
    assert (total.cents, total.cents_per_call) == (6.0, 0.857)
    days = {day: one.calls for day, one in found.parts.items()}
    assert days == {"2026-11-23": 2, "2026-11-24": 5}, "days are local"
    assert {day: one.calls for day, one in books.report(by="week").parts.items()} == {
        "2026-11-23": 7
    }
    assert books.report(company="other").total.calls == 0


def test_an_emergency_by_when_people_were_told(fresh: Fresh) -> None:
    books = Books(fresh())
    ref = CallRef("CA1", "conv-CA1", COMPANY, "+12145550155")
    asyncio.run(books.log.record_call_start(ref))
    heard = FactRow(n=1, at=books.log.moment(), name="safety_hit", about="GAS")
    asyncio.run(books.log.record_fact("CA1", heard))
    books.now += timedelta(seconds=2)
    alert = AlertOnCall(rule="GAS", tier="E1", summary="gas smell", phone="+12145550155")
    asyncio.run(books.desk.use(ref, 1, alert))
    books.now += timedelta(seconds=1)
    outbox = Outbox(books.desk.database, lambda: books.now)
    (message,) = asyncio.run(outbox.next_due())
    asyncio.run(outbox.mark_sent(message, "SM1"))
    asyncio.run(books.log.record_call_end("CA1", "emergency_handled", "caller"))
    total = books.report().total
    assert total.emergencies == {"E1 GAS": 1}
    assert total.intents == {"danger GAS": Share(1, 1)}
    assert total.heard_to_row_s.p95 == 2.0
    assert total.heard_to_text_s.p95 == 3.0
    assert total.acknowledged == Share(0, 1)


def test_of_nothing_there_are_no_figures(fresh: Fresh) -> None:
    database = Database(fresh(), pool=1)
    found = database.run_now(lambda db: report(db, *WEEK, "America/Chicago"))
    assert found.total.calls == 0
    assert found.total.booking.rate is None
    assert found.total.cents_per_call is None
    assert found.parts == {}
