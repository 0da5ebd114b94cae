"""Refusals as boto3 and the Twilio SDK read them, and faults in front of the simulators."""

import asyncio
from typing import Any

import boto3
import pytest
from aiohttp import ClientSession
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.api_error import ApiError
from openai import AsyncOpenAI
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from websockets.exceptions import ConnectionClosed

from simulators.faults import Close, Control, Cut, Entry, FaultProxy, Refuse, Schedule
from simulators.openai import OpenAiServer
from simulators.polly import PollyServer
from simulators.twilio import Carrier, Number

pytestmark = pytest.mark.integration

SPEECH = {"OutputFormat": "pcm", "VoiceId": "Joanna", "Text": "Good morning."}


def spoken(*entries: Entry) -> list[tuple[str, int]]:
    """Code and bytes of three requests to Polly through a proxy; its signature covers the Host."""

    def ask(endpoint: str, key: str, secret: str) -> list[tuple[str, int]]:
        boto = boto3.client(
            "polly",
            region_name="us-east-1",
            endpoint_url=endpoint,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            config=Config(retries={"total_max_attempts": 1, "mode": "standard"}),
        )
        found: list[tuple[str, int]] = []
        for _ in range(3):
            try:
                found.append(("", len(boto.synthesize_speech(**SPEECH)["AudioStream"].read())))
            except ClientError as error:
                found.append((error.response["Error"]["Code"], 0))
            except BotoCoreError as error:
                found.append((type(error).__name__, 0))
        return found

    async def main() -> list[tuple[str, int]]:
        async with (
            PollyServer() as server,
            FaultProxy(server.base_url, Schedule(entries), service="polly") as proxy,
        ):
            keys = server.plan.credentials[0]
            return await asyncio.to_thread(ask, proxy.base_url, keys.key_id, keys.secret)

    return asyncio.run(main())


def test_signed_requests_pass_and_aws_refusals_are_understood() -> None:
    whole = ("", 15360)
    assert spoken() == [whole] * 3
    assert spoken(Entry(Refuse(429), times=2)) == [("ThrottlingException", 0)] * 2 + [whole]
    assert spoken(Entry(Refuse(401), times=1))[0] == ("UnrecognizedClientException", 0)
    assert spoken(Entry(Refuse(403, code="ExpiredTokenException")))[0][0] == "ExpiredTokenException"
    assert spoken(Entry(Refuse(500)))[0] == ("ServiceFailureException", 0)
    assert spoken(Entry(Cut(after_bytes=100)))[0] == ("ResponseStreamingError", 0)


class _Here(TwilioHttpClient):
    """Sends what is meant for the real service to `base`."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)
        self._base = base

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        return super().request(
            method, url.replace("https://api.twilio.com", self._base), *args, **more
        )


@pytest.mark.parametrize(
    ("status", "code"), [(401, 20003), (404, 20404), (429, 20429), (500, 20500)]
)
def test_twilio_refusals_are_understood(status: int, code: int) -> None:
    def text(base: str, sid: str, token: str) -> tuple[int, int]:
        client = Client(sid, token, http_client=_Here(base))
        with pytest.raises(TwilioRestException) as caught:
            client.messages.create(to="+13035550142", from_="+13035550100", body="Hello")
        return caught.value.status, caught.value.code

    async def main() -> tuple[int, int]:
        schedule = Schedule([Entry(Refuse(status))])
        async with (
            Carrier([Number("+13035550100")]) as carrier,
            FaultProxy(carrier.api_base, schedule, service="twilio") as proxy,
        ):
            account = carrier.account
            return await asyncio.to_thread(text, proxy.base_url, account.sid, account.token)

    assert asyncio.run(main()) == (status, code)


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (401, 401, "invalid_api_key"),
        (402, 401, "quota_exceeded"),
        (404, 404, "voice_not_found"),
        (429, 429, "concurrent_limit_exceeded"),
        (500, 500, "internal_server_error"),
    ],
)
def test_elevenlabs_refusals_are_understood(asked: int, status: int, code: str) -> None:
    async def main() -> ApiError:
        schedule = Schedule([Entry(Refuse(asked))])
        async with FaultProxy("http://127.0.0.1:9", schedule, service="elevenlabs") as proxy:
            client = AsyncElevenLabs(api_key="x", base_url=proxy.base_url)
            with pytest.raises(ApiError) as caught:
                async for _ in client.text_to_speech.stream("voice", text="Hello."):
                    pass
            return caught.value

    error = asyncio.run(main())
    assert error.status_code == status
    assert code in str(error.body)


@pytest.mark.parametrize("code", [1001, 1008, 1011, 1012, 1013])
def test_a_realtime_session_of_the_sdk_is_closed_with_the_code(code: int) -> None:
    async def main() -> tuple[str, int]:
        schedule = Schedule([Entry(Close(code, after_messages=1, reason="as planned"))])
        async with (
            OpenAiServer() as server,
            FaultProxy(server.base_url, schedule, service="openai") as proxy,
            AsyncOpenAI(api_key=server.plan.key, base_url=f"{proxy.base_url}/v1") as client,
            client.realtime.connect(model="gpt-realtime-2.1") as session,
        ):
            first = await session.recv()
            with pytest.raises(ConnectionClosed) as caught:
                await session.recv()
            assert caught.value.rcvd is not None
            return first.type, caught.value.rcvd.code

    assert asyncio.run(main()) == ("session.created", code)


def test_faults_are_switched_over_http_while_the_proxy_runs() -> None:
    async def main() -> None:
        async with (
            PollyServer() as server,
            FaultProxy(server.base_url, service="polly") as proxy,
            FaultProxy(server.base_url, service="other") as other,
            Control({"polly": proxy, "other": other}) as control,
            ClientSession() as session,
        ):

            async def status() -> int:
                async with session.get(f"{proxy.base_url}/v1/voices") as answer:
                    await answer.read()
                    return answer.status

            async def ask(method: str, path: str, body: Any = None) -> tuple[int, Any]:
                async with session.request(method, control.base_url + path, json=body) as answer:
                    return answer.status, await answer.json()

            assert await status() == 403  # unsigned
            fault = {"kind": "refuse", "status": 503, "service": "polly", "path": "/v1/*"}
            assert await ask("POST", "/faults", fault) == (200, {"ids": {"polly": 1}})
            assert await status() == 503
            _, shown = await ask("GET", "/")
            assert shown["other"]["faults"] == []
            (one,) = shown["polly"]["faults"]
            assert (one["kind"], one["status"], one["struck"]) == ("refuse", 503, 1)
            assert await ask("DELETE", "/faults/polly/1") == (200, {})
            assert await status() == 403
            _, log = await ask("GET", "/log?after=1")
            assert [(one["n"], one["status"], one["faults"]) for one in log["polly"]] == [
                (2, 503, ["refuse"]),
                (3, 403, []),
            ]
            assert (await ask("POST", "/faults", {"kind": "cut"}))[1]["ids"].keys() == {
                "polly",
                "other",
            }
            assert await ask("DELETE", "/faults") == (200, {})
            assert await status() == 403
            assert (await ask("DELETE", "/faults/polly/99"))[0] == 404
            wrong = await ask("POST", "/faults", {"kind": "cut", "service": "nobody"})
            assert wrong[0] == 400
            assert "nobody" in wrong[1]["error"]
            assert (await ask("POST", "/faults", {"kind": "gremlin"}))[0] == 400

    asyncio.run(main())
