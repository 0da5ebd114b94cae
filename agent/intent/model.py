"""The classifier: a multinomial logistic regression over embedding, hashed words and rules.

The artefact is a NumPy archive that `scripts/train` writes (see docs/models/intents.md). Its
SHA-256 goes into every guess, so a journal tells which model a call was answered with.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.events import Guess
from agent.intent import features
from agent.intent.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED = Path(__file__).with_name("intents.npz")
RANKED = 3
"""Labels a guess tells about."""
HASH_CHARS = 12


@dataclass(frozen=True, slots=True)
class Weights:
    """What training found; rows of the matrices are features, columns labels."""

    labels: tuple[str, ...]
    embedding: "NDArray[np.float32]"
    buckets: "NDArray[np.float16]"
    rules: "NDArray[np.float32]"
    bias: "NDArray[np.float32]"
    idf: "NDArray[np.float32]"
    """Weight of each bucket: rare words say more."""
    temperature: float
    """Divides the scores, so that probabilities are as often right as they say."""
    digest: str


def load(path: Path = SHIPPED) -> Weights:
    """Read an artefact. Raises OSError, and ValueError when it was made for other features."""
    import numpy as np

    content = path.read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        if tuple(found["rule_names"].tolist()) != features.RULE_NAMES:
            raise ValueError(f"{path} was trained for other rules; run scripts/train")
        return Weights(
            labels=tuple(found["labels"].tolist()),
            embedding=found["embedding"].astype(np.float32),
            buckets=found["buckets"],
            rules=found["rules"].astype(np.float32),
            bias=found["bias"].astype(np.float32),
            idf=found["idf"].astype(np.float32),
            temperature=float(found["temperature"]),
            digest=hashlib.sha256(content).hexdigest()[:HASH_CHARS],
        )


class IntentModel:
    """Weights and embedder, loaded. Not for use from several threads."""

    def __init__(self, weights: Weights, embedder: Embedder) -> None:
        self._weights = weights
        self._embedder = embedder

    def classify(self, text: str) -> Guess | None:
        """The likeliest labels of one utterance; None for a text without words."""
        if not text.strip():
            return None
        shares = self.probabilities(text)
        order = sorted(range(len(shares)), key=lambda at: -shares[at])[:RANKED]
        labels = self._weights.labels
        ranked = tuple((labels[at], round(float(shares[at]), 3)) for at in order)
        return Guess(ranked=ranked, model=self._weights.digest)

    def probabilities(self, text: str) -> "NDArray[np.float32]":
        """Calibrated probability of each label, in the order of the artefact's labels."""
        import numpy as np

        weights = self._weights
        scores = weights.bias + self._embedder.embed(text) @ weights.embedding
        scores += np.asarray(features.rules(text), dtype=np.float32) @ weights.rules
        scores += self._words(features.buckets(text))
        scores /= weights.temperature
        shares = np.exp(scores - scores.max())
        found: NDArray[np.float32] = shares / shares.sum()
        return found

    def _words(self, counts: dict[int, float]) -> "NDArray[np.float32]":
        import numpy as np

        weights = self._weights
        if not counts:
            return np.zeros(len(weights.labels), dtype=np.float32)
        places = np.fromiter(counts, dtype=np.int64)
        values = weigh(list(counts.values())) * weights.idf[places]
        length = np.float32(np.linalg.norm(values))
        found: NDArray[np.float32] = (values / length) @ weights.buckets[places].astype(np.float32)
        return found


def weigh(counts: Sequence[float]) -> "NDArray[np.float32]":
    """Counts of a feature in one text, damped (log(1 + n)): the second occurrence says less."""
    import numpy as np

    found: NDArray[np.float32] = np.log1p(np.asarray(counts, dtype=np.float32))
    return found
