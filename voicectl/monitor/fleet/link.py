"""The connection with the fleet's broker; comes back by itself."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol

import msgspec
from aiomqtt import Message

from agent.telemetry.backing_off import backoff
from agent.telemetry.broker import Broker, BrokerError, telling
from agent.telemetry.fleet import NodeState, Page
from voicectl.monitor.model import Link

Linked = Callable[[Link], None]


class Listener(Protocol):
    """Who hears what nodes tell."""

    def stated(self, state: NodeState, seen: str) -> None:
        """A node told how it is."""
        ...

    def left(self, name: str, seen: str) -> None:
        """A node stopped in order."""
        ...

    def told(self, page: Page, seen: str) -> None:
        """A node told news."""
        ...

    def linked(self, link: Link) -> None:
        """The connection changed."""
        ...


class Source(Protocol):
    """Where a fleet's news come from."""

    name: str
    """What is watched."""

    async def run(self, listener: Listener) -> None:
        """Tell all news until cancelled."""
        ...


class BrokerSource:
    """An MQTT broker that nodes tell."""

    def __init__(
        self,
        broker: Broker,
        topic: str,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`topic`: what their topics begin with."""
        self.name = f"{broker.name}/{topic}"
        self._broker = broker
        self._topic = topic
        self._pause = pause
        self._state = msgspec.json.Decoder(NodeState).decode
        self._page = msgspec.json.Decoder(Page).decode

    async def run(self, listener: Listener) -> None:
        """Follow the broker; the retained states tell anew how all nodes are after a loss."""
        attempt = 0
        while True:
            heard = False
            try:
                with telling(self._broker):
                    async with self._broker.client() as client:
                        await client.subscribe([(f"{self._topic}/+/{w}", 1) for w in WHAT])
                        listener.linked(Link("live"))
                        async for message in client.messages:
                            heard = True
                            self._hand_on(message, listener)
                why = "the broker ended the connection"
            except BrokerError as error:
                why = str(error)
            attempt = 1 if heard else attempt + 1
            wait = backoff(attempt - 1, random.random())
            listener.linked(Link("lost", why, attempt, wait))
            await self._pause(wait)
            listener.linked(Link("connecting", why, attempt))

    def _hand_on(self, message: Message, listener: Listener) -> None:
        data = message.payload if isinstance(message.payload, bytes) else b""
        name, what = message.topic.value.removeprefix(f"{self._topic}/").rsplit("/", 1)
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        try:
            if what == "events":
                listener.told(self._page(data), now)
            elif not data:
                listener.left(name, now)
            else:
                state = self._state(data)
                listener.stated(state, state.when if message.retain else now)
        except msgspec.DecodeError:
            return  # of a later version, or somebody else's


WHAT = ("state", "events")
