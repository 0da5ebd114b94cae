"""The caller's telephone line: steady noise at a signal-to-noise ratio, lost packets, level."""

import audioop
from random import Random
from typing import TYPE_CHECKING

from simulators.caller.audio import FRAME, RATE, SILENCE, SPEECH_RMS
from simulators.caller.persona import LineSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOISE_SECONDS = 8
BURST = 1.5
"""Mean length of a loss in frames: packets are often lost in company."""
TALKERS = 6
"""Voices in "babble"."""


class Line:
    """Carries the caller's frames to the network. The same seed gives the same line."""

    def __init__(self, spec: LineSpec, *, seed: int = 0, talkers: tuple[bytes, ...] = ()) -> None:
        """`talkers`: other people's speech (mu-law), needed for babble."""
        self._random = Random(seed)
        self._spec = spec
        self._gain = 10 ** (spec.gain_db / 20)
        self._noise = _noise(spec, seed, talkers)
        self._at = 0
        self._losing = False
        self.lost = 0
        """Frames lost."""

    def carry(self, frame: bytes) -> bytes:
        """Return what arrives of a 20 ms mu-law frame."""
        self._losing = self._next_loss()
        if self._losing:
            self.lost += 1
            return SILENCE
        if not self._noise and self._gain == 1:
            return frame
        pcm = audioop.mul(audioop.ulaw2lin(frame, 2), 2, self._gain)
        if self._noise:
            hum = self._noise[self._at : self._at + 2 * FRAME]
            self._at = (self._at + 2 * FRAME) % len(self._noise)
            pcm = audioop.add(pcm, hum, 2)
        return audioop.lin2ulaw(pcm, 2)

    def _next_loss(self) -> bool:
        if not self._spec.loss:
            return False
        if self._losing:
            return self._random.random() < 1 - 1 / BURST
        # Chance of a burst to begin that gives the wanted share of lost frames.
        begin = self._spec.loss / (BURST * (1 - self._spec.loss))
        return self._random.random() < begin


def _noise(spec: LineSpec, seed: int, talkers: tuple[bytes, ...]) -> bytes:
    """A loop of noise (16-bit samples) at the wanted level below the speech level."""
    import numpy as np

    if not spec.noise:
        return b""
    random = np.random.default_rng(seed)
    length = NOISE_SECONDS * RATE
    if spec.noise == "babble":
        samples = _babble(talkers, length, random)
    else:
        samples = _coloured(length, random, 1.0 if spec.noise == "pink" else 2.0)
    if spec.noise == "hvac":
        samples = samples / samples.std() + _hum(length)
    wanted = SPEECH_RMS * 10 ** ((spec.gain_db - spec.snr_db) / 20)
    samples = samples * (wanted / float(np.sqrt((samples**2).mean())))
    return np.clip(np.rint(samples), -32768, 32767).astype("<i2").tobytes()


def _coloured(length: int, random: "np.random.Generator", slope: float) -> "NDArray[np.float64]":
    """Noise whose power falls with frequency to the power of `slope`, nothing below 50 Hz."""
    import numpy as np

    spectrum = np.fft.rfft(random.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    shape = np.where(hertz < 50, 0, np.maximum(hertz, 50) ** (-slope / 2))
    return np.fft.irfft(spectrum * shape, length)


def _hum(length: int) -> "NDArray[np.float64]":
    """Mains hum of a fan motor: 60 Hz and its harmonics."""
    import numpy as np

    time = np.arange(length) / RATE
    parts = [np.sin(2 * np.pi * 60 * n * time) / n for n in (1, 2, 3, 4, 6)]
    total: NDArray[np.float64] = np.sum(parts, axis=0)
    return total


def _babble(
    talkers: tuple[bytes, ...], length: int, random: "np.random.Generator"
) -> "NDArray[np.float64]":
    """Several people talking at once, out of step."""
    import numpy as np

    if not talkers:
        raise ValueError("babble needs the speech of other people")
    total = np.zeros(length)
    for at in range(TALKERS):
        clip = audioop.ulaw2lin(talkers[at % len(talkers)], 2)
        voice = np.resize(np.frombuffer(clip, "<i2").astype(np.float64), length)
        total += np.roll(voice, int(random.integers(length)))
    return total
