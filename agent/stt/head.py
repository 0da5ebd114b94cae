"""A small network that hears number words in Whisper's picture of the audio, frame by frame.

Whisper's own decoder writes one token after the other and loses count in runs such as "five five
five". This head looks at each 40 ms of the encoder's output and says which number word, if any,
is being said there (connectionist temporal classification), so it neither loses nor adds one.
`docs/models/digits.md` tells how it was trained.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.models import ModelCorrupt
from agent.nlu import numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = Path(__file__).parent / "digits.npz"
SHA256 = "684899f2012a95bc5922de1d15381234d763d8caf5e857cb18b183a119891d99"
WAY_OUT = (
    "install voicectl again (pip install --force-reinstall voicectl), or do without the head: "
    "speech.stt_digit_head = false"
)
TOKENS = (
    "", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh",
    "double", "triple", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
    "eighty", "ninety", "hundred",
)  # fmt: skip
"""What the head can say of a frame; the first one is silence and everything else."""
PLAIN = 12
"""The tokens before this one are silence and single digits."""
ZERO, OH = TOKENS.index("zero"), TOKENS.index("oh")
MIXED = -2.0
"""Who says "zero" hardly says "oh" in the same number: so much less likely, as log-probability, is
each nought said in the rarer of the two ways. An "oh" among zeros is rather a weak "four"."""
MODESTY = 0.6
"""The head was trained on clean labels and is too sure of itself; this flattens its opinion."""
RARE = -2.0
"""Words for more than one digit are said this much less often, as log-probability."""
BEAM = 16
LEAST = -9.0
"""Words less likely than this in a frame are not followed up."""
MEANINGS = 4
NEVER = -math.inf

Words = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The weights, as float32."""

    weights: "dict[str, NDArray[np.float32]]"

    def hear(self, encoded: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Log-probability of every token 25 times a second: [frames, 512] -> [frames/2, tokens]."""
        import numpy as np

        even = encoded[: len(encoded) // 2 * 2]
        pooled = (even[0::2] + even[1::2]) / 2.0
        mean = pooled.mean(axis=1, keepdims=True)
        spread = np.sqrt(pooled.var(axis=1, keepdims=True) + 1e-5)
        hidden = np.maximum(self._apply("shrink", (pooled - mean) / spread), 0.0)
        for name in self._blocks():
            hidden = hidden + np.maximum(self._over_time(name, hidden), 0.0)
        scores = self._apply("out", hidden) * MODESTY
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return np.asarray(logs, dtype=np.float32)

    def _blocks(self) -> list[str]:
        """The convolutions, in their order."""
        count = sum(name.startswith("block") for name in self.weights) // 2
        return [f"block{number}" for number in range(count)]

    def _apply(self, name: str, values: "NDArray[np.float32]") -> "NDArray[Any]":
        return values @ self.weights[f"{name}_weight"] + self.weights[f"{name}_bias"]

    def _over_time(self, name: str, values: "NDArray[np.float32]") -> "NDArray[Any]":
        """A convolution as one product: each frame sees its neighbours."""
        import numpy as np

        width = values.shape[1]
        kernel = self.weights[f"{name}_weight"].shape[0] // width
        padded = np.pad(values, ((kernel // 2, kernel // 2), (0, 0)))
        seen = np.concatenate([padded[n : n + len(values)] for n in range(kernel)], axis=1)
        return self._apply(name, seen)


def check(path: Path = FILE) -> None:
    """Compare the shipped weights with what was pinned. Raises ModelCorrupt, which says a way out.

    Cheap enough for every start: the file has a quarter of a megabyte.
    """
    try:
        with path.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise ModelCorrupt(f"the digit head can't be read ({error}); {WAY_OUT}") from None
    if found != SHA256:
        raise ModelCorrupt(
            f"the digit head {path} is damaged: it has SHA-256 {found}, expected {SHA256}; "
            f"{WAY_OUT}"
        )


def load(path: Path = FILE) -> Head:
    """The head that comes with the code, or one just trained. Raises ModelCorrupt."""
    import numpy as np

    if path == FILE:
        check()
    with np.load(path) as arrays:
        return Head({name: arrays[name].astype(np.float32) for name in arrays.files})


def readings(logs: "NDArray[np.float32]", beam: int = BEAM) -> dict[str, float]:
    """Digit strings and their log-probability, from a search over whole word sequences."""
    found: dict[str, list[float]] = defaultdict(list)
    for words, score in _search(logs, beam):
        mixed = MIXED * min(words.count(ZERO), words.count(OH))
        for digits, cost in meanings(words):
            found[digits].append(score + mixed - cost)
    return {digits: _added(scores) for digits, scores in found.items()}


def meanings(words: Words) -> list[tuple[str, float]]:
    """Digits that tokens can mean and what each costs: "eight hundred four" is 804 or 800 4."""
    if all(word < PLAIN for word in words):
        return [("".join(str((word - ZERO) % 10) for word in words), 0.0)]
    found = numbers.readings([TOKENS[word] for word in words])[:MEANINGS]
    return [(digits, float(cost)) for digits, cost in found]


def _search(logs: "NDArray[np.float32]", beam: int) -> list[tuple[Words, float]]:
    """Prefix beam search: the likeliest word sequences, all their alignments added up."""
    beams: dict[Words, tuple[float, float]] = {(): (0.0, NEVER)}  # ends in silence, in a word
    for frame in logs.tolist():
        silence = frame[0]
        heard = [(word, score) for word, score in enumerate(frame) if word and score > LEAST]
        after: dict[Words, list[float]] = {}
        for words, (blank, voiced) in beams.items():
            here = after.setdefault(words, [NEVER, NEVER])
            here[0] = _added((here[0], blank + silence, voiced + silence))
            last = words[-1] if words else 0
            for word, score in heard:
                if word == last:
                    here[1] = _added((here[1], voiced + score))
                before = blank if word == last else _added((blank, voiced))
                if before > NEVER:
                    longer = after.setdefault((*words, word), [NEVER, NEVER])
                    cost = RARE if word >= PLAIN else 0.0
                    longer[1] = _added((longer[1], before + score + cost))
        best = sorted(after.items(), key=lambda item: -max(item[1]))[:beam]
        beams = {words: (scores[0], scores[1]) for words, scores in best}
    return [(words, _added(scores)) for words, scores in beams.items()]


def _added(scores: Iterable[float]) -> float:
    """Log of the sum of probabilities."""
    scores = list(scores)
    most = max(scores)
    if most == NEVER:
        return NEVER
    return most + math.log(sum(math.exp(score - most) for score in scores))
