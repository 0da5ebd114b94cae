"""Samples in the formats that the service delivers."""

import asyncio
import audioop
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

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
_CODECS: Mapping[str, tuple[str, str, int]] = {
    "mp3": ("mp3", "libmp3lame", 48_000),
    "ogg_opus": ("ogg", "libopus", 32_000),
}
"""Container, encoder, bits a second (a guess)."""


async def encoded(samples: "NDArray[np.int16]", rate: int, form: str) -> bytes:
    """16-bit mono samples in an output format.

    ogg_vorbis is not made here: the service "fails" for it. Raises PollyError.
    """
    pcm = samples.astype("<i2").tobytes()
    match form:
        case "pcm":
            return pcm
        case "mulaw":
            return audioop.lin2ulaw(pcm, 2)
        case "alaw":
            return audioop.lin2alaw(pcm, 2)
        case "mp3" | "ogg_opus":
            return await asyncio.to_thread(_compressed, samples, rate, form)
        case _:
            raise PollyError("ServiceFailureException", f"this simulator makes no {form}")


def _compressed(samples: "NDArray[np.int16]", rate: int, form: str) -> bytes:
    import av

    container, codec, bits = _CODECS[form]
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        track = cast(av.AudioStream, out.add_stream(codec, rate=rate, layout="mono"))
        track.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        out.mux([*track.encode(frame), *track.encode(None)])
    return file.getvalue()
