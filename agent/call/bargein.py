"""Is the caller interrupting us, or coughing, or only saying "uh-huh"? Pure; window by window.

The first 200 ms of "uh-huh" and of "actually" sound alike, so no rule can both stop at once and
be right. People solve this by hesitating, and so do we: at the first suspicious window the mouth
sends nothing more (what the carrier holds plays out, then it is silent); when the sound ends soon
we go on as if nothing had been, when it lasts longer than any "uh-huh" it is an interruption.
Coughs and bangs hardly ever raise suspicion: the voice activity model does not take them for
speech.
"""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["calm", "suspect", "speech"]
"""calm: speak on · suspect: hesitate · speech: stop, the caller interrupts (told once a sound)."""


@dataclass(frozen=True, slots=True)
class BargeInRules:
    """Thresholds, found on seven synthetic and four recorded voices; windows are 32 ms."""

    suspect: float = 0.2
    """Probability of speech that makes us hesitate; soft first sounds ("sorry") have no more ..."""
    margin_db: float = 8.0
    """... when it is so much louder than the line's noise floor ..."""
    decay_db: float = 22.0
    """... and not the dying tail of something louder."""
    certain: float = 0.4
    """Probability from which a suspicious window counts as speech."""
    windows: int = 20
    """So many make an interruption (0.64 s). An "uh-huh" or "okay" lasts up to 0.6 s, and waiting
    costs the caller nothing: while we hesitate we are silent."""
    quiet: tuple[tuple[int, int], ...] = ((12, 9), (3, 7), (0, 5))
    """(windows of speech, calm windows after which we go on): after mere noise soon, after a
    syllable as long as people pause inside a sentence (0.22 s), after a word until the recogniser
    has nearly told what it was (0.29 s, and the model's own slowness)."""
    lively_db: float = 1.5
    """A voice's level moves at least so much from window to window on average (speech: about 5);
    machines hum evenly, and the voice activity model may take that for speech."""
    forget: int = 11
    """Windows without suspicion after which a sound is over and counting starts anew."""
    longest: int = 36
    """Suspicion that leads nowhere ends after so many windows (1.2 s): it is noise."""


class BargeIn:
    """The judgement of one call."""

    def __init__(self, rules: BargeInRules | None = None) -> None:
        self._rules = rules or BargeInRules()
        self.reset()

    def reset(self) -> None:
        """Forget the sound so far."""
        self._speech = 0
        self._quiet = self._rules.forget
        self._length = 0
        self._peak_db = -100.0
        self._level_db: float | None = None
        self._moved_db = 0.0
        self._told = False

    def hear(self, probability: float, level_db: float, floor_db: float) -> Verdict:
        """Judge one window given its speech probability, its level and the noise floor."""
        rules = self._rules
        loud = level_db >= max(floor_db + rules.margin_db, self._peak_db - rules.decay_db)
        if probability >= rules.suspect and loud:
            if self._quiet >= rules.forget:
                self.reset()
            self._quiet = 0
            self._peak_db = max(self._peak_db, level_db)
            self._speech += probability >= rules.certain
            if self._level_db is not None:
                self._moved_db += abs(level_db - self._level_db)
            self._level_db = level_db
        elif probability < rules.certain or self._quiet >= self._patience():
            # Consonants too soft to be loud are no calm: the model knows them.
            self._quiet = min(self._quiet + 1, rules.forget)
        self._length += 1
        if self._quiet >= self._patience():
            return "calm"
        if self._speech >= rules.windows and self._moved_db >= rules.lively_db * self._speech:
            told, self._told = self._told, True
            return "calm" if told else "speech"
        return "suspect" if self._length <= rules.longest else "calm"

    def _patience(self) -> int:
        """Windows of calm after which the sound so far is taken to be over."""
        return next(calm for least, calm in self._rules.quiet if self._speech >= least)
