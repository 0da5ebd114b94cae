"""Puts it together: words, known clips and unknown speech in one recording."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.listening.clips import Clip
from simulators.listening.placing import Placed, noise, place, place_at
from simulators.listening.search import Index
from simulators.listening.sound import HOP, RATE, Samples, Spectrum, samples, spectrum
from simulators.listening.words import Vocabulary

_WORTH_A_SEARCH = 5
"""Frames that sound and that nothing explains."""
_WORTH_ANOTHER = 1.6
"""While audio grows: so many times the frames of the last search."""
_ROUNDS = 12
_SURE = 0.93
_SPEECH = 0.3
"""Seconds of unexplained sound that are speech."""
_WORD = -1


@dataclass(frozen=True, slots=True)
class Found:
    """Something understood in a recording; times in seconds from its start."""

    text: str
    """The words that were heard; not all of the clip's if it was cut."""
    start: float
    end: float
    whole: bool
    """False if the beginning or the end is missing."""
    clip: int = _WORD
    """Number of the clip in order of `add`; -1 for words in tones."""
    offset: int = 0
    """Sample of the recording at which the clip begins or would begin."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was heard in a recording."""

    text: str
    """All of it in order; the listener's `unknown` for speech that is none of the known clips."""
    found: tuple[Found, ...]
    speech: float
    """Seconds of sound that nothing known explains."""
    searched: int = 0
    """Frames of unexplained sound at the last search."""


class Listener:
    """Knows clips and words; hears them in recordings, in any thread.

    Clips are added in one thread at a time. Between two recordings it remembers nothing.
    """

    def __init__(
        self, clips: Iterable[Clip] = (), *, words: Iterable[str] = (), unknown: str = ""
    ) -> None:
        self.unknown = unknown
        self._clips: list[Clip] = []
        self._samples: list[Samples] = []
        self._index = Index()
        self._vocabulary = Vocabulary(words)
        for clip in clips:
            self.add(clip)

    def add(self, clip: Clip) -> None:
        """Know one more clip."""
        sound = samples(clip.ulaw)
        self._clips.append(clip)
        self._samples.append(sound)
        self._index.add(spectrum(sound))

    def add_words(self, text: str) -> None:
        """Know one more text that may be said in tones."""
        self._vocabulary.add(text)

    def hear(self, ulaw: bytes, before: Recognised | None = None) -> Recognised:
        """What is said in 8 kHz mu-law.

        `before`: the result for an earlier, shorter recording that began at the same sample.
        """
        heard = samples(ulaw)
        frames, floor = spectrum(heard), noise(heard)
        found = [Found(text, start, end, True) for start, end, text in self._vocabulary.read(ulaw)]
        found += self._grown(heard, floor, before)
        left = _unexplained(frames, found)
        searched = before.searched if before else 0
        if left.sum() >= (searched * _WORTH_ANOTHER if searched else _WORTH_A_SEARCH):
            found += self._searched(heard, floor, frames, left)
            left = _unexplained(frames, found)
            searched = int(left.sum())
        found.sort(key=lambda one: one.start)
        speech = float(left.sum()) * HOP / RATE
        text = " ".join(one.text for one in found if one.text)
        if not found and speech >= _SPEECH:
            text = self.unknown
        return Recognised(text, tuple(found), speech, min(searched, int(left.sum())))

    def _grown(self, heard: Samples, floor: float, before: Recognised | None) -> list[Found]:
        """The clips of the shorter recording, of which more may be heard by now."""
        again = []
        for one in before.found if before else ():
            if one.clip != _WORD:
                placed = place_at(heard, floor, self._samples[one.clip], one.offset)
                again += [self._found(one.clip, placed)] if placed else []
        return again

    def _searched(
        self, heard: Samples, floor: float, frames: Spectrum, left: NDArray[np.bool_]
    ) -> list[Found]:
        """Clips in what is left unexplained, the best first, until no more is found."""
        found: list[Found] = []
        for _ in range(_ROUNDS):
            if left.sum() < _WORTH_A_SEARCH:
                break
            shapes = np.where(left[:, None], frames.shapes, np.float32(0))
            best = self._best(heard, floor, Spectrum(shapes, left))
            if best is None:
                break
            found.append(best)
            remaining = left & _unexplained(frames, [best])
            if remaining.sum() == left.sum():
                break
            left = remaining
        return found

    def _best(self, heard: Samples, floor: float, frames: Spectrum) -> Found | None:
        """Of the likeliest clips the one that is there; of several, the one heard for longest."""
        best: tuple[int, Found] | None = None
        for candidate in self._index.search(frames):
            placed = place(heard, floor, self._samples[candidate.clip], candidate.offset)
            if placed is None:
                continue
            length = placed.last - placed.first
            if best is None or length > best[0]:
                best = length, self._found(candidate.clip, placed)
            if placed.whole and placed.score >= _SURE:
                break
        return best[1] if best else None

    def _found(self, clip: int, placed: Placed) -> Found:
        known, length = self._clips[clip], len(self._samples[clip])
        text = known.text
        if not placed.whole:
            text = known.words(placed.first / length, placed.last / length)
        start, end = (max(0, placed.offset + at) / RATE for at in (placed.first, placed.last))
        return Found(text, start, end, placed.whole, clip, placed.offset)


def _unexplained(frames: Spectrum, found: list[Found]) -> NDArray[np.bool_]:
    """Frames in which something sounds that lies in nothing that was found."""
    left = frames.active.copy()
    for one in found:
        left[max(0, round(one.start * RATE / HOP) - 2) : round(one.end * RATE / HOP) + 2] = False
    return left
