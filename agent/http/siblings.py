"""Workers behind one port: a webhook that reached the wrong one is passed on to its call's.

The system gives a connection to any worker, and the carrier's webhooks of one call may come on
several. A media stream that reaches another worker than the call's takes the call there (see
`agent.http.stream`); a webhook is passed on over the worker's own socket. Who has a call is in the
books. A worker that does not answer or leaves is no loss: this one goes on with the call. A clip
is with the worker that made it: all are asked.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import aiohttp
import structlog
from aiohttp import web

from agent.http.clips import CLIPS
from agent.http.twiml import CONTENT_TYPE
from agent.switchboard import Switchboard

log = structlog.get_logger()

PASSED_ON = "X-Voicectl-Passed-On"
ANSWER_S = 3.0
_KEPT = ("X-Twilio-Signature", "I-Twilio-Idempotency-Token", "Content-Type")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Owner = Callable[[str], Awaitable[str]]
"""The node that has a call, by its sid; empty when nobody has or that is not known."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A worker's place among those that share a port."""

    name: str
    """Its node's name."""
    listener: int
    """File descriptor of the socket they all listen on."""
    folder: Path
    """Where each has a socket of its own."""

    @property
    def socket(self) -> Path:
        """This worker's own socket; whoever may reach it is trusted as this machine is."""
        return self.folder / f"{self.name}.sock"


class Siblings:
    """This worker among the others."""

    def __init__(self, seat: Seat, board: Switchboard, owner: Owner) -> None:
        self._seat = seat
        self._board = board
        self._owner = owner

    def join(self, app: web.Application) -> None:
        """Look at every request of `app` first."""

        @web.middleware
        async def first(request: web.Request, handler: Handler) -> web.StreamResponse:
            if PASSED_ON in request.headers:
                return await handler(request)
            if request.path.startswith(CLIPS):
                return await self._clip(request, handler)
            if request.path.startswith("/twilio/") and request.method == "POST":
                return await self._answer(request, handler)
            return await handler(request)

        app.middlewares.append(first)

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        sid = _call_of(request, await request.read())
        if sid and self._board.find(sid) is None:
            answer = await self._ask(await self._owner(sid), request)
            if answer is not None:
                return answer
        try:
            return await handler(request)
        except web.HTTPServiceUnavailable:
            for name in self._all():
                answer = await self._ask(name, request)
                if answer is not None:
                    return answer
            raise

    async def _clip(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        own = await handler(request)
        if own.status != web.HTTPNotFound.status_code:
            return own
        for name in self._all():
            answer = await self._ask(name, request)
            if answer is not None and answer.status == web.HTTPOk.status_code:
                return answer
        return own

    def _all(self) -> list[str]:
        """The workers that have a socket."""
        return sorted(path.stem for path in self._seat.folder.glob("*.sock"))

    async def _ask(self, name: str, request: web.Request) -> web.Response | None:
        """Another worker's answer; None when it is none, or takes no calls."""
        path = self._seat.folder / f"{name}.sock"
        if name in ("", self._seat.name) or not path.exists():
            return None
        headers = {key: request.headers[key] for key in _KEPT if key in request.headers}
        try:
            async with (
                aiohttp.ClientSession(
                    connector=aiohttp.UnixConnector(str(path)),
                    timeout=aiohttp.ClientTimeout(total=ANSWER_S),
                ) as session,
                session.request(
                    request.method,
                    f"http://localhost{request.path_qs}",
                    data=await request.read(),
                    headers={**headers, PASSED_ON: self._seat.name},
                ) as answer,
            ):
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("worker_gives_no_answer", worker=name, why=str(error) or "too slow")
            return None
        if answer.status == web.HTTPServiceUnavailable.status_code:
            return None
        kind = answer.headers.get("Content-Type", CONTENT_TYPE)
        return web.Response(status=answer.status, body=body, headers={"Content-Type": kind})


async def own_site(runner: web.AppRunner, seat: Seat) -> None:
    """Serve this worker's own socket as well."""
    seat.socket.unlink(missing_ok=True)  # of the worker that had this seat before
    await web.UnixSite(runner, seat.socket).start()


def _call_of(request: web.Request, body: bytes) -> str:
    """The call that a webhook is about; a whisper is on a leg of its own and names the call."""
    about = request.query.get("call", "")
    return about or parse_qs(body.decode("utf-8", "replace")).get("CallSid", [""])[0]
