"""Write-behind: a call hands over a value after each event, one task writes the newest of each.

Handing over is an assignment; nothing is encoded, sent or waited for on the audio path. While a
write is under way newer values of a call take the place of older ones.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter
from typing import Any

import structlog
from msgspec.structs import replace

from agent.ports import Kept, ProviderError
from agent.resilience.figures import Histogram
from agent.sessions.session import Held, Session
from agent.sessions.store import Store

log = structlog.get_logger()

GAP_S = 0.01
"""Between two writes, so that what happens together is written together."""


class Keeper:
    """Implements `agent.call.needs.Keeper` for all calls of a node; `run` it as a task."""

    def __init__(
        self,
        store: Store,
        wall: Callable[[], float],
        held: Callable[[], Held | None] = lambda: None,
    ) -> None:
        """`wall`: seconds since 1970. `held`: the level that is set by hand at this node now."""
        self.handed = 0
        """Values handed over by calls."""
        self.written = 0
        """Values written; the others were overtaken by newer ones."""
        self.write_ms = Histogram()
        self._store = store
        self._wall = wall
        self._held = held
        self._open: dict[str, Session] = {}
        self._newest: dict[str, Kept] = {}
        self._fresh: dict[str, Session] = {}
        self._ended: dict[str, int] = {}
        self._something = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def began(self, session: Session) -> None:
        """A call is this node's from now on."""
        self._open[session.call_sid] = session
        self._fresh[session.call_sid] = session
        self._wake()

    def keep(self, kept: Kept) -> None:
        """A call stands so after an event."""
        self.handed += 1
        self._newest[kept.call_sid] = kept
        self._wake()

    def ended(self, call_sid: str, *, moved: bool) -> None:
        """A call is over, or goes on elsewhere."""
        session = self._open.pop(call_sid, None)
        self._newest.pop(call_sid, None)
        self._fresh.pop(call_sid, None)
        if session is not None and not moved:
            self._ended[call_sid] = session.epoch
            self._wake()

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._something.wait()
            await self._write()
            if not self._something.is_set():
                self._idle.set()
            await asyncio.sleep(GAP_S)

    async def flush(self, timeout: float) -> bool:
        """Wait until everything so far is written; False when that takes too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._idle.wait()
        return self._idle.is_set()

    def status(self, now: float) -> dict[str, Any]:
        """For health."""
        return {
            "live": len(self._open),
            "handed_over": self.handed,
            "written": self.written,
            "write_ms_p95": self.write_ms.percentile(0.95, now),
        }

    def _wake(self) -> None:
        self._idle.clear()
        self._something.set()

    async def _write(self) -> None:
        self._something.clear()
        fresh, self._fresh = self._fresh, {}
        newest, self._newest = self._newest, {}
        ended, self._ended = self._ended, {}
        for sid, kept in newest.items():
            base = self._open.get(sid)
            if base is None:
                continue
            fresh[sid] = self._session(base, kept)
            await asyncio.sleep(0)  # encoding many must not hold up the calls' audio
        began = perf_counter()
        try:
            await self._store.put(tuple(fresh.values()))
            await self._store.drop(ended)
        except ProviderError as error:  # of a store without memory of its own
            log.error("sessions_not_written", calls=len(fresh), why=str(error))
            return
        self.written += len(fresh)
        loop = asyncio.get_running_loop()
        self.write_ms.add(1000 * (perf_counter() - began), loop.time())

    def _session(self, base: Session, kept: Kept) -> Session:
        return replace(
            base,
            n=kept.n,
            at=kept.at,
            saved=self._wall(),
            start=None,
            state=kept.state(),
            transfer=kept.transfer,
            numbers=kept.numbers,
            held=self._held() or base.held,
        )
