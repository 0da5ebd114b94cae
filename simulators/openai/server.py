"""The simulated service: keys, quotas, faults and headers around its resources."""

import asyncio
from contextlib import AsyncExitStack
from typing import Self

from aiohttp import web

from simulators.openai import (
    chat,
    embeddings,
    gate,
    realtime,
    responses,
    speech,
    transcriptions,
)
from simulators.openai.author import Given
from simulators.openai.errors import Refused
from simulators.openai.faults import Fault
from simulators.openai.listener import Deaf, Listener
from simulators.openai.models import described, listed
from simulators.openai.plan import Plan
from simulators.openai.service import SERVICE, Request, Service
from simulators.serving import served
from simulators.speech.tones import Tones
from simulators.speech.voice import Voice

_LARGEST_BODY = 64 * 1024 * 1024
_MODELS = "/v1/models"


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
        self._stack = AsyncExitStack()
        self.base_url = ""
        """What a client takes as its base URL, once it listens."""

    @property
    def plan(self) -> Plan:
        """What it does. Another one holds from the next request on, but for the seeds."""
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

    async def __aenter__(self) -> Self:
        """Listen."""
        app = web.Application(
            middlewares=[gate.received, gate.spoiled, gate.checked], client_max_size=_LARGEST_BODY
        )
        app[SERVICE] = self._service
        app.on_response_prepare.append(gate.headed)
        app.router.add_post("/v1/chat/completions", chat.create)
        app.router.add_post("/v1/responses", responses.create)
        app.router.add_post("/v1/embeddings", embeddings.create)
        app.router.add_post("/v1/audio/speech", speech.create)
        app.router.add_post("/v1/audio/transcriptions", transcriptions.create)
        app.router.add_get("/v1/realtime", realtime.serve)
        app.router.add_get(_MODELS, _models)
        app.router.add_get(_MODELS + "/{model}", _model)
        self._service.started = asyncio.get_running_loop().time()
        listening = served(app, self._host, self._port, handler_cancellation=True)
        self.base_url = await self._stack.enter_async_context(listening) + "/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        await self._stack.aclose()


async def _models(request: web.Request) -> web.Response:
    plan = request.app[SERVICE].plan
    return web.json_response(listed(plan.shutdowns, plan.today))


async def _model(request: web.Request) -> web.Response:
    service, model = request.app[SERVICE], request.match_info["model"]
    problem = service.missing(model)
    if problem is not None:
        raise Refused(problem)
    return web.json_response(described(model, service.plan.shutdowns))
