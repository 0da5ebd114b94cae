"""Which clips may be in a recording, and where: spectra of all clips slid along it at once.

The sum of all products at all offsets is one multiplication between Fourier transforms. It finds
a few candidates to within a frame; whether they are truly there is decided in `placing`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.listening.sound import HOP, Spectrum

CANDIDATES = 8
_USUAL = 0.3
"""What two frames of different speech have in common on average."""
_MISSING = 0.3
"""Cost of a frame in which the clip sounds and the recording is silent."""
_CAUTION = 3.0
"""So many frames more are asked of a short match: a few alike frames are soon found."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clip that may begin at `offset` (samples; negative when its beginning is missing)."""

    clip: int
    offset: int


class Index:
    """The spectra of all clips."""

    def __init__(self) -> None:
        self._spectra: list[Spectrum] = []
        self._longest = 0
        self._transforms: dict[int, _Transforms] = {}

    def add(self, spectrum: Spectrum) -> None:
        """Take in one more clip; clips are numbered from 0."""
        self._spectra.append(spectrum)
        self._longest = max(self._longest, len(spectrum.active))
        self._transforms.clear()

    def search(self, heard: Spectrum) -> list[Candidate]:
        """The likeliest clips in a recording, the best first."""
        if not self._spectra or not heard.active.any():
            return []
        size = _good_size(len(heard.active) + self._longest)
        clips = self._transformed(size)
        wanted = _layers(heard, size)
        long = np.fft.rfft(np.ones(len(heard.active), np.float32), size)
        common = clips.active * wanted[-1]
        alike = np.einsum("clb,lb->cb", clips.shapes, wanted[:-1])
        gain = alike - (_USUAL - _MISSING) * common - _MISSING * (clips.active * long)
        sums, both = (np.fft.irfft(one, size, axis=1) for one in (gain, common))
        score = sums / np.sqrt(np.maximum(both, 0.0) + _CAUTION)
        best = score.argmax(axis=1)
        order = np.argsort(-score[np.arange(len(best)), best])[:CANDIDATES]
        frames = len(heard.active)
        return [Candidate(int(one), _offset(int(best[one]), frames, size)) for one in order]

    def _transformed(self, size: int) -> "_Transforms":
        known = self._transforms.get(size)
        if known is None:  # another thread may add a clip meanwhile: nothing is read twice
            layers = np.stack([_layers(one, size).conj() for one in tuple(self._spectra)])
            known = _Transforms(layers[:, :-1].copy(), layers[:, -1].copy())
            self._transforms[size] = known
        return known


@dataclass(frozen=True, slots=True)
class _Transforms:
    """Fourier transforms over time, conjugated."""

    shapes: NDArray[np.complex64]
    """Clips x bands x bins."""
    active: NDArray[np.complex64]
    """Clips x bins."""


def _layers(one: Spectrum, size: int) -> NDArray[np.complex64]:
    """Layers x bins: the transform of every band, and of where anything sounds."""
    layers = np.vstack([one.shapes.T, one.active.astype(np.float32)])
    return np.fft.rfft(layers, size, axis=1).astype(np.complex64)


def _good_size(least: int) -> int:
    """A size that is quickly transformed; few of them, as transforms of the clips are kept."""
    size = 64
    while size < least:
        size = size * 3 // 2 if size & (size - 1) == 0 else size // 3 * 4
    return size


def _offset(place: int, frames: int, size: int) -> int:
    return (place if place < frames else place - size) * HOP
