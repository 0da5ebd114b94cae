"""Whisper's log-mel picture of telephone audio, computed at 8 kHz directly.

Whisper wants 80 mel bands of 16 kHz audio: a 400-sample Hann window every 160 samples. Above
4 kHz a telephone carries nothing, so the 200-point transform at 8 kHz gives the same lower half
of the spectrum (times two) at half the work and without resampling first.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BANDS = 80
FRAMES_PER_SECOND = 100
WINDOW = 200
"""25 ms at 8 kHz."""
HOP = 80
"""10 ms at 8 kHz."""
RATE = 8000
GAIN = 4.0
"""Power of the 400-point spectrum at 16 kHz relative to ours: twice the samples, squared."""


def _mel(hertz: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Slaney's mel scale: linear to 1 kHz (3/200 mel a Hz), then 27 mel for each factor 6.4."""
    import numpy as np

    linear = hertz * 3.0 / 200.0
    logarithmic = 15.0 + 27.0 * np.log(np.maximum(hertz, 1.0) / 1000.0) / np.log(6.4)
    return np.where(hertz < 1000.0, linear, logarithmic)


def _hertz(mel: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Inverse of `_mel`."""
    import numpy as np

    return np.where(mel < 15.0, mel * 200.0 / 3.0, 1000.0 * 6.4 ** ((mel - 15.0) / 27.0))


@lru_cache(maxsize=1)
def _filters() -> "NDArray[np.float32]":
    """Triangular filters of equal area over 0..8 kHz, cut to our 101 bins: [bins, bands]."""
    import numpy as np

    bins = np.arange(WINDOW // 2 + 1) * (RATE / WINDOW)
    edges = _hertz(np.linspace(0.0, float(_mel(np.array(8000.0))), BANDS + 2))
    rising = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    area = 2.0 / (edges[2:] - edges[:-2])
    return (np.maximum(0.0, np.minimum(rising, falling)) * area).astype(np.float32)


def log_mel(samples: "NDArray[np.float32]", frames: int) -> "NDArray[np.float32]":
    """Log-mel of 8 kHz `samples` (-1..1), padded or cut to `frames`: [1, 80, frames]."""
    import numpy as np

    used = samples[: frames * HOP]
    padded = np.concatenate([used, np.zeros(frames * HOP - len(used), dtype=np.float32)])
    padded = np.pad(padded, WINDOW // 2, mode="reflect")
    live = min(frames, (len(used) + WINDOW // 2) // HOP + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[: live * HOP : HOP]
    hann = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)
    power = GAIN * np.abs(np.fft.rfft(windows * hann, axis=1)) ** 2
    mel = np.full((frames, BANDS), 1e-10, dtype=np.float32)
    mel[:live] = np.maximum(power.astype(np.float32) @ _filters(), 1e-10)
    logs = np.log10(mel)
    logs = (np.maximum(logs, logs.max() - 8.0) + 4.0) / 4.0
    return np.ascontiguousarray(logs.T[None], dtype=np.float32)
