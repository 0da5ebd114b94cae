"""How long the first sound of a voice is held back so that its next chunk comes in time.

A service sends a short chunk at once and works at a longer one: a few milliseconds late, and a
word has a hole. All voices of a node are one here: what the slowest of the last clauses needed is
granted to the next one. A wait that long because of a fault is no measure for the others.
"""

from collections import deque

RECENT = 100
"""Clauses that count."""
MARGIN = 0.04
"""Granted on top of what was needed, in seconds: two looks of the mouth."""
MOST = 0.1
"""Never held back longer; lags beyond this are no pace but a fault."""


class Headstart:
    """Learns from every clause that came in several chunks; without any nothing is held back."""

    def __init__(self) -> None:
        self._lags: deque[float] = deque(maxlen=RECENT)

    @property
    def seconds(self) -> float:
        """To wait between the first chunk of a clause and its first frame."""
        if not self._lags:
            return 0.0
        return min(MOST, max(0.0, max(self._lags) + MARGIN))

    def lagged(self, seconds: float) -> None:
        """How much a chunk came after the audio before it would have ended, had that been played
        as it came; negative: it came before. The worst of a clause.
        """
        if seconds < MOST:
            self._lags.append(seconds)
