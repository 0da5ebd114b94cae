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
SHORT_SECONDS = 14.5
"""Longer audio would fill the short window to its edge, where words get lost."""
ENCODED_PER_SECOND = 50
SPARE_FRAMES = 15
"""Encoded frames after the end of the audio that may still tell of it."""
TOKENS_PER_SECOND = 6
SPARE_TOKENS = 10
LONGEST = 448
"""Tokens that Whisper's decoder has positions for."""
NO_SPEECH = 0.6
"""No-speech probability above which an unsure text is taken for noise."""
LEAST = 1e-4
"""Added to the probability of a language, so that odds stay within bounds."""
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


@dataclass(frozen=True, slots=True)
class View:
    """What the encoder made of some audio."""

    encoded: Any
    seconds: float
    frames: int
    """Length of the encoder's window, 10 ms each."""


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

    def context(self, text: str) -> list[int]:
        """The tokens of `text` as words that were said before; none for an empty text."""
        if not text:
            return []
        start: int = self.tokenizer.token_to_id("<|startofprev|>")
        return [start, *self.tokenizer.encode(text, add_special_tokens=False).ids]

    def view(self, samples: "NDArray[np.float32]", frames: int = 0) -> View:
        """The encoder's view of 8 kHz audio, in the shortest window that holds it (or `frames`)."""
        import ctranslate2

        seconds = len(samples) / RATE
        if not frames:
            frames = SHORT_FRAMES if seconds < SHORT_SECONDS else FULL_FRAMES
        picture = ctranslate2.StorageView.from_array(log_mel(samples, frames))
        return View(self.model.encode(picture), seconds, frames)

    def frames(self, view: View) -> "NDArray[np.float32]":
        """The encoder's output for the audio itself, 50 a second: [frames, width]."""
        import numpy as np

        used = min(view.frames // 2, int(view.seconds * ENCODED_PER_SECOND) + SPARE_FRAMES)
        return np.asarray(view.encoded, dtype=np.float32)[0, :used]

    def decode(
        self,
        samples: "NDArray[np.float32]",
        *,
        language: str = "en",
        view: View | None = None,
        context: str = "",
        beam: int = 1,
    ) -> Decoded:
        """Words of 8 kHz audio; read again in the full window when the text runs in a loop.

        `context`: what the decoder believes was said before.
        """
        view = view or self.view(samples)
        prompt = [*self.context(context), *self.prompt(language)]
        found = self.read(view, prompt, beam)
        if found.readings and repeats(found.readings[0].text) and view.frames < FULL_FRAMES:
            found = self.read(self.view(samples, FULL_FRAMES), prompt, beam)
        if found.readings and repeats(found.readings[0].text):
            return Decoded((), found.no_speech)
        return found

    def spanish(self, view: View) -> float:
        """How much likelier the sound is Spanish than English: natural-log odds."""
        (found,) = self.model.detect_language(view.encoded)
        likely = dict(found)
        return math.log(likely["<|es|>"] + LEAST) - math.log(likely["<|en|>"] + LEAST)

    def search(
        self, view: View, prompt: Sequence[int], beam: int, *, forbidden: Sequence[int]
    ) -> list[tuple[list[int], float]]:
        """Token sequences without the forbidden tokens and their total log-probability."""
        (result,) = self.model.generate(
            view.encoded,
            [list(prompt)],
            beam_size=beam,
            num_hypotheses=beam,
            length_penalty=0,
            max_length=_max_length(view.seconds, len(prompt)),
            suppress_tokens=list(forbidden),
            return_scores=True,
        )
        return list(zip(result.sequences_ids, result.scores, strict=True))

    def read(self, view: View, prompt: Sequence[int], beam: int = 1) -> Decoded:
        """The likeliest words after `prompt`, not guarded against loops."""
        (result,) = self.model.generate(
            view.encoded,
            [list(prompt)],
            beam_size=beam,
            max_length=_max_length(view.seconds, len(prompt)),
            return_scores=True,
            return_no_speech_prob=True,
        )
        text = clean(self.tokenizer.decode(result.sequences_ids[0]))
        score = result.scores[0]
        if not text or (result.no_speech_prob > NO_SPEECH and score < UNSURE):
            return Decoded((), result.no_speech_prob)
        return Decoded((Reading(text, score),), result.no_speech_prob)


def _max_length(seconds: float, prompt: int) -> int:
    """The engine's limit for our cap: it writes at most half of it, and counts the prompt."""
    most = int(seconds * TOKENS_PER_SECOND) + SPARE_TOKENS
    return min(LONGEST, max(2 * most, most + prompt))


def pcm(ulaw: bytes) -> "NDArray[np.float32]":
    """Mu-law to samples of -1..1; of more than 30 s only the end."""
    import numpy as np

    longest = FULL_FRAMES * RATE // FRAMES_PER_SECOND
    data = mulaw.decode(ulaw[-longest:])
    return np.frombuffer(data, dtype="<i2").astype(np.float32) / np.float32(mulaw.FULL_SCALE)
