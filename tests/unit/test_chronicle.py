"""Calls become rows: turns in order, timings with their answer, and retries."""

import asyncio
from typing import Any

from agent.bookings.calls import CallLog, shown
from agent.bookings.checkpoints import Checkpoints
from agent.bookings.database import Database
from agent.call.latency import Timing
from agent.chronicle import Chronicle
from agent.dialogue.state import State, encode
from agent.events import CallStarted, Heard, HungUp, Interim, Note, Said
from agent.ports import CallRef, ProviderError

REF = CallRef("CA1", "conv", "test-air", "+12145550155")
START = CallStarted(call_sid="CA1", conversation_id="conv", now="2026-11-24T10:00:00-06:00")
TIMING = Timing(
    turn=1,
    endpoint_ms=1.0,
    transcript_ms=2.0,
    step_ms=3.0,
    voice_ms=4.0,
    send_ms=5.0,
    total_ms=15.0,
)


def tell(observer: Any) -> None:
    observer.applied(START, 0.0, START, ())
    observer.applied(START, 2.0, Said(say=1, heard="Hello"), ())
    observer.applied(START, 3.0, Interim(text="no"), ())
    observer.applied(START, 4.0, Heard(text="no heat", confidence=0.5), ())
    observer.timed(START, TIMING)
    observer.noted(START, Note(name="transfer_started", about="office", value="asked"))
    observer.applied(START, 6.0, Said(say=2, heard="I'm sor", cut=True), ())
    observer.applied(START, 6.5, Said(say=3, heard="", cut=True), ())
    observer.milestone(START, "M1", encode(State(language="es", frustration=2.2)))
    observer.applied(START, 7.0, HungUp(by="caller"), ())


def test_rows_of_a_whole_call() -> None:
    async def main() -> None:
        database = Database()
        chronicle = Chronicle(CallLog(database), Checkpoints(database))
        worker = asyncio.get_running_loop().create_task(chronicle.run())
        chronicle.began(REF, "+12145550100", "var/CA1.jsonl")
        tell(chronicle)
        chronicle.transferred("CA1", "+12145550111", "busy", 3.0)
        chronicle.ended("CA1", "abandoned_mid", cents=1.25)
        chronicle.ended("CA1", "booked")
        assert await chronicle.flush(5.0)
        worker.cancel()
        row = database.run_now(lambda db: shown(db, "CA1"))
        assert row is not None
        assert (row["outcome"], row["ended_by"]) == ("abandoned_mid", "caller")
        assert row["frustration_max"] == 2
        turns = [(turn["n"], turn["role"], turn["text"]) for turn in row["turns"]]
        assert turns == [(1, "agent", "Hello"), (2, "caller", "no heat"), (3, "agent", "I'm sor")]
        assert row["turns"][2]["barge_in"] == 1
        assert '"total_ms":15.0' in row["turns"][2]["timings_json"]
        assert row["turns"][0]["timings_json"] == "{}"
        assert [(one["reason"], one["result"]) for one in row["transfers"]] == [("asked", "busy")]
        facts = database.run_now(
            lambda db: db.execute("SELECT name, about, value FROM call_facts ORDER BY n").fetchall()
        )
        assert [tuple(one) for one in facts] == [
            ("answer_ms", "", 15.0),
            ("transfer_started", "office", None),
            ("cost", "", 1.25),
        ]
        assert chronicle.lost == 0

    asyncio.run(main())


def test_what_can_not_be_written_is_counted() -> None:
    class Broken:
        async def record_call_start(self, *_: Any, **__: Any) -> None:
            raise ProviderError("broken", "damaged")

    async def main() -> None:
        broken: Any = Broken()
        chronicle = Chronicle(broken, broken)
        worker = asyncio.get_running_loop().create_task(chronicle.run())
        chronicle.began(REF, "", "")
        assert await chronicle.flush(5.0)
        worker.cancel()
        assert chronicle.lost == 1

    asyncio.run(main())


def test_calls_that_were_never_opened_are_ignored() -> None:
    database = Database()
    chronicle = Chronicle(CallLog(database), Checkpoints(database))
    tell(chronicle)
    chronicle.ended("CA1", "booked")
    assert database.run_now(lambda db: shown(db, "CA1")) is None
