"""Sessions in this process: what a node without Redis has, and what stays when Redis is gone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from time import monotonic

from cachetools import TTLCache

from agent.sessions.session import Session
from agent.sessions.store import newer


class Memory:
    """Implements `agent.sessions.store.Store`; nothing outlives the process."""

    def __init__(
        self, *, size: int = 1000, ttl_s: float = 3600.0, timer: Callable[[], float] = monotonic
    ) -> None:
        """Keep at most `size` sessions, each for `ttl_s` after it was last written."""
        self._sessions: TTLCache[str, Session] = TTLCache(size, ttl_s, timer)

    async def put(self, sessions: Sequence[Session]) -> None:
        """Keep them."""
        for one in sessions:
            if newer(one, self._sessions.get(one.call_sid)):
                self._sessions[one.call_sid] = one

    async def get(self, call_sid: str) -> Session | None:
        """The newest session of a call."""
        return self._sessions.get(call_sid)

    async def drop(self, ended: Mapping[str, int]) -> None:
        """Forget calls that are over."""
        for sid, epoch in ended.items():
            known = self._sessions.get(sid)
            if known is not None and known.epoch <= epoch:
                self._sessions.pop(sid, None)

    async def epochs(self, call_sids: Iterable[str]) -> dict[str, int]:
        """The newest epochs."""
        return {sid: one.epoch for sid in call_sids if (one := self._sessions.get(sid))}

    async def listed(self) -> list[Session]:
        """All sessions."""
        return list(self._sessions.values())
