"""How a caller feels, by a small trained network over the intent model's sentence embedding.

The vector is there already, so an opinion costs two small matrix products. The artefact is a NumPy
archive that `scripts/train --moods` writes (docs/models/moods.md); its SHA-256 goes into every
opinion, so a journal tells which model a call was answered with.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from zipfile import BadZipFile

from agent.events import Feeling
from agent.nlu import mood

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED = Path(__file__).with_name("moods.npz")
LABELS: tuple[mood.Mood, ...] = get_args(mood.Mood)
SIGNS = ("person", "anger", "implicit", "irony", "impatience", "relief")
"""Signs that the rules may find in one utterance, in the order of the features."""
HASH_CHARS = 12
LONG_WORDS = 20.0
REINSTALL = "install voicectl again (pip install --force-reinstall voicectl)"


class WrongMoods(ValueError):
    """An artefact that can't be used here; the message says what to do."""


@dataclass(frozen=True, slots=True)
class MoodModel:
    """What training found: one hidden layer, rectified; columns of the last matrix are labels."""

    hidden: "NDArray[np.float32]"
    hidden_bias: "NDArray[np.float32]"
    out: "NDArray[np.float32]"
    out_bias: "NDArray[np.float32]"
    digest: str
    embedder: str
    """Name of the embedder whose vectors it was trained on."""

    def feel(self, text: str, vector: "NDArray[np.float32]") -> Feeling:
        """The probability of each mood; `vector` is the embedding of `text`."""
        shares = self.probabilities(features(text, vector))
        ranked = sorted(zip(LABELS, shares.tolist(), strict=True), key=lambda one: -one[1])
        return Feeling(
            ranked=tuple((label, round(share, 3)) for label, share in ranked), model=self.digest
        )

    def probabilities(self, given: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Shares of `LABELS` for one row of features, or for several."""
        import numpy as np

        scores = np.maximum(given @ self.hidden + self.hidden_bias, 0) @ self.out + self.out_bias
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        found: NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
        return found


def features(text: str, vector: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """The embedding at twice its length, the rules' signs, and how long the text is."""
    import numpy as np

    return np.concatenate([2 * vector, np.asarray(_signs(text), dtype=np.float32)])


def load(path: Path = SHIPPED) -> MoodModel:
    """Read an artefact. Raises OSError, and WrongMoods when it is damaged or of another make."""
    import numpy as np

    content = path.read_bytes()
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            parts = {name: found[name] for name in found.files}
        made_for = tuple(parts["labels"].tolist()), tuple(parts["signs"].tolist())
        model = MoodModel(
            hidden=parts["hidden"].astype(np.float32),
            hidden_bias=parts["hidden_bias"].astype(np.float32),
            out=parts["out"].astype(np.float32),
            out_bias=parts["out_bias"].astype(np.float32),
            digest=hashlib.sha256(content).hexdigest()[:HASH_CHARS],
            embedder=str(parts["embedder"]),
        )
    except (BadZipFile, KeyError, EOFError, ValueError) as error:
        raise WrongMoods(f"{path} is damaged ({error}); {REINSTALL}") from None
    if made_for != (LABELS, SIGNS):
        raise WrongMoods(f"{path} was trained for other signs; run scripts/train --moods")
    return model


def _signs(text: str) -> Sequence[float]:
    found = {one.name for one in mood.signals(text, ())}
    return [*(float(name in found) for name in SIGNS), min(1.0, len(text.split()) / LONG_WORDS)]
