"""The responses API through the SDK, and what its stream looks like on the wire."""

import json
from collections.abc import Callable
from typing import Any

import openai
import pytest
from aiohttp import ClientSession
from openai import AsyncOpenAI

from simulators.openai import Answer, Fault, OpenAiServer, Plan, Rule, Script, call

pytestmark = pytest.mark.integration

Served = Callable[..., Any]

HELLO = Answer("Good morning, how can we help?")
AREA = Answer(calls=(call("check_area", zip="76039"), call("get_visit", code="HX42")))
PLAN = Plan(
    script=Script(
        rules=(
            Rule((Answer("Yes, {city} is ours."),), result="check_area"),
            Rule((AREA,), said="come to"),
            Rule((HELLO,)),
        ),
        wrong=0.0,
    )
)


async def streamed(client: AsyncOpenAI, said: Any, **how: Any) -> list[Any]:
    stream = await client.responses.create(model="gpt-6-luna", input=said, stream=True, **how)
    return [event async for event in stream]


def test_words_come_between_created_and_completed(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        events = await streamed(client, "hello")
        assert [one.sequence_number for one in events] == list(range(len(events)))
        deltas = [one for one in events if one.type == "response.output_text.delta"]
        kinds = [one.type for one in events if one not in deltas]
        assert kinds == [
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed",
        ]
        last = events[-1].response
        assert "".join(one.delta for one in deltas) == HELLO.text == last.output_text
        assert last.usage.total_tokens == last.usage.input_tokens + last.usage.output_tokens
        assert {one.item_id for one in deltas} == {last.output[0].id}

    served(main, PLAN)


def test_every_event_is_named_and_nothing_says_done(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        headers = {"Authorization": f"Bearer {server.plan.key}"}
        body = {"model": "any", "input": "hello", "stream": True}
        async with (
            ClientSession(headers=headers) as session,
            session.post(server.base_url + "/responses", json=body) as answer,
        ):
            text = await answer.text()
        events = [one.split("\n") for one in text.strip().split("\n\n")]
        for name, data in events:
            assert name == "event: " + json.loads(data.removeprefix("data: "))["type"]
        assert "[DONE]" not in text

    served(main, PLAN)


def test_calls_are_items_and_their_results_are_answered(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        said: list[Any] = [{"role": "user", "content": "do you come to 76039?"}]
        events = await streamed(client, said)
        written: dict[str, str] = {}
        for one in events:
            if one.type == "response.function_call_arguments.delta":
                written[one.item_id] = written.get(one.item_id, "") + one.delta
        items = events[-1].response.output
        assert [json.loads(text) for text in written.values()] == [
            {"zip": "76039"},
            {"code": "HX42"},
        ]
        assert [item.arguments for item in items] == list(written.values())
        for item in items:
            said.append(item.model_dump(exclude_none=True))
        for item in items:
            told = json.dumps({"city": "Euless"})
            said.append({"type": "function_call_output", "call_id": item.call_id, "output": told})
        whole = await client.responses.create(model="any", input=said)
        assert whole.output_text == "Yes, Euless is ours."
        assert whole.status == "completed"

    served(main, PLAN)


def test_a_response_that_was_stopped_is_incomplete(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        events = await streamed(client, "hello", max_output_tokens=2)
        assert events[-1].type == "response.incomplete"
        assert events[-1].response.incomplete_details.reason == "max_output_tokens"
        server.faults.append(Fault(finish="content_filter"))
        whole = await client.responses.create(model="any", input="hello")
        assert whole.incomplete_details is not None
        assert whole.incomplete_details.reason == "content_filter"

    served(main, PLAN)


@pytest.mark.parametrize(
    ("fault", "last"),
    [
        (Fault(middle="failed", after=5), "response.failed"),
        (Fault(middle="error", after=5), "error"),
        (Fault(middle="end", after=5), "response.output_text.delta"),
    ],
)
def test_a_stream_may_end_in_other_ways(served: Served, fault: Fault, last: str) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        server.faults.append(fault)
        events = await streamed(client, "hello")
        assert events[-1].type == last
        assert [one.sequence_number for one in events] == list(range(len(events)))
        if last == "response.failed":
            assert events[-1].response.error.code == "server_error"

    served(main, PLAN)


def test_a_response_to_nothing_is_refused(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.BadRequestError):
            await client.responses.create(model="any", input="")

    served(main)
