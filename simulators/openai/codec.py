"""Audio in the formats of the API, by PyAV; PCM and WAV by hand."""

import audioop
import io
import struct
import wave
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Format = Literal["mp3", "opus", "aac", "flac", "wav", "pcm"]
RATE = 24_000
"""Samples a second of all speech."""
HEARD_RATE = 8000
_CONTAINERS = {"mp3": "mp3", "opus": "ogg", "aac": "adts", "flac": "flac"}
_CODECS = {"mp3": "libmp3lame", "opus": "libopus", "aac": "aac", "flac": "flac"}
_OPUS_RATE = 48_000
_UNKNOWN_SIZE = 0xFFFFFFFF


class Unreadable(Exception):
    """Audio that can't be decoded."""


def encoded(samples: "NDArray[np.int16]", form: Format) -> bytes:
    """Mono samples at 24 kHz as a file of this format, or bare for pcm."""
    pcm = samples.astype("<i2").tobytes()
    if form == "pcm":
        return pcm
    if form == "wav":
        return _wav_head() + pcm
    import av

    sink = io.BytesIO()
    with av.open(sink, "w", format=_CONTAINERS[form]) as container:
        rate = _OPUS_RATE if form == "opus" else RATE
        track = cast(av.AudioStream, container.add_stream(_CODECS[form], rate=rate, layout="mono"))
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        frame.pts = 0
        for packet in (*track.encode(frame), *track.encode(None)):
            container.mux(packet)
    return sink.getvalue()


def decoded(data: bytes) -> bytes:
    """A file of any format as 8 kHz mu-law. Raises Unreadable."""
    if data[:4] == b"RIFF":
        return _from_wav(data)
    import av

    try:
        with av.open(io.BytesIO(data), "r") as container:
            resampler = av.AudioResampler("s16", "mono", HEARD_RATE)
            frames = [*container.decode(audio=0), None]
            pcm = b"".join(
                out.to_ndarray().tobytes() for one in frames for out in resampler.resample(one)
            )
    except (av.FFmpegError, IndexError, ValueError) as fault:
        raise Unreadable(str(fault)) from fault
    return audioop.lin2ulaw(pcm, 2)


def from_pcm(pcm: bytes, rate: int) -> bytes:
    """Mono 16-bit samples at this rate as 8 kHz mu-law."""
    narrow, _ = audioop.ratecv(pcm[: len(pcm) // 2 * 2], 2, 1, rate, HEARD_RATE, None)
    return audioop.lin2ulaw(narrow, 2)


def from_alaw(alaw: bytes) -> bytes:
    """8 kHz A-law as mu-law."""
    return audioop.lin2ulaw(audioop.alaw2lin(alaw, 2), 2)


def _from_wav(data: bytes) -> bytes:
    try:
        with wave.open(io.BytesIO(data)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            pcm = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as fault:
        raise Unreadable(str(fault)) from fault
    pcm = audioop.lin2lin(pcm[: len(pcm) // (width * channels) * width * channels], width, 2)
    return from_pcm(audioop.tomono(pcm, 2, 0.5, 0.5) if channels == 2 else pcm, rate)


def _wav_head() -> bytes:
    """The service streams: sizes are not known (seen in hex dumps of users, 2025)."""
    form = struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16)
    return (
        b"RIFF"
        + struct.pack("<I", _UNKNOWN_SIZE)
        + b"WAVEfmt "
        + struct.pack("<I", len(form))
        + form
        + b"data"
        + struct.pack("<I", _UNKNOWN_SIZE)
    )
