"""The mood model: how its opinion and the rules are joined, what a call makes of it, its data."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from agent import models
from agent.events import Feeling, Guess, Heard
from agent.intent import model, moods
from agent.intent.embedder import MINILM
from agent.intent.minilm import MiniLm
from agent.nlu import mood
from voicectl.training import moods as training
from voicectl.training.examples import BadExamples, Example

ROOT = Path(__file__).parents[2]
MOODS = ROOT / "fixtures" / "moods"
UTTERANCES = ROOT / "fixtures" / "utterances"
NOVEL = "maroon walrus by candlelight"
"""Words of which no rule knows anything."""


def feeling(**shares: float) -> Feeling:
    ranked = sorted(shares.items(), key=lambda one: -one[1])
    return Feeling(ranked=tuple(ranked), model="toy")


def judge(text: str, opinion: Feeling | None) -> mood.Mood:
    return mood.label(mood.weighed(mood.signals(text, ()), opinion))


@pytest.mark.parametrize("name", ["annoyed", "angry", "wants_human"])
def test_what_no_rule_knows_is_the_models_to_judge(name: str) -> None:
    assert judge(NOVEL, None) == "calm"
    assert judge(NOVEL, feeling(**{name: 0.9, "calm": 0.1})) == name
    assert judge(NOVEL, feeling(**{name: 0.75, "calm": 0.25})) == "calm"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("this is the third time i've called", "annoyed"),
        ("you people are incompetent", "angry"),
        ("let me speak to your manager", "wants_human"),
    ],
)
def test_what_the_rules_hear_is_never_argued_away(text: str, label: str) -> None:
    for opinion in ("calm", "annoyed", "angry", "wants_human"):
        assert judge(text, feeling(**{opinion: 1.0})) == label


def test_anger_that_is_not_likely_by_itself_is_annoyance() -> None:
    assert judge(NOVEL, feeling(angry=0.5, annoyed=0.4, calm=0.1)) == "annoyed"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> model.IntentModel:
    shelf = models.Shelf(tmp_path_factory.mktemp("data"))
    embedder = MiniLm(models.file(shelf, models.MINILM), models.file(shelf, models.BERT_VOCABULARY))
    return model.IntentModel(model.load(), embedder, moods.load())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("whenever the good lord decides to send your man i suppose", "annoyed"),
        ("you filthy swindlers emptied my bank account", "angry"),
        ("i could do thursday if that is any use to you", "calm"),
    ],
)
def test_the_shipped_model_hears_moods_in_unseen_words(
    shipped: model.IntentModel, text: str, expected: str
) -> None:
    guess = shipped.classify(text)
    assert guess is not None
    assert guess.feeling is not None
    assert guess.feeling.model == moods.load().digest
    assert sum(share for _, share in guess.feeling.ranked) == pytest.approx(1.0, abs=0.01)
    assert judge(text, guess.feeling) == expected


def test_journals_without_moods_are_read_as_before() -> None:
    old = b'{"type":"Heard","text":"hi","guess":{"ranked":[["goodbye",0.5]],"model":"m"}}'
    guess = msgspec.json.decode(old, type=Heard).guess
    assert guess is not None
    assert guess.feeling is None


def test_a_call_follows_the_opinion_in_the_event_alone(call_in: Any) -> None:
    def told(opinion: Feeling | None) -> Any:
        call = call_in()
        call.go_to("zip")
        guess = Guess(ranked=(("out_of_scope", 0.3),), model="toy", feeling=opinion)
        call._apply(Heard(text=NOVEL, guess=guess))
        return call

    assert told(feeling(angry=1.0)).state.person_offered
    assert told(feeling(wants_human=1.0)).state.person_offered
    assert not told(feeling(calm=1.0)).state.person_offered
    assert not told(None).state.person_offered
    again = feeling(angry=1.0)
    assert told(again).state == told(again).state


class Toy:
    """A vector that tells three words apart."""

    name = MINILM

    def embed(self, text: str) -> Any:
        found = np.full(384, 0.01, dtype=np.float32)
        for at, word in enumerate(("grr", "tsk", "person")):
            found[at] = float(word in text)
        return found / np.float32(np.linalg.norm(found))


def test_a_trained_model_is_read_back_alike_and_the_same_training_gives_the_same_bytes(
    tmp_path: Path,
) -> None:
    words = {"calm": "blue", "annoyed": "tsk", "angry": "grr", "wants_human": "person"}
    found = [
        Example(f"{word} {number}", label, f"{label}:{number}")
        for label, word in words.items()
        for number in range(120)
    ]
    one, two = tmp_path / "one.npz", tmp_path / "two.npz"
    figures = training.train(found, Toy().embed, one)
    training.train(found, Toy().embed, two)
    assert figures["left_out_accuracy"] > 0.9
    assert one.read_bytes() == two.read_bytes()
    read = moods.load(one)
    for label, word in words.items():
        assert read.feel(word, Toy().embed(word)).ranked[0][0] == label
    one.write_bytes(one.read_bytes()[:900])
    with pytest.raises(moods.WrongMoods, match="is damaged"):
        moods.load(one)


def test_another_embedders_vectors_are_not_judged() -> None:
    class Other(Toy):
        name = "openai:some-model"

    weights = replace(model.load(), embedder=Other.name)
    guess = model.IntentModel(weights, Other(), moods.load()).classify("grr")
    assert guess is not None
    assert guess.feeling is None


def test_every_mood_has_hundreds_of_lines_and_a_missing_file_is_named(tmp_path: Path) -> None:
    found = training.examples(MOODS, UTTERANCES)
    counts = {label: sum(one.label == label for one in found) for label in moods.LABELS}
    assert min(counts.values()) > 800
    assert found == training.examples(MOODS, UTTERANCES)
    with pytest.raises(BadExamples, match=r"calm\.txt is missing"):
        training.examples(tmp_path, UTTERANCES)
