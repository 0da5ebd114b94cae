"""The control API's live calls: look at them, speak into them, hand them over, end them."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from aiohttp import web

from agent.events import OperatorSays, OperatorTransfers
from agent.http.answers import answer, body_of, problem
from agent.switchboard import Line, Switchboard


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a request to say something."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"\S")]


class Destination(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a request to hand a caller to a queue's people."""

    queue: Literal["office", "oncall", "billing", "sales"] = "office"
    reason: Annotated[str, msgspec.Meta(max_length=200)] = "asked for at the controls"


class Operator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a request to take a call over."""

    number: Annotated[str, msgspec.Meta(pattern=r"^\+[1-9][0-9]{6,14}$")]
    """E.164: where you are reached."""


class Lines:
    """Handlers of the calls of one switchboard."""

    def __init__(self, switchboard: Switchboard) -> None:
        self._board = switchboard

    async def calls(self, _: web.Request) -> web.StreamResponse:
        """All live calls."""
        return answer({"calls": [_shown(line) for line in self._board]})

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One live call, or how it ended."""
        sid = request.match_info["sid"]
        line = self._board.find(sid)
        if line is not None:
            return answer(_shown(line))
        outcome = self._board.outcome(sid)
        if outcome is not None:
            return answer({"call_sid": sid, "live": False, "outcome": outcome})
        return problem(404, f"no call {sid} on this node within the last hour")

    async def say(self, request: web.Request) -> web.StreamResponse:
        """Let the agent say something to the caller, after what it is saying."""
        words = await body_of(request, Words)
        return self._do(request, lambda line: line.call.apply(OperatorSays(text=words.text)))

    async def transfer(self, request: web.Request) -> web.StreamResponse:
        """Ring a queue's people for the caller now."""
        to = await body_of(request, Destination)
        wish = OperatorTransfers(queue=to.queue, reason=to.reason)
        return self._do(request, lambda line: line.call.apply(wish), ringing=False)

    async def take_over(self, request: web.Request) -> web.StreamResponse:
        """Ring you for the caller now; you hear what it is about and press 1."""
        operator = await body_of(request, Operator)
        wish = OperatorTransfers(number=operator.number, reason="taken over by an operator")
        return self._do(request, lambda line: line.call.apply(wish), ringing=False)

    async def hang_up(self, request: web.Request) -> web.StreamResponse:
        """End a call now."""
        return self._do(request, lambda line: line.call.leave_call())

    def _do(
        self, request: web.Request, act: Callable[[Line], None], *, ringing: bool = True
    ) -> web.StreamResponse:
        """Act on a live call; not `ringing`: only while no people are being rung for it."""
        sid = request.match_info["sid"]
        line = self._board.find(sid)
        if line is None:
            return problem(404, f"no live call {sid} on this node", "GET /v1/calls lists them")
        if not line.connected:
            return problem(409, f"call {sid} is not connected yet", "try again in a moment")
        if line.rung and not ringing:
            return problem(409, f"people are being rung for call {sid} already", "wait for them")
        act(line)
        return answer(_shown(line), status=202)


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
