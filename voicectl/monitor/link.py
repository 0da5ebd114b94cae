"""The connection with a node: follows its event stream, comes back by itself, asks for acts."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Protocol

import aiohttp
import msgspec

from agent.telemetry.backing_off import backoff
from agent.telemetry.news import Told
from voicectl.errors import CommandError
from voicectl.monitor.acts import Act
from voicectl.monitor.model import Link
from voicectl.monitor.sse import Parser
from voicectl.remote import RunningNode

SILENT_S = 8.0
"""The node tells something every second; a connection that says nothing for so long is dead."""

Tell = Callable[[Told], None]
Linked = Callable[[Link], None]


class Source(Protocol):
    """Where news come from and acts go."""

    name: str
    """What is watched."""

    async def run(self, tell: Tell, linked: Linked) -> None:
        """Tell all news until cancelled."""
        ...

    async def act(self, act: Act) -> str:
        """Do it; returns what to tell. Raises CommandError."""
        ...


class NodeSource:
    """A running node."""

    def __init__(
        self, node: RunningNode, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self.name = node.url
        self.last = ""
        """Id of the last news."""
        self._node = node
        self._pause = pause
        self._decode = msgspec.json.Decoder(Told).decode

    async def run(self, tell: Tell, linked: Linked) -> None:
        """Follow the stream; after a loss go on behind the last news."""
        attempt = 0
        while True:
            heard = False

            def told(news: Told) -> None:
                nonlocal heard
                heard = True
                tell(news)

            try:
                await self._follow(told, linked)
                why = "the node ended the stream"
            except aiohttp.ClientConnectorError:
                why = "no node answers there"
            except (aiohttp.ClientError, OSError, TimeoutError, CommandError) as error:
                why = str(error) or type(error).__name__
            attempt = 1 if heard else attempt + 1
            wait = backoff(attempt - 1, random.random())
            linked(Link("lost", why, attempt, wait))
            await self._pause(wait)
            linked(Link("connecting", why, attempt))

    async def act(self, act: Act) -> str:
        """Ask the node. Raises CommandError."""
        try:
            async with asyncio.timeout(SILENT_S):
                await self._node.asked(act.method, act.path, act.body)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise CommandError(f"the node does not answer: {error or 'too slow'}") from error
        return act.done

    async def _follow(self, tell: Tell, linked: Linked) -> None:
        headers = {"Last-Event-ID": self.last} if self.last else {}
        timeout = aiohttp.ClientTimeout(total=None, connect=5, sock_read=SILENT_S)
        async with (
            self._node.client() as client,
            client.get("/v1/events", headers=headers, timeout=timeout) as answer,
        ):
            if answer.status != 200:
                raise CommandError(await self._node.problem(answer))
            linked(Link("live"))
            parser = Parser()
            async for chunk in answer.content.iter_any():
                for event in parser.feed(chunk):
                    if event.kind == "message":
                        self._hand_on(event.data, tell)
                        self.last = event.id or self.last

    def _hand_on(self, data: bytes, tell: Tell) -> None:
        try:
            tell(self._decode(data))
        except msgspec.DecodeError:
            return  # a kind of news that a later version brought
