"""The simulated service as its user starts it."""

import asyncio
from contextlib import AsyncExitStack
from typing import Self

from aiohttp import web

from simulators.elevenlabs import catalogue, gate
from simulators.elevenlabs.faults import Fault, Outage
from simulators.elevenlabs.multi import multi_stream_input
from simulators.elevenlabs.over_http import TIMED, text_to_speech
from simulators.elevenlabs.plan import Plan
from simulators.elevenlabs.scribe.session import realtime
from simulators.elevenlabs.service import SERVICE, Message, Request, Service
from simulators.elevenlabs.single import stream_input
from simulators.elevenlabs.workspace import Workspace
from simulators.listening import Listener
from simulators.serving import served
from simulators.speech.tones import Tones
from simulators.speech.voice import Voice

_WATCH_SECONDS = 0.05


class ElevenLabsServer:
    """Listens on its own port; an async context manager.

    `voice` speaks (default: tones, one a word); `listener` understands what is transcribed.
    """

    def __init__(
        self,
        plan: Plan | None = None,
        *,
        voice: Voice | None = None,
        listener: Listener | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._service = Service(plan or Plan(), voice or Tones(), listener or Listener())
        self._host = host
        self._port = port
        self._stack = AsyncExitStack()
        self.base_url = ""
        """What a client takes as its base URL, once it listens."""

    @property
    def plan(self) -> Plan:
        """What it does; another one may be set at any time."""
        return self._service.plan

    @plan.setter
    def plan(self, plan: Plan) -> None:
        self._service.plan = plan

    @property
    def listener(self) -> Listener:
        """What it understands."""
        return self._service.listener

    @property
    def faults(self) -> list[Fault]:
        """What goes wrong next; each entry spoils one thing of its kind."""
        return self._service.faults

    @faults.setter
    def faults(self, faults: list[Fault]) -> None:
        self._service.faults = faults

    @property
    def requests(self) -> list[Request]:
        """HTTP requests and openings of sockets, as they came."""
        return self._service.requests

    @property
    def messages(self) -> list[Message]:
        """Messages of clients on sockets, without audio."""
        return self._service.messages

    @property
    def workspace(self) -> Workspace:
        """The books of the plan's key."""
        return self._service.workspace(self.plan.key)

    @property
    def ws_url(self) -> str:
        """The same for sockets."""
        return "ws" + self.base_url.removeprefix("http")

    @property
    def sockets(self) -> int:
        """Sockets that are open now."""
        return sum(map(len, self._service.resets.values()))

    def drop(self, path: str = "") -> None:
        """Reset the open sockets whose path contains `path`."""
        for place, resets in self._service.resets.items():
            if path in place:
                for reset in tuple(resets):
                    reset()

    async def __aenter__(self) -> Self:
        """Listen."""
        app = web.Application(middlewares=[gate.received])
        app[SERVICE] = self._service
        app.on_response_prepare.append(gate.headed)
        tts = "/v1/text-to-speech/{voice}"
        app.router.add_get(f"{tts}/stream-input", stream_input)
        app.router.add_get(f"{tts}/multi-stream-input", multi_stream_input)
        app.router.add_post(tts, text_to_speech)
        app.router.add_post(f"{tts}/stream", text_to_speech)
        app.router.add_post(tts + TIMED, text_to_speech)
        app.router.add_get("/v2/voices", catalogue.voices)
        app.router.add_get("/v1/voices/{voice}", catalogue.voice)
        app.router.add_get("/v1/models", catalogue.models)
        app.router.add_get("/v1/speech-to-text/realtime", realtime)
        self.base_url = await self._stack.enter_async_context(served(app, self._host, self._port))
        self._service.begin()
        group = await self._stack.enter_async_context(asyncio.TaskGroup())
        watching = group.create_task(self._watch())
        self._stack.callback(watching.cancel)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening; open sockets are reset."""
        self.drop()
        await self._stack.aclose()

    async def _watch(self) -> None:
        """Reset sockets when an outage begins that says so."""
        begun: set[Outage] = set()
        while True:
            for outage in self.plan.outages:
                if outage.closes and outage not in begun and outage.start <= self._service.now:
                    begun.add(outage)
                    self.drop(outage.fault.path)
            await asyncio.sleep(_WATCH_SECONDS)
