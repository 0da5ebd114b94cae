"""The documented HAProxy configuration before two small servers: who gets what, and when."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from simulators.serving import served
from voicectl.bench import balancer

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(balancer.program() is None, reason=balancer.MISSING),
]


class Server:
    """Stands for a node: it says who it is, takes streams, and may leave."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.takes = True
        self.ready = True

    @asynccontextmanager
    async def run(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_get("/health/ready", self.health)
        app.router.add_get("/twilio/stream", self.stream)
        app.router.add_get("/twilio/gather/clip/one.wav", self.clip)
        app.router.add_post("/twilio/{rest}", self.webhook)
        async with served(app) as url:
            yield url

    async def health(self, _: web.Request) -> web.Response:
        return web.Response(status=200 if self.ready else 503)

    async def clip(self, _: web.Request) -> web.Response:
        return web.Response(text=self.name)

    async def webhook(self, request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=200 if self.takes else 503, text=self.name)

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(f"{self.name} {message.data}")
        return socket


def test_calls_stay_on_their_node_and_leave_it_with_it(tmp_path: Path) -> None:
    async def main() -> None:
        a, b = Server("a"), Server("b")
        async with (
            asyncio.timeout(60),
            a.run() as one,
            b.run() as two,
            balancer.haproxy({"a": one, "b": two}, tmp_path) as front,
            ClientSession(cookies={"NODE": "a"}) as call,
            ClientSession() as other,
        ):

            async def asked(session: ClientSession) -> str:
                async with session.post(f"{front.url}/twilio/next", data="x=1") as answer:
                    assert answer.status == 200
                    return await answer.text()

            assert {await asked(call) for _ in range(4)} == {"a"}
            for name in ("a", "b"):  # the carrier fetches them without its cookies
                url = f"{front.url}/node-{name}/twilio/gather/clip/one.wav"
                async with other.get(url) as answer:
                    assert await answer.text() == name
            other.cookie_jar.clear()
            socket = await call.ws_connect(f"{front.url}/node-a/twilio/stream")
            a.takes = False  # it leaves, and no check has seen it yet
            assert {await asked(call) for _ in range(4)} == {"b"}
            a.ready = False
            while await front.down() != {"a"}:  # noqa: ASYNC110  # seen from outside
                await asyncio.sleep(0.05)
            assert {await asked(other) for _ in range(4)} == {"b"}
            await socket.send_str("still here")
            assert await socket.receive_str() == "a still here"
            await socket.close()
            async with call.get(f"{front.url}/v1/calls") as answer:
                assert answer.status == 403

    asyncio.run(main())
