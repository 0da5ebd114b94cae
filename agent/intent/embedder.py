"""The seam between the classifier and whatever turns sentences into vectors."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MINILM = "minilm-l6"
"""Name of the embedder that this machine runs itself."""


class Embedder(Protocol):
    """Turns a sentence into a vector."""

    @property
    def name(self) -> str:
        """Identifies the model: vectors of one name are comparable, those of two are not."""
        ...

    def embed(self, text: str) -> "NDArray[np.float32]":
        """The unit vector of one text, which has words. Raises ProviderError."""
        ...

    def close(self) -> None:
        """Let go of connections; nothing is embedded afterwards."""
        ...
