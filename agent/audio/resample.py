"""Change the rate of PCM audio without clicks: a windowed-sinc polyphase filter, whole or streamed.

The cut-off lies a little below the lower of both Nyquist frequencies, so that going down to the
telephone's 8 kHz folds nothing audible back (Kaiser window, about 80 dB stop band).
"""

from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ZERO_CROSSINGS = 32
"""Half length of the filter in zero crossings of the sinc at the lower rate."""
KAISER_BETA = 8.0
PASS_BAND = 0.93
"""Cut-off as a share of the lower Nyquist frequency (-6 dB there)."""


@lru_cache(maxsize=8)
def _filter(up: int, down: int) -> "NDArray[np.float32]":
    """Taps by phase, shape [up, taps]: output n uses phase n*down % up, input newest first."""
    import numpy as np

    slower = max(up, down)
    half = ZERO_CROSSINGS * slower
    at = np.arange(-half, half + 1, dtype=np.float64)
    cut = PASS_BAND / slower
    taps = np.sinc(at * cut) * cut * np.kaiser(2 * half + 1, KAISER_BETA) * up
    width = -(-len(taps) // up)
    padded = np.zeros(width * up)
    padded[: len(taps)] = taps
    phases = padded.reshape(width, up).T
    # Each phase passes a constant unchanged: otherwise DC would ripple with the phase.
    phases = phases / phases.sum(axis=1, keepdims=True)
    return np.ascontiguousarray(phases, dtype=np.float32)


class Resampler:
    """One stream from `source` to `target` Hz; feed it chunks of any length, then `flush`."""

    def __init__(self, source: int, target: int) -> None:
        if source <= 0 or target <= 0:
            raise ValueError(f"sample rates must be positive, not {source} and {target}")
        import numpy as np

        common = gcd(source, target)
        self._up, self._down = target // common, source // common
        self._phases = _filter(self._up, self._down)
        self._width = self._phases.shape[1]
        self._delay = ZERO_CROSSINGS * max(self._up, self._down)
        self._tail: NDArray[np.float32] = np.zeros(self._width - 1, dtype=np.float32)
        self._read = 0
        self._written = 0

    def push(self, samples: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Samples in, the output samples that are now certain out (float, any scale)."""
        import numpy as np

        block = np.concatenate([self._tail, samples.astype(np.float32, copy=False)])
        first_input = self._read - (self._width - 1)
        self._read += len(samples)
        # Output n sits at position n*down + delay of the stream upsampled by `up`.
        last = (self._read * self._up - 1 - self._delay) // self._down
        numbers = np.arange(self._written, max(self._written, last + 1), dtype=np.int64)
        self._tail = block[len(block) - (self._width - 1) :]
        if not len(numbers):
            return np.zeros(0, dtype=np.float32)
        self._written = last + 1
        places = numbers * self._down + self._delay
        newest = places // self._up - first_input
        windows = np.lib.stride_tricks.sliding_window_view(block, self._width)
        rows = windows[newest - self._width + 1, ::-1]
        out: NDArray[np.float32] = np.einsum("nw,nw->n", rows, self._phases[places % self._up])
        return out

    def flush(self) -> "NDArray[np.float32]":
        """The rest of the stream: as if silence followed. The stream is over then."""
        import numpy as np

        due = -(-self._read * self._up // self._down) - self._written
        silence = np.zeros(-(-self._delay // self._up) + self._width, dtype=np.float32)
        return self.push(silence)[:due]


def resample(samples: "NDArray[np.float32]", source: int, target: int) -> "NDArray[np.float32]":
    """A whole clip from `source` to `target` Hz, without delay: ceil(n * target / source) out."""
    import numpy as np

    if source == target:
        return samples.astype(np.float32, copy=False)
    stream = Resampler(source, target)
    return np.concatenate([stream.push(samples), stream.flush()])
