"""What every carrier webhook passes: size, form, signature, one answer per webhook, no traceback.

A caller is waiting at the other end, so even our own bug is answered with instructions.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from cachetools import TTLCache

from agent.http import signature, twiml

log = structlog.get_logger()

MAX_BODY = 64 * 1024
MAX_FIELDS = 300
REMEMBER_S = 180.0
"""The carrier tries at most six times, 15 s each."""
REMEMBER = 5_000

Form = Mapping[str, str]
Webhook = Callable[[Form, web.Request], Awaitable[str]]
"""Takes the form, returns TwiML."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we believe: the token that signs, and the URL the carrier knows us by."""

    token: str
    public_url: str
    check: bool = True
    stream_url: str = ""
    """WebSocket URL of the media stream where it is not below the public URL."""

    def refusal(
        self, request: web.Request, fields: signature.Fields, *, websocket: bool = False
    ) -> str:
        """Why a request is not believed; empty when it is."""
        if not self.check:
            return ""
        given = request.headers.get("X-Twilio-Signature", "")
        if not given:
            return "no signature"
        origin = signature.as_websocket(self.public_url) if websocket else self.public_url
        if websocket and self.stream_url:
            origin = self.stream_url.removesuffix(request.path)
        urls = signature.candidates(origin, request.path_qs)
        if signature.is_valid(self.token, given, urls, fields):
            return ""
        return (
            f"wrong signature for {urls[0]}: the carrier's auth token and the public URL must be "
            "those set here (TWILIO_AUTH_TOKEN, --public-url)"
        )


class Guard:
    """Wraps webhook handlers."""

    def __init__(self, trust: Trust, fallback: Callable[[Form], str]) -> None:
        self.refused = 0
        self._trust = trust
        self._fallback = fallback
        self._answers: TTLCache[str, asyncio.Future[str]] = TTLCache(REMEMBER, REMEMBER_S)

    def wrap(self, webhook: Webhook) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """An aiohttp handler that lets only the carrier through."""

        async def handle(request: web.Request) -> web.StreamResponse:
            fields = await _fields(request)
            refusal = self._trust.refusal(request, fields)
            if refusal:
                self.refused += 1
                log.warning("webhook_refused", path=request.path, why=refusal)
                return web.Response(status=403, text="forbidden")
            answer = await self._once(webhook, dict(fields), request)
            return web.Response(text=answer, content_type=twiml.CONTENT_TYPE, charset="utf-8")

        return handle

    async def _once(self, webhook: Webhook, form: Form, request: web.Request) -> str:
        """The same webhook sent again gets the answer of the first, also while that is made."""
        token = request.headers.get("I-Twilio-Idempotency-Token", "")
        if not token:
            return await self._answer(webhook, form, request)
        key = f"{request.path_qs} {token}"
        known = self._answers.get(key)
        if known is not None:
            return await asyncio.shield(known)
        promise: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._answers[key] = promise
        try:
            answer = await self._answer(webhook, form, request)
        except BaseException:  # also a cancelled request: the repeat must not wait for ever
            self._answers.pop(key, None)
            promise.cancel()
            raise
        promise.set_result(answer)
        return answer

    async def _answer(self, webhook: Webhook, form: Form, request: web.Request) -> str:
        sid = form.get("CallSid", "")
        with structlog.contextvars.bound_contextvars(call=sid):
            try:
                return await webhook(form, request)
            except web.HTTPException:
                raise
            except Exception as error:  # a caller waits: they must hear more than an error tone
                log.error("webhook_failed", path=request.path, exc_info=error)
                return self._fallback(form)


async def _fields(request: web.Request) -> list[tuple[str, str]]:
    """Form fields, blank ones included; an unreadable body is the sender's fault."""
    if request.method != "POST":
        return []
    body = await request.read()
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict"
        )
    except (UnicodeDecodeError, ValueError) as error:
        log.warning("webhook_unreadable", path=request.path, why=str(error))
        raise web.HTTPBadRequest(text="not a form") from None
