"""The level of service of a running node, seen and set by command, live calls included."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agent.call.journal import read
from agent.events import LevelChanged
from agent.llm.openai_chat import OpenAiChat, Options
from simulators.openai import OpenAiServer, Plan, Script

pytestmark = pytest.mark.integration

LIMIT_S = 60
OFFICE = "+12145550100"
BOOKING = (
    "my air conditioner is not cooling",
    "no nothing like that",
    "no",
    "seven five two zero one",
    "robert hill",
    "the number i am calling from",
    "twelve fourteen maple street",
    "yes",
    "any day is fine",
    "the first one please",
    "yes please",
    "no thank you goodbye",
)
LEVELS = (0, 1, 2, 0)


async def until(true: Callable[[], Any]) -> None:
    while not true():  # noqa: ASYNC110  # looks from outside
        await asyncio.sleep(0.05)


async def set_level(made: Any, level: int) -> None:
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{made.node.port}") as client,
        client.put("/v1/level", json={"level": level, "why": "drill"}) as answer,
    ):
        assert (await answer.json())["level"] == level


def filled(call: Any) -> dict[str, Any]:
    slots = call.state.slots
    known = {name: getattr(slots, name) for name in slots.__struct_fields__}
    return {name: value for name, value in known.items() if value}


def on_a_node(rig: Any, use: Callable[[Any], Awaitable[None]]) -> None:
    """A node with language models that are there and have nothing to say, and a quick voice."""

    async def main() -> None:
        plan = Plan(script=Script(wrong=0.0))
        async with asyncio.timeout(3 * LIMIT_S), OpenAiServer(plan) as server:
            options = Options(api_key=plan.key, base_url=server.base_url, model="m", effort="none")
            model = OpenAiChat(options)
            async with rig(models={0: model, 1: model}, quick=True) as made:
                await use(made)
            await model.close()

    asyncio.run(main())


def test_a_call_through_all_levels_keeps_what_it_knows_and_books(rig: Any) -> None:
    async def use(made: Any) -> None:
        _, caller = await made.dial(*BOOKING)
        await until(lambda: list(made.node.switchboard))
        (line,) = made.node.switchboard
        for said, level in zip((1, 4, 6, 8), LEVELS, strict=True):
            await until(lambda least=said: len(BOOKING) - len(caller.lines) >= least)
            before = filled(line.call)
            await set_level(made, level)
            assert line.call.state.level == level
            assert before.items() <= filled(line.call).items()
        assert len(filled(line.call)) > 3
        await until(lambda: not len(made.node.switchboard))
        (row,) = await made.rows("calls")
        assert row["outcome"] == "booked", "\n".join(
            turn["text"] for turn in await made.rows("turns")
        )
        (visit,) = await made.rows("appointments")
        assert visit["status"] == "booked"
        levels = [
            entry.event.level
            for entry in read(Path(row["journal"])).entries
            if isinstance(entry.event, LevelChanged)
        ]
        assert levels == [0, 1, 2, 0]

    on_a_node(rig, use)


def test_where_nothing_works_callers_hear_the_safety_line_and_people_are_rung(rig: Any) -> None:
    async def use(made: Any) -> None:
        await made.dial(BOOKING[0])
        await until(lambda: list(made.node.switchboard))
        (line,) = made.node.switchboard
        await until(lambda: line.call._started)
        await set_level(made, 3)
        await until(lambda: not len(made.node.switchboard))
        said = " ".join(turn["text"] for turn in await made.rows("turns"))
        assert "smell gas" in said
        assert "911" in said
        (transfer, *_) = await made.rows("transfers")
        assert transfer["target"] == OFFICE

    on_a_node(rig, use)


def test_a_schedule_is_shown_set_and_cleared_by_command(
    rig: Any, voicectl: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), rig() as made:
            url = ("--url", f"http://127.0.0.1:{made.node.port}")
            assert await voicectl("level", "schedule", "00:00-24:00=3", *url) == 0
            shown = capsys.readouterr().out
            assert "level 3 (people only): scheduled 00:00-24:00=3" in shown
            assert await voicectl("level", "show", *url) == 0
            assert "scheduled: 00:00-24:00=3" in capsys.readouterr().out
            assert await voicectl("level", "schedule", "always=3", *url) == 1
            assert "22:00-06:00=2" in capsys.readouterr().err
            assert await voicectl("level", "schedule", "--clear", *url) == 0
            assert "scheduled:" not in capsys.readouterr().out

    asyncio.run(main())


def test_figures_are_there_for_collectors(rig: Any) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), rig() as made:
            talk, _ = await made.dial()
            await until(lambda: talk.stream and talk.stream.marks_out)
            await talk.hang_up()
            await until(lambda: not len(made.node.switchboard))
            async with (
                aiohttp.ClientSession(f"http://127.0.0.1:{made.node.port}") as client,
                client.get("/metrics") as answer,
                client.get("/health") as health,
            ):
                lines = (await answer.text()).splitlines()
                parts = (await health.json())["parts"]
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            found = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
            assert found["voicectl_calls_live"] == "0"
            assert float(found["voicectl_frames_sent_total"]) > 10
            assert int(found['voicectl_used_total{service="carrier",unit="minutes"}']) == 1
            provider = 'provider="twilio",operation="calls"'
            for name in ("failures", "retries", "failovers", "reconnects"):
                assert found[f"voicectl_provider_{name}_total{{{provider}}}"] == "0"
            assert found[f'voicectl_provider_circuit{{{provider},state="closed"}}'] == "1"
            assert parts["costs"]["without_price"] == ["carrier minutes"]
            assert parts["speaking"]["frames"] > 10
            (row,) = await made.rows("calls")
            remarks = read(Path(row["journal"])).remarks
            assert [one.about for one in remarks if one.what == "cost"] == [
                "0.00 cents: carrier minutes 1"
            ]

    asyncio.run(main())


def test_a_level_set_by_hand_reaches_a_live_call(
    rig: Any, voicectl: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), rig() as made:
            url = f"http://127.0.0.1:{made.node.port}"
            assert await voicectl("level", "show", "--url", url, "--json") == 0
            out = capsys.readouterr().out
            shown = json.loads(out[out.index("{") :])
            assert (shown["level"], shown["why"]) == (2, "no language model is set up")
            await made.dial("hello")
            while not list(made.node.switchboard):  # noqa: ASYNC110  # looks from outside
                await asyncio.sleep(0.05)
            assert await voicectl("level", "set", "3", "--for", "10m", "--url", url) == 0
            assert "level 3 (people only, for 10 more minutes)" in capsys.readouterr().out
            (line,) = made.node.switchboard
            assert line.call.state.level == 3
            assert await voicectl("level", "auto", "--url", url) == 0
            assert "level 2 (rules)" in capsys.readouterr().out
            assert await voicectl("level", "set", "2", "--for", "soon", "--url", url) == 2

    asyncio.run(main())
