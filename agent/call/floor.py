"""The noise floor of one line, the level it falls back to when the caller does not speak, and
sounds that rise above it."""

import math

START_DB = -65.0
RISE_DB = 0.35
"""Per window (32 ms) of no speech: a line that grows noisy is learnt within seconds."""
FALL = 0.3
"""Share of the way down taken at once when the line is quieter than thought."""
SLOW_RISE_DB = 0.02
"""Per window of supposed speech, so that endless noise taken for speech is learnt in the end."""
QUIETEST_DB = -75.0


class NoiseFloor:
    """Follows falling levels fast and rising ones slowly."""

    def __init__(self) -> None:
        self.db = START_DB

    def hear(self, level_db: float, speech: bool) -> None:
        """Learn from one window of 32 ms."""
        level = max(level_db, QUIETEST_DB)
        if level < self.db:
            self.db += (level - self.db) * FALL
        else:
            self.db = min(level, self.db + (SLOW_RISE_DB if speech else RISE_DB))
        assert math.isfinite(self.db)


STIR_DB = 12.0
"""So much above the floor is a sound of its own."""
STIR_WINDOWS = 16
"""A sound without speech in its first half second is noise."""
STIR_OVER = 5
"""Quiet windows after which the next sound is a new one."""


class Stir:
    """Tells whether a sound began a moment ago: perhaps a voiceless beginning of speech ("s").

    The voice activity model does not know such a beginning, so it is no reason to fall silent, but
    one to be ready for it.
    """

    def __init__(self) -> None:
        self._length = 0
        self._quiet = 0

    def hear(self, level_db: float, floor_db: float) -> bool:
        """Take one window of 32 ms; True while a sound is young."""
        if level_db >= floor_db + STIR_DB:
            self._quiet = 0
            self._length += 1
        elif self._length:
            self._quiet += 1
            self._length += 1
            if self._quiet >= STIR_OVER:
                self._length = 0
        return 0 < self._length <= STIR_WINDOWS
