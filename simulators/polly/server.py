"""The simulated service: signatures, faults and headers around SynthesizeSpeech and voices."""

import asyncio
import base64
import json
import random
import re
import uuid
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Self

from aiohttp import web
from aiohttp.typedefs import Handler

from simulators.polly import signature, speaking, wish
from simulators.polly.errors import PollyError, outside
from simulators.polly.gate import Gate
from simulators.polly.plan import Fault, Plan
from simulators.polly.sound import CONTENT_TYPES, encoded
from simulators.polly.voices import ENGINES
from simulators.polly.wish import Wish
from simulators.serving import served
from simulators.speech.tones import Tones
from simulators.speech.voice import Voice

PIECE_SECONDS = 0.1
"""Audio in one write."""
_FASTEST_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    """Empty when it was no JSON object."""
    attempt: int
    """The SDK's own count, from 1; 0 without one."""


_FAULT = web.RequestKey("fault", Fault)
_BODY = web.RequestKey("body", dict[str, Any])


class PollyServer:
    """Listens on its own port; an async context manager. `voice` speaks: tones by default."""

    def __init__(
        self,
        plan: Plan | None = None,
        *,
        voice: Voice | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.plan = plan or Plan()
        self.faults: list[Fault] = []
        """What goes wrong next."""
        self.requests: list[Request] = []
        self._voice = voice or Tones()
        self._gates = {engine: Gate(quota) for engine, quota in self.plan.quotas.items()}
        self._random = random.Random(self.plan.seed)
        self._host = host
        self._port = port
        self._stack = AsyncExitStack()
        self.base_url = ""
        """What a client takes as its endpoint URL, once it listens."""

    async def __aenter__(self) -> Self:
        """Listen."""
        app = web.Application(middlewares=[self._answered, self._spoiled, self._signed])
        app.router.add_post("/v1/speech", self._speech)
        app.router.add_get("/v1/voices", self._voices)
        self.base_url = await self._stack.enter_async_context(served(app, self._host, self._port))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        await self._stack.aclose()

    # --- around every request -------------------------------------------------------------------

    @web.middleware
    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        attempt = re.search(r"attempt=(\d+)", request.headers.get("amz-sdk-request", ""))
        read = _json(await request.read())
        body: dict[str, Any] = read or {}
        request[_BODY] = body
        self.requests.append(
            Request(
                request.method,
                request.path,
                dict(request.headers),
                body,
                int(attempt[1]) if attempt else 0,
            )
        )
        try:
            if read is None:
                raise PollyError("SerializationException", "the body must be a JSON object")
            return await handler(request)
        except PollyError as error:
            return _refusal(error)
        except web.HTTPException as error:
            if error.status != 404:
                raise
            return _refusal(PollyError("UnknownOperationException", f"no {request.path} here"))

    @web.middleware
    async def _spoiled(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Apply the first queued fault that fits this request."""
        fault = next((one for one in self.faults if one.path in request.path), None)
        if fault is not None:
            place = self.faults.index(fault)
            rest = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
            self.faults[place : place + 1] = rest
        request[_FAULT] = fault or Fault()
        await asyncio.sleep(request[_FAULT].stall)
        if request[_FAULT].code:
            raise PollyError(request[_FAULT].code, "as planned")
        return await handler(request)

    @web.middleware
    async def _signed(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.plan.verify:
            signed = signature.Signed(
                method=request.method,
                path=request.rel_url.raw_path,
                query=request.rel_url.raw_query_string,
                headers=[(name.lower(), value) for name, value in request.headers.items()],
                body=await request.read(),
            )
            now = datetime.now(UTC) + timedelta(seconds=self.plan.clock_ahead)
            signature.check(signed, self.plan.credentials, now)
        return await handler(request)

    # --- the resources --------------------------------------------------------------------------

    async def _speech(self, request: web.Request) -> web.StreamResponse:
        body: dict[str, Any] = request[_BODY]
        wanted = wish.read(body, self.plan.voices)
        with self._gates[wanted.engine].passed(monotonic()):
            latency = self.plan.latency
            await asyncio.sleep(latency.first + latency.spread * self._random.random())
            fault = request[_FAULT]
            data, seconds = await self._made(wanted, fault)
            return await self._stream(request, wanted, data, seconds)

    async def _made(self, wanted: Wish, fault: Fault) -> tuple[bytes, float]:
        """The whole answer, and how long it sounds."""
        rate = fault.rate if fault.rate and wanted.form == "pcm" else wanted.rate
        done = await speaking.perform(wanted.script, self._voice, rate)
        seconds = len(done.samples) / rate
        if wanted.form == "json":
            return speaking.marks(wanted.script, done, wanted.marks), seconds
        return await encoded(done.samples, rate, wanted.form), seconds

    async def _stream(
        self, request: web.Request, wanted: Wish, data: bytes, seconds: float
    ) -> web.StreamResponse:
        fault, speed = request[_FAULT], self.plan.latency.speed
        answer = web.StreamResponse(
            headers={
                "Content-Type": CONTENT_TYPES[wanted.form],
                "x-amzn-RequestId": str(uuid.uuid4()),
                "x-amzn-RequestCharacters": str(wanted.script.billed),
            }
        )
        answer.enable_chunked_encoding()
        end = len(data)
        for share in (fault.cut, fault.short):
            end = end if share is None else min(end, round(len(data) * share))
        size = _piece(len(data), seconds, speed)
        with suppress(ConnectionError):  # the client has heard enough
            await answer.prepare(request)
            for at in range(0, end, size):
                await answer.write(data[at : min(at + size, end)])
                await asyncio.sleep(fault.gap + (PIECE_SECONDS / speed if speed else 0.0))
            if fault.cut is not None and request.transport is not None:
                request.transport.abort()
        return answer

    async def _voices(self, request: web.Request) -> web.Response:
        engine, language = request.query.get("Engine"), request.query.get("LanguageCode")
        if engine is not None and engine not in ENGINES:
            raise outside(engine, "engine", list(ENGINES))
        more = request.query.get("IncludeAdditionalLanguageCodes", "") == "true"
        found = [
            voice
            for voice in self.plan.voices
            if (engine is None or engine in voice.engines)
            and (
                language is None
                or language == voice.language
                or (more and language in voice.more_languages)
            )
        ]
        start = _page_start(request.query.get("NextToken", ""))
        body: dict[str, Any] = {
            "Voices": [voice.shown() for voice in found[start : start + self.plan.page]]
        }
        if start + self.plan.page < len(found):
            body["NextToken"] = base64.b64encode(str(start + self.plan.page).encode()).decode()
        return web.json_response(body, headers={"x-amzn-RequestId": str(uuid.uuid4())})


def _json(body: bytes) -> dict[str, Any] | None:
    """The body's object; None for something else."""
    if not body:
        return {}
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _piece(size: int, seconds: float, speed: float) -> int:
    """Bytes in one write: an even number, so that a sample is not split."""
    if not speed or not seconds:
        return _FASTEST_BYTES
    return max(2, round(size * PIECE_SECONDS / seconds) // 2 * 2)


def _page_start(token: str) -> int:
    try:
        return int(base64.b64decode(token, validate=True) or b"0")
    except ValueError:
        raise PollyError("InvalidNextTokenException", "The NextToken is invalid.") from None


def _refusal(error: PollyError) -> web.Response:
    return web.json_response(
        {"message": str(error)},
        status=error.status,
        headers={"x-amzn-RequestId": str(uuid.uuid4()), "x-amzn-ErrorType": error.code},
    )
