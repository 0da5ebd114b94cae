"""The simulated service: keys, faults and headers around chat completions and embeddings."""

import asyncio
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiohttp.typedefs import Handler

from simulators.openai import bodies
from simulators.openai.plan import Fault, Plan

_SHUTDOWN_SECONDS = 0.2
_RETRY_MS = "200"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    """Empty when it was no JSON object."""


_FAULT = web.RequestKey("fault", Fault)
_ASKED = web.RequestKey("asked", Request)


class OpenAiServer:
    """Listens on its own port; an async context manager."""

    def __init__(self, plan: Plan | None = None, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.plan = plan or Plan()
        self.faults: list[Fault] = []
        """What goes wrong next; each entry spoils one request."""
        self.requests: list[Request] = []
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        assert self._runner is not None
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}/v1"

    async def __aenter__(self) -> Self:
        """Listen."""
        app = web.Application(middlewares=[self._headers, self._spoiled, self._checked])
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_post("/v1/embeddings", self._embeddings)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        await self._runner.setup()
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

    # --- around every request -------------------------------------------------------------------

    @web.middleware
    async def _headers(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        asked = Request(request.path, dict(request.headers), await _json(request))
        self.requests.append(asked)
        request[_ASKED] = asked
        answer = await handler(request)
        answer.headers["x-request-id"] = "req_" + secrets.token_hex(16)
        answer.headers["openai-version"] = "2020-10-01"
        return answer

    @web.middleware
    async def _spoiled(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Apply the first queued fault that fits this request."""
        fault = next((one for one in self.faults if one.path in request.path), Fault())
        if fault in self.faults:
            self.faults.remove(fault)
        request[_FAULT] = fault
        await asyncio.sleep(fault.stall)
        if fault.cut and request.transport is not None:
            request.transport.close()
            return web.Response()
        if fault.body is not None:
            return web.Response(status=fault.status, text=fault.body, content_type="text/html")
        if fault.status >= 400:
            return _error(fault.status, fault.code, "as planned")
        return await handler(request)

    @web.middleware
    async def _checked(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not hmac.compare_digest(key.encode(), self.plan.key.encode()):
            return _error(401, "invalid_api_key", f"Incorrect API key provided: {key[:8]}***")
        model = request[_ASKED].body.get("model")
        if not model or model in self.plan.retired:
            return _error(404, "model_not_found", f"The model {model} does not exist")
        try:
            return await handler(request)
        except bodies.Invalid as error:
            return _error(400, "invalid_value", str(error), error.param)

    # --- the resources ----------------------------------------------------------------------------

    async def _chat(self, request: web.Request) -> web.Response:
        body, fault = request[_ASKED].body, request[_FAULT]
        form, said = bodies.schema(body), bodies.said(body)
        content = fault.content
        if content is None:
            content = bodies.filled(form, self.plan.opinion(said))
        return web.json_response(bodies.completion(body["model"], content, fault.finish))

    async def _embeddings(self, request: web.Request) -> web.Response:
        return web.json_response(bodies.embeddings(request[_ASKED].body))


async def _json(request: web.Request) -> Mapping[str, Any]:
    """The body; empty for one that is no JSON object."""
    try:
        found = json.loads(await request.text())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _error(status: int, code: str | None, message: str, param: str | None = None) -> web.Response:
    answer = web.json_response(bodies.error(status, code, message, param), status=status)
    if status == 429:
        answer.headers["retry-after-ms"] = _RETRY_MS
    if code == "insufficient_quota":
        answer.headers["x-should-retry"] = "false"
    return answer
