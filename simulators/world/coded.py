"""Speech as codes: each word is a sound of its own that is read back exactly and at once.

For long simulations: no spectrum is needed, and a language has more words than tones. What a caller
heard is decoded from the sound that was played, never taken from the speaker's books.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

RATE = 8000
STEP = 160
"""Words and gaps are whole frames of 20 ms."""
GAP = b"\xff" * (3 * STEP)
HIGH, LOW = 64, 48
"""Mu-law codes for the two digits of a word's number: loud ones and less loud ones."""
NOISE = bytes((0x3F, 0x3E))
"""A sound that is no word: the highest number is never given."""
_PAUSE = re.compile(rb"\xff{240,}")


class Vocabulary:
    """Numbers words as they come up."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []

    def code(self, word: str) -> bytes:
        """The two bytes a word's sound is made of. Raises ValueError when there are too many."""
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self._words)
            self._words.append(word)
            if number >= (HIGH - 1) * LOW:
                raise ValueError("the vocabulary is full")
        return bytes((number // LOW, HIGH + number % LOW))

    def word(self, code: bytes) -> str:
        """The word of two bytes in either order; empty when it is none."""
        high, low = min(code), max(code)
        number = high * LOW + low - HIGH
        return self._words[number] if low >= HIGH and number < len(self._words) else ""


def length(word: str, pace: float) -> int:
    """Bytes of a word's sound, whole frames; about natural speech at pace 1."""
    letters = sum(5 if sign.isdigit() else 1 for sign in word if sign.isalnum())
    seconds = min(2.0, 0.12 + 0.04 * letters) / pace
    return max(2, round(seconds * RATE / STEP)) * STEP


def speak(text: str, words: Vocabulary, *, pace: float = 1.0) -> bytes:
    """Mu-law audio of `text`."""
    return b"".join(say(word, words, pace=pace) for word in text.split())


def say(word: str, words: Vocabulary, *, pace: float = 1.0) -> bytes:
    """One word and the gap behind it."""
    size = length(word, pace)
    return words.code(word) * (size // 2) + GAP


def cough(seconds: float) -> bytes:
    """A loud sound without a word."""
    return NOISE * int(seconds * RATE / 2)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sound in a stretch of audio."""

    word: str
    """Empty: no word."""
    start: int
    end: int
    """Bytes."""


def pieces(ulaw: bytes, words: Vocabulary) -> list[Piece]:
    """All sounds of the audio in order; one that is cut short is there as well."""
    found, place = [], 0
    for pause in (*_PAUSE.finditer(ulaw), None):
        end = pause.start() if pause else len(ulaw)
        sound = ulaw[place:end].lstrip(b"\xff")
        if sound:
            word = words.word(sound[:2]) if len(sound) > 1 else ""
            found.append(Piece(word, end - len(sound), end))
        place = pause.end() if pause else end
    return found


def read(ulaw: bytes, words: Vocabulary) -> str:
    """The words in the audio."""
    return " ".join(piece.word for piece in pieces(ulaw, words) if piece.word)


@dataclass(slots=True)
class CodeDetector:
    """`agent.call.segments.SpeechDetector`: every sound is speech."""

    _waiting: bytearray = field(default_factory=bytearray)

    def begin_anew(self) -> None:
        """Nothing: each window is judged by itself."""

    def hear(self, ulaw: bytes, judged: Callable[[float], None], failed: object) -> None:
        """One probability a window of 256 samples."""
        self._waiting += ulaw
        whole = len(self._waiting) // 256
        found = [
            0.95 if self._waiting.count(0xFF, at, at + 256) < 128 else 0.02
            for at in range(0, whole * 256, 256)
        ]
        del self._waiting[: whole * 256]
        for one in found:
            judged(one)
