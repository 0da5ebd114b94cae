"""Both ends of an HTTP/1.1 exchange, by h11.

h11 and not a web framework: it knows the grammar and nothing else. So header names keep their
spelling and order, nothing is added or decoded, every chunk goes on when it comes, and the bytes
are ours to delay, drip, cut or reset. After 101 the connection is plainly ours.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable

import h11

from simulators.faults.exchange import Answer, Ask, Headers, value, without
from simulators.faults.wire import Wire

_LONGEST_HEAD = 64 * 1024

Inform = Callable[[h11.InformationalResponse], Awaitable[None]]


class Received:
    """A body as it comes in; reading it to the end finishes the message."""

    def __init__(self, end: "End") -> None:
        self._end = end
        self.done = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces as they come. Raises h11.RemoteProtocolError, ConnectionError."""
        while not self.done:
            event = await self._end.event()
            if isinstance(event, h11.Data):
                yield bytes(event.data)
            else:
                self.done = True


class End:
    """One end of the proxy: a wire, and h11's state of the conversation on it."""

    def __init__(self, wire: Wire, role: type[h11.CLIENT] | type[h11.SERVER]) -> None:
        self.wire = wire
        self.talk = h11.Connection(role, max_incomplete_event_size=_LONGEST_HEAD)

    async def event(self) -> h11.Event:
        """The next event from the other side."""
        while True:
            event = self.talk.next_event()
            if event is h11.NEED_DATA:
                self.talk.receive_data((await self.wire.read()).data)
                continue
            assert not isinstance(event, type), "asked for more than the message holds"
            return event

    def release(self) -> None:
        """Give what was received after the upgrade back to the wire."""
        self.wire.unread(self.talk.trailing_data[0])


class Inbound(End):
    """The client's end: it asks, we answer."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(wire, h11.SERVER)
        self._bare = False
        """Asked for a head alone."""

    async def ask(self, service: str) -> tuple[Ask, Received] | None:
        """The next request and its body; None when the client leaves instead."""
        event = await self.event()
        if not isinstance(event, h11.Request):
            return None
        body = Received(self)
        self._bare = event.method == b"HEAD"
        headers = tuple(event.headers.raw_items())
        return Ask(service, event.method.decode(), event.target.decode(), headers, body), body

    async def inform(self, event: h11.InformationalResponse) -> None:
        """Pass on a 1xx answer."""
        await self.wire.write(self.talk.send(event))

    async def reply(self, answer: Answer, pieces: AsyncIterable[bytes]) -> None:
        """Send the answer with this body."""
        head = h11.Response(
            status_code=answer.status, headers=list(answer.headers), reason=answer.reason
        )
        data = self.talk.send(head)
        await self._write(self._as_written(answer) or data, answer.drip)
        async for piece in pieces:
            await self._write(self.talk.send(h11.Data(piece)), answer.drip)
        await self._write(self.talk.send(h11.EndOfMessage()), answer.drip)

    async def switch(self, answer: Answer) -> None:
        """Agree to the WebSocket."""
        head = h11.InformationalResponse(
            status_code=answer.status, headers=list(answer.headers), reason=answer.reason
        )
        await self._write(self.talk.send(head), answer.drip)

    def again(self) -> bool:
        """Get ready for the next request; False when there can't be one."""
        if self.talk.our_state is not h11.DONE or self.talk.their_state is not h11.DONE:
            return False
        self.talk.start_next_cycle()
        return True

    def _as_written(self, answer: Answer) -> bytes:
        """The head as the service wrote it; empty where its body must be framed in another way."""
        framed = value(answer.headers, b"content-length") or value(
            answer.headers, b"transfer-encoding"
        )
        if not framed and not self._bare and answer.status not in (204, 304):
            return b""
        lines = [b"HTTP/1.1 %d %b" % (answer.status, answer.reason)]
        lines += [b"%b: %b" % header for header in answer.headers]
        return b"\r\n".join((*lines, b"", b""))

    async def _write(self, data: bytes, drip: float) -> None:
        if not data:
            return
        if not drip:
            await self.wire.write(data)
            return
        clock = asyncio.get_running_loop().time
        due = clock()
        for byte in data:
            due += drip  # counted from the start: a loop may round short waits to nothing
            await asyncio.sleep(due - clock())
            await self.wire.write(bytes((byte,)))


class Outbound(End):
    """The service's end: we ask, it answers."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(wire, h11.CLIENT)
        self._body: Received | None = None

    async def ask(self, ask: Ask, headers: Headers, inform: Inform) -> Answer:
        """Send a request and wait for the head of its answer; 1xx answers go to `inform`."""
        request = h11.Request(
            method=ask.method.encode(), target=ask.target.encode(), headers=list(headers)
        )
        await self.wire.write(self.talk.send(request))
        event = None
        if self.talk.client_is_waiting_for_100_continue:
            event = await self._head(inform, go_on=True)
        if event is None:
            await self._send_body(ask.body)
            event = await self._head(inform, go_on=False)
        assert event is not None
        self._body = Received(self)
        self._body.done = isinstance(event, h11.InformationalResponse)
        return Answer(
            status=event.status_code,
            headers=tuple(event.headers.raw_items()),
            body=self._body,
            reason=event.reason,
        )

    def again(self) -> bool:
        """Get ready for the next request; False when it takes another connection."""
        if self._body is None:
            return not self.wire.ended
        if self.wire.ended or not self._body.done or self.talk.our_state is not h11.DONE:
            return False
        self.talk.start_next_cycle()
        self._body = None
        return True

    async def _send_body(self, body: AsyncIterable[bytes]) -> None:
        try:
            async for piece in body:
                await self.wire.write(self.talk.send(h11.Data(piece)))
            if end := self.talk.send(h11.EndOfMessage()):
                await self.wire.write(end)
        except ConnectionError:
            return  # a service may refuse before it has read everything: look for its answer

    async def _head(
        self, inform: Inform, *, go_on: bool
    ) -> h11.Response | h11.InformationalResponse | None:
        """The head of the answer; with `go_on` also None for a 100."""
        while True:
            event = await self.event()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise ConnectionResetError("the service closed the connection without an answer")
            if event.status_code == 101:
                return event
            await inform(event)
            if go_on and event.status_code == 100:
                return None


def reframed(answer: Answer, body: AsyncIterable[bytes]) -> Answer:
    """The answer with another body of unknown length."""
    headers = without(answer.headers, b"content-length")
    return Answer(answer.status, headers, body, answer.reason, answer.drip)
