"""What nobody reacted to: second alerts, texts that did not arrive, calls whose node was lost."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from agent.backoffice import SECOND_ALERT_OP
from agent.bookings import watch
from agent.bookings.calls import CallLog
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.desk import SqlDesk
from agent.bookings.outbox import Outbox
from agent.events import AlertOnCall
from agent.ports import CallRef
from agent.profile.load import key_of, load_default

Fresh = Callable[[], str]

PROFILE = load_default()
COMPANY = key_of(PROFILE)
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=PROFILE.escalation.ack_s + 1)
REF = CallRef("CA1", "conv", COMPANY, "+12145550155")
ALERT = AlertOnCall(rule="GAS", tier="E1", summary="gas smell", phone="+12145550155")


def opened(url: str) -> SqlDesk:
    return SqlDesk(url, PROFILE, now=lambda: NOW, pool=1)


def waiting(desk: SqlDesk, now: datetime) -> tuple[watch.Unanswered, ...]:
    ack_s = PROFILE.escalation.ack_s
    return desk.database.run_now(lambda db: watch.unanswered(db, COMPANY, ack_s, now))


def test_an_alert_is_repeated_once_and_to_more_people(fresh: Fresh) -> None:
    desk = opened(fresh())
    asyncio.run(desk.use(REF, 1, ALERT))
    assert waiting(desk, NOW) == ()
    (one,) = waiting(desk, LATER)
    assert one.alert.escalate
    assert one.call.call_sid == "CA1"
    asyncio.run(desk.use(one.call, SECOND_ALERT_OP + one.id, one.alert))
    assert waiting(desk, LATER) == ()
    due = asyncio.run(Outbox(desk.database, lambda: NOW).next_due())
    assert len(due) > 1


def test_an_acknowledged_alert_is_left_alone(fresh: Fresh) -> None:
    desk = opened(fresh())
    asyncio.run(desk.use(REF, 1, ALERT))
    (message,) = asyncio.run(Outbox(desk.database, lambda: NOW).next_due())
    assert asyncio.run(desk.acknowledge(message.to)) == ("CA1", "GAS")
    assert waiting(desk, LATER) == ()


def test_a_text_that_did_not_arrive_is_sent_again(fresh: Fresh) -> None:
    async def main() -> None:
        desk = opened(fresh())
        await desk.use(REF, 1, ALERT)
        outbox = Outbox(desk.database, lambda: NOW)
        (message,) = await outbox.next_due()
        await outbox.mark_sent(message, "SM1")

        def news(sid: str, status: str) -> bool:
            return desk.database.run_now(lambda db: watch.delivery(db, sid, status, "30003", NOW))

        assert not news("SM1", "delivered")
        assert not news("SM404", "undelivered")
        assert news("SM1", "undelivered")
        assert not news("SM1", "undelivered")
        assert [again.to for again in await outbox.next_due()] == [message.to]

    asyncio.run(main())


def test_a_call_whose_node_is_gone_goes_on_where_it_stood(fresh: Fresh) -> None:
    async def main() -> None:
        desk = opened(fresh())
        calls = CallLog(desk.database, lambda: NOW)
        checkpoints = Checkpoints(desk.database, lambda: NOW)

        def found() -> str | None:
            resume = desk.database.run_now(lambda db: watch.resume_of_call(db, "CA1"))
            return resume.issue if resume else None

        assert found() is None
        await calls.record_call_start(REF)
        await checkpoints.save_checkpoint(REF, "M1", b"1", issue="no heat")
        await checkpoints.save_checkpoint(REF, "M2", b"2", issue="no heat upstairs")
        assert found() == "no heat upstairs"
        await calls.record_call_end("CA1", "booked", "agent")
        assert found() is None

    asyncio.run(main())


def test_blocked_numbers(fresh: Fresh) -> None:
    desk = opened(fresh())
    sql = "INSERT INTO blocklist VALUES ('+1', 'nuisance', '2026-01-01')"
    desk.database.run_now(lambda db: db.execute(sql))
    assert desk.database.run_now(lambda db: watch.is_blocked(db, "+1"))
    assert not desk.database.run_now(lambda db: watch.is_blocked(db, ""))
