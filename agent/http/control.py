"""The control API: what runs on this node, as JSON and as a stream of events.

With a token set, every request needs it. Without one only this machine is answered, and only when
nothing stands in between: a proxy or a foreign web page would make anybody look local.
"""

import asyncio
import hmac
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from ipaddress import ip_address
from socket import AF_UNIX
from typing import Annotated, Any, Protocol

import msgspec
from aiohttp import web

from agent.events import Level
from agent.ports import ProviderError
from agent.resilience.circuit import Circuit
from agent.resilience.guarded import Guards
from agent.resilience.schedule import Window, parse
from agent.switchboard import Line, Switchboard

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Feed(Protocol):
    """What live calls do."""

    def follow(self, call_sid: str) -> AsyncGenerator[Any, None]:
        """Entries of one call from its beginning to its end."""
        ...


class Levels(Protocol):
    """The node's level of service."""

    def status(self, now: float) -> dict[str, Any]:
        """Where it stands and why."""
        ...

    def look(self, now: float) -> None:
        """Move as the signals ask."""
        ...

    def set(self, level: Level, seconds: float, why: str, now: float) -> None:
        """Serve at this level for a while."""
        ...

    def release(self) -> None:
        """Follow the signals again."""
        ...

    windows: tuple[Window, ...]
    """The schedule; may be replaced."""


class Sessions(Protocol):
    """Live calls of all nodes as they are remembered."""

    async def listed(self) -> list[dict[str, Any]]:
        """All of them, for operators. Raises ProviderError."""
        ...

    async def recover(self, call_sid: str) -> bool:
        """Have the carrier ask anew; False when nothing is known of the call.

        Raises ProviderError.
        """
        ...


class LevelWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a request for another level."""

    level: Level
    seconds: Annotated[float, msgspec.Meta(gt=0, le=86400)] = 3600.0
    why: Annotated[str, msgspec.Meta(max_length=200)] = "set by hand"


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a request for another schedule."""

    windows: Annotated[tuple[str, ...], msgspec.Meta(max_length=50)]
    """As `agent.resilience.schedule` reads them."""


