"""What a caller heard of a voice of tones, word by word, and whether anything spoilt it. Pure.

Every word of such a voice is a pair of steady frequencies of known length. So a recording tells
which words were lost or said twice, how long it was silent between words of one sentence, and
where a sample is not what two steady frequencies would give: a click, a jump, a hole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from agent.audio import mulaw
from simulators.speech import tones

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GAP = 0.04
"""Seconds of silence beyond a word's own that make a gap: two frames."""
TORN = 0.012
"""A sound whose length is off by more is a word with something cut out or put in."""
CLICK = 0.2
"""Share of a sound's amplitude by which one sample may be off; mu-law alone gives 0.04."""
EDGE = 0.012
"""Seconds at either end of a sound that fade and prove nothing."""
FRAGMENT = 0.005


@dataclass(frozen=True, slots=True)
class Gap:
    """Silence between two words of one sentence, beyond what belongs there."""

    at: float
    """Where it begins, seconds."""
    seconds: float
    after: str
    """The word before it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of sentences on their way to the caller."""

    words: int
    """Words that should sound."""
    lost: tuple[str, ...]
    extra: int
    """Words that sounded although nobody wanted them, or not there."""
    gaps: tuple[Gap, ...]
    torn: tuple[float, ...]
    """When words sounded that are too short or too long, in seconds."""
    clicks: tuple[float, ...]

    @property
    def clean(self) -> bool:
        """Every word once, in order and unspoilt; gaps are judged by who asks."""
        return not (self.lost or self.extra or self.torn or self.clicks)


def proof(ulaw: bytes, sentences: Sequence[str]) -> Proof:
    """Compare a recording (8 kHz mu-law) with the sentences that should be in it, in order."""
    every = tones.heard(ulaw, FRAGMENT)
    sounds = [one for one in every if one.end - one.start >= tones.SHORTEST]
    words = [(word, n) for n, sentence in enumerate(sentences) for word in sentence.split()]
    wanted = [tones.number(word) for word, _ in words]
    matcher = SequenceMatcher(None, wanted, [one.number for one in sounds], autojunk=False)
    matched: list[tuple[int, tones.Sound]] = []
    for block in matcher.get_matching_blocks():
        matched += [(block.a + n, sounds[block.b + n]) for n in range(block.size)]
    found = {place for place, _ in matched}
    return Proof(
        words=len(words),
        lost=tuple(word for place, (word, _) in enumerate(words) if place not in found),
        extra=len(sounds) - len(matched),
        gaps=tuple(_gaps(words, matched)),
        torn=tuple(
            round(one.start, 3) for one in every if abs(one.end - one.start - tones.TONE) > TORN
        ),
        clicks=tuple(_clicks(ulaw, sounds)),
    )


def _gaps(
    words: Sequence[tuple[str, int]], matched: Sequence[tuple[int, tones.Sound]]
) -> list[Gap]:
    found = []
    for (place, before), (later, after) in pairwise(matched):
        silence = after.start - before.end - tones.GAP
        if later == place + 1 and words[place][1] == words[later][1] and silence > GAP:
            found.append(Gap(round(before.end, 3), round(silence, 3), words[place][0]))
    return found


def _clicks(ulaw: bytes, sounds: Sequence[tones.Sound]) -> list[float]:
    import numpy as np

    samples = np.frombuffer(mulaw.decode(ulaw), "<i2").astype(np.float64)
    found = []
    for one in sounds:
        start = round((one.start + EDGE) * tones.HEARD_RATE)
        end = round((one.end - EDGE) * tones.HEARD_RATE)
        error = _unexplained(samples[start:end], one.number)
        if len(error) and error.max() > CLICK:
            found.append(round((start + int(error.argmax())) / tones.HEARD_RATE, 3))
    return found


def _unexplained(sound: "NDArray[np.float64]", number: int) -> "NDArray[np.float64]":
    """What two steady frequencies leave unexplained, as a share of their amplitude."""
    import numpy as np

    turns = 2 * np.pi * np.arange(len(sound)) / tones.HEARD_RATE
    hertz = (
        tones.LOW + tones.LOW_STEP * (number % tones.SIDE),
        tones.HIGH + tones.HIGH_STEP * (number // tones.SIDE),
    )
    waves = np.stack([wave(turns * one) for one in hertz for wave in (np.sin, np.cos)], axis=1)
    if len(sound) <= waves.shape[1]:
        return np.zeros(0)
    weights = np.linalg.lstsq(waves, sound, rcond=None)[0]
    amplitude = np.hypot(*weights[:2]) + np.hypot(*weights[2:])
    error: NDArray[np.float64] = np.abs(sound - waves @ weights) / max(float(amplitude), 1.0)
    return error
