"""One multi-context socket of ElevenLabs: many texts at once on one lasting connection.

The official SDK has no client for this socket, so this is our own, by the provider's reference:
every text is a context with an id of ours; audio comes back under that id, also after we lost
interest, and is dropped then. A socket holds at most five contexts, closed ones included until the
service is done with them; a sixth would end all of them.
"""

import asyncio
import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from agent.resilience.outcomes import Evidence, Failure
from agent.tts.alignment import Timed, read

if TYPE_CHECKING:
    import aiohttp

MOST_CONTEXTS = 4
"""One less than the service allows: other messages may open one unasked."""
RELEASE_S = 1.0
"""The service counts a context a while longer than it tells."""
FORGOTTEN_S = 10.0
"""A closed context whose end never came does not count any longer."""
HUNG_S = 1.5
"""A socket that owes audio and says nothing at all for so long is given up; pings take longer."""
PING_S = 15.0
IDLE = "input_timeout_exceeded"


@dataclass(frozen=True, slots=True)
class Piece:
    """Audio of one message, and what it says if that is known."""

    audio: bytes
    chars: Timed | None


END = None
Came = Piece | Failure | None
"""A piece, why there are no more, or END."""


class Context:
    """One text on a socket."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.came: asyncio.Queue[Came] = asyncio.Queue()
        self.forgotten_at: float | None = None
        """Loop time at which it stops counting, once closed."""
        self.over = False
        """The service said that this was all."""
        self.served = False
        """All of the text has come, whether it was said or not."""


class Line:
    """One open socket; made by `connect`."""

    def __init__(self, socket: "aiohttp.ClientWebSocketResponse") -> None:
        self._socket = socket
        self._contexts: dict[str, Context] = {}
        self._number = 0
        self._heard_at = 0.0
        """When the service last said anything, or was first asked while it owed nothing."""

    @property
    def closed(self) -> bool:
        """Whether it can't be used any more."""
        return self._socket.closed

    @property
    def hung(self) -> bool:
        """Whether it owes audio for so long that it will give none."""
        return self._owes and asyncio.get_running_loop().time() - self._heard_at > HUNG_S

    @property
    def _owes(self) -> bool:
        return any(not (context.over or context.served) for context in self._contexts.values())

    @property
    def free(self) -> int:
        """Contexts that may still be opened."""
        now = asyncio.get_running_loop().time()
        for name, context in list(self._contexts.items()):
            if context.forgotten_at is not None and context.forgotten_at <= now:
                del self._contexts[name]
        return 0 if self.closed or self.hung else MOST_CONTEXTS - len(self._contexts)

    @property
    def busy(self) -> int:
        """Contexts that count."""
        return len(self._contexts)

    async def open(self, text: str, settings: Mapping[str, Any]) -> Context:
        """Ask for a text. `settings` replace some of the voice's own. Raises Failure."""
        if not self._owes:
            self._heard_at = asyncio.get_running_loop().time()
        self._number += 1
        context = Context(f"c{self._number}")
        self._contexts[context.name] = context
        first: dict[str, Any] = {"text": " ", "context_id": context.name}
        await self._send({**first, "voice_settings": settings} if settings else first)
        await self._send({"text": f"{text} ", "context_id": context.name, "flush": True})
        return context

    async def finish(self, context: Context, *, served: bool = False) -> None:
        """No more text: what was flushed still comes, then the end. `served`: all of it came."""
        context.served = served
        if context.name in self._contexts and context.forgotten_at is None:
            context.forgotten_at = asyncio.get_running_loop().time() + FORGOTTEN_S
            await self._send({"context_id": context.name, "close_context": True})

    async def keep_alive(self) -> None:
        """Reset the service's idle clock. Raises Failure."""
        await self._send({"text": ""})

    async def close(self) -> None:
        """End the socket."""
        await self._socket.close()

    async def read(self) -> Failure:
        """Hand out what comes until the socket ends; why it did."""
        ended: Failure | None = None
        async for message in self._socket:
            self._heard_at = asyncio.get_running_loop().time()
            ended = self._take(message.data)
            if ended is not None:
                break
        ended = ended or self._close_reason()
        for context in self._contexts.values():
            context.came.put_nowait(ended)
        self._contexts.clear()
        await self._socket.close()
        return ended

    async def _send(self, body: Mapping[str, Any]) -> None:
        try:
            await self._socket.send_str(msgspec.json.encode(body).decode())
        except (ConnectionError, RuntimeError) as error:
            raise self._close_reason() from error

    def _take(self, data: object) -> Failure | None:
        """Why the socket can't be used any more after this message, if so."""
        try:
            body = msgspec.json.decode(data if isinstance(data, str | bytes) else b"")
        except msgspec.DecodeError:
            body = None
        if not isinstance(body, dict):
            # It belonged to one of the contexts, and nobody can tell which.
            return Failure(Evidence(kind="malformed", detail="no JSON object"))
        if body.get("error"):
            code = body.get("code")
            status = code if isinstance(code, int) else 0
            return Failure(Evidence(kind="websocket", status=status, code=str(body["error"])))
        context = self._contexts.get(str(body.get("context_id") or body.get("contextId")))
        if context is not None and not context.over:
            self._give(context, body)
        return None

    def _give(self, context: Context, body: Mapping[str, Any]) -> None:
        audio = body.get("audio")
        if isinstance(audio, str) and audio:
            try:
                context.came.put_nowait(Piece(base64.b64decode(audio, validate=True), read(body)))
            except (binascii.Error, ValueError, TypeError):
                context.came.put_nowait(Failure(Evidence(kind="malformed", detail="no base64")))
        if body.get("isFinal"):
            context.over = True
            context.forgotten_at = asyncio.get_running_loop().time() + RELEASE_S
            context.came.put_nowait(END)

    def _close_reason(self) -> Failure:
        status = self._socket.close_code or 1006
        return Failure(Evidence(kind="websocket", status=status))


async def connect(
    session: "aiohttp.ClientSession", url: str, query: Mapping[str, str], key: str
) -> Line:
    """Open a socket. Raises Failure."""
    import aiohttp

    try:
        socket = await session.ws_connect(
            url,
            params=query,
            headers={"xi-api-key": key},
            heartbeat=PING_S,
            max_msg_size=16 << 20,
            timeout=aiohttp.ClientWSTimeout(ws_close=0.5),
        )
    except aiohttp.WSServerHandshakeError as error:
        raise Failure(Evidence(kind="http", status=error.status)) from error
    except aiohttp.ServerDisconnectedError as error:
        raise Failure(Evidence(kind="reset", code=type(error).__name__)) from error
    except (aiohttp.ClientError, OSError) as error:
        raise Failure(Evidence(kind="refused", code=type(error).__name__)) from error
    return Line(socket)
