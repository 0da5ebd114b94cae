"""Whether audio can be what a text sounds like, before anybody hears it.

It finds what a provider's "200 OK" hides: nothing but silence, half of the words, audio at another
rate. It does not understand speech: other words of the same length pass.
"""

import re
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from statistics import median

from agent.ports import Spoken
from agent.resilience.outcomes import Evidence, Failure

BYTES_PER_SECOND = 8000
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
PRIOR = 2.0
"""Weight of the rough length against what was learned, in squared words or letters."""
QUIET = bytes(code for code in range(256) if (~code & 0x7F) < 0x18)
"""Mu-law codes of amplitudes below about 0.4 % of full scale (G.711)."""
LEAST_SOUND = 0.03
"""Share of the samples that are louder in any speech."""

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

    def learn(self, text: str, seconds: float) -> None:
        """`seconds` from the first sound to the last were right for the text."""
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


async def checked(
    source: AsyncGenerator[Spoken, None], text: str, usual: Usual
) -> AsyncGenerator[Spoken, None]:
    """The same speech. Raises Failure (malformed, truncated) as soon as it can't be the text.

    What a voice is known to have spoken is checked when it says so, the whole at the end; parts
    are only safe to play once a later part with a place, or the end, has come through.
    """
    length, sound, told, longest = 0, 0, 0, usual.limits(text)[1] + EDGE_S
    first: int | None = None
    last = 0
    async with aclosing(source):
        async for part in source:
            loud = part.audio.rstrip(QUIET)
            if loud:
                first = length + len(loud) - len(loud.lstrip(QUIET)) if first is None else first
                last = length + len(loud)
            length += len(part.audio)
            sound += len(part.audio.translate(None, QUIET))
            if length > longest * BYTES_PER_SECOND:
                raise _wrong(f"{length / BYTES_PER_SECOND:.1f} s and more are too long")
            if part.text_end:
                told = part.text_end
                _check(text[: part.text_end], length, length, sound, usual)
            yield part
    if 0 < told < len(text.rstrip()):
        raise Failure(Evidence(kind="truncated", begun=True, detail=f"{told} of {len(text)}"))
    if length:  # nothing at all is judged by whoever asked for it
        spoken = last - (first or 0)
        _check(text, length, spoken, sound, usual)
        if spoken > usual.limits(text)[1] * BYTES_PER_SECOND:
            raise _wrong(f"{spoken / BYTES_PER_SECOND:.1f} s are too long")
        usual.learn(text, spoken / BYTES_PER_SECOND)


def _check(text: str, length: int, spoken: int, sound: int, usual: Usual) -> None:
    if spoken / BYTES_PER_SECOND < usual.limits(text)[0]:
        raise _wrong(f"{spoken / BYTES_PER_SECOND:.1f} s are too short")
    if rough_seconds(text) and sound < length * LEAST_SOUND:
        raise _wrong("silence")


def _wrong(what: str) -> Failure:
    return Failure(Evidence(kind="malformed", detail=what))
