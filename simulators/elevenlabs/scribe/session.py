"""`/v1/speech-to-text/realtime`: audio in, partial and committed transcripts out."""

import asyncio
import math
from typing import Any

from aiohttp import web

from simulators.elevenlabs.errors import Closed, new_id
from simulators.elevenlabs.gate import FAULT, numbered
from simulators.elevenlabs.scribe.intake import Intake, Wrong
from simulators.elevenlabs.scribe.options import Options
from simulators.elevenlabs.scribe.segments import Segments
from simulators.elevenlabs.scribe.transcriber import Transcriber
from simulators.elevenlabs.service import SERVICE, Service
from simulators.elevenlabs.session import serve
from simulators.elevenlabs.socket import Socket


async def realtime(request: web.Request) -> web.WebSocketResponse:
    """Serve one session."""
    service = request.app[SERVICE]
    socket = numbered(request)

    async def talk(group: asyncio.TaskGroup) -> None:
        options = Options.read(service.plan.scribe, request)
        await _talk(service, socket, options, group)

    return await serve(socket, request[FAULT], talk, told)


def told(closed: Closed) -> dict[str, Any]:
    """An error as this socket tells it."""
    kind = "auth_error" if closed.error == "invalid_api_key" else closed.error
    return {"message_type": kind, "error": closed.message}


async def _talk(
    service: Service, socket: Socket, options: Options, group: asyncio.TaskGroup
) -> None:
    scribe, profile = service.plan.scribe, service.plan.profile
    started = {"session_id": new_id(), "config": options.config()}
    await socket.send({"message_type": "session_started", **started})
    intake = Intake(options, scribe.chunk_s)
    segments = Segments(options, lambda: service.draw(profile.partial))
    transcriber = Transcriber(service, socket, options)
    tasks = [
        group.create_task(transcriber.run()),
        group.create_task(_expire(scribe.session_s)),
    ]
    while (body := await socket.read(math.inf)) is not None:
        socket.note({key: value for key, value in body.items() if key != "audio_base_64"})
        try:
            audio = intake.take(body)
            for part in segments.push(audio):
                transcriber.take(part)
            if body.get("commit"):
                if segments.seconds < scribe.least_s:
                    raise Wrong("commit_throttled", "There is too little new audio to commit.")
                transcriber.take(segments.commit())
        except Wrong as wrong:
            await socket.send({"message_type": wrong.kind, "error": str(wrong)})
    for task in tasks:
        task.cancel()


async def _expire(seconds: float) -> None:
    await asyncio.sleep(seconds)
    raise Closed("session_time_limit_exceeded", "The session has lasted too long.")
