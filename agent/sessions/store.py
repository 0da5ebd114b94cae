"""The seam of the session store; its contract is tested once for all that implement it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from agent.sessions.session import Session


class Store(Protocol):
    """Sessions of live calls. Every method raises ProviderError."""

    async def put(self, sessions: Sequence[Session]) -> None:
        """Keep them; an older one never takes the place of a newer one, see `Session.place`."""
        ...

    async def get(self, call_sid: str) -> Session | None:
        """The newest session of a call; None when there is none. Raises Unreadable."""
        ...

    async def drop(self, ended: Mapping[str, int]) -> None:
        """Forget calls that are over: the epoch they ended in by sid. What a later epoch wrote
        stays.
        """
        ...

    async def epochs(self, call_sids: Iterable[str]) -> dict[str, int]:
        """The newest epochs of those calls that are known."""
        ...

    async def listed(self) -> list[Session]:
        """All sessions that can be read, in no order."""
        ...


def newer(one: Session, than: Session | None) -> bool:
    """Whether a session takes the place of another one."""
    return than is None or one.place > than.place
