"""A small service and a fault proxy in front of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType, web

from simulators.faults import Entry, Fault, FaultProxy, Schedule
from simulators.serving import served

WORDS = ["Good", " morning", ",", " how", " can", " I", " help", "?"]


@dataclass
class Service:
    """What the service was asked."""

    url: str = ""
    seen: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Method, path and body of every request."""
    heard: list[str] = field(default_factory=list)
    """Every text message."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """A client went away in the midst of /forever."""
    closes: list[int | None] = field(default_factory=list)
    """How WebSockets ended."""


@dataclass
class Line:
    """A client whose requests go through the proxy."""

    proxy: FaultProxy
    service: Service
    session: ClientSession


def _app(service: Service) -> web.Application:
    async def echo(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        service.seen.append((request.method, request.path, body))
        return web.Response(body=body, content_type="application/octet-stream")

    async def document(request: web.Request) -> web.StreamResponse:
        service.seen.append((request.method, request.path, await request.read()))
        return web.json_response({"answer": "words " * 50})

    async def events(request: web.Request) -> web.StreamResponse:
        service.seen.append((request.method, request.path, await request.read()))
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await answer.prepare(request)
        for word in WORDS:
            await answer.write(_chunk({"content": word}))
            await asyncio.sleep(0)
        await answer.write(_chunk({}, "stop") + b"data: [DONE]\n\n")
        return answer

    async def forever(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        try:
            while True:
                await answer.write(b"x")
                await asyncio.sleep(0.01)
        except ConnectionError:
            service.left.set()
        return answer

    async def speech(request: web.Request) -> web.StreamResponse:
        service.seen.append((request.method, request.path, await request.read()))
        return web.Response(body=b"\x01\x00" * 24000, content_type="audio/pcm")

    async def socket(request: web.Request) -> web.StreamResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        async for message in ws:
            if message.type is WSMsgType.BINARY:
                await ws.send_bytes(message.data)
                continue
            service.heard.append(message.data)
            verb, _, value = message.data.partition(":")
            match verb:
                case "close":
                    await ws.close(code=int(value), message=b"as told")
                case "drop":
                    assert request.transport is not None
                    request.transport.abort()
                case "count":
                    for number in range(int(value)):
                        await ws.send_str(f"n{number}")
                case _:
                    await ws.send_str(message.data)
        service.closes.append(ws.close_code)
        return ws

    app = web.Application()
    app.router.add_route("*", "/echo", echo)
    app.router.add_get("/document", document)
    app.router.add_post("/v1/chat/completions", events)
    app.router.add_get("/forever", forever)
    app.router.add_post("/v1/audio/speech", speech)
    app.router.add_get("/socket", socket)
    return app


def _chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "some-model",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return b"data: " + json.dumps(body).encode() + b"\n\n"


@asynccontextmanager
async def running_service() -> AsyncIterator[Service]:
    service = Service()
    async with served(_app(service)) as service.url:
        yield service


@pytest.fixture
def service() -> Callable[[], Any]:
    """Makes the service: an async context manager."""
    return running_service


@pytest.fixture
def through() -> Callable[..., Any]:
    """Run `talk(line)` through a proxy with these faults (or entries) in force."""

    def run(
        talk: Callable[[Line], Awaitable[Any]],
        *faults: Fault | Entry,
        seed: int = 0,
        name: str = "openai",
    ) -> Any:
        async def main() -> Any:
            entries = [one if isinstance(one, Entry) else Entry(one) for one in faults]
            schedule = Schedule(entries, seed)
            async with (
                running_service() as service,
                FaultProxy(service.url, schedule, service=name) as proxy,
                ClientSession(proxy.base_url) as session,
                asyncio.timeout(20),
            ):
                return await talk(Line(proxy, service, session))

        return asyncio.run(main())

    return run
