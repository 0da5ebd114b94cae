"""Writes what training found as the archive that `agent.intent.model` reads."""

from pathlib import Path

import numpy as np

from agent.intent import features
from agent.intent.embedder import MINILM
from voicectl.training.fit import BUCKETS, EMBEDDING, Fitted


def write(fitted: Fitted, path: Path, embedder: str = MINILM) -> None:
    """Save matrices with features as rows; the scales of training are folded in.

    `embedder` is the name of whatever made the vectors: no other can be used with the artefact.

    The archive has no time stamps, so the same training gives the same bytes. Raises OSError.
    """
    rows = fitted.coefficients.T
    words = len(rows) - len(features.RULE_NAMES)
    size = words - features.BUCKETS
    parts = {
        "labels": np.array(fitted.labels),
        "embedder": np.array(embedder),
        "rule_names": np.array(features.RULE_NAMES),
        "embedding": (EMBEDDING * rows[:size]).astype(np.float16),
        "buckets": (BUCKETS * rows[size:words]).astype(np.float16),
        "rules": rows[words:].astype(np.float32),
        "bias": fitted.bias,
        "idf": fitted.idf.astype(np.float16),
        "temperature": np.array(fitted.temperature, dtype=np.float32),
    }
    partial = path.with_suffix(".part.npz")
    np.savez_compressed(partial, allow_pickle=False, **parts)
    partial.replace(path)
