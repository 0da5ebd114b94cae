"""Streamed answers of a chat model through the official SDK, from the simulated service."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

import pytest

from agent.dialogue import prompting
from agent.dialogue.step import at, begin, step
from agent.events import AskModel, CallStarted, Heard, LevelChanged
from agent.llm.meter import Meter, unmetered
from agent.llm.openai_chat import OpenAiChat, Options
from agent.ports import Finished, ModelPart, Proposed, ProviderError, Sentence
from agent.profile.load import load_default
from agent.prompt import Prompt
from simulators.openai import (
    Answer,
    Fault,
    OpenAiServer,
    Plan,
    Rule,
    Script,
    ToolCall,
    call,
)

pytestmark = pytest.mark.integration

QUESTION = "who owns the company"
PLAN = Plan()
OPTIONS = Options(api_key=PLAN.key, base_url="", model="some-model", effort="none")
TWO = Answer("We're open Saturday 8:00 a.m. to 12:00 p.m. only. We offer financing.")
GOOD = call("answer_faq", topic="fee")
BAD = ToolCall("answer_faq", '{"topic": 7}')
UNKNOWN = ToolCall("refund_payment", "{}")


def the_prompt() -> Prompt:
    """What a real call would ask."""
    profile, state, asked = load_default(), begin(), []
    started = CallStarted(call_sid="CA1", conversation_id="C1", now="2026-11-23T09:10:00-06:00")
    for event in (started, LevelChanged(level=0), Heard(text=QUESTION)):
        state, commands = step(profile, at(state, 1.0), event)
        asked += [one for one in commands if isinstance(one, AskModel)]
    return prompting.prompt(profile, state, asked[0])


def ask(
    *answers: Answer,
    faults: tuple[Fault, ...] = (),
    patience: float = 5.0,
    options: Options = OPTIONS,
    until: Callable[[ModelPart], bool] = lambda part: False,
    meter: Meter = unmetered,
) -> tuple[list[ModelPart | ProviderError], OpenAiServer]:
    """All parts of one answer, the error that ended them, and the service.

    The service says `answers` one after the other.
    """

    async def main() -> tuple[list[ModelPart | ProviderError], OpenAiServer]:
        plan = replace(PLAN, script=Script(hostile=answers or (TWO,)))
        async with OpenAiServer(plan) as server:
            server.faults += faults
            model = OpenAiChat(replace(options, base_url=server.base_url), meter)
            parts: list[ModelPart | ProviderError] = []
            try:
                async with aclosing(model.stream(the_prompt(), patience=patience)) as stream:
                    async for part in stream:
                        parts.append(part)
                        if until(part):
                            break
            except ProviderError as error:
                parts.append(error)
            finally:
                await model.close()
            return parts, server

    return asyncio.run(main())


def fault_of(parts: list[ModelPart | ProviderError]) -> str:
    assert isinstance(parts[-1], ProviderError)
    assert PLAN.key not in str(parts[-1])
    return parts[-1].fault


def test_sentences_come_whole_and_the_end_names_model_and_prompt() -> None:
    parts, server = ask()
    assert parts == [
        Sentence("We're open Saturday 8:00 a.m. to 12:00 p.m. only."),
        Sentence("We offer financing."),
        Finished(f"some-model@{prompting.digest(reading=False)}"),
    ]
    (request,) = server.requests
    body = request.body
    assert body["stream"] is True
    assert body["store"] is False
    assert body["reasoning_effort"] == "none"
    assert body["max_completion_tokens"] == prompting.ANSWER_TOKENS
    assert [one["role"] for one in body["messages"]] == ["system", "user"]
    names = {tool["function"]["name"] for tool in body["tools"]}
    assert {"answer_faq", "report_hazard"} <= names
    assert "set_consent" not in names


def test_tokens_are_counted_as_the_service_tells_them_or_as_they_seem() -> None:
    used: list[tuple[int, int]] = []

    def count(read: int, written: int) -> None:
        used.append((read, written))

    ask(meter=count)
    ask(meter=count, until=lambda part: True)
    ask(meter=count, faults=(Fault(status=500),))
    (read, written), (seemed, some) = used
    assert read > 500
    assert written > 10
    assert 0.5 < seemed / read < 2.0
    assert 0 < some <= written


def test_torn_and_padded_chunks_change_nothing() -> None:
    assert ask(faults=(Fault(torn=True),))[0] == ask()[0]


def test_a_proposal_is_put_together_from_its_fragments() -> None:
    parts, server = ask(Answer(calls=(GOOD, call("get_tips", issue_code="vents"))))
    assert parts[:2] == [
        Proposed("answer_faq", '{"topic": "fee"}'),
        Proposed("get_tips", '{"issue_code": "vents"}'),
    ]
    assert isinstance(parts[2], Finished)
    assert len(server.requests) == 1


@pytest.mark.parametrize("wrong", [BAD, UNKNOWN, ToolCall("answer_faq", '{"topic": "fe')])
def test_a_wrong_proposal_is_asked_for_once_more(wrong: ToolCall) -> None:
    parts, server = ask(Answer(calls=(wrong,)), Answer(calls=(GOOD,)))
    assert parts[0] == Proposed("answer_faq", '{"topic": "fee"}')
    second = server.requests[1].body["messages"]
    assert [one["role"] for one in second] == ["system", "user", "assistant", "tool"]
    assert second[3]["content"].startswith("refused")


def test_two_wrong_proposals_are_a_failure() -> None:
    parts, server = ask(Answer(calls=(BAD,)), Answer(calls=(BAD,)))
    assert fault_of(parts) == "broken"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(middle="end"),
        Fault(middle="reset"),
        Fault(middle="error"),
        Fault(finish="length"),
        Fault(finish="content_filter"),
    ],
)
def test_an_answer_that_breaks_off_is_broken_and_its_rest_is_not_told(fault: Fault) -> None:
    parts, _ = ask(faults=(fault,))
    assert fault_of(parts) == "broken"
    assert Sentence("We offer financing.") not in parts


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(status=500), "broken"),
        (Fault(status=401), "auth"),
        (Fault(status=429), "quota"),
        (Fault(cut=True), "broken"),
        (Fault(stall=9.0), "slow"),
        (Fault(first=9.0), "slow"),
        (Fault(middle="stall"), "slow"),
    ],
)
def test_each_failure_has_its_fault_and_none_is_retried(fault: Fault, kind: str) -> None:
    options = replace(OPTIONS, between=0.4)
    parts, server = ask(faults=(fault,), patience=0.6, options=options)
    assert fault_of(parts) == kind
    assert len(server.requests) == 1


def test_an_empty_answer_is_just_finished() -> None:
    (part,) = ask(faults=(Fault(content=""),))[0]
    assert isinstance(part, Finished)


def test_a_reader_who_leaves_ends_the_request() -> None:
    parts, _ = ask(Answer("One is said. " * 200), until=lambda part: True)
    assert parts == [Sentence("One is said.")]


def test_endless_text_is_handed_on_in_pieces() -> None:
    parts, _ = ask(Answer("and so on " * 100))
    texts = [part.text for part in parts if isinstance(part, Sentence)]
    assert len(texts) >= 2
    assert all(len(text) < 400 for text in texts)


def test_a_script_that_is_wrong_at_times_never_breaks_the_adapter() -> None:
    """Every answer is whole, or ends in a fault of the closed set."""

    async def main() -> None:
        rule = Rule((Answer("A visit is $89."), Answer(calls=(GOOD,))))
        plan = replace(PLAN, script=Script(rules=(rule,), wrong=0.5))
        async with OpenAiServer(plan) as server:
            model = OpenAiChat(replace(OPTIONS, base_url=server.base_url))
            ends = []
            for _ in range(30):
                try:
                    ends.append([part async for part in model.stream(the_prompt(), patience=5.0)])
                except ProviderError as error:
                    ends.append(error.fault)
            await model.close()
            assert any(answer.wrong for answer in server.answers)
        assert {end for end in ends if isinstance(end, str)} <= {"broken"}
        assert all(isinstance(end[-1], Finished) for end in ends if isinstance(end, list))

    asyncio.run(main())
