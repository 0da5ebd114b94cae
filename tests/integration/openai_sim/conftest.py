"""The unmodified official SDK against the simulated service on a free port."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from openai import AsyncOpenAI

from simulators.openai import OpenAiServer, Plan

LIMIT_S = 20.0
Main = Callable[[OpenAiServer, AsyncOpenAI], Awaitable[Any]]


@pytest.fixture
def served() -> Callable[..., Any]:
    """Runs `main(server, client)`; `retries` and `timeout` are the client's."""

    def run(main: Main, plan: Plan | None = None, **how: Any) -> Any:
        retries, timeout = how.pop("retries", 0), how.pop("timeout", 10.0)
        key = how.pop("key", None)

        async def whole() -> Any:
            async with asyncio.timeout(LIMIT_S), OpenAiServer(plan, **how) as server:
                client = AsyncOpenAI(
                    api_key=key or server.plan.key,
                    base_url=server.base_url,
                    max_retries=retries,
                    timeout=timeout,
                )
                async with client:
                    return await main(server, client)

        return asyncio.run(whole())

    return run
