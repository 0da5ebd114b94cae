"""Around every request: it is noted, spoiled if its turn has come, and its key is checked."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from simulators.elevenlabs.errors import Refused, new_id
from simulators.elevenlabs.faults import RequestFault
from simulators.elevenlabs.service import SERVICE, Request
from simulators.elevenlabs.socket import Socket
from simulators.elevenlabs.workspace import Workspace

FAULT = web.RequestKey("fault", RequestFault)
WORKSPACE = web.RequestKey("workspace", Workspace)
_ID = web.RequestKey("id", str)
ASKED = web.RequestKey("asked", Request)


async def headed(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers of every answer on."""
    response.headers["request-id"] = request.get(_ID) or new_id()
    response.headers["x-trace-id"] = new_id()
    workspace = request.get(WORKSPACE)
    if workspace is not None:
        response.headers.update(workspace.headers)


@web.middleware
async def received(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note the request, let its fault happen, check its key, wait as long as the service takes."""
    service = request.app[SERVICE]
    request[_ID] = new_id()
    asked = Request(
        request.path,
        dict(request.query),
        dict(request.headers),
        await _json(request),
        service.now,
    )
    request[ASKED] = asked
    service.requests.append(asked)
    request[FAULT] = service.fault(RequestFault, request.path)
    try:
        return await _spoiled(request, handler)
    except Refused as refused:
        return web.json_response(refused.body(request[_ID]), status=refused.status)
    except web.HTTPNotFound:
        return web.json_response({"detail": "Not Found"}, status=404)


def numbered(request: web.Request) -> Socket:
    """The socket that a request opens."""
    service = request.app[SERVICE]
    service.opened += 1
    return Socket(service, request, service.opened)


async def _spoiled(request: web.Request, handler: Handler) -> web.StreamResponse:
    service, fault = request.app[SERVICE], request[FAULT]
    await asyncio.sleep(fault.stall)
    if fault.cut and request.transport is not None:
        request.transport.abort()
        return web.Response()
    if fault.html:
        return web.Response(status=fault.status or 503, text=fault.html, content_type="text/html")
    profile = service.plan.profile
    await asyncio.sleep(service.draw(profile.handshake if _is_socket(request) else profile.answer))
    if fault.status >= 400:
        raise Refused(fault.status, fault.code)
    _check_key(request)
    return await handler(request)


def _check_key(request: web.Request) -> None:
    """Find the workspace. A text-to-speech socket may still tell its key in the first message.

    Raises Refused.
    """
    service, query = request.app[SERVICE], request.query
    plan = service.plan
    token = query.get("token") or query.get("single_use_token")
    key = request.headers.get("xi-api-key")
    if token in plan.tokens:
        key = plan.key
    elif token:
        key = token
    if key is not None and plan.account(key) is not None:
        request[WORKSPACE] = service.workspace(key)
        return
    if not _is_socket(request) or (plan.bad_key != "message" and (key or _is_scribe(request))):
        status = 403 if plan.bad_key == "403" and _is_socket(request) else 401
        raise Refused(status, "invalid_api_key", "Invalid API key.")
    if key or _is_scribe(request):
        request[FAULT] = RequestFault(error="invalid_api_key")


def _is_socket(request: web.Request) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"


def _is_scribe(request: web.Request) -> bool:
    return "/speech-to-text/" in request.path


async def _json(request: web.Request) -> Mapping[str, Any]:
    """The body; empty for one that is no JSON object."""
    try:
        found = json.loads(await request.text())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
