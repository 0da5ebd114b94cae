"""Whisper on CTranslate2 for one telephone utterance: a short window, guarded against loops."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.audio import mulaw
from agent.stt.cleaning import clean, repeats
from agent.stt.features import FRAMES_PER_SECOND, RATE, log_mel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORT_FRAMES = 1500
"""15 s: a third of the encoder's work of the window that Whisper was trained with."""
FULL_FRAMES = 3000
"""30 s: audio beyond that is cut off at its beginning."""
TOKENS_PER_SECOND = 6
SPARE_TOKENS = 10
NO_SPEECH = 0.6
"""No-speech probability above which an unsure text is taken for noise."""
UNSURE = -1.0
"""Mean log-probability per token below which a text is unsure."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One possible transcript; `score` is the mean log-probability of its tokens."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """Readings, best first (none: no speech)."""

    readings: tuple[Reading, ...]
    no_speech: float

    @property
    def confidence(self) -> float:
        """0..1: the mean probability of the best reading's tokens."""
        return math.exp(min(0.0, self.readings[0].score)) if self.readings else 0.0


class Whisper:
    """A loaded model. Not for use from several threads."""

    def __init__(self, directory: Path, *, threads: int = 1) -> None:
        """Load a CTranslate2 directory; takes 0.3 to 1 s."""
        import ctranslate2
        import tokenizers

        self.model: Any = ctranslate2.models.Whisper(
            str(directory), device="cpu", compute_type="int8", intra_threads=threads
        )
        self.tokenizer: Any = tokenizers.Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.multilingual: bool = self.model.is_multilingual

    def prompt(self, language: str) -> list[int]:
        """The tokens that start a transcript without time stamps."""
        names = ["<|startoftranscript|>"]
        if self.multilingual:
            names += [f"<|{language}|>", "<|transcribe|>"]
        return [self.tokenizer.token_to_id(name) for name in (*names, "<|notimestamps|>")]

    def encode(self, samples: "NDArray[np.float32]", frames: int) -> Any:
        """The encoder's view of 8 kHz audio in a window of `frames` (10 ms each)."""
        import ctranslate2

        picture = ctranslate2.StorageView.from_array(log_mel(samples, frames))
        return self.model.encode(picture)

    def decode(self, ulaw: bytes, *, language: str = "en", beam: int = 1) -> Decoded:
        """Words of 8 kHz mu-law audio, in a short window first, in the full one if that loops."""
        samples = pcm(ulaw)
        seconds = len(samples) / RATE
        windows = (SHORT_FRAMES, FULL_FRAMES)
        if seconds * FRAMES_PER_SECOND > SHORT_FRAMES - FRAMES_PER_SECOND // 2:
            windows = (FULL_FRAMES, FULL_FRAMES)
        for frames in windows:
            found = self._read(self.encode(samples, frames), seconds, language, beam)
            if not any(repeats(reading.text) for reading in found.readings[:1]):
                return found
        return Decoded((), found.no_speech)

    def _read(self, view: Any, seconds: float, language: str, beam: int) -> Decoded:
        most = int(seconds * TOKENS_PER_SECOND) + SPARE_TOKENS
        (result,) = self.model.generate(
            view,
            [self.prompt(language)],
            beam_size=beam,
            num_hypotheses=beam,
            max_length=2 * most,  # the engine writes at most half of this
            return_scores=True,
            return_no_speech_prob=True,
        )
        pairs = zip(result.sequences_ids, result.scores, strict=True)
        readings = [Reading(clean(self.tokenizer.decode(ids)), score) for ids, score in pairs]
        if result.no_speech_prob > NO_SPEECH and readings[0].score < UNSURE:
            readings = []
        return Decoded(_distinct(readings), result.no_speech_prob)


def pcm(ulaw: bytes) -> "NDArray[np.float32]":
    """Mu-law to samples of -1..1; of more than 30 s only the end."""
    import numpy as np

    longest = FULL_FRAMES * RATE // FRAMES_PER_SECOND
    data = mulaw.decode(ulaw[-longest:])
    return np.frombuffer(data, dtype="<i2").astype(np.float32) / np.float32(mulaw.FULL_SCALE)


def _distinct(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Readings with words in them, each text once; nothing when the best one has no words."""
    if not readings or not readings[0].text:
        return ()
    kept: dict[str, Reading] = {}
    for reading in readings:
        if reading.text:
            kept.setdefault(reading.text.lower(), reading)
    return tuple(kept.values())
