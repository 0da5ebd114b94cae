"""Who may use the control API, and the record of what they did.

Two roles: `operate` may act, `view` may look. With a token set, every request needs one. Without
any only this machine is answered, and only when nothing stands in between: a proxy or a foreign
web page would make anybody look local.
"""

import hmac
import re
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from socket import AF_UNIX
from typing import Literal

import structlog
from aiohttp import web

from agent.http.answers import problem

log = structlog.get_logger()

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")
OPERATOR = "X-Operator"
"""Header in which a client says who acts: believed for the record only."""

Role = Literal["view", "operate"]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_ODD = re.compile(r"[^\w@. -]")


class Access:
    """Decides about requests by two tokens; an empty one opens nothing."""

    def __init__(self, token: str, view_token: str = "") -> None:
        both: tuple[tuple[str, Role], ...] = ((token, "operate"), (view_token, "view"))
        self._tokens = tuple((one, role) for one, role in both if one)

    def looking(self, handler: Handler) -> Handler:
        """For whoever may look."""

        async def handle(request: web.Request) -> web.StreamResponse:
            return await handler(request) if self.role(request) else self._unknown()

        return handle

    def acting(self, handler: Handler) -> Handler:
        """For whoever may act; every try is written to the log."""

        async def handle(request: web.Request) -> web.StreamResponse:
            role = self.role(request)
            if role is None:
                answer: web.StreamResponse = self._unknown()
            elif role == "view":
                answer = problem(
                    403, "this token may only look", "use the token of VOICECTL_ADMIN__TOKEN"
                )
            else:
                answer = await handler(request)
            log.info(
                "control_request",
                method=request.method,
                path=request.path,
                status=answer.status,
                role=role or "none",
                remote=request.remote,
                operator=_ODD.sub("_", request.headers.get(OPERATOR, ""))[:64],
            )
            return answer

        return handle

    def role(self, request: web.Request) -> Role | None:
        """What the request may do; None: nothing."""
        if not self._tokens:
            return "operate" if _is_local(request) else None
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer":
            return None
        sent = given.encode("utf-8", "surrogateescape")
        roles = [role for one, role in self._tokens if hmac.compare_digest(sent, one.encode())]
        return roles[0] if roles else None

    def _unknown(self) -> web.Response:
        if self._tokens:
            return problem(401, "not allowed", "send the token: Authorization: Bearer ...")
        fix = "set VOICECTL_ADMIN__TOKEN on the node, or ask from the machine itself"
        return problem(401, "not allowed", fix)


def _is_local(request: web.Request) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    if request.method != "GET" and "Origin" in request.headers:
        return False  # a web page in a browser on this machine
    host = request.host.rpartition(":")[0] if ":" in request.host else request.host
    return _is_near(request) and host in LOCAL_NAMES


def _is_near(request: web.Request) -> bool:
    """It comes from this machine, or over a socket that only our own user can open."""
    peer = request.transport and request.transport.get_extra_info("socket")
    if peer and peer.family == AF_UNIX:
        return True
    try:
        return ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
