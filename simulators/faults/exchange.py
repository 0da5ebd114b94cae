"""What passes through the proxy, and what a fault may do to it: the vocabulary of this package.

An exchange is one request with its answer; a WebSocket is an exchange whose answer is 101 and
whose parts are messages.
"""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

Headers = tuple[tuple[bytes, bytes], ...]
"""Names as they were written, in order."""
Way = Literal["up", "down"]
"""up: to the service; down: to the client."""
Ways = Literal["up", "down", "both"]
Kind = Literal["body", "text", "binary"]
"""A piece of an HTTP body, or a WebSocket message."""

WEBSOCKET = b"websocket"


@dataclass(frozen=True, slots=True)
class Whole:
    """A body that is there in full and can be read more than once."""

    data: bytes = b""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The body, in one piece; nothing for an empty one."""
        if self.data:
            yield self.data


@dataclass(frozen=True, slots=True)
class Ask:
    """A request on its way to the service."""

    service: str
    """Name of the service behind the proxy: decides what refusals look like."""
    method: str
    target: str
    """Path and query, as sent."""
    headers: Headers
    body: AsyncIterable[bytes]
    """Read once, unless it is a Whole."""
    spoilt: Callable[[], None] = lambda: None
    """A fault calls it where it changes or holds back anything of the exchange; endings tell it by
    themselves."""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def websocket(self) -> bool:
        """Whether it asks for a WebSocket."""
        return value(self.headers, b"upgrade").lower() == WEBSOCKET


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer on its way to the client."""

    status: int
    headers: Headers = ()
    body: AsyncIterable[bytes] = Whole()
    reason: bytes = b""
    drip: float = 0.0
    """Seconds before every single byte, those of the head included; 0: no dripping."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a body or a message."""

    kind: Kind
    way: Way
    data: bytes
    at: float
    """Loop time when it arrived."""


@dataclass(slots=True)
class Flow:
    """One way of one exchange, as one fault sees it: what went by since the fault is on."""

    ask: Ask
    random: Random
    """Its own, by the schedule's seed."""
    parts: int = 0
    """Before the one at hand."""
    size: int = 0
    """Bytes before the part at hand."""
    memory: dict[str, Any] = field(default_factory=dict)
    """What the fault keeps from part to part."""


class Reset(Exception):
    """The client's connection is reset."""


class HalfClosed(Exception):
    """Nothing more will come to the client, which may still send."""


class SocketClosed(Exception):
    """The client's WebSocket is closed with a code; 1005: without one, 1006: without a frame."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


Ending = Reset | HalfClosed | SocketClosed
ENDINGS = (Reset, HalfClosed, SocketClosed)

Go = Callable[[Ask], Awaitable[Answer]]


class Fault:
    """Spoils nothing; each fault overrides the hooks it needs. Faults hold settings, no state."""

    __slots__ = ()

    def fits(self, ask: Ask) -> bool:
        """Whether it can do anything to this request."""
        return True

    async def ask(self, ask: Ask, go: Go) -> Answer:
        """Around the request and the head of its answer; `go` asks the service.

        May answer itself, wait, change what goes through, or raise an Ending.
        """
        return await go(ask)

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Yield what becomes of a part, when it is due. May raise an Ending."""
        yield part

    async def begin(self, flow: Flow) -> None:
        """The fault begins on an open WebSocket. May raise an Ending."""


def value(headers: Headers, name: bytes) -> bytes:
    """The first value of a header, by its name in lower case; empty without one."""
    return next((one for key, one in headers if key.lower() == name), b"")


def without(headers: Headers, *names: bytes) -> Headers:
    """Headers less those of these names (lower case)."""
    return tuple((key, one) for key, one in headers if key.lower() not in names)


async def whole(body: AsyncIterable[bytes]) -> bytes:
    """All of a body."""
    return b"".join([piece async for piece in body])
