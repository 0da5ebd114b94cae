"""Writes what training found as the archive that `agent.intent.model` reads."""

from pathlib import Path

import numpy as np

from agent.intent import features
from agent.intent.embedder import SIZE
from voicectl.training.fit import BUCKETS, EMBEDDING, Fitted


def write(fitted: Fitted, path: Path) -> None:
    """Save matrices with features as rows; the scales of training are folded in.

    The archive has no time stamps, so the same training gives the same bytes. Raises OSError.
    """
    rows = fitted.coefficients.T
    words = SIZE + features.BUCKETS
    parts = {
        "labels": np.array(fitted.labels),
        "rule_names": np.array(features.RULE_NAMES),
        "embedding": (EMBEDDING * rows[:SIZE]).astype(np.float16),
        "buckets": (BUCKETS * rows[SIZE:words]).astype(np.float16),
        "rules": rows[words:].astype(np.float32),
        "bias": fitted.bias,
        "idf": fitted.idf.astype(np.float16),
        "temperature": np.array(fitted.temperature, dtype=np.float32),
    }
    partial = path.with_suffix(".part.npz")
    np.savez_compressed(partial, allow_pickle=False, **parts)
    partial.replace(path)
