"""What the tests ask of frames."""

import audioop
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp
from pipecat.frames.frames import Frame, TTSAudioRawFrame
from pipecat.processors.frame_processor import FrameProcessor

from simulators.speech.tones import heard

Environment = dict[str, str]
Make = Callable[[aiohttp.ClientSession], FrameProcessor]
Run = Callable[[Make, Sequence[Frame]], Sequence[Frame]]


def audio_of(frames: Sequence[Frame]) -> bytes:
    """All speech among frames, as 8 kHz samples."""
    spoken = [one for one in frames if isinstance(one, TTSAudioRawFrame)]
    whole = b"".join(one.audio for one in spoken)
    (rate,) = {one.sample_rate for one in spoken}
    return whole if rate == 8000 else audioop.ratecv(whole, 2, 1, rate, 8000, None)[0]


def words_of(pcm: bytes) -> list[int]:
    """Which words are in 8 kHz samples, by number."""
    return [one.number for one in heard(audioop.lin2ulaw(pcm, 2))]


def texts_of(frames: Sequence[Frame], kind: type[Any]) -> list[str]:
    """The texts of all frames of a kind."""
    return [one.text for one in frames if isinstance(one, kind)]
