"""Which character sounds when: the arrays that come with every chunk of audio."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simulators.speech.voice import Word

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Char:
    """A character of the text and when it sounds, in seconds of the speech."""

    char: str
    start: float
    end: float


def aligned(text: str, words: Sequence[Word], seconds: float) -> list[Char]:
    """Every character of a text: those of a word share its time, spaces fill what lies between."""
    found: list[Char] = []
    places = [match.span() for match in re.finditer(r"\S+", text)]
    at, now = 0, 0.0
    for word, (first, last) in zip(words, places, strict=True):
        found += _shared(text[at:first], now, word.start)
        found += _shared(text[first:last], word.start, word.end)
        at, now = last, word.end
    found += _shared(text[at:], now, max(now, seconds))
    return found


def normalised(chars: Sequence[Char]) -> list[Char]:
    """The same as it is read out: digits are words, which share the time of their digit."""
    found: list[Char] = []
    for index, one in enumerate(chars):
        if one.char.isascii() and one.char.isdigit():
            follows = index + 1 < len(chars) and chars[index + 1].char.isdigit()
            spelled = _DIGITS[int(one.char)] + (" " if follows else "")
            found += _shared(spelled, one.start, one.end)
        else:
            found.append(one)
    return found


def cut(chars: Sequence[Char], ends: Sequence[float]) -> Iterator[list[Char]]:
    """The characters that begin in each chunk; the last chunk gets what is left."""
    starts = [one.start for one in chars]
    before = 0
    for number, end in enumerate(ends):
        last = number == len(ends) - 1
        after = len(chars) if last else bisect_left(starts, end, lo=before)
        yield list(chars[before:after])
        before = after


def arrays(chars: Sequence[Char], chunk_start: float, prefix: str) -> dict[str, Any]:
    """The arrays of one chunk; times in ms from its start. `prefix`: char or chars."""
    starts = [round(1000 * (one.start - chunk_start)) for one in chars]
    ends = [round(1000 * (one.end - chunk_start)) for one in chars]
    return {
        "chars": [one.char for one in chars],
        f"{prefix}StartTimesMs": starts,
        f"{prefix}DurationsMs": [end - start for start, end in zip(starts, ends, strict=True)],
    }


def seconds(chars: Sequence[Char]) -> dict[str, Any]:
    """The arrays of a chunk that comes by HTTP."""
    return {
        "characters": [one.char for one in chars],
        "character_start_times_seconds": [round(one.start, 3) for one in chars],
        "character_end_times_seconds": [round(one.end, 3) for one in chars],
    }


def _shared(text: str, start: float, end: float) -> list[Char]:
    step = (end - start) / max(len(text), 1)
    return [Char(one, start + n * step, start + (n + 1) * step) for n, one in enumerate(text)]
