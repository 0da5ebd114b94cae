"""Sentences as vectors: all-MiniLM-L6-v2 (Apache-2.0) in int8 on onnxruntime, one thread.

The tokenizer is blingfire's BERT-uncased table, which gives the ids the model was trained with.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.intent.embedder import MINILM

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_TOKENS = 96
"""Longer texts are cut; the model was trained on sentences."""
BEGIN, END, UNKNOWN = 101, 102, 100
"""Ids of [CLS], [SEP] and [UNK] in BERT's vocabulary."""


class MiniLm:
    """`agent.intent.embedder.Embedder`: a loaded model. Not for use from several threads."""

    name = MINILM

    def __init__(self, model: Path, vocabulary: Path) -> None:
        """Open `model` (.onnx) and blingfire's `vocabulary` (.bin); takes about 0.3 s."""
        import blingfire
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = blingfire
        self._table: Any = blingfire.load_model(str(vocabulary))

    def embed(self, text: str) -> "NDArray[np.float32]":
        """The unit vector of one text."""
        import numpy as np

        words = self._tokenizer.text_to_ids(self._table, text, MOST_TOKENS, UNKNOWN)
        ids = np.array([[BEGIN, *(int(one) for one in words if one > 0), END]], dtype=np.int64)
        feed = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        (states,) = self._session.run(None, feed)
        mean: NDArray[np.float32] = states[0].mean(axis=0)
        return mean / np.float32(np.linalg.norm(mean))

    def close(self) -> None:
        """Nothing to let go of: the model ends with its process."""
