"""What callers hear beyond the limits and in a heat wave, in calls over the simulated carrier."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agent.call.journal import read
from agent.events import LevelChanged
from agent.http import recorded, twiml
from simulators.openai import OpenAiServer, Plan, Script
from simulators.twilio import Phone, Tape

pytestmark = pytest.mark.integration

OFFICE, ONCALL, SECOND = "+12145550100", "+12145550111", "+12145550112"
CALLER, OTHER, WITHHELD = "+12145550155", "+12145550156", "+266696687"
LIMIT_S = 90
NEVER_LATE = {"lag_rules_ms": 1e6, "lag_recorded_ms": 1e6}
"""A loaded machine is late now and then; these tests are about the other limits."""
ONCE = {"caller": {"burst": 1, "per_hour": 1}, **NEVER_LATE}
FULL = {"extra_calls": 0, **NEVER_LATE}


async def until(true: Callable[[], Any]) -> None:
    while not true():  # noqa: ASYNC110  # looks from outside
        await asyncio.sleep(0.05)


def run(rig: Any, use: Callable[[Any], Awaitable[None]], **more: Any) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), rig(quick=True, **more) as made:
            await use(made)

    asyncio.run(main())


async def health(made: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{made.node.port}") as client,
        client.get("/health") as answer,
    ):
        return dict((await answer.json())["parts"])


async def hold_level(made: Any, level: int) -> None:
    """Keep the node at a level, however late its loop runs."""
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{made.node.port}") as client,
        client.put("/v1/level", json={"level": level, "why": "test"}) as answer,
    ):
        assert (await answer.json())["level"] == level


async def fill_up(made: Any, level: int) -> Any:
    """A first call at this level, which takes the only place."""
    await hold_level(made, level)
    call, _ = await made.dial(from_=OTHER)
    await until(lambda: list(made.node.switchboard))
    return call


def on_a_full_node(rig: Any, use: Callable[[Any], Awaitable[None]], **more: Any) -> None:
    async def filled(made: Any) -> None:
        first = await fill_up(made, 2)
        await use(made)
        await first.hang_up()

    run(rig, filled, server={"max_calls": 1}, limits=FULL, **more)


async def menu_of(made: Any, call: Any) -> None:
    """Wait until the caller is asked."""
    await until(lambda: asked(call, "_Keypad") == 1)
    assert recorded.MENU_WORDS in call.texts


def asked(call: Any, where: str) -> int:
    """How often the carrier has listened for keys, or for a message."""
    stamps = call.recording.stamps
    return sum(one.kind == "connect" and one.detail == where for one in stamps)


class Taker(Tape):
    """An on-call person who takes the call on the whisper."""

    def joined(self, phone: Any) -> None:
        super().joined(phone)
        self._press = asyncio.get_running_loop().create_task(self._take(phone))

    async def _take(self, phone: Any) -> None:
        await until(lambda: "Press 1 to take it." in " ".join(phone.texts))
        await asyncio.sleep(0.1)
        await phone.press("1")
        await asyncio.sleep(0.5)
        await phone.hang_up()


# --- over the limit: the rules, then the recorded line -------------------------------------------


def test_over_the_limit_a_caller_is_served_by_the_rules_alone(rig: Any) -> None:
    async def use(made: Any) -> None:
        first = await fill_up(made, 0)
        second, _ = await made.dial("how much is a visit")
        await until(lambda: len(list(made.node.switchboard)) == 2)
        full, limited = made.node.switchboard
        await until(lambda: limited.call.state.turn and not limited.call.state.speaking)
        assert (full.call.state.level, limited.call.state.level) == (0, 2)
        await second.hang_up()
        await first.hang_up()
        await until(lambda: not len(made.node.switchboard))
        rows = {row["from"]: row for row in await made.rows("calls")}
        said = [one["text"] for one in await made.rows("turns") if one["call_sid"] == second.sid]
        assert "Thanks for calling Test Air" in said[0]
        assert any("eighty-nine dollars" in text for text in said)
        levels = {
            caller: [
                one.event.level
                for one in read(Path(row["journal"])).entries
                if isinstance(one.event, LevelChanged)
            ]
            for caller, row in rows.items()
        }
        assert levels == {OTHER: [0], CALLER: []}
        assert (await health(made))["admission"]["limited"] == {"rules by capacity": 1}

    async def main() -> None:
        from agent.llm.openai_chat import OpenAiChat, Options

        plan = Plan(script=Script(wrong=0.0))
        async with asyncio.timeout(LIMIT_S), OpenAiServer(plan) as server:
            options = Options(api_key=plan.key, base_url=server.base_url, model="m", effort="none")
            model = OpenAiChat(options)
            async with rig(
                models={0: model}, server={"max_calls": 1}, limits=NEVER_LATE, quick=True
            ) as made:
                await use(made)
            await model.close()

    asyncio.run(main())


def test_over_the_second_limit_a_caller_hears_the_safety_line_and_is_called_back(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, _ = await made.dial()
        await menu_of(made, call)
        assert call.texts[:3] == [
            "Thanks for calling Test Air.",
            twiml.SAFETY_WORDS,
            recorded.BUSY_WORDS,
        ]
        assert "hang up" in twiml.SAFETY_WORDS
        assert "call 911" in twiml.SAFETY_WORDS
        await call.press("2")
        assert await call.wait_end() == "completed"
        assert call.texts[-1] == (
            "Thank you. We'll call you back within one business hour. Goodbye."
        )
        (task,) = await made.rows("tasks")
        assert (task["kind"], task["phone"]) == ("callback", CALLER)
        assert not await made.rows("emergencies")

    on_a_full_node(rig, use)


def test_an_emergency_on_the_recorded_line_alerts_and_rings_people(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, _ = await made.dial()
        await menu_of(made, call)
        await call.say("I smell gas in the kitchen")
        await until(lambda: [text for text in made.carrier.texts if text.to == ONCALL])
        assert await call.wait_end() == "completed"
        heard = " ".join(call.texts)
        assert "don't touch any switches" in heard
        assert recorded.ALERTED_WORDS in heard
        assert recorded.HAS_NUMBER_WORDS in heard
        (one,) = await made.rows("emergencies")
        assert (one["rule"], one["tier"], one["phone"]) == ("GAS", "E1", CALLER)
        legs = [leg for leg in made.carrier.calls.values() if leg.direction == "outbound-dial"]
        assert {leg.to for leg in legs} == {ONCALL, SECOND}
        assert "emergency from the recorded line" in " ".join(legs[-1].texts)

    plan = {ONCALL: Phone(outcome="busy", ring=0.2), SECOND: Phone(ring=0.2, party=Taker)}
    on_a_full_node(rig, use, plan=plan)


# --- one caller calls again and again ------------------------------------------------------------


def test_a_flooding_number_is_routed_others_are_served_and_its_emergency_gets_through(
    rig: Any,
) -> None:
    async def use(made: Any) -> None:
        flood = [(await made.dial())[0] for _ in range(4)]
        await until(lambda: sum(recorded.OFTEN_WORDS in call.texts for call in flood) == 2)
        other, _ = await made.dial(from_=OTHER)
        await until(lambda: other.stream is not None)
        routed = [call for call in flood if recorded.OFTEN_WORDS in call.texts]
        assert all(twiml.SAFETY_WORDS in call.texts for call in routed)
        await menu_of(made, routed[0])
        await routed[0].press("1")
        await until(lambda: [text for text in made.carrier.texts if text.to == ONCALL])
        (one,) = await made.rows("emergencies")
        assert (one["call_sid"], one["phone"]) == (routed[0].sid, CALLER)
        assert (await health(made))["admission"]["limited"] == {
            "recorded by caller": 2,
            "rules by caller": 1,
        }
        for call in (*flood, other):
            await call.hang_up()

    run(rig, use, limits=ONCE, plan={ONCALL: Phone(outcome="busy", ring=0.2)})


def test_a_late_loop_sends_new_callers_to_the_recorded_line(rig: Any) -> None:
    async def use(made: Any) -> None:
        call, _ = await made.dial()
        await until(lambda: recorded.BUSY_WORDS in call.texts)
        await call.hang_up()
        assert not len(made.node.switchboard)
        assert (await health(made))["admission"]["limited"] == {"recorded by lag": 1}

    async def main() -> None:
        async with (
            asyncio.timeout(LIMIT_S),
            rig(limits={"lag_recorded_ms": 1e-6}, quick=True) as made,
        ):
            async with aiohttp.ClientSession(f"http://127.0.0.1:{made.node.port}") as client:
                lag = 0.0
                while not lag:  # two looks at the loop
                    async with client.get("/v1/level") as answer:
                        lag = (await answer.json())["loop_lag_ms"]
            await use(made)

    asyncio.run(main())


def test_a_heat_wave_is_heard_in_the_greeting_and_seen(
    rig: Any, voicectl: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async def use(made: Any) -> None:
        url = f"http://127.0.0.1:{made.node.port}"
        assert await voicectl("level", "show", "--url", url) == 0
        assert "heat-wave mode: on, by hand: heat_wave.mode is on" in capsys.readouterr().out
        parts = await health(made)
        assert parts["level"]["heat_wave"]["on"] is True
        assert parts["flags"]["resume_offer"] == 100
        call, _ = await made.dial()
        await until(lambda: call.stream and call.stream.marks_out)
        await call.hang_up()
        await until(lambda: not len(made.node.switchboard))
        said = [turn["text"] for turn in await made.rows("turns") if turn["role"] == "agent"]
        assert said[0].startswith("Test Air")

    run(rig, use, heat_wave={"mode": "on"})
