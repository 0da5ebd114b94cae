"""The noise floor of one line: the level it falls back to when the caller does not speak."""

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
