"""Takes an echo out of what a microphone hears without harming who speaks over it.

A Kalman filter in the frequency domain, in parts of one block each (Enzner and Vary, "Frequency-
domain adaptive Kalman filter for acoustic echo control in hands-free telephones", Signal Processing
86, 2006): how unsure it is of each pitch of each part is weighed against what it can't explain at
that pitch, so that a person who speaks over the echo does not teach it wrong. It only subtracts
what it expects: whatever is no echo comes through at once and whole, and a hundredth to a
thousandth of the echo's energy does, too.

When a card slips, the echo comes sooner or later than before, and a filter that is sure of its
answer would need many seconds to unlearn it. But the room is the same: so what was expected is
compared with what was heard, and the answer is moved by as much as the one lags behind the other.
"""

from typing import TYPE_CHECKING

from agent.audio.mulaw import FULL_SCALE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK = 160
"""Samples at once: 10 ms at 16 kHz."""
PARTS = 32
"""The echo is over after so many blocks, the way that it takes included."""
STAYS = 0.9995
"""Share of the room's answer that is still the same a block later."""
UNSURE = 0.03
"""Variance of a room's answer that is not known ..."""
EARLY, FADES = 8, 0.9
"""... in its first parts; in each later one this share of the variance before: rooms fade."""
STEADY = 0.5
"""Weight of the newest block in what can't be explained; a louder one counts alone."""
TINY = 1e-8
MEMORY = 40 * BLOCK
"""Samples of the past that are compared (0.4 s), ..."""
LOOKS = 10
"""... each time so many blocks were added that have an echo ..."""
UNTIL_FULL = LOOKS - MEMORY // BLOCK
LOST = 0.5
"""... and the filter leaves more of what was heard than this share."""
FARTHEST = 8 * BLOCK
"""Samples by which the echo may have moved at once."""
ALIKE = 0.42
"""At the right lag expected and heard sound have the same phase at such a share of all pitches, at
least (1 for the same sound, at most 0.25 for 150 pairs of other speech), ..."""
CLEARLY = 1.5
"""... and at so many times as many as without a lag."""
SHAKEN = 0.1
"""Share of a room's unknown variance that a moved answer has at least."""


class LinearFilter:
    """What one call knows of its room's answer, by pitch and delay."""

    def __init__(self) -> None:
        import numpy as np

        shape = (PARTS, BLOCK + 1)
        self._answer: NDArray[np.complex128] = np.zeros(shape, complex)
        fading = FADES ** np.maximum(0, np.arange(PARTS) - EARLY)
        self._unknown: NDArray[np.float64] = UNSURE * np.outer(fading, np.ones(BLOCK + 1))
        self._unsure: NDArray[np.float64] = self._unknown.copy()
        self._played: NDArray[np.complex128] = np.zeros(shape, complex)
        """Spectrum of what we played, newest block first."""
        self._last: NDArray[np.float64] = np.zeros(BLOCK)
        self._recent: NDArray[np.float64] = np.zeros((2, MEMORY))
        """What was expected and what was heard."""
        self._new = UNTIL_FULL
        """Blocks added since they were compared."""
        self.moved = False
        """The last block showed that the echo takes another time, in the same room."""
        self._unexplained: NDArray[np.float64] = np.zeros(BLOCK + 1)

    def unsettle(self) -> None:
        """The echo takes another time from now on."""
        self._unsure[:] = self._unknown

    def rest(self, played: bytes, heard: bytes) -> bytes:
        """What of the 10 ms heard is no echo of ours; all 16-bit samples."""
        import numpy as np

        ours, theirs = np.frombuffer(played + heard, "<i2").reshape(2, -1) / FULL_SCALE
        self._played = np.roll(self._played, 1, axis=0)
        self._played[0] = np.fft.rfft(np.concatenate([self._last, ours]))
        self._last = ours
        expected = np.fft.irfft((self._answer * self._played).sum(0))[BLOCK:]
        left = theirs - expected
        self.moved = self._compare(expected, theirs)
        if not self.moved:
            self._learn(np.fft.rfft(np.concatenate([np.zeros(BLOCK), left])))
        return bytes(np.clip(np.rint(left * FULL_SCALE), -32768, 32767).astype("<i2"))

    def _compare(self, expected: "NDArray[np.float64]", heard: "NDArray[np.float64]") -> bool:
        """Remember a block; True when the answer was moved."""
        import numpy as np

        self._recent = np.concatenate([self._recent[:, BLOCK:], [expected, heard]], axis=1)
        self._new += bool((expected**2).mean() > TINY)
        if self._new < LOOKS:
            return False
        self._new = 0
        lag = lag_of(*self._recent)
        if lag:
            self._move(lag)
        return lag != 0

    def _move(self, lag: int) -> None:
        import numpy as np

        taps = np.fft.irfft(self._answer)[:, :BLOCK].ravel()
        moved = np.zeros_like(taps)
        if lag > 0:
            moved[lag:] = taps[:-lag]
        else:
            moved[:lag] = taps[-lag:]
        parts = moved.reshape(PARTS, BLOCK)
        self._answer = np.fft.rfft(np.concatenate([parts, np.zeros_like(parts)], axis=1))
        self._unsure = np.maximum(self._unsure, SHAKEN * self._unknown)
        self._recent[:] = 0.0
        self._new = UNTIL_FULL

    def _learn(self, error: "NDArray[np.complex128]") -> None:
        """The spectrum of a block's rest says how wrong the filter was."""
        import numpy as np

        power = np.abs(self._played) ** 2
        now = np.abs(error) ** 2
        steady = (1 - STEADY) * self._unexplained + STEADY * now
        self._unexplained = np.maximum(now, steady)
        drift = (1 - STAYS**2) * np.abs(self._answer) ** 2
        self._unsure = STAYS**2 * self._unsure + drift
        step = self._unsure / ((self._unsure * power).sum(0) / 2 + self._unexplained + TINY)
        change = np.fft.irfft(step * self._played.conj() * error)
        change[:, BLOCK:] = 0.0
        self._answer += np.fft.rfft(change)
        self._unsure *= 1 - step * power / 2


def lag_of(expected: "NDArray[np.float64]", heard: "NDArray[np.float64]") -> int:
    """Samples by which a sound came later than expected; 0 when it did not or nobody can tell."""
    import numpy as np

    if ((heard - expected) ** 2).sum() < LOST * (heard**2).sum():
        return 0
    count = 2 * len(expected)
    cross = np.fft.rfft(heard, count) * np.fft.rfft(expected, count).conj()
    cross /= np.sqrt(np.abs(cross)) + TINY
    likeness = np.fft.irfft(cross) * (count / (2 * np.abs(cross).sum() + TINY))
    lags = np.concatenate([likeness[-FARTHEST:], likeness[: FARTHEST + 1]])
    best = int(lags.argmax())
    least = max(ALIKE, CLEARLY * lags[FARTHEST])
    return best - FARTHEST if lags[best] > least else 0
