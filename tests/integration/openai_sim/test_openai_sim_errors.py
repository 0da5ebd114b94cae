"""Documented errors as the SDK raises them, its retries, quotas and outages."""

from collections.abc import Callable
from typing import Any

import openai
import pytest
from aiohttp import ClientSession
from openai import AsyncOpenAI

from simulators.openai import Fault, Limits, OpenAiServer, Outage, Plan

pytestmark = pytest.mark.integration

Served = Callable[..., Any]
ASKED: Any = [{"role": "user", "content": "hello"}]


async def ask(client: AsyncOpenAI, model: str = "any") -> Any:
    return await client.chat.completions.create(model=model, messages=ASKED)


@pytest.mark.parametrize(
    ("fault", "kind", "type_", "code"),
    [
        (Fault(status=400), openai.BadRequestError, "invalid_request_error", None),
        (
            Fault(status=401),
            openai.AuthenticationError,
            "invalid_request_error",
            "invalid_api_key",
        ),
        (
            Fault(status=403),
            openai.PermissionDeniedError,
            "request_forbidden",
            "unsupported_country_region_territory",
        ),
        (Fault(status=404), openai.NotFoundError, "invalid_request_error", "model_not_found"),
        (Fault(status=409), openai.ConflictError, "invalid_request_error", None),
        (Fault(status=429), openai.RateLimitError, "requests", "rate_limit_exceeded"),
        (
            Fault(status=429, limit="tokens"),
            openai.RateLimitError,
            "tokens",
            "rate_limit_exceeded",
        ),
        (
            Fault(status=429, code="insufficient_quota"),
            openai.RateLimitError,
            "insufficient_quota",
            "insufficient_quota",
        ),
        (Fault(status=500), openai.InternalServerError, "server_error", None),
        (Fault(status=503), openai.InternalServerError, "service_unavailable_error", None),
    ],
)
def test_errors_have_the_documented_bodies(
    served: Served, fault: Fault, kind: type[openai.APIStatusError], type_: str, code: str | None
) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        server.faults.append(fault)
        with pytest.raises(kind) as caught:
            await ask(client)
        error = caught.value
        assert (error.status_code, error.type, error.code) == (fault.status, type_, code)
        assert error.request_id is not None
        assert error.request_id.startswith("req_")
        assert await ask(client)

    served(main)


