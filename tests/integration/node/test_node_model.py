"""A whole call in which the simulated language model answers a question, or fails to."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from agent.call.journal import read
from agent.events import AskModel, Event, LevelChanged, ModelCall, ModelClause, ModelFailed, Say
from agent.llm.openai_chat import OpenAiChat, Options
from simulators.openai import Answer, Fault, OpenAiServer, Plan, Rule, Script, call

pytestmark = pytest.mark.integration

LIMIT_S = 60
LINE = "who owns the company"


def answered(
    rig: Any, *answers: Answer, faults: Sequence[Fault] = (), share: int = 100
) -> tuple[list[Event], list[str], list[Any]]:
    """Events and sentences in the journal of a call of one question, and what the service got."""

    async def main() -> tuple[list[Event], list[str], list[Any]]:
        plan = Plan(script=Script(rules=(Rule(answers, said=LINE),), wrong=0.0))
        async with asyncio.timeout(LIMIT_S), OpenAiServer(plan) as server:
            server.faults += faults
            model = OpenAiChat(
                Options(
                    api_key=plan.key, base_url=server.base_url, model="some-model", effort="none"
                )
            )
            shares = {"llm_answers": share, "llm_readings": share}
            async with rig(models={0: model}, flags=shares) as made:
                talk, _ = await made.dial(LINE)
                while len((found := await entries(made))[1]) < 3:  # noqa: ASYNC110  # from outside
                    await asyncio.sleep(0.05)
                await asyncio.sleep(1.0)
                found = await entries(made)
                await talk.hang_up()
            await model.close()
            return *found, [request.body for request in server.requests]

    return asyncio.run(main())


async def entries(made: Any) -> tuple[list[Event], list[str]]:
    """All events and all sentences so far."""
    rows = await made.rows("calls")
    path = Path(rows[0]["journal"]) if rows and rows[0]["journal"] else None
    if path is None or not path.is_file():
        return [], []
    found = list(read(path).entries)
    said = [one.text for entry in found for one in entry.commands if isinstance(one, Say)]
    asked = [one for entry in found for one in entry.commands if isinstance(one, AskModel)]
    events = [entry.event for entry in found]
    return events, said if asked or not any(isinstance(e, LevelChanged) for e in events) else []


def test_a_fact_chosen_by_the_model_is_said(rig: Any) -> None:
    events, said, bodies = answered(rig, Answer("A service visit is eighty-nine dollars."))
    assert ModelClause in map(type, events)
    assert "A service visit is eighty-nine dollars." in said
    assert LINE in bodies[0]["messages"][-1]["content"]


def test_a_lie_is_replaced_by_our_own_words(rig: Any) -> None:
    events, said, _ = answered(rig, Answer("The visit is free, I promise."))
    assert ModelClause in map(type, events)
    assert not [text for text in said if "free" in text]


def test_a_proposal_becomes_our_own_sentence(rig: Any) -> None:
    events, said, _ = answered(rig, Answer(calls=(call("quote_fee"),)))
    assert ModelCall in map(type, events)
    assert [text for text in said if "eighty-nine" in text]


def test_a_failing_service_is_not_noticed_by_the_caller(rig: Any) -> None:
    events, said, _ = answered(rig, Answer("Nothing."), faults=[Fault(status=500)] * 9)
    assert ModelFailed in map(type, events)
    assert said[-1].endswith("?")


def test_a_call_outside_the_rollout_is_served_by_rules(rig: Any) -> None:
    events, _, bodies = answered(rig, Answer("Nothing."), share=0)
    assert LevelChanged not in map(type, events)
    assert bodies == []


def test_the_probe_asks_like_a_call() -> None:
    async def main() -> list[Any]:
        async with OpenAiServer(Plan()) as server:
            options = Options(
                api_key=server.plan.key, base_url=server.base_url, model="m", effort="none"
            )
            model = OpenAiChat(options)
            await model.probe()
            await model.close()
            return [request.body for request in server.requests]

    (body,) = asyncio.run(main())
    assert body["stream"] is True
