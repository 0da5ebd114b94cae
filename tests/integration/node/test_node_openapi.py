"""The control API keeps to its own OpenAPI document, whatever is sent."""

import asyncio
from typing import Any

import aiohttp
import pytest

pytestmark = pytest.mark.integration

LIMIT_S = 240
ONE = 8
"""Cases for each operation."""


def _check(url: str, document: dict[str, Any]) -> set[str]:
    """Fuzz every operation but the streams, which do not end. Returns those that were tried."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]
    schema = schemathesis.openapi.from_dict(document)
    tried = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.endswith("/events"):
            continue
        tried.add(f"{operation.method.upper()} {operation.path}")

        @settings(
            max_examples=ONE,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def fuzz(case: Any) -> None:
            case.call_and_validate(
                base_url=url, headers={"Authorization": "Bearer act"}, checks=checks
            )

        fuzz()
    return tried


def test_every_operation_answers_as_documented(rig: Any) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), rig(admin={"token": "act"}) as made:
            url = f"http://127.0.0.1:{made.node.port}"
            headers = {"Authorization": "Bearer act"}
            async with aiohttp.ClientSession(url, headers=headers) as client:
                async with client.get("/v1/openapi.json") as answer:
                    document = await answer.json()
                tried = await asyncio.to_thread(_check, url, document)
                async with client.get("/v1/docs") as answer:
                    page = await answer.text()
            assert len(tried) >= 20
            assert all(one.partition(" ")[2] in page for one in tried)

    asyncio.run(main())


def test_a_wrong_token_changes_nothing_whatever_is_sent(rig: Any) -> None:
    async def main() -> None:
        async with asyncio.timeout(LIMIT_S), rig(admin={"token": "act"}) as made:
            url = f"http://127.0.0.1:{made.node.port}"
            async with aiohttp.ClientSession(url, headers={"Authorization": "Bearer x"}) as client:
                async with client.get("/v1/openapi.json") as answer:
                    assert answer.status == 401
                for path in ("/v1/level", "/v1/drain", "/v1/events", "/v1/docs", "/metrics"):
                    for method in ("GET", "PUT", "DELETE", "POST"):
                        async with client.request(method, path, json={"level": 3}) as answer:
                            assert answer.status in (401, 405), (method, path)
            assert not made.node.switchboard.refusing

    asyncio.run(main())
