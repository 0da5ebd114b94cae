"""Faults that end a connection, or let nobody in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from simulators.faults.exchange import (
    Answer,
    Ask,
    Fault,
    Flow,
    Go,
    HalfClosed,
    Part,
    Reset,
    SocketClosed,
    Way,
)
from simulators.faults.refusals import Refusal
from simulators.faults.slow import split


@dataclass(frozen=True, slots=True)
class Cut(Fault):
    """The connection is reset after so many bytes of the answer or of messages to the client."""

    after_bytes: int = 0

    async def ask(self, ask: Ask, go: Go) -> Answer:
        """With 0 bytes the request gets no answer at all."""
        if not self.after_bytes and not ask.websocket:
            raise Reset
        return await go(ask)

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Let the first bytes through."""
        async for piece in _up_to(part, flow, self.after_bytes, Reset()):
            yield piece

    async def begin(self, flow: Flow) -> None:
        """With 0 bytes a WebSocket breaks at once."""
        if not self.after_bytes:
            raise Reset


@dataclass(frozen=True, slots=True)
class HalfClose(Fault):
    """The service's side of the connection ends after so many bytes; the client may go on."""

    after_bytes: int = 0

    async def ask(self, ask: Ask, go: Go) -> Answer:
        """With 0 bytes the request gets no answer at all."""
        if not self.after_bytes and not ask.websocket:
            raise HalfClosed
        return await go(ask)

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Let the first bytes through."""
        async for piece in _up_to(part, flow, self.after_bytes, HalfClosed()):
            yield piece

    async def begin(self, flow: Flow) -> None:
        """With 0 bytes a WebSocket ends at once."""
        if not self.after_bytes:
            raise HalfClosed


@dataclass(frozen=True, slots=True)
class Close(Fault):
    """A WebSocket is closed with a code after so many messages.

    1005: without a code; 1006: without a close frame.
    """

    code: int
    after_messages: int = 0
    reason: str = ""
    way: Way = "down"
    """Of the messages that are counted."""

    def fits(self, ask: Ask) -> bool:
        """A WebSocket only."""
        return ask.websocket

    async def part(self, part: Part, flow: Flow) -> AsyncIterator[Part]:
        """Let the first messages through."""
        yield part
        if part.way == self.way and flow.parts + 1 >= self.after_messages:
            raise SocketClosed(self.code, self.reason)

    async def begin(self, flow: Flow) -> None:
        """With 0 messages it closes at once."""
        if not self.after_messages:
            raise SocketClosed(self.code, self.reason)


@dataclass(frozen=True, slots=True)
class Refuse(Fault):
    """An HTTP error instead of the service's answer or of a WebSocket, as the provider says it."""

    status: int
    code: str = ""
    """The provider's own code; empty: the usual one for the status."""
    retry_after_s: float | None = None
    html: bool = False
    """The page of some proxy in front of the service."""
    as_service: str = ""
    """Whose words; empty: those of the service behind the proxy."""

    async def ask(self, ask: Ask, go: Go) -> Answer:
        """The service hears nothing of it."""
        ask.spoilt()
        refusal = Refusal(self.status, self.code, self.retry_after_s, self.html)
        return refusal.answer(self.as_service or ask.service)


async def _up_to(
    part: Part, flow: Flow, limit: int, ending: Reset | HalfClosed
) -> AsyncIterator[Part]:
    if part.way == "up":
        yield part
        return
    before, rest = split(part, limit - flow.size)
    if before is not None:
        yield before
    if rest is not None or flow.size + len(part.data) >= limit:
        raise ending
