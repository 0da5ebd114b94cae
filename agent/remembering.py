"""Builds what remembers live calls, from the settings: store, write-behind, custody, peers.

Part of the composition root. Without Redis everything stays in this process, and the books' own
checkpoints are all that outlives it.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from agent.bookings.beats import Beats
from agent.bookings.calls import CallLog
from agent.bookings.database import Database
from agent.ports import ProviderError, Telephony
from agent.profile.schema import CompanyProfile
from agent.recovery import Recovery, shown
from agent.resilience.guarded import Guards
from agent.sessions.custody import Custody
from agent.sessions.keeper import Keeper
from agent.sessions.layered import Layered
from agent.sessions.memory import Memory
from agent.sessions.peers import Peers
from agent.sessions.session import Held
from agent.settings import Settings

if TYPE_CHECKING:
    from agent.sessions.redis_store import RedisStore

Work = tuple[str, Callable[[], Awaitable[None]]]

FLUSH_S = 1.0
NO_REDIS = "set REDIS_URL, and other nodes can go on with this one's calls"
LOOK_AT_REDIS = (
    "calls go on and Redis catches up by itself; look whether it runs, is reachable from here and "
    "has memory left: `voicectl doctor`"
)


@dataclass(frozen=True, slots=True)
class Remembering:
    """The parts, joined."""

    recovery: Recovery
    keeper: Keeper
    custody: Custody
    layers: Layered | None
    redis: "RedisStore | None"
    peers: Peers | None

    def work(self) -> tuple[Work, ...]:
        """The workers by name."""
        found: list[Work] = [("sessions", self.keeper.run), ("custody", self.custody.run)]
        if self.layers is not None:
            found.append(("reconciling", self.layers.run))
        if self.peers is not None:
            found.append(("peers", self.peers.run))
        return tuple(found)

    def health(self, now: float) -> dict[str, Any]:
        """How sessions are kept, and what to do when that is not as set up."""
        told: dict[str, Any] = {"mode": "memory", "backlog": 0, "last_error": "", "fix": NO_REDIS}
        if self.layers is not None:
            told |= self.layers.status()
            told["fix"] = "" if self.layers.well else LOOK_AT_REDIS
        if self.peers is not None:
            told |= self.peers.status()
        lost = {"node": self.recovery.node, "calls_lost_to_others": self.custody.lost}
        return told | self.keeper.status(now) | lost

    async def listed(self) -> list[dict[str, Any]]:
        """Live calls of all nodes, for operators. Raises ProviderError."""
        now = self.recovery.now().timestamp()
        sessions = await self.recovery.store.listed()
        return sorted((shown(one, now) for one in sessions), key=lambda one: str(one["call_sid"]))

    async def recover(self, call_sid: str) -> bool:
        """Have the carrier ask anew; False when nothing is known. Raises ProviderError."""
        return await self.recovery.recover(call_sid)

    async def close(self) -> None:
        """Let Redis go."""
        if self.redis is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(FLUSH_S):
                    await self.redis.close()


def build(
    settings: Settings,
    guards: Guards,
    database: Database,
    telephony: Telephony,
    companies: Callable[[], Mapping[str, CompanyProfile]],
    next_url: str,
    now: Callable[[], datetime],
    held: Callable[[], Held | None],
) -> Remembering:
    """Build it inside the running loop. `held`: the level that is set by hand now."""
    chosen, url = settings.sessions, settings.sessions.redis_url.get_secret_value()
    node = chosen.node or f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
    redis = layers = peers = None
    if url:
        from agent.sessions.redis_store import RedisStore  # its client takes 0.2 s to import

        deadlines = settings.timeouts.sessions.deadlines
        redis = RedisStore(url, guards, deadlines, ttl_s=chosen.ttl_s)
        near = Memory(size=chosen.cache_size, ttl_s=chosen.cache_ttl_s)
        layers = Layered(redis, near, limit=chosen.cache_size)
    recovery = Recovery(
        node=node,
        store=layers or Memory(size=chosen.cache_size, ttl_s=chosen.ttl_s),
        database=database,
        calls=CallLog(database, now),
        telephony=telephony,
        companies=companies,
        next_url=next_url,
        now=now,
        alive=lambda other: peers is not None and peers.may_live(other),
        others=lambda: peers is not None and peers.open,
    )
    if redis is not None:
        beats = Beats(database)
        peers = Peers(node, redis, beats, recovery.reroute, chosen.dead_after_s)
    return Remembering(
        recovery=recovery,
        keeper=Keeper(recovery.store, lambda: now().timestamp(), held),
        custody=Custody(recovery.epochs),
        layers=layers,
        redis=redis,
        peers=peers,
    )


async def check(url: str, deadline_s: float) -> str:
    """Ask a Redis for what sessions need of it; returns its version. Raises ProviderError."""
    from agent.resilience.deadlines import Deadlines
    from agent.sessions.redis_store import RedisStore

    times = Deadlines(
        connect=deadline_s,
        first=deadline_s,
        between=deadline_s,
        total=deadline_s,
        spoken=deadline_s,
    )
    store = RedisStore(url, Guards(), times)
    try:
        async with asyncio.timeout(2 * deadline_s):
            await store.probe()
            return await store.version()
    except TimeoutError:
        raise ProviderError("slow", f"no answer within {deadline_s:g} s") from None
    finally:
        await store.close()
