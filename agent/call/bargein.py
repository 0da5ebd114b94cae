"""Is the caller interrupting us, or coughing, or only saying "uh-huh"? Pure; window by window.

Speech must go on for some windows, be loud against the line's noise, and sound like a voice.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """32 ms of caller audio."""

    probability: float
    """Of speech, by the voice activity model."""
    level_db: float
    ulaw: bytes = b""


@dataclass(frozen=True, slots=True)
class BargeInRules:
    """Thresholds; windows are 32 ms."""

    probability: float = 0.6
    windows: int = 3
    margin_db: float = 12.0
    """Speech is at least so much louder than the line's noise floor."""


class BargeIn:
    """The judgement of one call."""

    def __init__(self, rules: BargeInRules | None = None) -> None:
        self._rules = rules or BargeInRules()
        self._run = 0

    def hear(self, window: Window, floor_db: float) -> bool:
        """True when with this window the caller interrupts."""
        loud = window.level_db >= floor_db + self._rules.margin_db
        if window.probability >= self._rules.probability and loud:
            self._run += 1
        else:
            self._run = 0
        return self._run >= self._rules.windows

    def reset(self) -> None:
        """Forget the windows so far."""
        self._run = 0
