"""A customer of the simulated carrier: a small web app that serves TwiML and a media socket."""

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from simulators.serving import served
from simulators.twilio import Carrier, Number

PUBLIC = "https://agent.example"
OFFICE = "+13035550100"

Page = str | int | Callable[[web.Request], Awaitable[web.StreamResponse]]
"""TwiML, an HTTP status, or a handler."""


class Socket:
    """The customer's end of one media stream."""

    def __init__(self, ws: web.WebSocketResponse, headers: Mapping[str, str], path: str) -> None:
        self.ws = ws
        self.headers = headers
        self.path = path
        self.messages: list[dict[str, Any]] = []
        self.sid = ""
        self.closed = False

    async def read(self) -> dict[str, Any]:
        message = await self.ws.receive(timeout=4)
        if message.type is not WSMsgType.TEXT:
            self.closed = True
            return {"event": "closed"}
        data: dict[str, Any] = json.loads(message.data)
        self.messages.append(data)
        if data["event"] == "start":
            self.sid = data["streamSid"]
        return data

    async def until(self, event: str, count: int = 1) -> dict[str, Any]:
        """Read until `event` came `count` times."""
        while True:
            data = await self.read()
            count -= data["event"] == event
            if not count:
                return data
            assert data["event"] != "closed", f"closed while waiting for {event}"

    async def send(self, event: str, **more: Any) -> None:
        await self.ws.send_json({"event": event, "streamSid": self.sid, **more})

    async def media(self, audio: bytes) -> None:
        await self.send("media", media={"payload": base64.b64encode(audio).decode()})

    async def mark(self, name: str) -> None:
        await self.send("mark", mark={"name": name})

    def of(self, event: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["event"] == event]


Talk = Callable[[Socket], Awaitable[None]]


class Customer:
    """Serves `pages` by path and notes every post; streams go to `talk`."""

    def __init__(self, pages: Mapping[str, Page], talk: Talk | None) -> None:
        self.pages = pages
        self.talk = talk
        self.posts: list[tuple[str, dict[str, str], Mapping[str, str]]] = []
        self.sockets: list[Socket] = []

    def posts_to(self, path: str) -> list[dict[str, str]]:
        return [form for posted, form, _ in self.posts if posted == path]

    async def page(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.posts.append((request.path_qs, form, dict(request.headers)))
        page = self.pages.get(request.path, "<Response/>")
        if isinstance(page, int):
            return web.Response(status=page)
        if isinstance(page, str):
            return web.Response(text=page, content_type="text/xml")
        return await page(request)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        socket = Socket(ws, request.headers, request.path_qs)
        self.sockets.append(socket)
        assert self.talk is not None
        await self.talk(socket)
        return ws


OpenWorld = Callable[..., AbstractAsyncContextManager[tuple[Carrier, Customer]]]


@pytest.fixture
def open_world() -> OpenWorld:
    """Return a context manager that joins a carrier and a customer on loopback."""

    @asynccontextmanager
    async def world(
        pages: Mapping[str, Page],
        talk: Talk | None = None,
        fallback: str = "",
        **options: Any,
    ) -> AsyncIterator[tuple[Carrier, Customer]]:
        customer = Customer(pages, talk)
        app = web.Application()
        app.add_routes(
            [web.get("/stream", customer.stream), web.route("*", "/{any}", customer.page)]
        )
        number = Number(
            OFFICE,
            f"{PUBLIC}/voice",
            voice_fallback_url=fallback,
            status_callback=f"{PUBLIC}/status",
            sms_url=f"{PUBLIC}/sms",
        )
        async with (
            served(app) as page_url,
            Carrier([number], routes={PUBLIC: page_url}, **options) as carrier,
        ):
            yield carrier, customer

    return world
