"""Around every request: it is read and noted, spoiled if its turn has come, checked and headed."""

import asyncio
import json
import secrets
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from simulators.openai import tokens, transcriptions
from simulators.openai.errors import Problem, Refused, invalid, usual
from simulators.openai.service import ASKED, FAULT, METER, SERVICE, Request
from simulators.openai.wire import reset

_MODELS = "/v1/models"
_REALTIME = "/v1/realtime"
_BEGUN = web.RequestKey("begun", float)


async def headed(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers of every answer on."""
    now = asyncio.get_running_loop().time()
    headers = response.headers
    headers["x-request-id"] = "req_" + secrets.token_hex(16)
    headers["openai-version"] = "2020-10-01"
    headers["openai-organization"] = "org-simulated"
    headers["openai-processing-ms"] = str(round((now - request.get(_BEGUN, now)) * 1000))
    meter = request.get(METER)
    if meter is not None and (response.status < 400 or response.status == 429):
        headers.update(meter.headers(now))


@web.middleware
async def received(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note the request; turn what is refused into an answer."""
    service = request.app[SERVICE]
    request[_BEGUN] = asyncio.get_running_loop().time()
    headers = dict(request.headers)
    body: dict[str, Any] = {}
    file = b""
    try:
        try:
            body, file = await _read(request)
        finally:
            request[ASKED] = Request(request.path, headers, body, service.now, file)
            service.requests.append(request[ASKED])
        return await handler(request)
    except Refused as error:
        return error.problem.response
    except web.HTTPException as error:
        unknown = f"Invalid URL ({request.method} {request.path})"
        return Problem(error.status, unknown if error.status in (404, 405) else "").response


@web.middleware
async def spoiled(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Apply the fault that strikes this request, where it strikes before an answer."""
    fault = request.app[SERVICE].fault(request.path)
    request[FAULT] = fault
    await asyncio.sleep(fault.stall)
    if fault.cut:
        reset(request)
        return web.Response()
    if fault.body is not None:
        return web.Response(status=fault.status, text=fault.body, content_type="text/html")
    if fault.status >= 400 and not fault.middle:
        return usual(fault.status, fault.code, fault.limit, fault.retry_after).response
    return await handler(request)


@web.middleware
async def checked(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Check key, quota and model."""
    service, body = request.app[SERVICE], request[ASKED].body
    if request.match_info.http_exception is not None:
        raise request.match_info.http_exception
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    meter = service.meter(key) if scheme == "Bearer" else None
    if request.path == _REALTIME:  # it refuses inside the socket
        if meter is not None:
            request[METER] = meter
        return await handler(request)
    if meter is None:
        message = f"Incorrect API key provided: {key[:8]}***."
        raise Refused(Problem(401, message, "invalid_api_key"))
    request[METER] = meter
    if request.path.startswith(_MODELS):
        return await handler(request)
    model = str(body.get("model") or "")
    if not model:
        raise invalid("you must provide a model parameter", "model", None)
    now = asyncio.get_running_loop().time()
    problem = meter.take(model, tokens.count(_text(body)), now) or service.missing(model)
    if problem is not None:
        raise Refused(problem)
    with meter.at_work():
        return await handler(request)


async def _read(request: web.Request) -> tuple[dict[str, Any], bytes]:
    """The body of a request and its upload. Raises Refused."""
    if request.content_type == "multipart/form-data":
        return await transcriptions.form(request)
    text = await request.read()
    if not text:
        return {}, b""
    try:
        found = json.loads(text)
    except ValueError as fault:
        message = "We could not parse the JSON body of your request."
        raise invalid(message, None, None) from fault
    if not isinstance(found, dict):
        raise invalid("The body of your request must be a JSON object.", None, None)
    return found, b""


def _text(body: Any) -> str:
    """What a request says, for counting."""
    said = [body.get(name) for name in ("messages", "input", "instructions", "tools")]
    return json.dumps([one for one in said if one is not None])
