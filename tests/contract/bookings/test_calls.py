"""Calls, turns, checkpoints and what of them can be taken up again; the outbox."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from agent.bookings import calls
from agent.bookings.calls import CallLog, TurnRow
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.database import Database
from agent.bookings.outbox import MAX_TRIES, Outbox
from agent.ports import CallRef

PHONE = "+13035550131"


Fresh = Callable[[], str]


class Books:
    """A database with its stores and a clock to turn."""

    def __init__(self, url: str) -> None:
        self.now = datetime.fromisoformat("2026-09-15T15:00:00+00:00")
        self.database = Database(url, pool=1)
        self.log = CallLog(self.database, lambda: self.now)
        self.checkpoints = Checkpoints(self.database, lambda: self.now)
        self.outbox = Outbox(self.database, lambda: self.now)

    def start(self, sid: str = "CA1", conversation: str = "conv-1") -> CallRef:
        call = CallRef(sid, conversation, "peak-air", PHONE)
        asyncio.run(self.log.record_call_start(call, "+13035550100", journal="j/CA1"))
        return call

    def end(self, outcome: Any, sid: str = "CA1") -> None:
        asyncio.run(self.log.record_call_end(sid, outcome, "caller"))

    def resumable(self) -> Any:
        return asyncio.run(self.checkpoints.load_resumable("peak-air", PHONE))

    def save(self, call: CallRef, state: bytes = b"s", **facts: Any) -> None:
        asyncio.run(self.checkpoints.save_checkpoint(call, "M4", state, **facts))

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


def test_a_call_is_listed_and_shown_with_its_turns(fresh: Fresh) -> None:
    books = Books(fresh())
    books.start()
    turn = TurnRow(n=1, role="agent", text="Hello", timings={"tts": 80.0})
    cut = TurnRow(n=1, role="agent", text="Hel", barge_in=True)
    said = TurnRow(n=2, role="caller", text="hi", confidence=0.9, intent="book_service")
    for row in (turn, said, cut):
        asyncio.run(books.log.record_turn("CA1", row))
    asyncio.run(books.log.record_transfer("CA1", "asked", "+1", "no_answer", 20.0))
    books.later(minutes=2)
    books.end("booked")
    books.end("system_error")  # the first outcome counts
    listed = books.database.run_now(calls.listed)
    assert [(c["call_sid"], c["outcome"], c["turns"]) for c in listed] == [("CA1", "booked", 2)]
    shown = books.database.run_now(lambda db: calls.shown(db, "CA"))
    assert shown is not None
    assert [turn["text"] for turn in shown["turns"]] == ["Hel", "hi"]
    assert shown["transfers"][0]["result"] == "no_answer"
    assert shown["journal"] == "j/CA1"


def test_a_call_is_found_by_a_unique_start_of_its_sid_only(fresh: Fresh) -> None:
    books = Books(fresh())
    books.start("CA1")
    books.start("CA2", "conv-2")
    assert books.database.run_now(lambda db: calls.shown(db, "CA")) is None
    assert books.database.run_now(lambda db: calls.shown(db, "CA9")) is None
    assert books.database.run_now(lambda db: calls.shown(db, "CA2")) is not None
    assert books.database.run_now(lambda db: calls.listed(db, company="other")) == []


def test_recording_a_start_twice_changes_nothing(fresh: Fresh) -> None:
    books = Books(fresh())
    books.start()
    books.later(seconds=5)
    books.start()
    assert len(books.database.run_now(calls.listed)) == 1


def test_a_dropped_call_can_be_taken_up_for_half_an_hour(fresh: Fresh) -> None:
    books = Books(fresh())
    call = books.start()
    books.save(call, b"old")
    books.save(call, b"new", issue="no cooling", job_no=2)
    books.end("abandoned_mid")
    books.later(minutes=29)
    found = books.resumable()
    assert (found.state, found.issue, found.job_no) == (b"new", "no cooling", 2)
    assert found.conversation_id == "conv-1"
    books.later(minutes=2)
    assert books.resumable() is None


@pytest.mark.parametrize(
    ("outcome", "hazard", "resumes"),
    [
        ("abandoned_mid", False, True),
        ("system_error", False, True),
        ("booked", False, False),
        ("emergency_handled", True, True),
        ("message_taken", False, False),
    ],
)
def test_only_unfinished_calls_and_open_hazards_resume(
    fresh: Fresh, outcome: str, hazard: bool, resumes: bool
) -> None:
    books = Books(fresh())
    books.save(books.start(), hazard=hazard)
    books.end(outcome)
    assert (books.resumable() is not None) is resumes


def test_a_live_call_is_not_taken_over_but_a_dead_nodes_is(fresh: Fresh) -> None:
    books = Books(fresh())
    books.save(books.start())
    assert books.resumable() is None
    books.later(seconds=31)
    assert books.resumable() is not None


def test_without_a_checkpoint_or_number_there_is_nothing_to_resume(fresh: Fresh) -> None:
    books = Books(fresh())
    books.start()
    books.end("abandoned_mid")
    assert books.resumable() is None
    assert asyncio.run(books.checkpoints.load_resumable("peak-air", "")) is None


def test_old_transcripts_and_checkpoints_are_forgotten(fresh: Fresh) -> None:
    books = Books(fresh())
    call = books.start()
    books.save(call)
    asyncio.run(books.log.record_turn("CA1", TurnRow(n=1, role="caller", text="secret")))
    books.later(days=2)
    run = books.database.run_now
    assert run(lambda db: calls.purge(db, books.now, 90)) == 1
    books.later(days=89)
    assert run(lambda db: calls.purge(db, books.now, 90)) == 1
    shown = run(lambda db: calls.shown(db, "CA1"))
    assert shown is not None
    assert shown["turns"] == []


# --- outbox -------------------------------------------------------------------------------------


def queue(books: Books, subject: str, event: str = "confirmation") -> None:
    books.database.run_now(
        lambda db: db.execute(
            'INSERT INTO outbox (company, subject_id, event, channel, "to", body, due)'
            " VALUES ('peak-air', ?, ?, 'sms', '+1', 'hello', ?)",
            (subject, event, "2026-09-15T15:00:00.000Z"),
        )
    )


def test_messages_are_claimed_once_emergencies_first(fresh: Fresh) -> None:
    books = Books(fresh())
    queue(books, "A")
    queue(books, "emergency-1", "alert-1-+1")
    claimed = asyncio.run(books.outbox.next_due())
    assert [message.subject for message in claimed] == ["emergency-1", "A"]
    assert asyncio.run(books.outbox.next_due()) == ()
    for message in claimed:
        asyncio.run(books.outbox.mark_sent(message, f"SM{message.id}"))
    books.later(days=1)
    assert asyncio.run(books.outbox.next_due()) == ()


def test_a_worker_that_died_while_sending_gives_the_message_back(fresh: Fresh) -> None:
    books = Books(fresh())
    queue(books, "A")
    asyncio.run(books.outbox.next_due())
    books.later(seconds=61)
    assert [m.tries for m in asyncio.run(books.outbox.next_due())] == [2]


def test_failures_wait_longer_each_time_then_become_a_task(fresh: Fresh) -> None:
    books = Books(fresh())
    queue(books, "A")
    waits = []
    while True:
        waited = 0
        while not (claimed := asyncio.run(books.outbox.next_due())):
            books.later(seconds=5)
            waited += 5
        waits.append(waited)
        if not asyncio.run(books.outbox.mark_failed(claimed[0], "carrier said 503")):
            break
    assert waits == [0, 15, 30, 60, 120, 240]
    assert len(waits) == MAX_TRIES
    books.later(days=1)
    assert asyncio.run(books.outbox.next_due()) == ()
    task = books.database.run_now(lambda db: dict(db.execute("SELECT * FROM tasks").fetchone()))
    assert "carrier said 503" in task["message"]


def test_an_alert_that_failed_is_tried_again_in_a_moment(fresh: Fresh) -> None:
    books = Books(fresh())
    queue(books, "A", event="alert-1-+1")
    for seconds in (2, 30):
        (claimed,) = asyncio.run(books.outbox.next_due())
        asyncio.run(books.outbox.mark_failed(claimed, "nothing within 5 s"))
        books.later(seconds=seconds)
    assert len(asyncio.run(books.outbox.next_due())) == 1
