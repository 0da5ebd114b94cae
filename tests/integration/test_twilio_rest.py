"""The SDK against a loopback server that answers as the carrier documents."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import BasicAuth, ClientSession, web

from agent.ports import ProviderError
from agent.resilience.deadlines import Deadlines
from agent.resilience.outcomes import Failure
from agent.telephony.twilio_rest import TwilioTelephony
from simulators.serving import served

pytestmark = pytest.mark.integration

DEADLINES = Deadlines(connect=0.5, first=0.5, between=0.5, total=0.5, spoken=0.5)
CALL = {"sid": "CA1", "account_sid": "AC1", "status": "completed"}
MESSAGE = {"sid": "SM1", "account_sid": "AC1", "status": "queued"}
Use = Callable[[TwilioTelephony], Awaitable[Any]]
Answer = Callable[[web.Request], web.Response | Awaitable[web.Response]]


def run(answer: Answer, use: Use) -> Any:
    """Let the adapter talk to a server whose every request gets `answer`; returns requests."""
    seen: list[dict[str, Any]] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        form = dict(await request.post())
        auth = BasicAuth.decode(request.headers["Authorization"])
        seen.append({"path": request.path, "form": form, "login": auth.login})
        made = answer(request)
        return made if isinstance(made, web.Response) else await made

    async def main() -> None:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", handler)
        async with served(app) as base, ClientSession() as client:
            await use(TwilioTelephony(client, "AC1", "token", base=base, deadlines=DEADLINES))

    asyncio.run(main())
    return seen


def test_sends_text_and_hangs_up() -> None:
    def answer(request: web.Request) -> web.Response:
        return web.json_response(MESSAGE if "Messages" in request.path else CALL, status=201)

    async def use(telephony: TwilioTelephony) -> None:
        assert await telephony.send_text("+13035550100", "+13035550199", "Hello & bye") == "SM1"
        await telephony.hang_up("CA1")
        await telephony.redirect("CA1", "https://example.com/next")

    seen = run(answer, use)
    assert [request["path"] for request in seen] == [
        "/2010-04-01/Accounts/AC1/Messages.json",
        "/2010-04-01/Accounts/AC1/Calls/CA1.json",
        "/2010-04-01/Accounts/AC1/Calls/CA1.json",
    ]
    assert seen[0]["form"] == {"To": "+13035550100", "From": "+13035550199", "Body": "Hello & bye"}
    assert seen[1]["form"] == {"Status": "completed"}
    assert seen[2]["form"] == {"Url": "https://example.com/next", "Method": "POST"}
    assert seen[0]["login"] == "AC1"


def failing(
    answer: Callable[[web.Request], web.Response | Awaitable[web.Response]],
) -> Failure:
    caught: list[Failure] = []

    async def use(telephony: TwilioTelephony) -> None:
        with pytest.raises(ProviderError) as info:
            await telephony.send_text("+13035550100", "+13035550199", "x")
        assert isinstance(info.value, Failure)
        caught.append(info.value)

    run(answer, use)
    return caught[0]


def legacy(status: int, code: int) -> Callable[[web.Request], web.Response]:
    body = {"code": code, "message": "no", "more_info": "", "status": status}
    return lambda _: web.json_response(body, status=status)


@pytest.mark.parametrize(
    ("status", "code", "fault", "untouched", "counts"),
    [
        (401, 20003, "auth", True, "at_once"),
        (429, 20429, "quota", True, "yes"),
        (400, 21610, "broken", True, "no"),
        (500, 20500, "broken", False, "yes"),
    ],
)
def test_error_answers(status: int, code: int, fault: str, untouched: bool, counts: str) -> None:
    error = failing(legacy(status, code))
    assert (error.fault, error.evidence.code) == (fault, str(code))
    assert (error.verdict.untouched, error.verdict.counts) == (untouched, counts)


def test_problem_details_answer() -> None:
    body = {"type": "about:blank", "title": "Too many", "status": 429, "code": 20429}
    error = failing(lambda _: web.json_response(body, status=429))
    assert (error.fault, error.evidence.code) == ("quota", "20429")


def test_html_error_page() -> None:
    error = failing(lambda _: web.Response(status=503, text="<h1>503</h1>"))
    assert (error.fault, error.evidence.status) == ("broken", 503)
    assert not error.verdict.untouched


def test_garbage_with_status_200() -> None:
    assert failing(lambda _: web.Response(text="not json")).fault == "broken"


def test_no_answer_in_time() -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(1)
        return web.Response()

    error = failing(slow)
    assert error.fault == "slow"
    assert not error.verdict.untouched


def test_hanging_up_an_ended_call_is_fine() -> None:
    async def use(telephony: TwilioTelephony) -> None:
        await telephony.hang_up("CA1")

    assert len(run(legacy(400, 21220), use)) == 1


def test_the_first_request_imports_nothing_of_the_sdk() -> None:
    """A node's first redirect comes when another one died: its own calls must not wait for it."""
    program = """
import asyncio, sys
from aiohttp import ClientSession
from agent.resilience.deadlines import Deadlines
from agent.resilience.outcomes import Failure
from agent.telephony.twilio_rest import TwilioTelephony

times = Deadlines(connect=1, first=1, between=1, total=1, spoken=1)

async def main():
    async with ClientSession() as client:
        made = TwilioTelephony(client, "AC1", "t", base="http://127.0.0.1:9", deadlines=times)
        before = set(sys.modules)
        for request in (made.redirect("CA1", "/next"), made.send_text("+1", "+2", "a")):
            try:
                await request
            except Failure:
                pass
        print(sorted(one for one in set(sys.modules) - before if one.startswith("twilio")))

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[]"
