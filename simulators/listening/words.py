"""Reads words from their sounds, for callers whose speech is that of `simulators.speech.tones`."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from simulators.speech import tones

_PURE = 0.7
_PAUSE = 0.6
"""Seconds of silence between two utterances."""


class Vocabulary:
    """Texts that may be said."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts: list[tuple[str, list[str]]] = []
        self._words: dict[int, str] = {}
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """One more text."""
        words = text.split()
        numbers = tones.numbers(text)
        self._texts.append((_signs(numbers), words))
        for number, word in zip(numbers, words, strict=True):
            self._words.setdefault(number, word)

    def read(self, ulaw: bytes) -> Iterator[tuple[float, float, str]]:
        """Start, end (seconds) and words of every utterance; unknown words are passed over."""
        if not self._texts:
            return
        for sounds in _utterances(tones.heard(ulaw)):
            words = self._said([one.number for one in sounds])
            if words:
                yield sounds[0].start, sounds[-1].end, " ".join(words)

    def _said(self, numbers: list[int]) -> list[str]:
        """The words of a text that has these sounds in this order, else each word by itself."""
        signs = _signs(numbers)
        for known, words in self._texts:
            at = known.find(signs)
            if at >= 0:
                return words[at : at + len(numbers)]
        return [self._words[one] for one in numbers if one in self._words]


def _signs(numbers: list[int]) -> str:
    """A character a number, so that a sequence is found as text is."""
    return "".join(chr(0x100 + one) for one in numbers)


def _utterances(sounds: list[tones.Sound]) -> Iterator[list[tones.Sound]]:
    pure = [one for one in sounds if one.purity >= _PURE]
    breaks = 0
    numbered = []
    for before, one in zip([None, *pure], pure, strict=False):
        breaks += before is not None and one.start - before.end > _PAUSE
        numbered.append((breaks, one))
    for _, group in groupby(numbered, lambda pair: pair[0]):
        yield [one for _, one in group]
