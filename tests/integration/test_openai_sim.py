"""The simulated service itself, by plain HTTP: what it accepts, refuses and repeats."""

import asyncio
import base64
import math
import struct
from typing import Any

import pytest
from aiohttp import ClientSession

from simulators.openai import Fault, OpenAiServer, Opinion, Plan

pytestmark = pytest.mark.integration

KEY = "sk-simulated"
FORM = {
    "type": "json_schema",
    "json_schema": {
        "name": "x",
        "strict": True,
        "schema": {
            "properties": {"label": {"type": "string", "enum": ["a", "b"]}},
            "required": ["label"],
            "additionalProperties": False,
        },
    },
}
LOOSE = {"properties": {"label": {"type": "string"}}}
CHAT = {
    "model": "any",
    "messages": [{"role": "user", "content": "hello there"}],
    "response_format": FORM,
}


def post(
    path: str, body: Any, *, key: str = KEY, plan: Plan | None = None, fault: Fault | None = None
) -> tuple[int, Any, Any]:
    """Status, JSON body and headers of one request."""

    async def main() -> tuple[int, Any, Any]:
        async with OpenAiServer(plan) as server, ClientSession() as client:
            server.faults += [fault] if fault else []
            headers = {"Authorization": f"Bearer {key}"}
            async with client.post(server.base_url + path, json=body, headers=headers) as answer:
                return answer.status, await answer.json(), answer.headers

    return asyncio.run(main())


def test_the_longest_entry_of_the_table_counts() -> None:
    table = {"hello": Opinion("b"), "hello there": Opinion("a"), "o": Opinion("b")}
    status, body, headers = post("/chat/completions", CHAT, plan=Plan(table=table))
    assert status == 200
    assert body["choices"][0]["message"]["content"] == '{"label": "a"}'
    assert headers["x-request-id"].startswith("req_")


def test_a_wrong_key_and_an_unserved_model_are_refused() -> None:
    status, body, _ = post("/chat/completions", CHAT, key="sk-other")
    assert (status, body["error"]["code"]) == (401, "invalid_api_key")
    gone = Plan(retired=frozenset({"any"}))
    status, body, _ = post("/chat/completions", CHAT, plan=gone)
    assert (status, body["error"]["code"]) == (404, "model_not_found")


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"messages": []}, "messages"),
        ({"response_format": {"type": "xml"}}, "response_format"),
        (
            {
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {
                        "name": "x",
                        "strict": True,
                        "schema": {"properties": {"a": 1}},
                    },
                }
            },
            "response_format",
        ),
    ],
)
def test_requests_the_service_would_refuse_are_refused(change: dict[str, Any], param: str) -> None:
    status, body, _ = post("/chat/completions", CHAT | change)
    assert (status, body["error"]["param"]) == (400, param)


def test_a_limit_says_when_to_come_back() -> None:
    fault = Fault(status=429, code="insufficient_quota")
    status, body, headers = post("/chat/completions", CHAT, fault=fault)
    assert (status, body["error"]["type"]) == (429, "insufficient_quota")
    assert headers["x-should-retry"] == "false"
    assert headers["retry-after-ms"]


def test_embeddings_are_unit_vectors_and_alike_for_alike_texts() -> None:
    texts = ["no heat today", "no heat at all", "purple elephants"]
    _, body, _ = post("/embeddings", {"model": "any", "input": texts})
    one, two, three = (item["embedding"] for item in body["data"])
    assert math.isclose(sum(number * number for number in one), 1.0, rel_tol=1e-6)

    def near(left: list[float], right: list[float]) -> float:
        return sum(a * b for a, b in zip(left, right, strict=True))

    assert near(one, two) > near(one, three)


def test_embeddings_are_packed_and_shortened_when_asked() -> None:
    wish = {"model": "any", "input": "x", "encoding_format": "base64", "dimensions": 8}
    _, body, _ = post("/embeddings", wish)
    packed = base64.b64decode(body["data"][0]["embedding"])
    assert len(struct.unpack("<8f", packed)) == 8
    status, _, _ = post("/embeddings", {"model": "any", "input": ""})
    assert status == 400
