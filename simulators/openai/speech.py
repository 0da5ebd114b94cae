"""`POST /v1/audio/speech`: text to audio, streamed as fast as it is made."""

import asyncio
import base64
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

from aiohttp import web

from simulators.openai import codec, tokens
from simulators.openai.errors import invalid, usual
from simulators.openai.service import ASKED, FAULT, METER, SERVICE, Service
from simulators.openai.wire import EVENTS, Part, event, stream

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FIRST_VOICES = ("alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage")
VOICES = frozenset({*_FIRST_VOICES, "shimmer", "verse", "marin", "cedar"})
_KINDS = {
    "mp3": "audio/mpeg",
    "opus": "audio/opus",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
_LONGEST = 4096
_TOKENS_PER_S = 20
"""Audio tokens in a second of speech; a guess."""


async def create(request: web.Request) -> web.StreamResponse:
    """Answer a request. Raises Refused."""
    service, body, fault = request.app[SERVICE], request[ASKED].body, request[FAULT]
    _check(body)
    form: codec.Format = body.get("response_format") or "mp3"
    spoken = await service.voice.speak(body["input"], codec.RATE)
    samples = _at_speed(spoken.samples, float(body.get("speed") or 1.0))
    if form in ("pcm", "wav"):
        data = codec.encoded(samples, form)
    else:
        data = await asyncio.to_thread(codec.encoded, samples, form)
    seconds = len(samples) / codec.RATE
    usage = _usage(body["input"], seconds)
    request[METER].spend(usage["output_tokens"])
    await service.wait(service.plan.profile.first_audio)
    parts = _parts(service, data, seconds, fault.chunk)
    kind = _KINDS[form]
    if body.get("stream_format") == "sse":
        parts, kind = _events(parts, usage), EVENTS
    problem = usual(fault.status if fault.status >= 400 else 500, fault.code, fault.limit, 1.0)
    broken = [event({"error": problem.body})] if kind == EVENTS else []
    return await stream(request, kind, parts, fault, broken)


def _check(body: Mapping[str, Any]) -> None:
    text, voice = body.get("input"), body.get("voice")
    if not isinstance(text, str) or not text:
        raise invalid("Invalid 'input': string too short.", "input", "string_below_min_length")
    if len(text) > _LONGEST:
        message = f"Invalid 'input': string too long. Expected at most {_LONGEST} characters."
        raise invalid(message, "input", "string_above_max_length")
    if not (voice in VOICES if isinstance(voice, str) else (voice or {}).get("id")):
        raise invalid(f"Invalid value. Supported values are: {sorted(VOICES)}.", "voice")
    if (body.get("response_format") or "mp3") not in get_args(codec.Format):
        raise invalid(f"Invalid value. Supported values are: {list(_KINDS)}.", "response_format")
    if not 0.25 <= float(body.get("speed") or 1.0) <= 4.0:
        raise invalid("Invalid 'speed': expected a value from 0.25 to 4.0.", "speed")
    if body.get("stream_format") == "sse" and str(body["model"]).startswith("tts-1"):
        raise invalid("stream_format sse is not supported for this model.", "stream_format")


def _at_speed(samples: "NDArray[np.int16]", speed: float) -> "NDArray[np.int16]":
    """Faster or slower, and higher or lower with it: enough for lengths, not for ears."""
    import numpy as np

    if speed == 1.0:
        return samples
    places = np.arange(round(len(samples) / speed)) * speed
    found: NDArray[np.int16] = np.rint(np.interp(places, np.arange(len(samples)), samples)).astype(
        np.int16
    )
    return found


def _parts(service: Service, data: bytes, seconds: float, chunk: int) -> Iterator[Part]:
    profile = service.plan.profile
    size = chunk or profile.audio_chunk
    for at in range(0, len(data), size):
        piece = data[at : at + size]
        made = seconds * len(piece) / len(data)
        wait = made / profile.audio_speed if profile.audio_speed else 0.0
        yield Part(piece, service.pace.span(profile, wait) if at else 0.0)


def _events(parts: Iterator[Part], usage: Mapping[str, int]) -> Iterator[Part]:
    for part in parts:
        audio = base64.b64encode(part.data).decode()
        yield Part(event({"type": "speech.audio.delta", "audio": audio}), part.wait)
    yield Part(event({"type": "speech.audio.done", "usage": usage}))


def _usage(text: str, seconds: float) -> dict[str, int]:
    given, made = tokens.count(text), round(seconds * _TOKENS_PER_S)
    return {"input_tokens": given, "output_tokens": made, "total_tokens": given + made}
