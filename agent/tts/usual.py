"""What one voice usually sounds like: how long a word takes it, and how its texts end.

Learned from its good answers, with its own spread. A length alone does not tell that the last word
of a short phrase is missing: but speech that is cut off has less silence behind it than speech that
has come to its end.
"""

import re
from collections import deque
from statistics import median

WORD_S = 0.12
LETTER_S = 0.04
"""A rough length of speech: about 180 words a minute."""
DIGIT = 5
"""A digit is spoken as about so many letters."""
SHORTEST, LONGEST = 0.25, 5.0
"""Shares of the rough length that no voice leaves: whispering fast, spelling slowly."""
EDGE_S = 1.5
"""Silence around a text, at most."""
LEAST_BAND, SPREADS = 0.2, 4.0
"""Once a voice is known: how far off its usual length a text may be, as a share of it; so many
times its usual spread."""
SIGMA = 1.4826
"""Standard deviation by the median deviation, of normal errors."""
SHORTER, LONGER = 0.45, 0.7
"""But no further than that: half and double rates lie outside."""
SLIP_S, DRAWL_S = 0.05, 0.2
"""Off the shorter limit and the longer: single words differ more than sentences."""
LEAST_KNOWN = 10
"""Texts before a voice's usual length is believed."""
LEAST_WORDS = 2
"""Shorter texts, which differ most, have the wide limits."""
ABRUPT = 0.5
"""Share of a voice's usual least silence behind a text below which it has not come to its end."""
PRIOR = 2.0
"""Weight of the rough length against what was learned, in squared words or letters."""

_WORDS = re.compile(r"\w+(?:['’-]\w+)*")


def rough_seconds(text: str) -> float:
    """About how long a text takes to say; 0 for no words."""
    words, letters = _size(text)
    return words * WORD_S + letters * LETTER_S


def _size(text: str) -> tuple[int, int]:
    words = _WORDS.findall(text)
    letters = sum(DIGIT if letter.isdigit() else 1 for word in words for letter in word)
    return len(words), letters


class Usual:
    """How long one voice takes a word and a letter, learned from its good answers."""

    def __init__(self) -> None:
        self._told: deque[tuple[int, int, float]] = deque(maxlen=50)
        """Words, letters, seconds."""
        self._paces = (0.0, WORD_S, LETTER_S)
        """Seconds of a text at all, of each word and each letter."""
        self._band = 0.0
        self._tails: deque[float] = deque(maxlen=50)
        """Seconds of silence behind each text."""

    def learn(self, text: str, seconds: float, tail: float) -> None:
        """`seconds` from the first sound to the last were right for the text, and so was the
        silence behind it."""
        self._tails.append(tail)
        words, letters = _size(text)
        if words < LEAST_WORDS:
            return
        self._told.append((words, letters, seconds))
        self._fit()
        # The middle one: a name or an odd sign now and then must not widen it for all texts.
        off = median(abs(took / self._seconds(one, other) - 1) for one, other, took in self._told)
        self._band = max(LEAST_BAND, SPREADS * SIGMA * off)

    def limits(self, text: str) -> tuple[float, float]:
        """Seconds between which the sound of a text must last."""
        words, letters = _size(text)
        rough = words * WORD_S + letters * LETTER_S
        if words < LEAST_WORDS or len(self._told) < LEAST_KNOWN:
            return rough * SHORTEST, rough * LONGEST + EDGE_S
        usual = self._seconds(words, letters)
        shortest = usual * (1 - min(self._band, SHORTER)) - SLIP_S
        return shortest, usual * (1 + min(self._band, LONGER)) + DRAWL_S

    def breaks_off(self, text: str, seconds: float, tail: float) -> bool:
        """Whether it ends more abruptly than nine of ten texts, and sooner than this one should.

        Both, so that a voice that begins to end otherwise is learned by its longer texts.
        """
        words, letters = _size(text)
        if words < LEAST_WORDS or len(self._told) < LEAST_KNOWN:
            return False
        least = sorted(self._tails)[len(self._tails) // 10]
        return tail < least * ABRUPT and seconds < self._seconds(words, letters)

    def _seconds(self, words: int, letters: int) -> float:
        each, word, letter = self._paces
        return max(0.05, each + words * word + letters * letter)

    def _fit(self) -> None:
        """Least squares, drawn towards the rough lengths at this voice's own pace."""
        import numpy as np

        counts = np.array([(1, words, letters) for words, letters, _ in self._told])
        took = np.array([seconds for _, _, seconds in self._told])
        rough = counts @ (0.0, WORD_S, LETTER_S)
        start = np.array((0.0, WORD_S, LETTER_S)) * np.median(took / rough)
        weights = counts.T @ counts + np.diag((1.0, PRIOR, PRIOR))
        change = np.linalg.solve(weights, counts.T @ (took - counts @ start))
        each, word, letter = (start + change).tolist()
        self._paces = each, word, letter
