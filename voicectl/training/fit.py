"""Fits the classifier: a linear support vector machine per label, calibrated by cross-validation.

scikit-learn is needed here only; what it finds is a few matrices that NumPy evaluates.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from agent.intent import features
from agent.intent.model import weigh
from voicectl.training.examples import Example

Floats = NDArray[np.float32]
Embed = Callable[[str], Floats]

STRENGTH = 0.3
"""Inverse of the regularisation."""
EMBEDDING, BUCKETS = 2.0, 2.0
"""Lengths of the two unit vectors beside the rules' features, whose points are about 1."""
FOLDS = 5
TEMPERATURES = np.geomspace(0.05, 2.0, 40)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model and what cross-validation said of it."""

    labels: tuple[str, ...]
    coefficients: Floats
    """Labels x features: embedding, buckets, rules."""
    bias: Floats
    idf: Floats
    temperature: float
    accuracy: float
    """Of the folds left out."""
    calibration_error: float
    """Mean distance of stated and real accuracy over ten bins (expected calibration error)."""


def fit(examples: Sequence[Example], embed: Embed, seed: int = 0) -> Fitted:
    """Train on all examples; the temperature and the figures come from folds left out."""
    idf = inverse_frequencies(examples)
    matrix = assemble(examples, embed, idf)
    answers = np.array([features.LABELS.index(one.label) for one in examples])
    scores = _left_out(matrix, answers, seed)
    temperature = min(TEMPERATURES, key=lambda one: _loss(scores / one, answers))
    shares = _softmax(scores / temperature)
    final = _machine().fit(matrix, answers)
    return Fitted(
        labels=features.LABELS,
        coefficients=final.coef_.astype(np.float32),
        bias=final.intercept_.astype(np.float32),
        idf=idf,
        temperature=float(temperature),
        accuracy=float((shares.argmax(axis=1) == answers).mean()),
        calibration_error=calibration_error(shares, answers),
    )


def inverse_frequencies(examples: Sequence[Example]) -> Floats:
    """Weight of each bucket: log((1 + n) / (1 + n with it)) + 1; 0 for buckets never seen."""
    counts = np.zeros(features.BUCKETS)
    for one in examples:
        counts[list(features.buckets(one.text))] += 1
    weights = np.log((1 + len(examples)) / (1 + counts)) + 1
    return np.where(counts > 0, weights, 0.0).astype(np.float32)


def assemble(examples: Sequence[Example], embed: Embed, idf: Floats) -> Any:
    """The sparse matrix of all features: one row an example."""
    vectors = EMBEDDING * np.stack([embed(one.text) for one in examples])
    ruled = np.array([features.rules(one.text) for one in examples])
    rows = [BUCKETS * _words(one.text, idf) for one in examples]
    return sparse.hstack([sparse.csr_matrix(vectors), sparse.vstack(rows), ruled]).tocsr()


def calibration_error(shares: Floats, answers: NDArray[np.int64], bins: int = 10) -> float:
    """How far stated probabilities are from the share of right answers, on average."""
    stated, right = shares.max(axis=1), shares.argmax(axis=1) == answers
    places = np.minimum((stated * bins).astype(int), bins - 1)
    gaps = [
        abs(stated[places == one].mean() - right[places == one].mean()) * (places == one).mean()
        for one in range(bins)
        if (places == one).any()
    ]
    return float(sum(gaps))


def _words(text: str, idf: Floats) -> Any:
    counts = features.buckets(text)
    places = np.fromiter(counts, dtype=np.int64)
    values = weigh(list(counts.values())) * idf[places]
    length = float(np.linalg.norm(values)) or 1.0
    shape = (1, features.BUCKETS)
    return sparse.csr_matrix((values / length, (np.zeros_like(places), places)), shape=shape)


def _machine() -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=STRENGTH, random_state=0)


def _left_out(matrix: Any, answers: NDArray[np.int64], seed: int) -> Floats:
    """Scores of every example by a model that has not seen it."""
    from sklearn.model_selection import StratifiedKFold

    scores = np.zeros((len(answers), len(features.LABELS)), dtype=np.float32)
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(
        matrix, answers
    ):
        model = _machine().fit(matrix[seen], answers[seen])
        scores[unseen] = model.decision_function(matrix[unseen])
    return scores


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: Floats = powers / powers.sum(axis=1, keepdims=True)
    return found


def _loss(scores: Floats, answers: NDArray[np.int64]) -> float:
    shares = _softmax(scores)[np.arange(len(answers)), answers]
    return float(-np.log(np.maximum(shares, 1e-9)).mean())
