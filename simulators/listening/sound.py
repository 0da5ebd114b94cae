"""Recordings as samples and as coarse spectra: what is compared, and where anything sounds."""

import audioop
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 8000
HOP = 240
"""Samples from one frame to the next: 30 ms."""
WINDOW = 512
BANDS = 10
_LOWEST, _HIGHEST = 200.0, 3600.0
_SILENCE = 1e-5
"""Mean square below which nothing counts as sound: -50 dB of full scale."""
_BELOW_PEAK = 1e-3
_ABOVE_NOISE = 4.0

Samples = NDArray[np.float32]

_TABLE: Samples = (
    np.frombuffer(audioop.ulaw2lin(bytes(range(256)), 2), "<i2").astype(np.float32) / 32768.0
)


@dataclass(frozen=True, slots=True)
class Spectrum:
    """A recording in frames of 30 ms."""

    shapes: NDArray[np.float32]
    """Frames x bands: the form of each spectrum without its level, of length 1; 0 in silence."""
    active: NDArray[np.bool_]
    """Frames in which something sounds."""


def samples(ulaw: bytes) -> Samples:
    """Mu-law as numbers from -1 to 1."""
    found: Samples = _TABLE[np.frombuffer(ulaw, np.uint8)]
    return found


def spectrum(heard: Samples) -> Spectrum:
    """The frames of a recording."""
    padded = np.concatenate([heard, np.zeros(WINDOW, np.float32)])
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    powers = np.abs(np.fft.rfft(frames * _window(), axis=1)) ** 2
    bands = (powers @ _filters()).astype(np.float32)
    total = bands.sum(axis=1)
    active = total > _threshold(total)
    logs = np.log10(np.maximum(bands, bands.max(initial=0.0) * 1e-4 + 1e-12))
    shapes = logs - logs.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(shapes, axis=1, keepdims=True)
    shapes = np.where(active[:, None], shapes / np.maximum(lengths, 1e-6), 0.0)
    return Spectrum(shapes.astype(np.float32), active)


def _threshold(total: NDArray[np.float32]) -> float:
    """Above it a frame is active: some dB above the noise, not too far below the loudest."""
    if not len(total):
        return 0.0
    peak, noise = float(total.max()), float(np.percentile(total, 10))
    relative = max(peak * _BELOW_PEAK, min(noise * _ABOVE_NOISE, peak * 0.05))
    return max(relative, _SILENCE * float((_window() ** 2).sum()) * WINDOW / 2)


@lru_cache(maxsize=1)
def _window() -> Samples:
    return np.hanning(WINDOW).astype(np.float32)


@lru_cache(maxsize=1)
def _filters() -> NDArray[np.float32]:
    """Bins x bands: bands of equal width on a mel scale."""
    mels = _mel(np.fft.rfftfreq(WINDOW, 1 / RATE))[:, None]
    lowest, highest = _mel(np.array([_LOWEST, _HIGHEST]))
    ends = np.linspace(lowest, highest, BANDS + 1)
    inside: NDArray[np.float32] = ((mels >= ends[:-1]) & (mels < ends[1:])).astype(np.float32)
    return inside


def _mel(frequencies: NDArray[np.floating]) -> NDArray[np.floating]:
    mels: NDArray[np.floating] = 2595.0 * np.log10(1.0 + frequencies / 700.0)
    return mels
