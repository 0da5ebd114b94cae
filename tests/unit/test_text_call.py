"""Typed calls in virtual time: timers, tools, transfers, barge-in and the end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from agent.bookings.desk import SqlDesk
from agent.events import AlertOnCall, HungUp, Said, TransferEnded
from agent.ports import ProviderError
from agent.profile.load import load_default
from agent.transports.text import TextCall, VirtualClock

PROFILE = load_default()
OPEN = datetime.fromisoformat("2026-11-24T10:00:00-06:00")


def play(use: Callable[[TextCall], Awaitable[None]], **more: Any) -> TextCall:
    clock = VirtualClock(OPEN)
    desk = more.pop("desk", None) or SqlDesk(":memory:", PROFILE, now=clock)
    made: list[TextCall] = []

    async def main() -> None:
        made.append(TextCall(PROFILE, desk, clock, "+12145550155", **more))
        await use(made[0])

    asyncio.run(main())
    return made[0]


def test_greets_and_time_passes() -> None:
    async def use(call: TextCall) -> None:
        greeting = await call.start()
        assert PROFILE.company.name in " ".join(greeting)
        assert 2.0 < call.at < 20.0
        assert not call.ended

    play(use)


def test_silence_prompts_and_then_ends_the_call() -> None:
    async def use(call: TextCall) -> None:
        await call.start()
        began = call.at
        assert await call.silence(4.0) == []
        assert await call.silence(3.0) != []
        await call.silence(60.0)
        assert (call.outcome, call.ended) == ("silent", True)
        assert call.at - began < 60.0
        assert isinstance(call.events[-1][1], HungUp)
        assert await call.say("hello") == []

    play(use)


def test_a_person_is_reached() -> None:
    async def use(call: TextCall) -> None:
        await call.start()
        await call.say("I want to talk to a person")
        assert [transfer.queue for transfer in call.transfers] == ["office"]
        assert (call.outcome, call.ended) == ("transferred_planned", True)

    play(use)


def test_nobody_is_reached_and_the_call_goes_on() -> None:
    async def use(call: TextCall) -> None:
        await call.start()
        said = await call.say("I want to talk to a person")
        assert not call.ended
        assert said
        results = [event for _, event in call.events if isinstance(event, TransferEnded)]
        assert [event.result for event in results] == ["no_answer"]

    play(use, transfer_result="no_answer")


def test_tools_are_logged_and_their_faults_are_told() -> None:
    class Broken:
        async def use(self, *_: Any) -> Any:
            raise ProviderError("broken", "no database")

        async def known(self, *_: Any) -> Any:
            raise ProviderError("broken", "no database")

    async def use(call: TextCall) -> None:
        await call.start()
        await call.say("I smell gas in my kitchen right now")
        alerts = [one for one in call.tool_log if isinstance(one.tool, AlertOnCall)]
        assert alerts
        assert all(one.result is None for one in call.tool_log)

    play(use, desk=Broken())


def test_barge_in_cuts_what_was_being_said() -> None:
    async def use(call: TextCall) -> None:
        await call.start()
        before = call.at
        await call.say("my air conditioner stopped cooling", barge_in=1.0)
        cut = [event for _, event in call.events if isinstance(event, Said) and event.cut]
        assert cut
        assert 0 < len(cut[0].heard.split()) < 4
        assert any(at < before for at, event in call.events if isinstance(event, Said))

    play(use)


def test_a_barge_in_after_the_end_of_the_answer_is_a_plain_turn() -> None:
    async def use(call: TextCall) -> None:
        await call.start()
        await call.say("my air conditioner stopped cooling", barge_in=500.0)
        assert not [event for _, event in call.events if isinstance(event, Said) and event.cut]

    play(use)


def test_hanging_up_ends_in_one_outcome() -> None:
    async def use(call: TextCall) -> None:
        await call.start()
        await call.hang_up()
        await call.hang_up()
        assert call.outcome == "abandoned_early"
        assert sum(isinstance(event, HungUp) for _, event in call.events) == 1

    play(use)


def test_keys() -> None:
    async def use(call: TextCall) -> None:
        await call.start()
        await call.press("0")
        assert call.transfers

    play(use)


def test_the_same_words_give_the_same_call() -> None:
    async def use(call: TextCall) -> None:
        await call.start()
        await call.say("my heater is not working")
        await call.silence(7.0)
        await call.say("no gas smell", barge_in=0.5)

    assert play(use).commands == play(use).commands
