"""Output formats: how samples of a speech become the bytes of an answer."""

import asyncio
import audioop
import io
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

DEFAULT = "mp3_44100_128"
_PCM = (8000, 16000, 22050, 24000, 32000, 44100, 48000)
_MP3 = ("22050_32", "24000_48", "44100_32", "44100_64", "44100_96", "44100_128", "44100_192")


class UnknownFormat(ValueError):
    """An output format that does not exist (or that this simulator can't make)."""


@dataclass(frozen=True, slots=True)
class Format:
    """One of the service's output formats."""

    name: str
    codec: str
    """ulaw, alaw, pcm or mp3."""
    rate: int
    """Samples a second."""
    kbps: int = 0

    @property
    def content_type(self) -> str:
        """Of an HTTP answer (guess, but for mp3)."""
        kinds = {"mp3": "audio/mpeg", "pcm": "audio/pcm"}
        return kinds.get(self.codec, "audio/basic")


def parse(name: str) -> Format:
    """The format of a query. Raises UnknownFormat."""
    codec, _, rest = name.partition("_")
    if codec in ("ulaw", "alaw") and rest == "8000":
        return Format(name, codec, 8000)
    if codec == "pcm" and rest in map(str, _PCM):
        return Format(name, codec, int(rest))
    if codec == "mp3" and rest in _MP3:
        rate, kbps = map(int, rest.split("_"))
        return Format(name, codec, rate, kbps)
    raise UnknownFormat(f"Output format {name!r} is not supported.")


async def encode(samples: NDArray[np.int16], form: Format) -> bytes:
    """A whole speech in its format."""
    raw = samples.astype("<i2").tobytes()
    if form.codec == "mp3":
        return await asyncio.to_thread(_mp3, raw, form)
    if form.codec == "ulaw":
        return audioop.lin2ulaw(raw, 2)
    return audioop.lin2alaw(raw, 2) if form.codec == "alaw" else raw


def pieces(data: bytes, form: Format, ends: list[float], seconds: float, rate: int) -> list[bytes]:
    """The bytes of a speech of `rate`, cut at moments of it; the last piece ends with the data."""
    if form.codec == "mp3":
        places = [round(len(data) * end / seconds) for end in ends[:-1]]
    else:
        width = 2 if form.codec == "pcm" else 1
        places = [round(end * rate) * width for end in ends[:-1]]
    return [data[start:end] for start, end in pairwise([0, *places, len(data)])]


@lru_cache(maxsize=64)
def _mp3(raw: bytes, form: Format) -> bytes:
    import av

    sink = io.BytesIO()
    with av.open(sink, "w", format="mp3") as file:
        stream = file.add_stream("libmp3lame", rate=form.rate)
        stream.bit_rate = form.kbps * 1000
        stream.layout = "mono"
        samples = np.frombuffer(raw, "<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = form.rate
        resampler = av.AudioResampler(format="s16p", layout="mono", rate=form.rate)
        for part in (*resampler.resample(frame), None):
            file.mux(stream.encode(part))
    return sink.getvalue()
