"""What the digit reader makes of what its two ears hear, without a model."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agent.stt.digits import DigitReader
from agent.stt.head import TOKENS
from agent.stt.softness import FRAME
from agent.stt.whisper import Decoded, Reading, View

WORD, PAUSE = 6, 6
"""Frames of the head."""


class Ears:
    """A Whisper that reads one text, and a head that is sure of given words."""

    def __init__(self, text: str, words: list[str], score: float = -0.1) -> None:
        self._text, self._words, self._score = text, words, score
        self.tokenizer: Any = SimpleNamespace(
            token_to_id=lambda name: 0,
            encode=lambda text, add_special_tokens: SimpleNamespace(ids=[1]),
            get_vocab_size=lambda: 2,
            decode=lambda ids: self._text,
        )

    def prompt(self, language: str) -> list[int]:
        return []

    def view(self, samples: np.ndarray) -> View:
        return View(None, len(samples) / 8000, 1500)

    def read(self, view: View, prompt: list[int]) -> Decoded:
        return Decoded((Reading(self._text, self._score),), 0.0)

    def search(self, view: View, prompt: Any, beam: int, *, forbidden: Any) -> Any:
        return [([1], -1.0)]

    def frames(self, view: View) -> None:
        return None

    def hear(self, encoded: None) -> np.ndarray:
        probabilities = np.full((len(self._words) * (WORD + PAUSE), len(TOKENS)), 1e-3)
        probabilities[:, 0] = 0.9
        for number, word in enumerate(self._words):
            row = probabilities[number * (WORD + PAUSE) + WORD // 2]
            row[0], row[TOKENS.index(word)] = 1e-3, 0.9
        return np.log(probabilities).astype(np.float32)


def said(levels: list[float]) -> np.ndarray:
    """A burst of noise a word, each with its level in dB, and pauses."""
    rng = np.random.default_rng(3)
    parts: list[np.ndarray] = []
    for level in levels:
        loud = 0.1 * math.pow(10.0, level / 20.0)
        parts += [rng.normal(0.0, loud, WORD * FRAME), np.zeros(PAUSE * FRAME)]
    return np.concatenate(parts).astype(np.float32)


def read(words: str, levels: list[float]) -> str:
    ears: Any = Ears(words, [TOKENS[int(digit) + 1] for digit in words.split()])
    found = DigitReader(ears, ears).decode(said(levels), "code", "")
    return found.readings[0].text


def test_digits_as_loud_as_the_others_are_all_the_callers() -> None:
    assert read("4 8 1 5 9 2 7", [0.0] * 7) == "4 8 1 5 9 2 7"


def test_a_digit_of_somebody_in_the_background_is_left_out() -> None:
    assert read("4 8 1 5 9 2 7", [0.0, 0.0, -25.0, 0.0, 0.0, 0.0, 0.0]) == "4 8 5 9 2 7"


@pytest.mark.parametrize(
    ("text", "score", "expected"),
    [
        ("4 8 you will 9 2", -0.35, "4 8 1 5 9 2"),
        ("4 8 you will 9 2", -0.25, "4 8 you will 9 2"),
        ("you will 9 2 if it is that", -0.35, "you will 9 2 if it is that"),
    ],
)
def test_words_among_digits_are_doubted_sooner(text: str, score: float, expected: str) -> None:
    ears: Any = Ears(text, ["four", "eight", "one", "five", "nine", "two"], score)
    found = DigitReader(ears, ears).decode(said([0.0] * 6), "code", "")
    assert found.readings[0].text == expected
