"""The event stream: server-sent events that go on where a reader left off."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing

import msgspec
from aiohttp import web

from agent.http.answers import problem
from agent.switchboard import Switchboard
from agent.telemetry.feed import BEAT_S, Entry, Feed, TooManyReaders
from agent.telemetry.news import Hello, Pulse

STUCK_S = 30.0
"""A reader that takes nothing for so long is left."""
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}


class EventStream:
    """Handlers of the stream; `pulse` says how the node is."""

    def __init__(self, switchboard: Switchboard, feed: Feed, pulse: Callable[[], Pulse]) -> None:
        self._board = switchboard
        self._feed = feed
        self._pulse = pulse

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Everything that happens on the node, with a pulse each second, until you leave.

        A client that comes back sends the id of the last event it has as `Last-Event-ID` and
        misses nothing, unless that is too long ago: then a `Hello` says that all is told anew.
        """
        return await self._stream(request, "")

    async def of_call(self, request: web.Request) -> web.StreamResponse:
        """What happens in one call, from its beginning to its end."""
        sid = request.match_info["sid"]
        if self._board.find(sid) is None and self._board.outcome(sid) is None:
            return problem(404, f"no call {sid} on this node")
        return await self._stream(request, sid)

    async def _stream(self, request: web.Request, call: str) -> web.StreamResponse:
        response = web.StreamResponse(headers=HEADERS)
        loop = asyncio.get_running_loop()
        last = request.headers.get("Last-Event-ID", "")
        beat = 0.0
        try:
            async with aclosing(self._feed.follow(last, call)) as batches:
                first = await anext(batches)
                await response.prepare(request)
                await self._write(response, self._frames(first))
                async for batch in batches:
                    text = self._frames(batch)
                    if loop.time() - beat >= BEAT_S:
                        beat = loop.time()
                        text += b": \n\n" if call else self._beat()
                    await self._write(response, text)
                    if call and self._board.find(call) is None and not batch:
                        break  # it ended so long ago that nothing is known of it
        except TooManyReaders as error:
            return problem(503, str(error), "close one of them")
        except (TimeoutError, ConnectionError):
            return response  # the reader is gone, or as good as
        await self._write(response, b"event: end\ndata: {}\n\n")
        return response

    async def _write(self, response: web.StreamResponse, text: bytes) -> None:
        if text:
            async with asyncio.timeout(STUCK_S):
                await response.write(text)

    def _frames(self, batch: Sequence[Entry]) -> bytes:
        return b"".join(self._frame(entry) for entry in batch)

    def _frame(self, entry: Entry) -> bytes:
        place = b"" if isinstance(entry.item, Hello) else b"id: %s\n" % self._id(entry)
        return b"%sdata: %s\n\n" % (place, entry.data)

    def _id(self, entry: Entry) -> bytes:
        return self._feed.place(entry).encode()

    def _beat(self) -> bytes:
        return b"data: %s\n\n" % msgspec.json.encode(self._feed.told(self._pulse()))
