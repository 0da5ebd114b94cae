"""Tells the fleet's MQTT broker how this node is and what happens in its calls.

It is one more reader of the node's event stream, so the stream's ring is its bounded queue: calls
append and go on, whatever the broker does. While the broker is away the ring keeps the news; those
that it forgets meanwhile are a gap.
"""

import asyncio
import random
import re
from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from aiomqtt import Client, Will
from paho.mqtt.packettypes import PacketTypes

from agent.telemetry.backing_off import backoff
from agent.telemetry.broker import (
    Broker,
    BrokerError,
    remembered,
    telling,
)
from agent.telemetry.feed import Entry, Feed, TooManyReaders
from agent.telemetry.fleet import NodeState, Numbered, Page, public, state_of
from agent.telemetry.news import CircuitTurned, DrainTurned, Hello, LevelTurned, Pulse

log = structlog.get_logger()

PAGE = 200
"""At most so many news in a message."""
LEAVE_S = 0.5
"""A node that stops takes so long, at most, to have its state forgotten."""


class Bus:
    """`run` it as a task of the node."""

    def __init__(
        self,
        broker: Broker,
        topic: str,
        node: str,
        feed: Feed,
        pulse: Callable[[], Pulse],
        every_s: float,
    ) -> None:
        """`topic`: what topics begin with; `every_s`: between two states."""
        self.connected = False
        self.losses = 0
        """Connections that were lost, and tries that failed."""
        self.gaps = 0
        """How often the ring had forgotten news before the broker took them."""
        self._why = ""
        self._broker = broker
        self._node = _level(node)
        self._topic = f"{topic}/{self._node}"
        self._feed = feed
        self._pulse = pulse
        self._every_s = every_s
        self._since = _utc()
        self._n = 0
        """The last news that the broker took."""

    def status(self) -> dict[str, Any]:
        """For the node's health."""
        return {
            "connected": self.connected,
            "broker": self._broker.name,
            "losses": self.losses,
            "gaps": self.gaps,
            "last_error": self._why,
        }

    async def run(self) -> None:
        """Tell until cancelled; after a loss go on behind the last news that was taken."""
        attempt = 0
        while True:
            try:
                await self._connection()
            except (BrokerError, TooManyReaders) as error:
                attempt = 0 if self.connected else attempt + 1
                if self.connected or not self._why:  # once, not at each try
                    log.warning("fleet_lost", why=str(error))
                self._why = str(error)
                self.losses += 1
            finally:
                self.connected = False
            await asyncio.sleep(backoff(attempt, random.random()))

    async def _connection(self) -> None:
        """Raises BrokerError and TooManyReaders."""
        gone = NodeState(node=self._node, run=self._feed.epoch, up=False)
        will = Will(
            f"{self._topic}/state",
            msgspec.json.encode(gone),
            qos=1,
            retain=True,
            properties=remembered(PacketTypes.WILLMESSAGE),
        )
        with telling(self._broker):
            async with self._broker.client(self._topic, will) as client:
                try:
                    await self._tell(client)
                except asyncio.CancelledError:
                    await self._publish(client, "state", b"", retain=True, deadline_s=LEAVE_S)
                    raise

    async def _tell(self, client: Client) -> None:
        loop = asyncio.get_running_loop()
        due = 0.0
        last = f"{self._feed.epoch}-{self._n}" if self._n else ""
        async with aclosing(self._feed.follow(last)) as reading:
            async for entries in reading:
                await self._tell_news(client, entries)
                if loop.time() >= due or any(_turns(entry) for entry in entries):
                    await self._tell_state(client)
                    due = loop.time() + self._every_s

    async def _tell_news(self, client: Client, entries: Sequence[Entry]) -> None:
        fresh = [entry for entry in entries if entry.n > self._n]
        if self._n and fresh and fresh[0].n > self._n + 1:
            self.gaps += 1
        for start in range(0, len(fresh), PAGE):
            part = fresh[start : start + PAGE]
            told = [
                Numbered(n=entry.n, when=entry.when, news=item)
                for entry in part
                if (item := public(entry.item)) is not None
            ]
            if told:
                page = Page(node=self._node, run=self._feed.epoch, news=told)
                await self._publish(client, "events", msgspec.json.encode(page))
            self._n = part[-1].n

    async def _tell_state(self, client: Client) -> None:
        state = msgspec.structs.replace(
            state_of(self._node, self._feed.epoch, self._pulse()),
            when=_utc(),
            since=self._since,
            every_s=self._every_s,
            gaps=self.gaps,
        )
        await self._publish(client, "state", msgspec.json.encode(state), retain=True)
        if not self.connected:
            self.connected, self._why = True, ""
            log.info("fleet_told", broker=self._broker.name)

    async def _publish(
        self,
        client: Client,
        what: str,
        data: bytes,
        *,
        retain: bool = False,
        deadline_s: float | None = None,
    ) -> None:
        kept = remembered() if retain else None
        topic = f"{self._topic}/{what}"
        await client.publish(topic, data, 1, retain, kept, timeout=deadline_s)


def _turns(entry: Entry) -> bool:
    return isinstance(entry.item, CircuitTurned | DrainTurned | LevelTurned | Hello)


def _level(name: str) -> str:
    """A name as one level of a topic."""
    return re.sub(r"[^\w.-]", "_", name)


def _utc() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