def test_an_overloaded_service_may_answer_in_html(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        server.faults.append(Fault(status=503, body="<html>overloaded</html>"))
        with pytest.raises(openai.InternalServerError) as caught:
            await ask(client)
        assert caught.value.body == "<html>overloaded</html>"

    served(main)


@pytest.mark.parametrize(
    ("faults", "sent"),
    [
        ([Fault(status=429, retry_after=0.01)] * 2, 3),
        ([Fault(status=503), Fault(cut=True)], 3),
        ([Fault(status=429, code="insufficient_quota")], 1),
        ([Fault(status=429, retry_after=121.0)], 1),
        ([Fault(status=400)], 1),
    ],
)
def test_the_sdk_tries_again_only_where_that_helps(
    served: Served, faults: list[Fault], sent: int
) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        server.faults += faults
        try:
            await ask(client)
        except openai.APIStatusError:
            assert sent == 1
        counts = [one.headers["x-stainless-retry-count"] for one in server.requests]
        assert counts == [str(number) for number in range(sent)]

    served(main, retries=2)


def test_a_cut_connection_is_no_answer(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        server.faults.append(Fault(cut=True))
        with pytest.raises(openai.APIConnectionError):
            await ask(client)

    served(main)


def test_a_fault_waits_for_its_path_and_its_turn(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        server.faults += [Fault(path="/embeddings", status=500), Fault(status=500, skip=2)]
        assert await ask(client)
        assert await ask(client)
        with pytest.raises(openai.InternalServerError):
            await ask(client)
        assert [one.path for one in server.faults] == ["/embeddings"]

    served(main)


def test_an_outage_begins_and_ends(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        assert await ask(client)
        down = Outage(Fault(path="/chat", status=503), start=server.now, end=server.now + 60)
        server.plan = Plan(outages=(down,))
        for _ in range(2):
            with pytest.raises(openai.InternalServerError):
                await ask(client)
        assert await client.models.list()
        server.plan = Plan(outages=(Outage(down.fault, start=0.0, end=server.now),))
        assert await ask(client)

    served(main)


def test_a_partial_outage_strikes_its_share(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> int:
        failed = 0
        for _ in range(60):
            try:
                await ask(client)
            except openai.InternalServerError:
                failed += 1
        return failed

    failures = {served(main, Plan(outages=(Outage(Fault(status=500), share=0.3),)))}
    failures.add(served(main, Plan(outages=(Outage(Fault(status=500), share=0.3),))))
    assert len(failures) == 1  # the same in every run
    assert 8 <= failures.pop() <= 30


# --- keys, quotas, models -----------------------------------------------------------------------


def test_every_account_has_quotas_of_its_own(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        poor = client.with_options(api_key="sk-poor")
        await ask(poor)
        with pytest.raises(openai.RateLimitError, match="Please try again in") as caught:
            await ask(poor)
        headers = caught.value.response.headers
        assert headers["x-ratelimit-remaining-requests"] == "0"
        assert headers["x-ratelimit-limit-requests"] == "1"
        assert 1 <= int(headers["retry-after"]) <= 60
        assert int(headers["retry-after-ms"]) > 50_000
        assert await ask(client)
        with pytest.raises(openai.AuthenticationError):
            await ask(client.with_options(api_key="sk-nobody"))

    served(main, Plan(accounts={"sk-poor": Limits(requests=1)}))


def test_tokens_a_minute_and_money_run_out(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        with pytest.raises(openai.RateLimitError) as caught:
            await ask(client.with_options(api_key="sk-terse"))
        assert caught.value.type == "tokens"
        await ask(client)
        with pytest.raises(openai.RateLimitError) as caught:
            await ask(client)
        assert caught.value.code == "insufficient_quota"
        assert caught.value.response.headers["x-should-retry"] == "false"

    plan = Plan(limits=Limits(total=1), accounts={"sk-terse": Limits(tokens=2)})
    served(main, plan)


def test_one_request_at_a_time_if_the_plan_says_so(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        messages = ASKED
        server.faults.append(Fault(middle="stall", after=1))
        stream = await client.chat.completions.create(model="any", messages=messages, stream=True)
        with pytest.raises(openai.RateLimitError):
            await ask(client)
        await stream.close()
        while True:  # until the service has noticed that the client left
            try:
                assert await ask(client)
                return
            except openai.RateLimitError:
                continue

    served(main, Plan(limits=Limits(concurrent=1)))


def test_headers_tell_what_is_left(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        raw = client.chat.completions.with_raw_response
        first = await raw.create(model="any", messages=ASKED)
        second = await raw.create(model="any", messages=ASKED)
        left = [int(one.headers["x-ratelimit-remaining-tokens"]) for one in (first, second)]
        assert left[1] < left[0]
        assert first.headers["x-request-id"] != second.headers["x-request-id"]
        assert int(first.headers["openai-processing-ms"]) >= 0
        assert first.headers["x-ratelimit-reset-tokens"].endswith(("s", "ms"))
        assert first.headers["openai-version"] == "2020-10-01"

    served(main, Plan(limits=Limits(tokens=600)))


def test_models_tell_their_last_day_and_are_gone_after_it(served: Served) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        ends = {one.id: one.shutdown_date async for one in client.models.list()}
        assert ends["tts-1"] == "2027-01-06"
        assert ends["gpt-6-luna"] is None
        assert "gpt-4.1-nano" not in ends
        assert (await client.models.retrieve("gpt-4o")).shutdown_date == "2027-01-14"
        for gone in ("gpt-4.1-nano", "just-retired"):
            with pytest.raises(openai.NotFoundError) as caught:
                await ask(client, gone)
            assert caught.value.code == "model_not_found"
            with pytest.raises(openai.NotFoundError):
                await client.models.retrieve(gone)
        assert await ask(client, "some-model-of-tomorrow")

    served(main, Plan(retired=frozenset({"just-retired"})))


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [("/nowhere", b"{}", 404), ("/chat/completions", b"{", 400), ("/chat/completions", b"[]", 400)],
)
def test_nonsense_is_refused_in_json(served: Served, path: str, body: bytes, status: int) -> None:
    async def main(server: OpenAiServer, client: AsyncOpenAI) -> None:
        headers = {"Authorization": f"Bearer {server.plan.key}"}
        async with (
            ClientSession(headers=headers) as session,
            session.post(server.base_url + path, data=body) as answer,
        ):
            assert answer.status == status
            assert (await answer.json())["error"]["type"] == "invalid_request_error"

    served(main)
