"""What can go wrong within a streamed answer, as the SDK's user sees it."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import openai
import pytest
from openai import AsyncOpenAI

from simulators.openai import Answer, Fault, OpenAiServer, Plan, Rule, Script, ToolCall, call

pytestmark = pytest.mark.integration

Served = Callable[..., Any]

TEXT = "Está bien, we have Tuesday between eight and twelve: ¿le conviene?"
PLAN = Plan(script=Script(rules=(Rule((Answer(TEXT),)),), wrong=0.0))
ASKED: Any = [{"role": "user", "content": "hello"}]


class Heard:
    """What a stream gave before it ended."""

    def __init__(self) -> None:
        self.text = ""
        self.arguments = ""
        self.tool = ""
        self.finish: str | None = None
        self.error: Exception | None = None


def streamed(served: Served, fault: Fault, plan: Plan = PLAN) -> Heard:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> Heard:
        heard = Heard()
        server.faults.append(fault)
        stream = await client.chat.completions.create(model="any", messages=ASKED, stream=True)
        try:
            async for chunk in stream:
                (choice,) = chunk.choices
                heard.text += choice.delta.content or ""
                for part in choice.delta.tool_calls or []:
                    assert part.function is not None
                    heard.tool += part.function.name or ""
                    heard.arguments += part.function.arguments or ""
                heard.finish = choice.finish_reason
        except Exception as error:  # the test says which
            heard.error = error
        return heard

    heard: Heard = served(main, plan, timeout=httpx2.Timeout(5.0, read=0.4))
    return heard


def test_a_stall_ends_by_the_read_timeout(served: Served) -> None:
    heard = streamed(served, Fault(middle="stall"))
    assert isinstance(heard.error, openai.APITimeoutError)
    assert 0 < len(heard.text) < len(TEXT)


def test_a_silent_truncation_has_no_reason_and_no_error(served: Served) -> None:
    heard = streamed(served, Fault(middle="end", after=5))
    assert heard.error is None
    assert heard.finish is None
    assert TEXT.startswith(heard.text)
    assert heard.text != TEXT


def test_an_error_object_in_the_middle_is_raised(served: Served) -> None:
    heard = streamed(served, Fault(middle="error", code="server_error"))
    assert type(heard.error) is openai.APIError
    assert heard.error.code == "server_error"
    assert heard.text


def test_a_reset_inside_a_chunk_is_a_lost_connection(served: Served) -> None:
    heard = streamed(served, Fault(middle="reset"))
    assert isinstance(heard.error, openai.APIConnectionError)
    assert heard.finish is None


def test_a_pause_only_delays(served: Served) -> None:
    heard = streamed(served, Fault(middle="pause", gap=0.05))
    assert (heard.error, heard.text, heard.finish) == (None, TEXT, "stop")


def test_a_slow_first_token_comes_after_the_headers(served: Served) -> None:
    assert isinstance(streamed(served, Fault(first=5.0)).error, openai.APITimeoutError)
    assert streamed(served, Fault(first=0.05)).text == TEXT


def test_characters_torn_on_the_wire_are_whole_in_the_end(served: Served) -> None:
    assert streamed(served, Fault(torn=True)).text == TEXT


def test_an_empty_answer_is_a_role_and_a_stop(served: Served) -> None:
    heard = streamed(served, Fault(content=""))
    assert (heard.text, heard.finish, heard.error) == ("", "stop", None)


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_an_answer_that_was_stopped_is_cut(served: Served, finish: str) -> None:
    heard = streamed(served, Fault(finish=finish))
    assert heard.finish == finish
    assert TEXT.startswith(heard.text)
    assert heard.text != TEXT


def test_arguments_that_were_stopped_are_no_json(served: Served) -> None:
    booked = Answer(calls=(call("book", window="tuesday"),))
    plan = Plan(script=Script(rules=(Rule((booked,)),), wrong=0.0))
    heard = streamed(served, Fault(finish="length"), plan)
    assert heard.finish == "length"
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(heard.arguments)


def test_malformed_calls_come_as_the_fault_says(served: Served) -> None:
    heard = streamed(served, Fault(calls=(ToolCall("no_such_tool", '{"win'),)))
    assert (heard.tool, heard.arguments, heard.finish) == ("no_such_tool", '{"win', "tool_calls")
