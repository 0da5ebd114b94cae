"""Make synthesised speech fit for the line: even level, soft limit, faded edges, no dead air."""

import math
from typing import TYPE_CHECKING

from agent.audio import mulaw
from agent.audio.resample import resample

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE = 8000
TARGET_DB = -18.0
"""RMS of the speech itself (pauses left out), below full scale."""
MOST_GAIN = 20.0
KNEE = 0.5
"""Samples above this are bent towards full scale instead of clipped."""
SILENT = 0.01
"""A 10 ms block whose RMS is below this share of the clip's loudest block is silence."""
EDGE = 0.02
"""Seconds kept around the speech when silence is trimmed."""
FADE = 0.005
"""Seconds of fade at both ends: no click even when the engine starts off zero."""


def polish(samples: "NDArray[np.float32]", rate: int, pause: float = 0.0) -> bytes:
    """Speech of -1..1 at any rate to mu-law at 8 kHz with `pause` seconds of silence after it.

    Nothing for silence.
    """
    import numpy as np

    speech = trimmed(resample(samples, rate, RATE))
    if not len(speech):
        return b""
    speech = limited(speech * gain(speech))
    count = min(int(FADE * RATE), len(speech) // 2)
    ramp = np.linspace(0.0, 1.0, count, endpoint=False, dtype=np.float32)
    speech[:count] *= ramp
    speech[len(speech) - count :] *= ramp[::-1]
    silence = np.zeros(int(pause * RATE), dtype=np.float32)
    whole = np.concatenate([speech, silence]) * 32767.0
    return mulaw.encode(np.rint(whole).astype("<i2").tobytes())


def trimmed(speech: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Speech without the silence before and after it, up to a short edge."""
    import numpy as np

    levels = _levels(speech)
    if not len(levels) or levels.max() <= 0.0:
        return speech[:0]
    (loud,) = np.nonzero(levels > levels.max() * SILENT)
    edge = int(EDGE * RATE)
    start = max(0, int(loud[0]) * BLOCK - edge)
    return speech[start : (int(loud[-1]) + 1) * BLOCK + edge].copy()


BLOCK = RATE // 100


def _levels(speech: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """RMS of each 10 ms, the last block padded."""
    import numpy as np

    padded = np.pad(speech, (0, -len(speech) % BLOCK)).reshape(-1, BLOCK)
    levels: NDArray[np.float32] = np.sqrt((padded**2).mean(axis=1))
    return levels


def gain(speech: "NDArray[np.float32]") -> float:
    """Factor that brings the RMS of the loud blocks (within 20 dB of the peak) to the target."""
    levels = _levels(speech)
    loud = levels[levels > levels.max() * 0.1]
    now = math.sqrt(float((loud**2).mean()))
    wanted = math.pow(10.0, TARGET_DB / 20.0)
    return min(MOST_GAIN, wanted / max(now, 1e-6))


def limited(speech: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Samples beyond the knee follow a tangent-hyperbolic curve that never reaches 1."""
    import numpy as np

    size = np.abs(speech)
    bent = KNEE + (1.0 - KNEE) * np.tanh((size - KNEE) / (1.0 - KNEE))
    return np.where(size > KNEE, np.sign(speech) * bent, speech).astype(np.float32)
