"""The front of several servers: calls stay where they began, and go on where a server is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from simulators.twilio.front import COOKIE, front

pytestmark = pytest.mark.integration


@asynccontextmanager
async def server(name: str) -> AsyncIterator[tuple[str, web.AppRunner]]:
    """Answers with its name; "/hang" gets no answer."""

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/hang":
            await asyncio.sleep(3600)
        return web.Response(text=f"{name} {request.method} {(await request.read()).decode()}")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}", runner
    finally:
        await runner.cleanup()


def test_calls_stay_with_their_server_until_it_is_gone() -> None:
    async def main() -> None:
        async with (
            server("a") as (a, gone),
            server("b") as (b, _),
            front({"a": a, "b": b}) as made,
        ):
            fresh = []
            for _ in range(4):
                async with ClientSession() as call, call.post(made.url, data="x") as answer:
                    fresh.append(await answer.text())
            assert set(fresh) == {"a POST x", "b POST x"}
            async with ClientSession(cookies={COOKIE: "a"}) as call:
                for _ in range(3):
                    async with call.post(f"{made.url}/next", data="y") as answer:
                        assert await answer.text() == "a POST y"
                await gone.cleanup()
                async with call.post(f"{made.url}/next", data="z") as answer:
                    assert await answer.text() == "b POST z"
                    assert answer.cookies[COOKIE].value == "b"
            assert await made.down() == {"a"}

    asyncio.run(main())


def test_a_request_that_a_server_took_is_not_sent_to_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("simulators.twilio.front.ANSWER_LIMIT_S", 0.5)

    async def main() -> None:
        async with (
            server("a") as (a, _),
            server("b") as (b, _),
            front({"a": a, "b": b}) as made,
            ClientSession() as call,
            call.get(f"{made.url}/hang") as answer,
        ):
            assert answer.status == 504

    asyncio.run(main())