class Control:
    """Handlers below `/v1`."""

    def __init__(
        self,
        switchboard: Switchboard,
        feed: Feed,
        guards: Guards,
        levels: Levels,
        sessions: Sessions,
        token: str,
    ) -> None:
        self._board = switchboard
        self._feed = feed
        self._guards = guards
        self._levels = levels
        self._sessions = sessions
        self._token = token

    def guarded(self, handler: Handler) -> Handler:
        """Let only those through who may look."""

        async def handle(request: web.Request) -> web.StreamResponse:
            if not self._may(request):
                fix = (
                    "send the token: Authorization: Bearer ..."
                    if self._token
                    else ("set VOICECTL_ADMIN__TOKEN on the node, or ask from the machine itself")
                )
                return _json({"error": "not allowed", "fix": fix}, status=401)
            return await handler(request)

        return handle

    async def calls(self, _: web.Request) -> web.StreamResponse:
        """All live calls."""
        return _json({"calls": [_shown(line) for line in self._board]})

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One live call, or how it ended."""
        sid = request.match_info["sid"]
        line = self._board.find(sid)
        if line is not None:
            return _json(_shown(line))
        outcome = self._board.outcome(sid)
        if outcome is not None:
            return _json({"call_sid": sid, "live": False, "outcome": outcome})
        return _json({"error": f"no call {sid} on this node within the last hour"}, status=404)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """A call's events as server-sent events, until the call is over."""
        sid = request.match_info["sid"]
        if self._board.find(sid) is None and self._board.outcome(sid) is None:
            return _json({"error": f"no call {sid} on this node"}, status=404)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        )
        await response.prepare(request)
        async with aclosing(self._feed.follow(sid)) as entries:
            async for entry in entries:
                await response.write(b"data: " + msgspec.json.encode(entry) + b"\n\n")
        await response.write(b"event: end\ndata: {}\n\n")
        return response

    async def checkpoints(self, _: web.Request) -> web.StreamResponse:
        """Live calls of all nodes as another node would take them over."""
        try:
            return _json({"checkpoints": await self._sessions.listed()})
        except ProviderError as error:
            return _json({"error": str(error)}, status=503)

    async def recover(self, request: web.Request) -> web.StreamResponse:
        """Take a call from the node that has it: some node goes on from its snapshot."""
        sid = request.match_info["sid"]
        try:
            known = await self._sessions.recover(sid)
        except ProviderError as error:
            fix = "its node gives it up if it is not hung; see `voicectl circuits show`, try again"
            return _json({"error": f"the carrier did not take it: {error}", "fix": fix}, status=502)
        if not known:
            fix = "see `voicectl checkpoints list`"
            return _json({"error": f"nothing is remembered of call {sid}", "fix": fix}, status=404)
        return _json({"call_sid": sid, "recovered": True})

    async def circuits(self, _: web.Request) -> web.StreamResponse:
        """How the circuits of all providers stand."""
        return _json({"circuits": self._guards.status(_now())})

    async def open_circuit(self, request: web.Request) -> web.StreamResponse:
        """Leave a provider alone until it is reset, whatever its health."""
        return self._turn(request, lambda circuit: circuit.hold(_now()))

    async def reset_circuit(self, request: web.Request) -> web.StreamResponse:
        """Use a provider again, whatever its health."""
        return self._turn(request, lambda circuit: circuit.reset(_now()))

    async def level(self, _: web.Request) -> web.StreamResponse:
        """The level of service in force."""
        return _json(self._levels.status(_now()))

    async def set_level(self, request: web.Request) -> web.StreamResponse:
        """Serve at a level for a while, live calls included."""
        try:
            wish = msgspec.json.decode(await request.read(), type=LevelWish)
        except msgspec.DecodeError as error:
            return _json({"error": f"no level: {error}"}, status=400)
        self._levels.set(wish.level, wish.seconds, wish.why, _now())
        return _json(self._levels.status(_now()))

    async def release_level(self, _: web.Request) -> web.StreamResponse:
        """Follow the signals again."""
        self._levels.release()
        return _json(self._levels.status(_now()))

    async def set_schedule(self, request: web.Request) -> web.StreamResponse:
        """Serve at levels by the clock, until the node restarts."""
        try:
            wish = msgspec.json.decode(await request.read(), type=Schedule)
            self._levels.windows = tuple(map(parse, wish.windows))
        except (msgspec.DecodeError, ValueError) as error:
            return _json({"error": f"no schedule: {error}"}, status=400)
        self._levels.look(_now())
        return _json(self._levels.status(_now()))

    def _turn(self, request: web.Request, act: Callable[[Circuit], None]) -> web.StreamResponse:
        provider, operation = request.match_info["provider"], request.match_info["operation"]
        guard = self._guards.find(provider, operation)
        if guard is None:
            known = ", ".join(self._guards.status(_now())) or "none"
            problem = f"there is no circuit {provider}/{operation}; there are: {known}"
            return _json({"error": problem}, status=404)
        act(guard.circuit)
        return _json({"circuits": {str(guard.circuit.key): guard.circuit.status(_now())}})

    def _may(self, request: web.Request) -> bool:
        if self._token:
            kind, _, given = request.headers.get("Authorization", "").partition(" ")
            return kind == "Bearer" and hmac.compare_digest(
                given.encode("utf-8", "surrogateescape"), self._token.encode()
            )
        if any(name in request.headers for name in FORWARDED):
            return False
        if request.method != "GET" and "Origin" in request.headers:
            return False  # a web page in a browser on this machine
        host = request.host.rpartition(":")[0] if ":" in request.host else request.host
        return _is_near(request) and host in LOCAL_NAMES


def _now() -> float:
    return asyncio.get_running_loop().time()


def _is_near(request: web.Request) -> bool:
    """It comes from this machine, or over a socket that only our own user can open."""
    peer = request.transport and request.transport.get_extra_info("socket")
    return bool(peer and peer.family == AF_UNIX) or _is_loopback(request.remote or "")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _shown(line: Line) -> dict[str, Any]:
    return {
        "call_sid": line.ringing.call_sid,
        "live": True,
        "caller_last4": line.ringing.caller[-4:],
        "called": line.ringing.called,
        "company": line.profile.company.name,
        "started": line.call.start.now,
        "streams": line.connected,
        "ringing": bool(line.rung),
        "outcome": line.call.outcome,
    }


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(body), status=status, content_type="application/json"
    )
