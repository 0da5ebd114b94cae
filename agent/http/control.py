"""The control API's node: its circuits, its level of service, and whether it takes calls."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Protocol

import msgspec
from aiohttp import web

from agent.events import Level
from agent.http.answers import BadRequest, answer, body_of, problem
from agent.ports import ProviderError
from agent.resilience.circuit import Circuit
from agent.resilience.guarded import Guards
from agent.resilience.schedule import Window, parse
from agent.switchboard import Switchboard


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
    """Handlers of the node as a whole."""

    def __init__(
        self, switchboard: Switchboard, guards: Guards, levels: Levels, sessions: Sessions
    ) -> None:
        self._board = switchboard
        self._guards = guards
        self._levels = levels
        self._sessions = sessions

    async def drain(self, _: web.Request) -> web.StreamResponse:
        """Take no more calls; live ones go on."""
        self._board.closed = True
        return self._drained()

    async def undrain(self, _: web.Request) -> web.StreamResponse:
        """Take calls again."""
        if self._board.draining:
            return problem(409, "the node is being stopped", "start it again")
        self._board.closed = False
        return self._drained()

    async def drained(self, _: web.Request) -> web.StreamResponse:
        """Whether calls are taken, and how many are live."""
        return self._drained()

    async def checkpoints(self, _: web.Request) -> web.StreamResponse:
        """Live calls of all nodes as another node would take them over."""
        return answer({"checkpoints": await self._sessions.listed()})

    async def recover(self, request: web.Request) -> web.StreamResponse:
        """Take a call from the node that has it: some node goes on from its snapshot."""
        sid = request.match_info["sid"]
        try:
            known = await self._sessions.recover(sid)
        except ProviderError as error:
            fix = "its node gives it up if it is not hung; see `voicectl circuits show`, try again"
            return problem(502, f"the carrier did not take it: {error}", fix)
        if not known:
            return problem(404, f"nothing is remembered of call {sid}", "GET /v1/checkpoints")
        return answer({"call_sid": sid, "recovered": True})

    async def circuits(self, _: web.Request) -> web.StreamResponse:
        """How the circuits of all providers stand."""
        return answer({"circuits": self._guards.status(_now())})

    async def open_circuit(self, request: web.Request) -> web.StreamResponse:
        """Leave a provider alone until it is reset, whatever its health."""
        return self._turn(request, lambda circuit: circuit.hold(_now()))

    async def reset_circuit(self, request: web.Request) -> web.StreamResponse:
        """Use a provider again, whatever its health."""
        return self._turn(request, lambda circuit: circuit.reset(_now()))

    async def level(self, _: web.Request) -> web.StreamResponse:
        """The level of service in force."""
        return answer(self._levels.status(_now()))

    async def set_level(self, request: web.Request) -> web.StreamResponse:
        """Serve at a level for a while, live calls included."""
        wish = await body_of(request, LevelWish)
        self._levels.set(wish.level, wish.seconds, wish.why, _now())
        return answer(self._levels.status(_now()))

    async def release_level(self, _: web.Request) -> web.StreamResponse:
        """Follow the signals again."""
        self._levels.release()
        return answer(self._levels.status(_now()))

    async def set_schedule(self, request: web.Request) -> web.StreamResponse:
        """Serve at levels by the clock, until the node restarts."""
        wish = await body_of(request, Schedule)
        try:
            self._levels.windows = tuple(map(parse, wish.windows))
        except ValueError as error:
            raise BadRequest(f"no schedule: {error}") from None
        self._levels.look(_now())
        return answer(self._levels.status(_now()))

    def _turn(self, request: web.Request, act: Callable[[Circuit], None]) -> web.StreamResponse:
        provider, operation = request.match_info["provider"], request.match_info["operation"]
        guard = self._guards.find(provider, operation)
        if guard is None:
            known = ", ".join(self._guards.status(_now())) or "none"
            missing = f"there is no circuit {provider}/{operation}"
            return problem(404, missing, f"there are: {known}")
        act(guard.circuit)
        return answer({"circuits": {str(guard.circuit.key): guard.circuit.status(_now())}})

    def _drained(self) -> web.Response:
        return answer({"draining": self._board.refusing, "live": len(self._board)})


def _now() -> float:
    return asyncio.get_running_loop().time()
