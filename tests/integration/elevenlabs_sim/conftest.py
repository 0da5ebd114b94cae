"""A plain client of the simulated service: sockets by aiohttp, no SDK."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientSession, WSMsgType

from simulators.elevenlabs import INSTANT, ElevenLabsServer, Plan

VOICE = "JBFqnCBsd6RMkjVDRZzb"
FLASH = "model_id=eleven_flash_v2_5&output_format=ulaw_8000"
MULTI = f"/v1/text-to-speech/{VOICE}/multi-stream-input?{FLASH}"
SINGLE = f"/v1/text-to-speech/{VOICE}/stream-input?{FLASH}"

Scenario = Callable[["Client"], Awaitable[None]]


class Line:
    """The client's end of a socket."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.messages: list[dict[str, Any]] = []
        self.broken: list[str] = []
        self.code: int | None = None
        self.reason = ""

    async def send(self, **body: Any) -> None:
        await self.ws.send_json(body)

    async def say(self, text: str, context: str | None = None, **more: Any) -> None:
        await self.send(text=text, **({"context_id": context} if context else {}), **more)

    async def read(self) -> dict[str, Any] | None:
        """The next message; None once the socket is closed."""
        message = await self.ws.receive(timeout=5)
        if message.type is not WSMsgType.TEXT:
            self.code = message.data if message.type is WSMsgType.CLOSE else self.ws.close_code
            self.reason = str(message.extra or "")
            return None
        try:
            body: dict[str, Any] = json.loads(message.data)
        except ValueError:
            self.broken.append(message.data)
            return await self.read()
        self.messages.append(body)
        return body

    async def until(self, done: Callable[[dict[str, Any]], Any]) -> list[dict[str, Any]]:
        """All messages up to the first for which `done` holds, or to the close."""
        found = []
        while (body := await self.read()) is not None:
            found.append(body)
            if done(body):
                break
        return found

    async def final(self, context: str | None = None) -> list[dict[str, Any]]:
        """All messages up to the last one of a context."""
        return await self.until(lambda body: body.get("isFinal") and name(body) == context)

    async def end(self) -> list[dict[str, Any]]:
        """All messages up to the close."""
        return await self.until(lambda _: False)


class Client:
    """A server and a session that knows its key."""

    def __init__(self, server: ElevenLabsServer, session: ClientSession) -> None:
        self.server = server
        self.session = session

    @asynccontextmanager
    async def line(self, path: str = MULTI, **headers: str) -> AsyncIterator[Line]:
        known = headers or {"xi-api-key": self.server.plan.key}
        async with self.session.ws_connect(self.server.ws_url + path, headers=known) as ws:
            yield Line(ws)


def name(body: dict[str, Any]) -> Any:
    """The context of a message, however it is spelled."""
    return body.get("contextId", body.get("context_id"))


def audio(messages: list[dict[str, Any]], context: str | None = None) -> bytes:
    """All audio of a context."""
    found = [one["audio"] for one in messages if one.get("audio") and name(one) == context]
    return b"".join(map(base64.b64decode, found))


@pytest.fixture
def play() -> Callable[..., None]:
    """Runs a scenario against a server of its own."""

    def run(scenario: Scenario, plan: Plan | None = None, **more: Any) -> None:
        async def main() -> None:
            chosen = plan or Plan(profile=INSTANT)
            async with ElevenLabsServer(chosen, **more) as server, ClientSession() as session:
                await scenario(Client(server, session))

        asyncio.run(main())

    return run


@pytest.fixture
def heard() -> Callable[..., bytes]:
    """Joins the audio of messages."""
    return audio


@pytest.fixture
def paths() -> dict[str, str]:
    """Where the sockets are."""
    return {"multi": MULTI, "single": SINGLE, "voice": VOICE}
