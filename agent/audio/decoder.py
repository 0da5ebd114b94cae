"""Provider audio to what the line takes: one decoder a stream, fed as bytes arrive.

    decoder = decoder_of("mp3")
    for chunk in stream:
        yield decoder.push(chunk)      # 8 kHz mu-law, whatever is certain so far
    yield decoder.flush()

In-process (PyAV for MP3), because a process per chunk costs hundreds of milliseconds and a
process per call megabytes; `scripts/bench decoding` compares them.
"""

from typing import TYPE_CHECKING, Literal, Protocol

from agent.audio import mulaw
from agent.audio.mp3 import Frames, header
from agent.audio.resample import Resampler

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LINE_RATE = 8000
Coding = Literal["ulaw_8000", "pcm_8000", "pcm_16000", "pcm_22050", "pcm_24000", "mp3"]
"""What providers send: headerless mu-law, 16-bit little-endian mono PCM, MP3 of any kind."""


class Decoder(Protocol):
    """One stream of provider audio."""

    def push(self, data: bytes) -> bytes:
        """8 kHz mu-law that the bytes so far make certain; chunks may end anywhere."""
        ...

    def flush(self) -> bytes:
        """The rest; the stream is over."""
        ...


def decoder_of(coding: Coding) -> Decoder:
    """A new decoder. Raises ImportError with the package's name when MP3 lacks PyAV."""
    if coding == "ulaw_8000":
        return Plain()
    if coding == "mp3":
        return Mp3()
    return Pcm(int(coding.removeprefix("pcm_")))


class Plain:
    """Mu-law as it is."""

    def push(self, data: bytes) -> bytes:
        """The same bytes."""
        return data

    def flush(self) -> bytes:
        """Nothing is held."""
        return b""


class Pcm:
    """16-bit samples; a chunk may end in the middle of one."""

    def __init__(self, rate: int) -> None:
        self._line = _Line(rate)
        self._odd = b""

    def push(self, data: bytes) -> bytes:
        """Whole samples, resampled."""
        import numpy as np

        whole = self._odd + data
        end = len(whole) // 2 * 2
        self._odd = whole[end:]
        return self._line.push(np.frombuffer(whole[:end], "<i2").astype(np.float32))

    def flush(self) -> bytes:
        """What the filter still holds; half a sample is dropped."""
        return self._line.flush()


class Mp3:
    """MP3 by frames; damaged ones are left out and counted."""

    def __init__(self) -> None:
        import av

        self.damaged = 0
        """Frames that could not be decoded."""
        self._invalid = av.error.FFmpegError
        self._packet = av.Packet
        self._codec = av.CodecContext.create("mp3", "r")
        self._frames = Frames()
        self._line: _Line | None = None

    @property
    def skipped(self) -> int:
        """Bytes that belonged to no frame."""
        return self._frames.skipped

    def push(self, data: bytes) -> bytes:
        """Audio of the frames that are whole now."""
        return b"".join(self._decoded(frame) for frame in self._frames.push(data))

    def flush(self) -> bytes:
        """The last frame and what the filter holds."""
        rest = b"".join(self._decoded(frame) for frame in self._frames.flush())
        return rest + (self._line.flush() if self._line else b"")

    def _decoded(self, frame: bytes) -> bytes:
        import numpy as np

        if _names_the_encoder(frame):
            return b""
        try:
            decoded = self._codec.decode(self._packet(frame))
        except self._invalid:
            self.damaged += 1
            return b""
        found = b""
        for piece in decoded:
            if self._line is None:
                self._line = _Line(piece.sample_rate)
            channels = piece.to_ndarray().reshape(-1, piece.samples)
            scale = 32767.0 if channels.dtype.kind == "f" else 1.0
            mono = channels.astype(np.float32).mean(axis=0) * scale
            found += self._line.push(mono.astype(np.float32))
        return found


def _names_the_encoder(frame: bytes) -> bool:
    """Whether this is the frame in front of a file that only tells its length and encoder."""
    head = header(frame)
    return head is not None and any(tag in frame[:64] for tag in (b"Xing", b"Info", b"VBRI"))


class _Line:
    """Samples of one rate (16-bit scale) to 8 kHz mu-law."""

    def __init__(self, rate: int) -> None:
        self._resampler = Resampler(rate, LINE_RATE) if rate != LINE_RATE else None

    def push(self, samples: "NDArray[np.float32]") -> bytes:
        return _ulaw(self._resampler.push(samples) if self._resampler else samples)

    def flush(self) -> bytes:
        return _ulaw(self._resampler.flush()) if self._resampler else b""


def _ulaw(samples: "NDArray[np.float32]") -> bytes:
    import numpy as np

    pcm = np.clip(np.rint(samples), -32768, 32767).astype("<i2")
    return mulaw.encode(pcm.tobytes())
