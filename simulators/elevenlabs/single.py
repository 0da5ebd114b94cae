"""`/v1/text-to-speech/{voice}/stream-input`: one socket, one context, ended by an empty text."""

import asyncio
from typing import Any

from aiohttp import web

from simulators.elevenlabs.errors import Closed
from simulators.elevenlabs.gate import FAULT, WORKSPACE, numbered
from simulators.elevenlabs.service import SERVICE, Service
from simulators.elevenlabs.session import Options, Settings, admitted, opened, serve
from simulators.elevenlabs.socket import Socket


async def stream_input(request: web.Request) -> web.WebSocketResponse:
    """Serve one socket."""
    service = request.app[SERVICE]
    socket = numbered(request)

    async def talk(group: asyncio.TaskGroup) -> None:
        await _talk(service, request, socket, group)

    return await serve(socket, request[FAULT], talk)


async def _talk(
    service: Service, request: web.Request, socket: Socket, group: asyncio.TaskGroup
) -> None:
    options = Options.read(service, request)
    body = await socket.read(options.idle)
    if body is None:
        return
    socket.note(body)
    workspace = admitted(service, request.get(WORKSPACE), body)
    settings = Settings(body)
    context = opened(service, workspace, options, socket, body, socket.path)
    speaking = group.create_task(context.run())
    while body is not None:
        settings.check(body)
        text = written(body)
        if text == "":
            context.finish(rest=True)
            await speaking
            await socket.close(1000)
            return
        context.write(
            text or "",
            trigger=bool(body.get("try_trigger_generation")),
            flush=bool(body.get("flush")),
        )
        body = await socket.read(options.idle)
        if body is not None:
            socket.note(body)
    speaking.cancel()


def written(body: dict[str, Any]) -> str | None:
    """The text of a message; a single space is none. Raises Closed for what is no text."""
    text = body.get("text")
    if text is not None and not isinstance(text, str):
        raise Closed("invalid_message", "text must be a string.")
    return None if text == " " else text
