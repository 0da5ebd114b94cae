"""The carrier's REST server: credentials, faults and headers around the resources."""

import asyncio
import base64
import hmac
import secrets
from contextlib import AsyncExitStack
from time import monotonic
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from simulators.serving import served
from simulators.twilio.exchange import Exchange
from simulators.twilio.faults import ApiFault
from simulators.twilio.fields import API_VERSION
from simulators.twilio.rest_calls import CallResources
from simulators.twilio.rest_messages import MessageResources
from simulators.twilio.rest_shapes import ApiError, error_body


class RestServer:
    """Answers the REST API on its own port; an async context manager."""

    def __init__(self, exchange: Exchange, host: str, port: int) -> None:
        self._exchange = exchange
        self._host = host
        self._port = port
        self._open_requests = 0
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Listen; the exchange then knows its `api_base`."""
        app = web.Application(middlewares=[self._headers, self._errors, self._spoiled, self._login])
        CallResources(self._exchange).add_to(app)
        MessageResources(self._exchange).add_to(app)
        listening = served(app, self._host, self._port)
        self._exchange.api_base = await self._stack.enter_async_context(listening)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        await self._stack.aclose()

    @web.middleware
    async def _headers(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        began = monotonic()
        self._open_requests += 1
        form = list((await request.post()).items())
        fields = [(name, str(value)) for name, value in form]
        self._exchange.log.add("rest", method=request.method, path=request.path, fields=fields)
        try:
            response = await handler(request)
        finally:
            self._open_requests -= 1
        response.headers["Twilio-Request-Id"] = "RQ" + secrets.token_hex(16)
        response.headers["Twilio-Concurrent-Requests"] = str(self._open_requests + 1)
        response.headers["Twilio-Request-Duration"] = f"{monotonic() - began:.3f}"
        return response

    @web.middleware
    async def _errors(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except ApiError as error:
            return web.json_response(error_body(error), status=error.status)
        except web.HTTPNotFound:
            missing = ApiError(404, 20404, f"The requested resource {request.path} was not found")
            return web.json_response(error_body(missing), status=404)

    @web.middleware
    async def _spoiled(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Apply the first queued fault that fits this request."""
        for fault in self._exchange.api_faults:
            if fault.path in request.path and fault.method == request.method:
                self._exchange.api_faults.remove(fault)
                break
        else:
            return await handler(request)
        await asyncio.sleep(fault.stall)
        if fault.status < 400:
            return await handler(request)
        if fault.processed:
            await handler(request)
        return _spoiled_answer(fault)

    @web.middleware
    async def _login(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        account = self._exchange.account
        if not self._authentic(request.headers.get("Authorization", "")):
            raise ApiError(401, 20003, "Authenticate")
        if not request.path.startswith(f"/{API_VERSION}/Accounts/{account.sid}"):
            raise ApiError(404, 20404, f"The requested resource {request.path} was not found")
        return await handler(request)

    def _authentic(self, header: str) -> bool:
        account = self._exchange.account
        users = {account.sid: account.token, **account.api_keys}
        expected = [
            base64.b64encode(f"{u}:{secret}".encode()).decode() for u, secret in users.items()
        ]
        scheme, _, given = header.partition(" ")
        return scheme.lower() == "basic" and any(
            hmac.compare_digest(given.encode(), one.encode()) for one in expected
        )


def _spoiled_answer(fault: ApiFault) -> web.Response:
    if fault.shape == "html":
        page = "<html><body><h1>Service unavailable</h1></body></html>"
        return web.Response(text=page, content_type="text/html", status=fault.status)
    code, message = {
        429: (20429, "Too Many Requests"),
        401: (20003, "Authenticate"),
        404: (20404, "The requested resource was not found"),
    }.get(fault.status, (20500, "An internal server error has occurred"))
    body = error_body(ApiError(fault.status, code, message), fault.shape)
    kind = "application/problem+json" if fault.shape == "rfc9457" else "application/json"
    return web.json_response(body, status=fault.status, content_type=kind)
