"""The event stream: readers go on where they were, nothing private is told."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from agent.call.latency import Timing
from agent.dialogue.state import Slots, State, encode
from agent.events import (
    Address,
    CallStarted,
    Heard,
    HungUp,
    Interim,
    Key,
    Note,
    Said,
    Say,
    TakenOver,
)
from agent.telemetry import feed as feeds
from agent.telemetry.feed import Entry, Feed, TooManyReaders
from agent.telemetry.news import (
    AgentSaid,
    Alert,
    CallBegan,
    CallEnded,
    CallMoved,
    DrainTurned,
    Hello,
    Known,
    LevelTurned,
    Told,
)

START = CallStarted(
    call_sid="CA1",
    conversation_id="c",
    now="2026-11-24T10:00:00-06:00",
    caller="+12145550155",
    called="+12145550100",
)
TIMING = Timing(
    turn=1, endpoint_ms=1, transcript_ms=2, step_ms=3, voice_ms=4, send_ms=5, total_ms=15
)


def begin(feed: Feed, sid: str = "CA1") -> CallStarted:
    call = msgspec.structs.replace(START, call_sid=sid)
    feed.applied(call, 0.0, call, (Say(say=1, text="Hello, how can I help?"),))
    return call


async def batch(reading: Any) -> Sequence[Entry]:
    return await asyncio.wait_for(anext(reading), 5)


async def read(feed: Feed, last: str = "") -> list[Any]:
    """What a reader who comes now is told at once."""
    reading = feed.follow(last)
    found = [*await batch(reading), *await batch(reading)]
    await reading.aclose()
    return [entry.item for entry in found]


def test_a_call_is_told_with_what_was_and_was_not_heard() -> None:
    async def main() -> None:
        feed = Feed(lambda called: f"company of {called[-4:]}")
        call = begin(feed)
        feed.applied(call, 1.0, Interim(text="no"), ())
        feed.applied(call, 2.0, Said(say=1, heard="Hello, how", cut=True), ())
        feed.applied(call, 3.0, Heard(text="no heat", confidence=0.5), ())
        feed.noted(call, Note(name="slot_filled", about="issue"))
        feed.timed(call, TIMING)
        feed.milestone(call, "M1", encode(State(language="es")))
        feed.applied(call, 9.0, HungUp(by="caller"), ())
        feed.ended("CA1", "abandoned_mid")
        told = await read(feed)
        assert [type(one).__name__ for one in told] == [
            "Hello",
            "CallBegan",
            "AgentSays",
            "AgentSaid",
            "CallerSaid",
            "Learned",
            "Answered",
            "Known",
            "CallEnded",
        ]
        began, said = told[1], told[3]
        assert (began.company, began.caller) == ("company of 0100", "0155")
        rest = "can I help?"
        assert said == AgentSaid(call="CA1", at=2.0, say=1, heard="Hello, how", unheard=rest)
        assert told[-1] == CallEnded(call="CA1", at=9.0, outcome="abandoned_mid")

    asyncio.run(main())


def test_nothing_private_is_told() -> None:
    async def main() -> None:
        feed = Feed()
        call = begin(feed)
        says = Say(say=2, text="Is it 4417 North Willow Bend Lane, and 214 555 0188?")
        feed.applied(call, 1.0, Heard(text="four four one seven willow bend lane"), (says,))
        feed.applied(call, 2.0, Key(key="7"), ())
        feed.applied(call, 3.0, Said(say=2, heard="Is it 4417 North", cut=True), ())
        feed.noted(call, Note(name="safety_hit", about="GAS", value="gas at 4417 Willow Bend Lane"))
        feed.noted(call, Note(name="emergency_acked", about="+12145550188"))
        slots = Slots(
            first="Dana",
            last="Whitfield",
            phone="+12145550188",
            zip="75201",
            address=Address(house_number="4417", street_name="Willow Bend"),
            issue="no heat at 4417 Willow Bend Lane",
            message="call Dana",
        )
        feed.milestone(call, "M5", encode(State(slots=slots)))
        entries = [entry async for some in _until_quiet(feed) for entry in some]
        text = b"".join(entry.data for entry in entries).decode()
        for secret in ("4417", "Willow", "Dana", "Whitfield", "555 0188", "5550188", '"7"', "1214"):
            assert secret not in text, secret
        known = next(entry.item for entry in entries if isinstance(entry.item, Known))
        assert known.slots["phone"] == "***0188"
        assert known.slots["zip"] == "75201"
        assert [one.item.severity for one in entries if isinstance(one.item, Alert)] == [
            "critical",
            "warning",
        ]

    asyncio.run(main())


async def _until_quiet(feed: Feed) -> Any:
    async for some in feed.follow():
        if not some:
            return
        yield some


def test_a_reader_goes_on_after_the_last_news_it_had() -> None:
    async def main() -> None:
        feed = Feed()
        begin(feed)
        reading = feed.follow()
        _, told = await batch(reading), await batch(reading)
        await reading.aclose()
        last = feed.place(told[-1])
        feed.publish(DrainTurned(on=True))
        assert await read(feed, last) == [Hello(resumed=True), DrainTurned(on=True)]
        for stale in ("", "other-1", f"{feed.epoch}-99", f"{feed.epoch}-x", f"{feed.epoch}-²"):
            again = await read(feed, stale)
            assert again[0] == Hello(resumed=False)
            assert isinstance(again[1], DrainTurned | CallBegan)

    asyncio.run(main())


def test_a_slow_reader_blocks_nobody_and_begins_anew_when_too_much_was_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeds, "KEEP", 50)

    async def main() -> None:
        feed = Feed()
        begin(feed)
        reading = feed.follow()
        await batch(reading)
        await batch(reading)
        for n in range(40):
            feed.publish(LevelTurned(level=2, why=str(n)))
        assert [entry.item.why for entry in await batch(reading)] == [str(n) for n in range(40)]  # type: ignore[union-attr]
        for n in range(60):
            feed.publish(LevelTurned(level=1, why=str(n)))
        (hello,) = await batch(reading)
        assert hello.item == Hello(resumed=False)
        anew = await batch(reading)
        assert isinstance(anew[0].item, CallBegan), "the live call's beginning is not forgotten"
        assert anew[-1].item == LevelTurned(level=1, why="59")
        assert [entry.n for entry in anew] == sorted(entry.n for entry in anew)
        await reading.aclose()

    asyncio.run(main())


def test_one_call_is_followed_to_its_end_and_others_are_not_told() -> None:
    async def main() -> None:
        feed = Feed()
        begin(feed, "CA1")
        begin(feed, "CA2")
        feed.ended("CA1", "booked")
        feed.publish(DrainTurned(on=True))
        told = [entry.item async for some in feed.follow(call="CA1") for entry in some]
        assert {getattr(one, "call", "CA1") for one in told} == {"CA1"}
        assert isinstance(told[-1], CallEnded)

    asyncio.run(main())


def test_a_call_that_moves_is_told_as_moved_here_and_as_begun_there() -> None:
    async def main() -> None:
        here, there = Feed(), Feed()
        call = begin(here)
        here.applied(call, 7.0, Key(key="1"), ())
        here.moved("CA1")
        told = [entry.item async for some in here.follow(call="CA1") for entry in some]
        assert told[-1] == CallMoved(call="CA1", at=7.0)
        there.applied(call, 8.0, TakenOver(seconds=1.0), ())
        there.ended("CA1", "booked")
        _, began, ended = await read(there)
        assert began == CallBegan(call="CA1", at=8.0, began=call.now, caller="0155")
        assert ended == CallEnded(call="CA1", at=8.0, outcome="booked")

    asyncio.run(main())


def test_readers_are_few_and_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "READERS", 1)

    async def main() -> None:
        feed = Feed()
        first = feed.follow()
        await batch(first)
        with pytest.raises(TooManyReaders):
            await batch(feed.follow())
        await first.aclose()
        assert await read(feed) == [Hello(resumed=False)]

    asyncio.run(main())


def test_news_come_back_from_the_wire() -> None:
    async def main() -> None:
        feed = Feed()
        begin(feed)
        reading = feed.follow()
        for entry in (*await batch(reading), *await batch(reading)):
            assert msgspec.json.decode(entry.data, type=Told).news == entry.item
        await reading.aclose()

    asyncio.run(main())
