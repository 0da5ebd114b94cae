"""The official SDK against the simulated service on a free port."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from agent.events import Guess
from agent.intent.escalating import Escalating
from agent.llm import intent_prompt
from agent.llm.openai_intents import OpenAiIntents, Options
from agent.ports import ProviderError
from agent.resilience.deadlines import Deadlines
from agent.resilience.guarded import Guards
from simulators.openai import Fault, OpenAiServer, Opinion, Plan

pytestmark = pytest.mark.integration

PLAN = Plan(table={"sideways": Opinion("strange_noise_or_smell", 0.85)})
TEXT = "the thing in the attic went sideways again"
OPTIONS = Options(api_key=PLAN.key, base_url="", model="some-model", effort="none", timeout=5.0)
QUICK = Deadlines(connect=0.3, first=0.3, between=0.3, total=0.3, spoken=0.3)
GARBLED = Fault(content="It is probably a noise.")


def classify(
    *faults: Fault, text: str = TEXT, options: Options = OPTIONS, plan: Plan = PLAN
) -> tuple[Guess | ProviderError | None, OpenAiServer]:
    """One utterance, with these faults on the way."""

    async def main() -> tuple[Guess | ProviderError | None, OpenAiServer]:
        async with OpenAiServer(plan) as server:
            server.faults += faults
            adapter = OpenAiIntents(replace(options, base_url=server.base_url))
            await adapter.start()
            try:
                return await adapter.classify(text), server
            except ProviderError as error:
                return error, server
            finally:
                await adapter.close()

    return asyncio.run(main())


def fault_after(*faults: Fault, **how: Any) -> str:
    found, _ = classify(*faults, **how)
    assert isinstance(found, ProviderError)
    assert PLAN.key not in str(found)
    return found.fault


def test_a_good_answer_is_a_guess_that_names_model_and_prompt() -> None:
    found, server = classify()
    assert isinstance(found, Guess)
    assert found.ranked[0] == ("strange_noise_or_smell", 0.85)
    assert found.model == f"some-model@{intent_prompt.digest()}"
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.body["model"] == "some-model"
    assert request.body["reasoning_effort"] == "none"
    assert request.body["store"] is False
    schema = request.body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["label"]["enum"] == list(intent_prompt.LABELS)


def test_numbers_stay_at_home() -> None:
    _, server = classify(text="i'm at 1214 oak and my number is two one four five five five")
    sent = str(server.requests[0].body)
    assert "i'm at # oak and my number is #" in sent
    assert "1214" not in sent


def test_a_model_that_takes_no_effort_gets_none() -> None:
    _, server = classify(options=replace(OPTIONS, effort=""))
    assert "reasoning_effort" not in server.requests[0].body


def test_a_model_that_reasons_first_has_room_for_it() -> None:
    """Its thoughts count as tokens of the answer; a tight cap would cut every answer off."""
    _, server = classify(options=replace(OPTIONS, effort="low"))
    assert server.requests[0].body["reasoning_effort"] == "low"
    assert server.requests[0].body["max_completion_tokens"] >= 500


def test_no_words_are_not_sent() -> None:
    found, server = classify(text="  ")
    assert found is None
    assert not server.requests


def test_an_answer_that_cannot_be_read_is_asked_for_once_more() -> None:
    found, server = classify(GARBLED)
    assert isinstance(found, Guess)
    assert found.ranked[0][0] == "strange_noise_or_smell"
    assert [one["role"] for one in server.requests[1].body["messages"]] == [
        "system",
        "user",
        "assistant",
        "user",
    ]


@pytest.mark.parametrize(
    "bad",
    [
        GARBLED,
        Fault(content=""),
        Fault(content='{"label": "no_such_label"}'),
        Fault(finish="length"),
        Fault(finish="content_filter"),
    ],
)
def test_two_answers_that_cannot_be_read_are_broken(bad: Fault) -> None:
    found, server = classify(bad, bad)
    assert isinstance(found, ProviderError)
    assert found.fault == "broken"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(status=403, code="unsupported_country"), "auth"),
        (Fault(status=429, code="rate_limit_exceeded"), "quota"),
        (Fault(status=429, code="insufficient_quota"), "quota"),
        (Fault(status=500), "broken"),
        (Fault(status=503, body="<html>overloaded</html>"), "broken"),
        (Fault(body="<html>a login page</html>"), "broken"),
        (Fault(cut=True), "broken"),
    ],
)
def test_failures_have_names_and_are_not_tried_again(fault: Fault, outcome: str) -> None:
    found, server = classify(fault)
    assert isinstance(found, ProviderError)
    assert found.fault == outcome
    assert len(server.requests) == 1


def test_a_wrong_key_is_a_matter_of_auth() -> None:
    assert fault_after(options=replace(OPTIONS, api_key="sk-wrong")) == "auth"


def test_a_retired_model_is_broken() -> None:
    found, _ = classify(plan=replace(PLAN, retired=frozenset({"some-model"})))
    assert isinstance(found, ProviderError)
    assert (found.fault, "model_not_found" in found.detail) == ("broken", True)


def test_a_stall_is_slow_within_the_deadline() -> None:
    assert fault_after(Fault(stall=60.0), options=replace(OPTIONS, timeout=0.2)) == "slow"


def test_the_second_try_has_no_time_of_its_own() -> None:
    """Either answer alone would be in time, both together are not."""
    stalled = (replace(GARBLED, stall=0.6), Fault(stall=0.6))
    assert fault_after(*stalled, options=replace(OPTIONS, timeout=1.0)) == "slow"


def test_a_service_that_is_not_there_is_broken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    async def main() -> str:
        adapter = OpenAiIntents(replace(OPTIONS, base_url=f"http://127.0.0.1:{port}/v1"))
        try:
            await adapter.classify(TEXT)
        except ProviderError as error:
            return error.fault
        finally:
            await adapter.close()
        return ""

    assert asyncio.run(main()) == "broken"


def test_health_counts_what_was_asked_and_what_failed() -> None:
    async def main() -> dict[str, Any]:
        async with OpenAiServer(PLAN) as server:
            adapter = OpenAiIntents(replace(OPTIONS, base_url=server.base_url))
            server.faults.append(Fault(status=429))
            for _ in range(2):
                try:
                    await adapter.classify(TEXT)
                except ProviderError:
                    continue
            await adapter.close()
            return adapter.health()

    health = asyncio.run(main())
    assert (health["asked"], health["faults"]) == (2, {"quota": 1})
    assert "ok" not in health  # the node answers calls without it


# --- behind the local model ---------------------------------------------------------------------


class Local:
    """An unsure local model."""

    async def classify(self, text: str) -> Guess | None:
        return Guess(ranked=(("pricing", 0.3),), model="local")


def escalated(faults: Sequence[Fault], text: str = TEXT) -> tuple[str, OpenAiServer]:
    async def main() -> tuple[str, OpenAiServer]:
        async with OpenAiServer(PLAN) as server:
            server.faults += faults
            remote = OpenAiIntents(replace(OPTIONS, base_url=server.base_url))
            guard = Guards().add("openai", "intent", deadlines=QUICK, probe=remote.probe)
            both = Escalating(Local(), remote, guard, threshold=0.6)
            found = await both.classify(text)
            await remote.close()
            assert found is not None
            return found.ranked[0][0], server

    return asyncio.run(main())


def test_an_unsure_local_model_is_helped() -> None:
    assert escalated([])[0] == "strange_noise_or_smell"


def test_a_stalled_service_leaves_the_local_guess() -> None:
    assert escalated([Fault(stall=60.0)])[0] == "pricing"


def test_a_danger_is_not_even_sent() -> None:
    label, server = escalated([], "i smell gas and the thing went sideways")
    assert label == "pricing"
    assert not server.requests
