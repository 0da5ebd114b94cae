"""`POST /v1/audio/transcriptions`: a file to text, whole or in server-sent events."""

import asyncio
from collections.abc import Iterator
from typing import Any

from aiohttp import BodyPartReader, web

from simulators.openai import codec, tokens
from simulators.openai.errors import Problem, Refused, invalid, usual
from simulators.openai.service import ASKED, FAULT, SERVICE, Service
from simulators.openai.wire import EVENTS, Part, event, stream

EXTENSIONS = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")
_LARGEST = 25 * 1024 * 1024
_SHORTEST = 0.1
_RATE = 8000
_FORMATS = ("json", "text", "srt", "verbose_json", "vtt")
_JSON_ONLY = ("gpt-4o-transcribe", "gpt-4o-mini-transcribe")


async def form(request: web.Request) -> tuple[dict[str, Any], bytes]:
    """The fields of a multipart request, repeated ones (`name[]`) as lists, and the file."""
    fields: dict[str, Any] = {}
    file = b""
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = bytes(await part.read())
        name = str(part.name)
        if part.filename is not None:
            file = data
            fields[name] = {"name": part.filename, "size": len(data)}
        elif name.endswith("[]"):
            fields.setdefault(name[:-2], []).append(data.decode())
        else:
            fields[name] = data.decode()
    return fields, file


async def create(request: web.Request) -> web.StreamResponse:
    """Answer a request. Raises Refused."""
    service, fault = request.app[SERVICE], request[FAULT]
    body, file = request[ASKED].body, request[ASKED].file
    kind = _checked(body, len(file))
    ulaw = await _decoded(file)
    seconds = len(ulaw) / _RATE
    if seconds < _SHORTEST:
        message = f"Audio file is too short. Minimum audio length is {_SHORTEST} seconds."
        raise invalid(message, "file", "audio_too_short")
    text = fault.content
    if text is None:
        text = service.hearing.hear(ulaw, service.plan.mishears, service.plan.seed)
    await service.wait(service.plan.profile.hearing)
    model = str(body["model"])
    if body.get("stream") == "true" and model != "whisper-1":
        problem = usual(fault.status if fault.status >= 400 else 500, fault.code, fault.limit, 1.0)
        parts = _parts(service, text, model, seconds)
        return await stream(request, EVENTS, parts, fault, [event({"error": problem.body})])
    return _whole(text, kind, model, seconds)


def _checked(body: Any, size: int) -> str:
    """The response format, of a request that is in order."""
    file = body.get("file")
    if not isinstance(file, dict) or not size:
        raise invalid("Missing required parameter: 'file'.", "file", "missing_required_parameter")
    if str(file["name"]).rpartition(".")[2].lower() not in EXTENSIONS:
        message = f"Unrecognized file format. Supported formats: {list(EXTENSIONS)}"
        raise invalid(message, None, None)
    if size > _LARGEST:
        message = f"Maximum content size limit ({_LARGEST}) exceeded ({size} bytes read)"
        raise Refused(Problem(413, message))
    kind = str(body.get("response_format") or "json")
    model = str(body["model"])
    if kind not in _FORMATS or (kind != "json" and model.startswith(_JSON_ONLY)):
        message = f"response_format '{kind}' is not compatible with model '{model}'."
        raise invalid(message, "response_format", "unsupported_value")
    return kind


async def _decoded(file: bytes) -> bytes:
    try:
        if file[:4] == b"RIFF":
            return codec.decoded(file)
        return await asyncio.to_thread(codec.decoded, file)
    except codec.Unreadable as fault:
        message = "Audio file might be corrupted or unsupported"
        raise invalid(message, "file") from fault


def _whole(text: str, kind: str, model: str, seconds: float) -> web.Response:
    if kind == "text":
        return web.Response(text=text + "\n", content_type="text/plain")
    if kind == "srt":
        lines = f"1\n{_clock(0, ',')} --> {_clock(seconds, ',')}\n{text}\n\n"
        return web.Response(text=lines, content_type="text/plain")
    if kind == "vtt":
        lines = f"WEBVTT\n\n{_clock(0, '.')} --> {_clock(seconds, '.')}\n{text}\n\n"
        return web.Response(text=lines, content_type="text/vtt")
    found: dict[str, Any] = {"text": text, "usage": usage(text, model, seconds)}
    if kind == "verbose_json":
        found |= {"task": "transcribe", "language": "english", "duration": seconds}
        found["segments"] = [_segment(text, seconds)]
    if model == "gpt-transcribe":
        found["languages"] = [{"code": "en"}] if text else []
    return web.json_response(found)


def _parts(service: Service, text: str, model: str, seconds: float) -> Iterator[Part]:
    for piece in tokens.pieces(text):
        delta = {"type": "transcript.text.delta", "delta": piece}
        yield Part(event(delta), service.pace.token(service.plan.profile))
    done = {"type": "transcript.text.done", "text": text, "usage": usage(text, model, seconds)}
    yield Part(event(done))
    yield Part(event("[DONE]"))


def usage(text: str, model: str, seconds: float) -> dict[str, Any]:
    """What a transcript costs: seconds for Whisper, tokens (10 a second, a guess) for others."""
    if "whisper" in model:
        return {"type": "duration", "seconds": max(1, round(seconds))}
    heard, said = max(1, round(seconds * 10)), tokens.count(text)
    return {
        "type": "tokens",
        "input_tokens": heard,
        "input_token_details": {"audio_tokens": heard, "text_tokens": 0},
        "output_tokens": said,
        "total_tokens": heard + said,
    }


def _segment(text: str, seconds: float) -> dict[str, Any]:
    return {
        "id": 0,
        "seek": 0,
        "start": 0.0,
        "end": seconds,
        "text": text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": -0.2,
        "compression_ratio": 1.0,
        "no_speech_prob": 0.01,
    }


def _clock(seconds: float, point: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, rest = divmod(whole, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}{point}{thousandths:03}"
