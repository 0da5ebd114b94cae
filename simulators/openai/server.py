"""The simulated service: keys, quotas, faults and headers around its resources."""

import asyncio
import json
import secrets
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiohttp.typedefs import Handler

from simulators.openai import (
    chat,
    embeddings,
    realtime,
    responses,
    speech,
    tokens,
    transcriptions,
)
from simulators.openai.author import Given
from simulators.openai.errors import Problem, Refused, invalid, usual
from simulators.openai.faults import Fault
from simulators.openai.listener import Deaf, Listener
from simulators.openai.models import described, listed
from simulators.openai.plan import Plan
from simulators.openai.service import ASKED, FAULT, METER, SERVICE, Request, Service
from simulators.openai.wire import reset
from simulators.speech.tones import Tones
from simulators.speech.voice import Voice

_SHUTDOWN_SECONDS = 0.2
_LARGEST_BODY = 64 * 1024 * 1024
_MODELS = "/v1/models"
_BEGUN = web.RequestKey("begun", float)


class OpenAiServer:
    """Listens on its own port; an async context manager."""

    def __init__(
        self,
        plan: Plan | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        voice: Voice | None = None,
        listener: Listener | None = None,
    ) -> None:
        """`voice` speaks (tones if none is given), `listener` understands (nothing)."""
        self._service = Service(plan or Plan(), voice or Tones(), listener or Deaf())
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def plan(self) -> Plan:
        """What it does. Another one holds from the next request on; open meters stay."""
        return self._service.plan

    @plan.setter
    def plan(self, plan: Plan) -> None:
        self._service.plan = plan

    @property
    def faults(self) -> list[Fault]:
        """What goes wrong next; each entry spoils one request."""
        return self._service.faults

    @faults.setter
    def faults(self, faults: list[Fault]) -> None:
        self._service.faults = faults

    @property
    def requests(self) -> list[Request]:
        """Every request so far. A realtime session is one."""
        return self._service.requests

    @property
    def answers(self) -> list[Given]:
        """What the model said, and what was wrong with it."""
        return self._service.answers

    @property
    def sessions(self) -> int:
        """Realtime sessions that are open."""
        return len(self._service.lines)

    @property
    def now(self) -> float:
        """Seconds since it began to listen: the clock of outages and of `Request.at`."""
        return self._service.now

    async def drop(self, code: int = 1011, reason: str = "") -> None:
        """Close all realtime sessions with this code; 1006 is a reset."""
        for line in list(self._service.lines):
            await line.close(code, reason)

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        assert self._runner is not None
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}/v1"

    async def __aenter__(self) -> Self:
        """Listen."""
        app = web.Application(
            middlewares=[_received, _spoiled, _checked], client_max_size=_LARGEST_BODY
        )
        app[SERVICE] = self._service
        app.on_response_prepare.append(_headed)
        app.router.add_post("/v1/chat/completions", chat.create)
        app.router.add_post("/v1/responses", responses.create)
        app.router.add_post("/v1/embeddings", embeddings.create)
        app.router.add_post("/v1/audio/speech", speech.create)
        app.router.add_post("/v1/audio/transcriptions", transcriptions.create)
        app.router.add_get("/v1/realtime", realtime.serve)
        app.router.add_get(_MODELS, _models)
        app.router.add_get(_MODELS + "/{model}", _model)
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS, handler_cancellation=True
        )
        await self._runner.setup()
        self._service.started = asyncio.get_running_loop().time()
        await web.TCPSite(self._runner, self._host, self._port).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()


# --- around every request -----------------------------------------------------------------------


async def _headed(request: web.Request, response: web.StreamResponse) -> None:
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
async def _received(request: web.Request, handler: Handler) -> web.StreamResponse:
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
        message = f"Invalid URL ({request.method} {request.path})"
        return Problem(error.status, message).response


@web.middleware
async def _spoiled(request: web.Request, handler: Handler) -> web.StreamResponse:
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
async def _checked(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Check key, quota and model."""
    service, body = request.app[SERVICE], request[ASKED].body
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    meter = service.meter(key) if scheme == "Bearer" else None
    if request.path == "/v1/realtime":  # it refuses inside the socket
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


# --- models ---------------------------------------------------------------------------------------


async def _models(request: web.Request) -> web.Response:
    plan = request.app[SERVICE].plan
    return web.json_response(listed(plan.shutdowns, plan.today))


async def _model(request: web.Request) -> web.Response:
    service, model = request.app[SERVICE], request.match_info["model"]
    problem = service.missing(model)
    if problem is not None:
        raise Refused(problem)
    return web.json_response(described(model, service.plan.shutdowns))
