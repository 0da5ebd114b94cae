"""One voice as many: other vocal tracts, pitches and tempi of the same recording."""

import random

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]
SIZE, HOP = 256, 64
"""Samples of a spectrum and from one to the next."""
LIFTER = 18
"""Cepstral coefficients of the vocal tract; the ones above tell of the pitch (below 440 Hz)."""
MOST = 2.5
"""A band is changed by at most this factor (natural logarithm)."""
VOICED = 10**-1.2
"""A word's voice has begun when the power below 1 kHz reaches this share of its most."""
STEP, SEARCH = 120, 60
"""Overlap of pieces in `paced`, and how far a piece may move to fit."""


def other_speaker(audio: Audio, rng: random.Random) -> Audio:
    """As a larger or smaller, higher or lower, faster or slower speaker would say it."""
    size = rng.uniform(0.85, 1.2)
    out = tract(resampled(audio, size), rng.uniform(0.88, 1.14))
    pace = rng.uniform(0.75, 1.3) / size
    return paced(out, pace) if abs(pace - 1.0) > 0.04 else out


def resampled(audio: Audio, factor: float) -> Audio:
    """Faster and higher (factor > 1) or slower and lower."""
    count = max(1, int(len(audio) / factor))
    positions = np.linspace(0.0, len(audio) - 1.0, count)
    return np.interp(positions, np.arange(len(audio)), audio).astype(np.float32)


def weak_onset(audio: Audio, rng: random.Random) -> Audio:
    """What precedes the voice of a word, such as its f, lost or 10 to 30 dB softer."""
    low = np.abs(np.fft.rfft(audio[: len(audio) // 80 * 80].reshape(-1, 80), axis=1)[:, 1:11]) ** 2
    power = low.sum(axis=1)
    begin = int(np.flatnonzero(power > power.max() * VOICED)[0]) * 80
    if rng.random() < 0.6:
        return audio[max(0, begin - rng.randint(0, 160)) :]
    out = audio.copy()
    out[:begin] *= np.float32(10 ** rng.uniform(-1.5, -0.5))
    return out


def tract(audio: Audio, factor: float) -> Audio:
    """The formants `factor` times as high, the pitch as it was."""
    padded = np.pad(audio, (SIZE, SIZE + HOP))
    window = np.hanning(SIZE + 1)[:-1]
    frames = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP] * window
    spectra = np.fft.rfft(frames, axis=1)
    cepstra = np.fft.irfft(np.log(np.abs(spectra) + 1e-4), axis=1)
    cepstra[:, LIFTER : SIZE - LIFTER + 1] = 0.0
    envelope = np.fft.rfft(cepstra, axis=1).real
    bins = np.arange(SIZE // 2 + 1)
    source = np.minimum(bins / factor, SIZE // 2)
    low = np.minimum(source.astype(int), SIZE // 2 - 1)
    share = source - low
    moved = envelope[:, low] * (1.0 - share) + envelope[:, low + 1] * share
    spectra *= np.exp(np.clip(moved - envelope, -MOST, MOST))
    pieces = np.fft.irfft(spectra, axis=1) * window
    out = np.zeros(len(padded) + SIZE)
    for number, piece in enumerate(pieces):
        out[number * HOP : number * HOP + SIZE] += piece
    return (out[SIZE : SIZE + len(audio)] / (0.375 * SIZE / HOP)).astype(np.float32)


def paced(audio: Audio, factor: float) -> Audio:
    """Faster (factor > 1) or slower at the same pitch: pieces put where they fit best."""
    fade = np.linspace(0.0, 1.0, STEP, endpoint=False)
    padded = np.pad(audio, (SEARCH, 3 * STEP + 2 * SEARCH))
    out = [padded[SEARCH : SEARCH + STEP]]
    follow = SEARCH + STEP  # what would come next in the recording
    for at in np.arange(STEP * factor, len(audio) - STEP, STEP * factor):
        start = int(at)
        wanted = padded[follow : follow + STEP]
        near = np.lib.stride_tricks.sliding_window_view(
            padded[start : start + 2 * SEARCH + STEP], STEP
        )
        best = start + int(np.argmax(near @ wanted))
        out.append(wanted * (1.0 - fade) + padded[best : best + STEP] * fade)
        follow = best + STEP
    return np.concatenate(out).astype(np.float32)
