"""The official Python SDKs, unmodified, against a simulated Polly on a free port."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import boto3
import pytest
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.config import Config

from simulators.polly import Credentials, Fault, Plan, PollyServer

REGION = "us-east-1"
ONCE = {"total_max_attempts": 1, "mode": "standard"}

Talk = Callable[..., tuple[Any, PollyServer]]


def client(endpoint: str, keys: Credentials, retries: dict[str, Any]) -> Any:
    """A boto3 client for `endpoint`."""
    return boto3.client(
        "polly",
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id=keys.key_id,
        aws_secret_access_key=keys.secret,
        aws_session_token=keys.token or None,
        config=Config(retries=retries),
    )


@pytest.fixture
def talk() -> Talk:
    """Run a function of a boto3 client in a thread, the service in this one's loop."""

    def run(
        ask: Callable[[Any], Any],
        *faults: Fault,
        plan: Plan | None = None,
        keys: Credentials | None = None,
        retries: dict[str, Any] | None = None,
    ) -> tuple[Any, PollyServer]:
        async def main() -> tuple[Any, PollyServer]:
            async with PollyServer(plan) as server:
                server.faults += faults
                used = keys or server.plan.credentials[0]
                boto = client(server.base_url, used, retries or ONCE)
                return await asyncio.to_thread(ask, boto), server

        return asyncio.run(main())

    return run


@pytest.fixture
def talk_async() -> Callable[..., Any]:
    """Run a coroutine function of an aiobotocore client against a service."""

    def run(ask: Callable[[Any], Awaitable[Any]], plan: Plan | None = None) -> Any:
        async def main() -> Any:
            async with (
                PollyServer(plan) as server,
                get_session().create_client(
                    "polly",
                    region_name=REGION,
                    endpoint_url=server.base_url,
                    aws_access_key_id=server.plan.credentials[0].key_id,
                    aws_secret_access_key=server.plan.credentials[0].secret,
                    config=AioConfig(retries=ONCE),
                ) as boto,
            ):
                return await ask(boto)

        return asyncio.run(main())

    return run
