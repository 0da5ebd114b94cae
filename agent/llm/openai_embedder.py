"""Sentences as vectors by an embeddings service, with the official OpenAI SDK."""

from typing import TYPE_CHECKING

from agent.nlu.masking import mask_numbers
from agent.ports import ProviderError
from agent.resilience.exceptions import failure_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PREFIX = "openai:"
"""Begins the names of these embedders; the model's name follows."""
MOST_CHARS = 1000
"""Longer texts are cut."""


class OpenAiEmbedder:
    """`agent.intent.embedder.Embedder`; longer numbers are masked before they are sent."""

    def __init__(
        self, name: str, *, api_key: str, base_url: str, timeout: float, retries: int = 0
    ) -> None:
        """`name` is "openai:MODEL"; `retries` are for training, where nobody waits."""
        from openai import OpenAI

        self.name = name
        self._model = name.removeprefix(PREFIX)
        self._client = OpenAI(
            api_key=api_key, base_url=base_url, timeout=timeout, max_retries=retries
        )

    def embed(self, text: str) -> "NDArray[np.float32]":
        """The unit vector of one text. Raises ProviderError."""
        import numpy as np

        try:
            answer = self._client.embeddings.create(
                model=self._model, input=mask_numbers(text)[:MOST_CHARS]
            )
            found: NDArray[np.float32] = np.asarray(answer.data[0].embedding, dtype=np.float32)
        except Exception as error:  # an SDK may fail in more ways than it tells
            raise failure_of(error) from error
        length = np.float32(np.linalg.norm(found))
        if not length > 0:  # NaN is not, either
            raise ProviderError("broken", "the language model gave a vector without a length")
        return found / length

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
