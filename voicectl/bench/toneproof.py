"""What a caller heard of a voice of tones, word by word, and whether anything spoilt it. Pure.

Every word of such a voice is a pair of steady frequencies of known length. So a recording tells
which words were lost or said twice, how long it was silent between words of one sentence, and
where a sample is not what two steady frequencies would give: a click, a jump, a hole.
"""

from collections.abc import Callable, Sequence
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
"""Seconds at either end of a sound that fade; its frequencies are read between them."""
MARGIN = 80
"""Samples before and after a sound that must be silent as well."""
POP = 0.02
"""Share of full scale that is heard between words."""
FRAGMENT = 0.005

Pauses = Callable[[str], Sequence[float]]
"""For each word of a sentence the seconds of silence that are meant to follow it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Silence between two words of one sentence, beyond what belongs there."""

    at: float
    """Where it begins, seconds."""
    seconds: float
    after: str
    """The word before it."""
    meant: bool = False
    """There should be a pause."""

    @property
    def slips(self) -> bool:
        """It is off by more than steady frames allow."""
        return self.seconds > TORN or (self.seconds < -TORN and not self.meant)


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of sentences on their way to the caller."""

    words: int
    """Words that should sound."""
    lost: tuple[str, ...]
    extra: int
    """Words that sounded although nobody wanted them, or not there."""
    gaps: tuple[Gap, ...]
    slips: tuple[float, ...]
    """When words of one sentence ended whose next one came too soon or too late, in seconds: half
    a frame is enough, which is far less than a gap. A pause that was meant may be shorter, as
    voices do not always send the silence after their last word."""
    torn: tuple[float, ...]
    """When words sounded that are too short or too long, in seconds."""
    clicks: tuple[float, ...]

    @property
    def clean(self) -> bool:
        """Every word once, in order and unspoilt; gaps and slips are judged by who asks."""
        return not (self.lost or self.extra or self.torn or self.clicks)


def unpaused(sentence: str) -> Sequence[float]:
    """No silence but what belongs to the words."""
    return [0.0] * len(sentence.split())


def proof(ulaw: bytes, sentences: Sequence[str], pauses: Pauses = unpaused) -> Proof:
    """Compare a recording (8 kHz mu-law) with the sentences that should be in it, in order."""
    every = tones.heard(ulaw, FRAGMENT)
    sounds = [one for one in every if one.end - one.start >= tones.SHORTEST]
    words = [(word, n) for n, sentence in enumerate(sentences) for word in sentence.split()]
    matched = _matched([word for word, _ in words], sounds)
    found = {place for place, _ in matched}
    silences = _silences(words, matched, [one for text in sentences for one in pauses(text)])
    return Proof(
        words=len(words),
        lost=tuple(word for place, (word, _) in enumerate(words) if place not in found),
        extra=len(sounds) - len(matched),
        gaps=tuple(one for one in silences if one.seconds > GAP),
        slips=tuple(one.at for one in silences if one.slips),
        torn=tuple(
            round(one.start, 3) for one in every if abs(one.end - one.start - tones.TONE) > TORN
        ),
        clicks=tuple(
            sorted(
                [
                    *_clicks(ulaw, sounds),
                    *_pops(ulaw, [one for one in every if one.end - one.start > 2 * FRAGMENT]),
                ]
            )
        ),
    )


def heard_words(ulaw: bytes, words: Sequence[str]) -> dict[int, tones.Sound]:
    """Where in a recording words sound that should be in it, in order, by their places."""
    return dict(_matched(words, tones.heard(ulaw)))


def _matched(words: Sequence[str], sounds: Sequence[tones.Sound]) -> list[tuple[int, tones.Sound]]:
    wanted, came = [tones.number(word) for word in words], [one.number for one in sounds]
    matcher = SequenceMatcher(None, wanted, came, autojunk=False)
    return [
        (block.a + n, sounds[block.b + n])
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]


def _silences(
    words: Sequence[tuple[str, int]],
    matched: Sequence[tuple[int, tones.Sound]],
    pauses: Sequence[float],
) -> list[Gap]:
    """Between neighbours in a sentence: what is more, or less, than what belongs there."""
    found = []
    for (place, before), (later, after) in pairwise(matched):
        if later == place + 1 and words[place][1] == words[later][1]:
            silence = after.start - before.end - tones.GAP - pauses[place]
            meant = pauses[place] > 0
            found.append(Gap(round(before.end, 3), round(silence, 3), words[place][0], meant))
    return found


def _clicks(ulaw: bytes, sounds: Sequence[tones.Sound]) -> list[float]:
    silence = mulaw.encode(bytes(2)) * MARGIN
    samples = _samples(silence + ulaw + silence)
    found = []
    for one in sounds:
        whole = abs(one.end - one.start - tones.TONE) <= TORN
        around = MARGIN if whole else -round(EDGE * tones.HEARD_RATE)
        start = round(one.start * tones.HEARD_RATE) - around
        end = round(one.end * tones.HEARD_RATE) + around
        error = _unexplained(samples[start + MARGIN : end + MARGIN], one.number, whole=whole)
        if len(error) and error.max() > CLICK:
            found.append(round((start + int(error.argmax())) / tones.HEARD_RATE, 3))
    return found


def _pops(ulaw: bytes, every: Sequence[tones.Sound]) -> list[float]:
    """Sounds outside of all words, one each 10 ms."""
    import numpy as np

    loud = np.abs(_samples(ulaw)) > POP * 32768
    for one in every:
        start = max(0, round(one.start * tones.HEARD_RATE) - MARGIN)
        loud[start : round(one.end * tones.HEARD_RATE) + MARGIN] = False
    places = np.unique(np.flatnonzero(loud) // MARGIN)
    return [round(float(place) * MARGIN / tones.HEARD_RATE, 3) for place in places]


def _samples(ulaw: bytes) -> "NDArray[np.float64]":
    import numpy as np

    return np.frombuffer(mulaw.decode(ulaw), "<i2").astype(np.float64)


def _unexplained(
    sound: "NDArray[np.float64]", number: int, *, whole: bool
) -> "NDArray[np.float64]":
    """What two steady frequencies leave unexplained, as a share of their amplitude.

    A `whole` word has silence around it and fades in and out.
    """
    import numpy as np

    turns = 2 * np.pi * np.arange(len(sound)) / tones.HEARD_RATE
    hertz = (
        tones.LOW + tones.LOW_STEP * (number % tones.SIDE),
        tones.HIGH + tones.HIGH_STEP * (number // tones.SIDE),
    )
    waves = np.stack([wave(turns * one) for one in hertz for wave in (np.sin, np.cos)], axis=1)
    ends = MARGIN + round(EDGE * tones.HEARD_RATE) if whole else 0
    steady = slice(ends, len(sound) - ends)
    if len(sound) - 2 * ends <= waves.shape[1]:
        return np.zeros(0)
    weights = np.linalg.lstsq(waves[steady], sound[steady], rcond=None)[0]
    amplitude = max(float(np.hypot(*weights[:2]) + np.hypot(*weights[2:])), 1.0)
    errors = np.abs(sound - _envelopes(len(sound), whole=whole) * (waves @ weights))
    best: NDArray[np.float64] = errors[(errors**2).sum(axis=1).argmin()] / amplitude
    return best


def _envelopes(length: int, *, whole: bool) -> "NDArray[np.float64]":
    """How loud a word is at each sample, for every place where it may begin (found to 5 ms)."""
    import numpy as np

    if not whole:
        return np.ones((1, length))
    fade, sound = tones.EDGE * tones.HEARD_RATE, tones.TONE * tones.HEARD_RATE
    begins = np.arange(MARGIN // 2, MARGIN * 3 // 2 + 1)[:, None]
    at = np.arange(length)[None, :] - begins
    envelope: NDArray[np.float64] = np.minimum(at, sound - 1 - at).clip(0, fade) / fade
    return envelope
