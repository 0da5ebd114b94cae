"""Chat completions through the SDK: streams, tool calls, structure, refusals."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from openai import AsyncOpenAI, BadRequestError

from simulators.openai import Answer, OpenAiServer, Plan, Profile, Rule, Script, call

pytestmark = pytest.mark.integration

Served = Callable[..., Any]

HEAT = Answer("We can come today. Is anybody elderly in the house?")
BOOK = Answer(
    calls=(
        call("hold_window", window_id="wéd-8-12", note="el niño está enfermo"),
        call("check_area", zip="76039"),
    )
)
TOLD = Answer("You are booked, code {code}.")
PLAN = Plan(
    script=Script(
        rules=(
            Rule((HEAT,), said="no heat"),
            Rule((TOLD,), result="hold_window"),
            Rule((BOOK,), said="book"),
        ),
        wrong=0.0,
    )
)
BOOK_IT = [{"role": "user", "content": "book me in"}]


async def streamed(client: AsyncOpenAI, said: str, **how: Any) -> list[Any]:
    how = {"stream_options": {"include_usage": True}} | how
    messages: Any = [{"role": "user", "content": said}]
    stream = await client.chat.completions.create(
        model="gpt-6-luna", messages=messages, stream=True, reasoning_effort="none", **how
    )
    return [chunk async for chunk in stream]


def words(chunks: list[Any]) -> str:
    return "".join(one.choices[0].delta.content or "" for one in chunks if one.choices)


def test_a_stream_is_role_words_reason_usage(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        chunks = await streamed(client, "I have no heat")
        first, *_, last, usage = chunks
        assert first.choices[0].delta.role == "assistant"
        assert words(chunks) == HEAT.text
        assert len(chunks) > 8
        assert last.choices[0].finish_reason == "stop"
        assert [one.choices[0].finish_reason for one in chunks[:-2]] == [None] * (len(chunks) - 2)
        assert usage.choices == []
        assert usage.usage.total_tokens == (
            usage.usage.prompt_tokens + usage.usage.completion_tokens
        )
        assert all(one.model_dump(exclude_unset=True)["usage"] is None for one in chunks[:-1])
        assert len({one.id for one in chunks}) == 1
        assert all(one.obfuscation for one in chunks)

    served(main, PLAN)


def test_what_was_not_asked_for_is_left_out(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        chunks = await streamed(client, "no heat", stream_options={"include_obfuscation": False})
        assert chunks[-1].choices
        assert not any("obfuscation" in one.model_dump(exclude_unset=True) for one in chunks)
        assert not any("usage" in one.model_dump(exclude_unset=True) for one in chunks)

    served(main, PLAN)


def test_the_whole_answer_is_that_of_the_stream(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        messages: Any = [{"role": "user", "content": "no heat here"}]
        whole = await client.chat.completions.create(model="any", messages=messages)
        assert whole.choices[0].message.content == HEAT.text
        assert whole.choices[0].finish_reason == "stop"
        assert whole.usage is not None
        chunks = await streamed(client, "no heat here")
        assert chunks[-1].usage.completion_tokens == whole.usage.completion_tokens

    served(main, PLAN)


def test_tool_calls_come_in_fragments_that_tear_escapes_and_join_by_index(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        chunks = await streamed(client, "book me in")
        made: dict[int, dict[str, str]] = {}
        fragments: list[str] = []
        for one in chunks:
            for part in (one.choices[0].delta.tool_calls or []) if one.choices else []:
                if part.id:
                    made[part.index] = {"name": part.function.name, "arguments": ""}
                    assert part.function.arguments == ""
                else:
                    assert part.function.name is None
                    fragments.append(part.function.arguments)
                    made[part.index]["arguments"] += part.function.arguments
        assert made[0]["name"] == "hold_window"
        assert json.loads(made[0]["arguments"])["note"] == "el niño está enfermo"
        assert json.loads(made[1]["arguments"]) == {"zip": "76039"}
        whole = "".join(made[index]["arguments"] for index in made)
        assert "\\u00e9" in whole
        assert not any("\\u00e9" in one for one in fragments)
        assert not any("window_id" in one for one in fragments)
        assert chunks[-2].choices[0].finish_reason == "tool_calls"

    served(main, PLAN)


def test_a_tool_result_is_answered_with_what_it_says(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        asked: list[Any] = list(BOOK_IT)
        first = await client.chat.completions.create(model="any", messages=asked)
        message = first.choices[0].message
        assert message.content is None
        asked.append(message.model_dump(exclude_none=True))
        for made in message.tool_calls or []:
            told = json.dumps({"code": "HX42"})
            asked.append({"role": "tool", "tool_call_id": made.id, "content": told})
        second = await client.chat.completions.create(model="any", messages=asked)
        assert second.choices[0].message.content == "You are booked, code HX42."

    served(main, PLAN)


def test_the_model_stops_at_the_tokens_it_may_use(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        chunks = await streamed(client, "no heat", max_completion_tokens=4)
        assert HEAT.text.startswith(words(chunks))
        assert words(chunks) != HEAT.text
        assert chunks[-2].choices[0].finish_reason == "length"

    served(main, PLAN)


def test_what_no_rule_fits_is_asked_again(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        assert words(await streamed(client, "purple")) == Script().otherwise.text
        assert server.answers[-1].said == "purple"

    served(main)


def test_words_take_their_time(served: Served) -> None:
    """Lower bounds only: 12 tokens at 100 a second, thinking on top unless it is turned off."""

    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        before = server.now
        await streamed(client, "no heat")
        assert server.now - before >= 0.22
        server.plan = Plan(script=PLAN.script, profile=Profile(thinking=0.3))
        before = server.now
        messages: Any = [{"role": "user", "content": "no heat"}]
        answer = await client.chat.completions.create(model="gpt-6-luna", messages=messages)
        assert server.now - before >= 0.3
        assert answer.usage is not None
        assert answer.usage.completion_tokens_details is not None
        assert answer.usage.completion_tokens_details.reasoning_tokens == 256

    served(main, Plan(script=PLAN.script, profile=Profile(first_token=0.1, tokens_per_s=100)))


UNANSWERED = [
    *BOOK_IT,
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "x", "arguments": "{}"}}
        ],
    },
]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"messages": UNANSWERED}, None),
        ({"messages": [*UNANSWERED, *BOOK_IT]}, None),
        ({"messages": [*BOOK_IT, {"role": "tool", "tool_call_id": "x", "content": "y"}]}, None),
        ({"messages": [{"role": "robot", "content": "x"}]}, "invalid_value"),
        ({"model": "gpt-6-luna", "max_tokens": 5}, "unsupported_parameter"),
        ({"model": "gpt-6-luna", "temperature": 0.2}, "unsupported_value"),
        ({"stream_options": {"include_usage": True}}, "invalid_value"),
        ({"messages": [{"role": "user", "content": "x " * 200}]}, "context_length_exceeded"),
    ],
)
def test_the_service_refuses_what_it_cannot_take(
    served: Served, change: dict[str, Any], code: str | None
) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        request: Any = {"model": "any", "messages": BOOK_IT} | change
        with pytest.raises(BadRequestError) as caught:
            await client.chat.completions.create(**request)
        assert caught.value.code == code
        assert caught.value.type == "invalid_request_error"

    served(main, Plan(context=150))


def test_temperature_is_taken_where_nothing_is_thought_over(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        assert await streamed(client, "no heat", temperature=0.2)

    served(main, PLAN)
