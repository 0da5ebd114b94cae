"""How much softer than the caller a moment is: soft words belong to other people in the room."""

from typing import TYPE_CHECKING

from agent.stt.features import RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FRAME = RATE // 25
"""Samples to one frame of the head."""
AROUND = 2
"""A frame counts as loud as the loudest of this many before and after it: words fade."""
LOUD = 95.0
"""This percentile of the frames is how loud the caller speaks."""
BASS = 0.1
"""Of the samples as they are this share is kept, of their differences all: hum counts little."""
ALLOWED = 8.0
"""Decibels that a digit may lie below the caller's loud ones without a doubt."""
PER_DECIBEL = 0.7
MOST = 8.0


def doubt(samples: "NDArray[np.float32]", frames: int) -> "NDArray[np.float32]":
    """For each frame of the head how much less likely (log-probability) the caller says a word.

    `samples`: 8 kHz audio; frames after its end count as silence. Nothing for a steady noise.
    """
    import numpy as np

    heard = np.diff(samples, prepend=np.float32(0.0)) + BASS * samples
    count = min(frames, len(heard) // FRAME)
    if count == 0:
        return np.zeros(frames, dtype=np.float32)
    power = (heard[: count * FRAME].reshape(count, FRAME) ** 2).mean(axis=1) + 1e-10
    level = 10.0 * np.log10(power)
    level = np.pad(level, (0, frames - count), constant_values=level.min())
    around = np.pad(level, AROUND, mode="edge")
    near = np.lib.stride_tricks.sliding_window_view(around, 2 * AROUND + 1).max(axis=1)
    below = np.percentile(level, LOUD) - near - ALLOWED
    return np.asarray(np.clip(PER_DECIBEL * below, 0.0, MOST), dtype=np.float32)
