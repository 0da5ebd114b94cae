"""Trains the mood model: its examples, its fit, and the archive that `agent.intent.moods` reads.

Whole utterances carry a mood in one clause and business in another, so every line is also taken
with a clause of business before or behind it. All choices are drawn from one seed.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.intent.embedder import MINILM
from agent.intent.moods import LABELS, SIGNS, features
from agent.nlu import mood
from voicectl.training.examples import BadExamples, Example

Embed = Callable[[str], NDArray[np.float32]]

SEED = 7
BUSINESS = (
    "affirm", "book_service", "deny", "emergency_co", "emergency_electrical_fire", "emergency_gas",
    "goodbye", "hours_location", "install_quote", "maintenance_tuneup", "no_cooling", "no_heat",
    "pricing", "reschedule", "service_area", "strange_noise_or_smell", "water_leak",
)  # fmt: skip
"""Labels of the intent model whose utterances are calm when the rules hear nothing in them."""
MOST_BUSINESS = 2500
PERSON = "speak_to_human"
EVERY = 3
"""So many of its utterances count once: the four moods are to stay in proportion."""
NUMBERS = ["oh", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
STREETS = [
    "maple",
    "oak",
    "cedar",
    "elm",
    "birch",
    "willow",
    "pine",
    "hill",
    "lake",
    "park",
    "main",
    "ash",
]
WAYS = ["street", "avenue", "drive", "lane", "court", "road"]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "tomorrow"]
TIMES = ("morning", "afternoon", "is fine", "at nine", "works")
ANSWERS = 250
"""Answers of each kind: numbers, addresses, days."""
HIDDEN = 64
NETWORKS = 3
"""Trained from different starts; their mean is steadier than one."""
STRENGTH = 0.1
EPOCHS = 60


def examples(folder: Path, utterances: Path) -> list[Example]:
    """All lines with their moods; `source` names the line, which its longer form shares.

    Raises BadExamples.
    """
    dice = random.Random(SEED)
    own = [one for label in LABELS for one in _lines(folder / f"{label}.txt", label)]
    people = list(_lines(utterances / f"{PERSON}.txt", "wants_human"))[::EVERY]
    calm = [
        one
        for label in BUSINESS
        for one in _lines(utterances / f"{label}.txt", "calm")
        if not mood.signals(one.text, ())
    ]
    dice.shuffle(calm)
    calm = calm[:MOST_BUSINESS]
    business = [*(one.text for one in calm), *_answers(dice)]
    longer = [_longer(one, dice.choice(business), dice) for one in (*own, *people)]
    return [*own, *people, *calm, *longer]


def train(found: Sequence[Example], embed: Embed, out: Path) -> dict[str, Any]:
    """Fit, write the artefact for MiniLM's vectors, and tell the figures. Raises OSError."""
    given = np.stack([features(one.text, embed(one.text)) for one in found])
    places: dict[str, int] = {label: place for place, label in enumerate(LABELS)}
    answers = np.array([places[one.label] for one in found])
    groups = [one.source for one in found]
    shares = _left_out(given, answers, groups)
    write([_network(given, answers, start) for start in range(NETWORKS)], out)
    right = shares.argmax(axis=1) == answers
    return {
        "examples": len(found),
        "left_out_accuracy": round(float(right.mean()), 4),
        "stated": round(float(shares.max(axis=1).mean()), 4),
    }


def write(networks: Sequence[Any], path: Path) -> None:
    """Several networks of one hidden layer as one that gives the mean of their scores."""
    count = len(networks)
    parts = {
        "labels": np.array(LABELS),
        "signs": np.array(SIGNS),
        "embedder": np.array(MINILM),
        "hidden": np.hstack([one.coefs_[0] for one in networks]).astype(np.float16),
        "hidden_bias": np.hstack([one.intercepts_[0] for one in networks]).astype(np.float16),
        "out": (np.vstack([one.coefs_[1] for one in networks]) / count).astype(np.float16),
        "out_bias": (sum(one.intercepts_[1] for one in networks) / count).astype(np.float32),
    }
    partial = path.with_suffix(".part.npz")
    np.savez_compressed(partial, allow_pickle=False, **parts)
    partial.replace(path)


def _lines(file: Path, label: str) -> Iterator[Example]:
    if not file.is_file():
        raise BadExamples(f"{file} is missing: every mood needs lines")
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        if line.strip():
            yield Example(line.strip(), label, f"{file.stem}:{number}")


def _longer(one: Example, business: str, dice: random.Random) -> Example:
    first, second = (one.text, business) if dice.random() < 0.6 else (business, one.text)
    return one._replace(text=f"{first} {second}")


def _answers(dice: random.Random) -> Iterator[str]:
    def digits(count: int) -> str:
        return " ".join(dice.choice(NUMBERS) for _ in range(count))

    for _ in range(ANSWERS):
        yield digits(10)
        yield f"{digits(4)} {dice.choice(STREETS)} {dice.choice(WAYS)}"
        yield f"{dice.choice(DAYS)} {dice.choice(TIMES)}"


def _network(given: NDArray[np.float32], answers: NDArray[np.int64], start: int) -> Any:
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier(
        (HIDDEN,), alpha=STRENGTH, max_iter=EPOCHS, early_stopping=True, random_state=start
    )
    return network.fit(given, answers)


def _left_out(
    given: NDArray[np.float32], answers: NDArray[np.int64], groups: Sequence[str], folds: int = 5
) -> NDArray[np.float32]:
    """Shares of every example by a network that has seen neither it nor its longer form."""
    from sklearn.model_selection import GroupKFold

    shares = np.zeros((len(answers), len(LABELS)), dtype=np.float32)
    for seen, unseen in GroupKFold(folds).split(given, answers, groups):
        shares[unseen] = _network(given[seen], answers[seen], 0).predict_proba(given[unseen])
    return shares
