"""When the sound of an utterance is judged, and which model writes its words."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from agent.stt.bilingual import Bilingual
from agent.stt.whisper import Decoded, Reading, View
from agent.tongue import Tongue

SECONDS = 2.0
CLEAR = 6.0
SETTLED = Tongue("en", -8.0)


@dataclass
class Model:
    """A Whisper that writes its own name and finds everything as Spanish as it is told."""

    name: str
    multilingual: bool = True
    odds: float = 0.0
    score: float = -0.2
    done: list[str] = field(default_factory=list)

    def view(self, samples: Any, frames: int = 0) -> View:
        return View(None, len(samples) / 8000, frames or 1500)

    def spanish(self, view: View) -> float:
        self.done.append("judge")
        return self.odds

    def decode(self, samples: Any, *, language: str = "en", **how: Any) -> Decoded:
        self.done.append(language)
        return Decoded((Reading(f"{self.name} {language}", self.score),), 0.0)


def heard(english: Any, large: Any, tongue: Tongue, seconds: float = SECONDS) -> tuple[str, str]:
    samples = np.zeros(int(seconds * 8000), np.float32)
    found = Bilingual(english, large).decode(samples, tongue, judge=True)
    assert found.tongue is not None
    return found.decoded.readings[0].text, found.tongue.language


def test_english_stays_with_the_fast_model() -> None:
    english, large = Model("fast"), Model("large", odds=-CLEAR)
    assert heard(english, large, Tongue()) == ("fast en", "en")
    assert large.done == ["judge"]


def test_clear_spanish_is_decoded_in_spanish_at_once() -> None:
    english, large = Model("fast"), Model("large", odds=CLEAR)
    assert heard(english, large, Tongue()) == ("large es", "es")
    assert english.done == []


def test_a_settled_english_call_is_not_judged_while_its_words_are_clear() -> None:
    english, large = Model("fast"), Model("large", odds=CLEAR)
    assert heard(english, large, SETTLED) == ("fast en", "en")
    assert large.done == []


def test_a_settled_english_call_is_judged_when_the_words_are_doubtful() -> None:
    english, large = Model("fast", score=-1.5), Model("large", odds=CLEAR)
    assert heard(english, large, SETTLED) == ("fast en", "en")
    assert large.done == ["judge"]
    assert english.done == ["en"]


def test_a_spanish_call_goes_on_in_spanish_and_is_judged_on_the_way() -> None:
    english, large = Model("fast"), Model("large", odds=CLEAR)
    assert heard(english, large, Tongue("es", 3.0)) == ("large es", "es")
    assert large.done == ["judge", "es"]


def test_a_spanish_call_whose_caller_is_plainly_english_is_decoded_in_english_again() -> None:
    english, large = Model("fast"), Model("large", odds=-CLEAR)
    assert heard(english, large, Tongue("es", 2.5)) == ("large en", "en")


@pytest.mark.parametrize(("tongue", "words"), [(Tongue(), "fast en"), (Tongue("es"), "large es")])
def test_a_short_word_keeps_the_language_of_the_call(tongue: Tongue, words: str) -> None:
    english, large = Model("fast"), Model("large", odds=CLEAR)
    assert heard(english, large, tongue, seconds=0.6) == (words, tongue.language)
    assert "judge" not in large.done


def test_names_are_not_judged() -> None:
    english, large = Model("fast"), Model("large", odds=CLEAR)
    samples = np.zeros(16000, np.float32)
    engines: Any = (english, large)
    found = Bilingual(*engines).decode(samples, Tongue(), judge=False)
    assert (found.tongue, large.done) == (Tongue(), [])


def test_without_a_multilingual_model_all_is_english() -> None:
    english = Model("fast", multilingual=False, odds=CLEAR)
    assert heard(english, english, Tongue("es", 5.0)) == ("fast en", "en")
