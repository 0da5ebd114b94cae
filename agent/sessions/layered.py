"""Redis with this process behind it: calls go on without Redis, and it catches up when it is back.

Every session is kept here first, then in Redis. What Redis did not take waits, newest per call,
and is written as soon as its circuit closes; there the newest by (epoch, n) wins, whoever wrote it.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog

from agent.ports import ProviderError
from agent.sessions.memory import Memory
from agent.sessions.session import Session
from agent.sessions.store import Store, newer

log = structlog.get_logger()

LOOK_S = 0.2
"""Seconds between two tries to write what waits; without backlog there are none."""


class Layered:
    """Implements `agent.sessions.store.Store`; only reading may fail, by Unreadable. `run` it."""

    def __init__(self, far: Store, near: Memory, *, limit: int = 1000) -> None:
        """At most `limit` calls wait for the far store; then the oldest are given up."""
        self.lost = 0
        """Sessions that were given up while the far store was gone."""
        self.reconciled = 0
        """Sessions written after an outage."""
        self.last_error = ""
        self._far = far
        self._near = near
        self._limit = limit
        self._unsaved: dict[str, Session] = {}
        self._undropped: dict[str, int] = {}
        self._waiting = asyncio.Event()

    @property
    def backlog(self) -> int:
        """Calls that the far store does not know the newest of."""
        return len(self._unsaved) + len(self._undropped)

    @property
    def well(self) -> bool:
        """The far store took what it was given last."""
        return not (self.backlog or self.last_error)

    async def put(self, sessions: Sequence[Session]) -> None:
        """Keep them here, and there as soon as possible."""
        await self._near.put(sessions)
        for one in sessions:
            if newer(one, self._unsaved.get(one.call_sid)):
                self._unsaved.pop(one.call_sid, None)
                self._unsaved[one.call_sid] = one
        while len(self._unsaved) > self._limit:
            self._unsaved.pop(next(iter(self._unsaved)))
            self.lost += 1
        await self._catch_up()

    async def get(self, call_sid: str) -> Session | None:
        """The newest session of a call, from both."""
        near = await self._near.get(call_sid)
        try:
            far = await self._far.get(call_sid)
        except ProviderError as error:
            self._failed(error)
            return near
        if far is None or (near is not None and newer(near, far)):
            return near
        return far

    async def drop(self, ended: Mapping[str, int]) -> None:
        """Forget calls that are over."""
        await self._near.drop(ended)
        for sid, epoch in ended.items():
            waiting = self._unsaved.get(sid)
            if waiting is not None and waiting.epoch <= epoch:
                del self._unsaved[sid]
            self._undropped[sid] = max(epoch, self._undropped.get(sid, 0))
        await self._catch_up()

    async def epochs(self, call_sids: Iterable[str]) -> dict[str, int]:
        """The newest epochs; those of the far store. Raises ProviderError."""
        return await self._far.epochs(call_sids)

    async def listed(self) -> list[Session]:
        """All sessions of both."""
        found = {one.call_sid: one for one in await self._near.listed()}
        try:
            far = await self._far.listed()
        except ProviderError as error:
            self._failed(error)
            far = []
        for one in far:
            if newer(one, found.get(one.call_sid)):
                found[one.call_sid] = one
        return list(found.values())

    async def run(self) -> None:
        """Write what waits as soon as the far store is back, until cancelled."""
        while True:
            await self._waiting.wait()
            await asyncio.sleep(LOOK_S)
            waited = self.backlog
            await self._catch_up()
            if waited and not self.backlog:
                self.reconciled += waited
                log.info("sessions_reconciled", calls=waited)

    def status(self) -> dict[str, Any]:
        """For health."""
        return {
            "mode": "redis" if self.well else "memory",
            "backlog": self.backlog,
            "reconciled": self.reconciled,
            "given_up": self.lost,
            "last_error": self.last_error,
        }

    async def _catch_up(self) -> None:
        sessions, ended = dict(self._unsaved), dict(self._undropped)
        try:
            await self._far.put(tuple(sessions.values()))
            await self._far.drop(ended)
        except ProviderError as error:
            self._failed(error)
            self._waiting.set()
            return
        for sid, one in sessions.items():
            if self._unsaved.get(sid) is one:
                del self._unsaved[sid]
        for sid, epoch in ended.items():
            if self._undropped.get(sid) == epoch:
                del self._undropped[sid]
        if not self.backlog:
            self.last_error = ""
            self._waiting.clear()

    def _failed(self, error: ProviderError) -> None:
        if not self.last_error:
            log.warning("sessions_in_memory", why=str(error))
        self.last_error = str(error)
