"""What both text-to-speech sockets have in common: who may open them, how they are set and end."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from simulators.elevenlabs.buffering import Buffer, schedule
from simulators.elevenlabs.context import Context, Sink
from simulators.elevenlabs.errors import Closed
from simulators.elevenlabs.faults import RequestFault, SpeechFault
from simulators.elevenlabs.formats import DEFAULT, Format, UnknownFormat, parse
from simulators.elevenlabs.plan import DIALOGUE_MODELS
from simulators.elevenlabs.service import Service
from simulators.elevenlabs.socket import Socket, doom
from simulators.elevenlabs.workspace import Workspace

SETTINGS = ("voice_settings", "generation_config", "pronunciation_dictionary_locators")
_KEYS = ("xi-api-key", "xi_api_key", "authorization")
_MOST_IDLE = 180.0


@dataclass(frozen=True, slots=True)
class Options:
    """The query of a text-to-speech socket."""

    form: Format
    idle: float
    """Seconds."""
    auto: bool

    @classmethod
    def read(cls, service: Service, request: web.Request) -> "Options":
        """Raises Closed for what these sockets refuse."""
        query, plan = request.query, service.plan
        model = query.get("model_id") or "eleven_multilingual_v2"
        if model in DIALOGUE_MODELS or model not in plan.models:
            text = f"Model {model} is not supported by this endpoint."
            raise Closed("unsupported_model", text)
        if request.match_info["voice"] not in plan.voices:
            voice = request.match_info["voice"]
            raise Closed("voice_not_found", f"A voice with voice_id {voice} was not found.")
        try:
            form = parse(query.get("output_format") or DEFAULT)
            idle = float(query.get("inactivity_timeout") or plan.idle)
        except UnknownFormat as error:
            raise Closed("invalid_output_format", str(error)) from error
        except ValueError as error:
            raise Closed("invalid_parameters", "inactivity_timeout must be seconds.") from error
        return cls(form, min(idle, _MOST_IDLE), query.get("auto_mode", "").lower() == "true")


@dataclass
class Settings:
    """What the first message of a context set; later ones may only repeat it."""

    first: dict[str, Any] = field(default_factory=dict)

    def check(self, body: dict[str, Any]) -> None:
        """Raises Closed for other settings."""
        for key in SETTINGS:
            if body.get(key) is not None and body[key] != self.first.get(key):
                raise Closed("invalid_message", f"{key} can only be set in the first message.")


def admitted(service: Service, known: Workspace | None, body: dict[str, Any]) -> Workspace:
    """The workspace of the handshake's key, or of one in the first message. Raises Closed."""
    if known is not None:
        return known
    given = next((str(body[key]) for key in _KEYS if body.get(key)), "")
    key = given.removeprefix("Bearer ")
    if service.plan.account(key) is None:
        raise Closed("invalid_api_key", "Invalid API key.")
    return service.workspace(key)


def opened(
    service: Service,
    workspace: Workspace,
    options: Options,
    sink: Sink,
    body: dict[str, Any],
    path: str,
) -> Context:
    """A context as its first message sets it. Raises Closed."""
    try:
        lengths = schedule(body.get("generation_config"))
    except ValueError as error:
        raise Closed("invalid_parameters", str(error)) from error
    fault = service.fault(SpeechFault, path)
    return Context(service, workspace, options.form, Buffer(lengths, options.auto), fault, sink)


Talk = Callable[[asyncio.TaskGroup], Awaitable[None]]


async def serve(
    socket: Socket,
    fault: RequestFault,
    talk: Talk,
    told: Callable[[Closed], dict[str, Any]] = Closed.body,
) -> web.WebSocketResponse:
    """Open a socket and run `talk` until it returns, the fault strikes or something ends it.

    `told`: an error as a message.
    """
    ws = await socket.open()
    ended: Closed | None = None
    try:
        with socket.listed():
            async with asyncio.TaskGroup() as group:
                if not fault.life:
                    await doom(fault)
                doomed = group.create_task(doom(fault))
                await talk(group)
                doomed.cancel()
    except* Closed as closed:
        ended = _first(closed)
    if ended is not None:
        if ended.error:
            await socket.send(told(ended))
        await socket.close(ended.code, ended.reason)
    return ws


def _first(group: BaseExceptionGroup[Closed]) -> Closed:
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    assert isinstance(found, Closed)
    return found
