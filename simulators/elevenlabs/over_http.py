"""`POST /v1/text-to-speech/{voice}`, `/stream`: a text in, a body of audio out.

`/stream/with-timestamps` gives lines of JSON instead, each with audio and what it says.
"""

import asyncio
import base64
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from simulators.elevenlabs.alignment import seconds
from simulators.elevenlabs.errors import Missing, Refused
from simulators.elevenlabs.faults import SpeechFault
from simulators.elevenlabs.formats import DEFAULT, Format, UnknownFormat, parse
from simulators.elevenlabs.gate import ASKED, WORKSPACE
from simulators.elevenlabs.service import SERVICE, Service
from simulators.elevenlabs.speech import Chunk, first_byte, paced, speak
from simulators.elevenlabs.workspace import Workspace

_LONGEST = 40_000
"""Characters in a text for Flash v2.5 (documented)."""
TIMED = "/stream/with-timestamps"


async def text_to_speech(request: web.Request) -> web.StreamResponse:
    """Speak the text; the answer begins with the first audio and is chunked."""
    service, body = request.app[SERVICE], request[ASKED].body
    if not isinstance(body.get("text"), str):
        return web.json_response(Missing("text").body(), status=422)
    form = _checked(service, request, body)
    fault = service.fault(SpeechFault, request.path)
    workspace = request[WORKSPACE]
    async with workspace.generation(len(body["text"])) as waited:
        return await _answered(service, workspace, request, body["text"], form, fault, waited)


def _checked(service: Service, request: web.Request, body: Mapping[str, Any]) -> Format:
    """The format of the answer. Raises Refused."""
    plan, text = service.plan, body["text"]
    model = body.get("model_id") or "eleven_multilingual_v2"
    if request.match_info["voice"] not in plan.voices:
        raise Refused(404, "voice_not_found", "The voice was not found.")
    if model not in plan.models:
        raise Refused(400, "model_not_found", f"Model {model} does not exist.", "model_id")
    if not text.strip() or len(text) > _LONGEST:
        raise Refused(400, "invalid_text_length", f"Text must have 1 to {_LONGEST} characters.")
    try:
        return parse(request.query.get("output_format") or DEFAULT)
    except UnknownFormat as error:
        raise Refused(400, "invalid_output_format", str(error), "output_format") from error


async def _answered(
    service: Service,
    workspace: Workspace,
    request: web.Request,
    text: str,
    form: Format,
    fault: SpeechFault,
    waited: bool,
) -> web.StreamResponse:
    chunks = await speak(service, text, form, fault)
    answer = web.StreamResponse(headers={"character-cost": str(len(text))})
    timed = request.path.endswith(TIMED)
    answer.content_type = "application/json" if timed else form.content_type
    wait = first_byte(service, fault, waited=waited)
    if fault.silent:
        await asyncio.sleep(wait)
        await answer.prepare(request)
        return answer
    struck, delivered = False, 0.0
    async for chunk in paced(service, chunks, wait):
        if not struck and delivered >= fault.after:
            struck = True
            await asyncio.sleep(fault.stall)
            if fault.close or fault.error:
                return _ended(request, answer)
        if not answer.prepared:
            await answer.prepare(request)
        await answer.write(_line(chunk, fault) if timed else chunk.audio)
        delivered += chunk.end - chunk.start
    return answer


def _line(chunk: Chunk, fault: SpeechFault) -> bytes:
    """Times count from the start of the answer, as Pipecat takes them; the sockets' do not."""
    known = fault.alignment
    body = {
        "audio_base64": base64.b64encode(chunk.audio).decode(),
        "alignment": seconds(chunk.chars) if known else None,
        "normalized_alignment": seconds(chunk.normal) if known else None,
    }
    return json.dumps(body).encode() + b"\n"


def _ended(request: web.Request, answer: web.StreamResponse) -> web.StreamResponse:
    """The connection breaks: within the body, or before there is an answer."""
    if request.transport is not None:
        request.transport.abort()
    return answer
