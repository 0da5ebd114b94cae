"""Samples in the formats that the service delivers."""

import asyncio
import audioop
from collections.abc import Mapping
from typing import TYPE_CHECKING

from simulators.polly.errors import PollyError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONTENT_TYPES: Mapping[str, str] = {
    "alaw": "audio/alaw",
    "json": "application/x-json-stream",
    "mp3": "audio/mpeg",
    "mulaw": "audio/mulaw",
    "ogg_opus": "audio/ogg",
    "ogg_vorbis": "audio/ogg",
    "pcm": "audio/pcm",
}
_CODECS: Mapping[str, tuple[str, ...]] = {
    "mp3": ("-c:a", "libmp3lame", "-b:a", "48k", "-f", "mp3"),
    "ogg_opus": ("-c:a", "libopus", "-b:a", "32k", "-f", "ogg"),
    "ogg_vorbis": ("-c:a", "libvorbis", "-q:a", "3", "-f", "ogg"),
}
_FFMPEG = ("ffmpeg", "-v", "error")


async def encoded(samples: "NDArray[np.int16]", rate: int, form: str) -> bytes:
    """16-bit mono samples in an output format.

    mp3 and ogg need ffmpeg; without it the service fails as the real one does inside. Raises
    PollyError.
    """
    pcm = samples.astype("<i2").tobytes()
    match form:
        case "pcm":
            return pcm
        case "mulaw":
            return audioop.lin2ulaw(pcm, 2)
        case "alaw":
            return audioop.lin2alaw(pcm, 2)
        case _:
            return await _compressed(pcm, rate, form)


async def _compressed(pcm: bytes, rate: int, form: str) -> bytes:
    source = ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0")
    try:
        process = await asyncio.create_subprocess_exec(
            *_FFMPEG,
            *source,
            *_CODECS[form],
            "pipe:1",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except FileNotFoundError:
        raise PollyError(
            "ServiceFailureException", f"this simulator needs ffmpeg to make {form}"
        ) from None
    found, complaint = await process.communicate(pcm)
    if process.returncode:
        raise PollyError("ServiceFailureException", f"ffmpeg: {complaint.decode().strip()}")
    return found
