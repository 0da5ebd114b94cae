"""A live call as a value, and how it is written: msgpack with a version of its own.

Nodes of two neighbouring versions run side by side while one is deployed. A newer version that
only adds fields says so by `readable_from`: an older node reads its snapshots and ignores what it
does not know. What it can't read it refuses, and the call goes on from what it has otherwise.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from agent.events import CallStarted, Level, Transfer

SCHEMA = 2
"""Version of `Session` that this program writes."""
READABLE_FROM = 1
"""The oldest version whose programs understand what we write."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A level of service that was set by hand at the call's node."""

    level: Level
    until: float
    """Seconds since 1970."""
    why: str


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One live call as it stood after one event."""

    schema: int = SCHEMA
    readable_from: int = READABLE_FROM
    call_sid: str
    company: str
    caller: str = ""
    """E.164, or empty."""
    called: str = ""
    node: str
    """Who wrote it."""
    epoch: int
    """Grows with every node that takes the call over."""
    n: int = 0
    """Events so far; counts on over all nodes."""
    at: float = 0.0
    """Seconds since the call began."""
    saved: float = 0.0
    """When, in seconds since 1970."""
    start: CallStarted | None = None
    """The call's first event as long as it was not applied (`n` is 0)."""
    state: bytes = b""
    """The dialogue's state, see `agent.dialogue.state.encode`."""
    transfer: Transfer | None = None
    """People are being rung, or about to be."""
    numbers: tuple[str, ...] = ()
    """Those that are still to be rung, the present one first."""
    held: Held | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Of two snapshots of a call the one with the greater place counts."""
        return self.epoch, self.n


class Unreadable(Exception):
    """A snapshot that this program can't use; the message says why and what to do."""


class _Head(msgspec.Struct):
    schema: int = SCHEMA
    readable_from: int = READABLE_FROM


MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: lambda one: one}
"""Makes the fields of version n + 1 out of those of version n. A step that was released stays."""

_encode = msgspec.msgpack.Encoder().encode
_head = msgspec.msgpack.Decoder(_Head).decode
_session = msgspec.msgpack.Decoder(Session).decode


def encode(session: Session) -> bytes:
    """Write a session."""
    return _encode(session)


def decode(
    raw: bytes,
    *,
    schema: int = SCHEMA,
    migrations: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = MIGRATIONS,
) -> Session:
    """Read a session of any version that is understood. Raises Unreadable."""
    try:
        head = _head(raw)
        if head.readable_from > schema:
            raise Unreadable(
                f"it was written by version {head.schema} and this node reads up to {schema}: "
                "versions may differ by one; bring this node up to date"
            )
        if head.schema >= schema:
            return _session(raw)
        fields = msgspec.msgpack.decode(raw)
        for version in range(head.schema, schema):
            if version not in migrations:
                raise Unreadable(f"nothing leads from version {version} to {version + 1}")
            fields = migrations[version](fields)
        return msgspec.convert(fields | {"schema": schema}, Session)
    except msgspec.MsgspecError as error:
        raise Unreadable(f"it is damaged: {error}") from error
