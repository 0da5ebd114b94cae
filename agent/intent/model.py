"""The classifier: linear scores over embedding, hashed words and rules, as probabilities.

The artefact is a NumPy archive that `scripts/train` writes (see docs/models/intents.md). Its
SHA-256 goes into every guess, so a journal tells which model a call was answered with.
"""

import hashlib
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from agent.events import Guess
from agent.intent import features
from agent.intent.embedder import MINILM, Embedder
from agent.intent.moods import MoodModel
from agent.ports import ProviderError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED = Path(__file__).with_name("intents.npz")
RANKED = 3
"""Labels a guess tells about."""
HASH_CHARS = 12
NEEDED = frozenset({"labels", "embedding", "buckets", "rules", "bias", "idf", "temperature"})
DAMAGE = (BadZipFile, ValueError, KeyError, EOFError, NotImplementedError, RuntimeError, zlib.error)
"""What `zipfile` and NumPy raise on a damaged archive."""


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
    embedder: str
    """Name of the embedder whose vectors it was trained on; artefacts without one have MiniLM's."""


class WrongArtefact(ValueError):
    """An artefact that can't be used here; the message says what to do."""


REINSTALL = "install voicectl again (pip install --force-reinstall voicectl)"
RETRAIN = "run scripts/train again, or choose another with speech.intent_artefact"


def load(path: Path = SHIPPED) -> Weights:
    """Read an artefact.

    Raises OSError, and WrongArtefact when it is damaged or was made for other features.
    """
    import numpy as np

    content = path.read_bytes()
    parts = _arrays(path, content)
    if tuple(parts.get("rule_names", ())) != features.RULE_NAMES:
        raise WrongArtefact(f"{path} was trained for other rules; run scripts/train")
    return Weights(
        labels=tuple(parts["labels"].tolist()),
        embedding=parts["embedding"].astype(np.float32),
        buckets=parts["buckets"],
        rules=parts["rules"].astype(np.float32),
        bias=parts["bias"].astype(np.float32),
        idf=parts["idf"].astype(np.float32),
        temperature=float(parts["temperature"]),
        digest=hashlib.sha256(content).hexdigest()[:HASH_CHARS],
        embedder=str(parts.get("embedder", MINILM)),
    )


def _arrays(path: Path, content: bytes) -> dict[str, Any]:
    """The arrays of an artefact, every byte of them checked. Raises WrongArtefact."""
    import numpy as np

    if not content.startswith(b"PK"):
        raise WrongArtefact(f"{path} is no intent model; {RETRAIN}")
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            broken = archive.testzip()
        if broken is not None:
            raise BadZipFile(f"{broken} is not what was written")
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            parts = {name: found[name] for name in found.files}
        if not parts.keys() >= NEEDED:
            raise BadZipFile(f"without {', '.join(sorted(NEEDED - parts.keys()))}")
    except DAMAGE as error:
        way_out = REINSTALL if path == SHIPPED else RETRAIN
        raise WrongArtefact(f"{path} is damaged ({error}); {way_out}") from None
    return parts


class IntentModel:
    """Weights and embedder, loaded; for use from several threads as far as the embedder is."""

    def __init__(
        self, weights: Weights, embedder: Embedder, moods: MoodModel | None = None
    ) -> None:
        """Join them; `moods` is asked only about vectors of its own embedder.

        Raises WrongArtefact when the weights belong to another embedder.
        """
        if weights.embedder != embedder.name:
            raise WrongArtefact(
                f"the intent model was trained with {weights.embedder}, not with {embedder.name}; "
                f"run scripts/train --embedder {embedder.name} --out FILE"
            )
        self._weights = weights
        self._embedder = embedder
        self._moods = moods if moods is not None and moods.embedder == embedder.name else None

    @property
    def embedder(self) -> str:
        """Name of the embedder."""
        return self._embedder.name

    def close(self) -> None:
        """Let go of what the embedder holds."""
        self._embedder.close()

    def classify(self, text: str) -> Guess | None:
        """The likeliest labels of one utterance; None for a text without words.

        Raises ProviderError of the embedder.
        """
        if not text.strip():
            return None
        vector = self._vector(text)
        shares = self._shares(text, vector)
        order = sorted(range(len(shares)), key=lambda at: -shares[at])[:RANKED]
        labels = self._weights.labels
        ranked = tuple((labels[at], round(float(shares[at]), 3)) for at in order)
        feeling = self._moods.feel(text, vector) if self._moods is not None else None
        return Guess(ranked=ranked, model=self._weights.digest, feeling=feeling)

    def _vector(self, text: str) -> "NDArray[np.float32]":
        """Raises ProviderError of the embedder, and where its vectors have another length."""
        vector, size = self._embedder.embed(text), len(self._weights.embedding)
        if vector.shape != (size,):
            raise ProviderError("broken", f"{self.embedder} gave {vector.size} numbers, not {size}")
        return vector

    def probabilities(self, text: str) -> "NDArray[np.float32]":
        """Calibrated probability of each label, in the order of the artefact's labels.

        Raises ProviderError of the embedder, and where its vectors have another length.
        """
        return self._shares(text, self._vector(text))

    def _shares(self, text: str, vector: "NDArray[np.float32]") -> "NDArray[np.float32]":
        import numpy as np

        weights = self._weights
        scores = weights.bias + vector @ weights.embedding
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
        length = np.float32(np.linalg.norm(values) or 1.0)
        found: NDArray[np.float32] = (values / length) @ weights.buckets[places].astype(np.float32)
        return found


def weigh(counts: Sequence[float]) -> "NDArray[np.float32]":
    """Counts of a feature in one text, damped (log(1 + n)): the second occurrence says less."""
    import numpy as np

    found: NDArray[np.float32] = np.log1p(np.asarray(counts, dtype=np.float32))
    return found
