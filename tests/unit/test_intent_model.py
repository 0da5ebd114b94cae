"""The shipped intent model, and how its opinion and the rules are joined."""

import asyncio
import io
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import models
from agent.events import Guess
from agent.intent import features, model
from agent.intent.embedder import MINILM
from agent.intent.minilm import MiniLm
from agent.intent.threaded import ThreadedIntents
from agent.intent.understanding import Understanding
from agent.nlu import intents
from agent.ports import ProviderError, Transcript
from agent.tongue import Tongue


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> model.IntentModel:
    """The artefact in the package with its embedder."""
    shelf = models.Shelf(tmp_path_factory.mktemp("data"))
    embedder = MiniLm(models.file(shelf, models.MINILM), models.file(shelf, models.BERT_VOCABULARY))
    return model.IntentModel(model.load(), embedder)


def label_of(guess: Guess | None) -> str:
    assert guess is not None
    return guess.ranked[0][0]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("it's freezing in here and the radiators never warmed up", "no_heat"),
        ("could we push the visit to some other day", "reschedule"),
        ("what's the damage for somebody coming out", "pricing"),
        ("put me through to a real human being", "speak_to_human"),
        ("i'd like a large pepperoni pizza", "out_of_scope"),
        ("huele mucho a gas en la cocina", "emergency_gas"),
    ],
)
def test_the_shipped_model_knows_what_callers_want(
    shipped: model.IntentModel, text: str, label: str
) -> None:
    assert label_of(shipped.classify(text)) == label


def test_a_guess_tells_its_model_and_sums_to_less_than_one(shipped: model.IntentModel) -> None:
    guess = shipped.classify("my furnace will not light")
    assert guess is not None
    assert guess.model == model.load().digest
    assert len(guess.ranked) == model.RANKED
    assert sum(share for _, share in guess.ranked) <= 1.001
    assert [share for _, share in guess.ranked] == sorted(
        (share for _, share in guess.ranked), reverse=True
    )


def test_words_nobody_wrote_down_and_no_words_at_all_are_read(shipped: model.IntentModel) -> None:
    assert shipped.classify("   ") is None
    assert np.isclose(shipped.probabilities("zxqv wvk").sum(), 1.0, atol=1e-4)
    assert np.isclose(shipped.probabilities("word " * 800).sum(), 1.0, atol=1e-4)


def test_an_artefact_for_other_rules_is_refused(tmp_path: Path) -> None:
    with np.load(model.SHIPPED) as found:
        parts: dict[str, Any] = dict(found)
    parts["rule_names"] = np.array(["something else"])
    np.savez(tmp_path / "old.npz", allow_pickle=False, **parts)
    with pytest.raises(ValueError, match="run scripts/train"):
        model.load(tmp_path / "old.npz")


@pytest.mark.parametrize("content", [b"", b"no archive at all"])
def test_a_file_that_is_no_artefact_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(model.WrongArtefact, match=r"bad\.npz is no intent model"):
        model.load(tmp_path / "bad.npz")


def _small_artefact() -> bytes:
    """An artefact of the right form with next to nothing in it."""
    file = io.BytesIO()
    parts = {name: np.arange(8, dtype=np.float16) for name in model.NEEDED}
    parts |= {"labels": np.array(["no_heat"]), "temperature": np.array(1.0)}
    np.savez_compressed(file, rule_names=np.array(features.RULE_NAMES), **parts)
    return file.getvalue()


SMALL = _small_artefact()


@settings(max_examples=300)
@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_a_damaged_artefact_is_refused_whichever_byte_is_wrong(at: int, change: int) -> None:
    """Bytes that say nothing of the arrays, such as time stamps, may be what they like."""
    content = bytearray(SMALL)
    content[at] ^= change
    with tempfile.TemporaryDirectory() as folder:
        found = _loaded(Path(folder, "mine.npz"), bytes(content))
    if isinstance(found, str):
        assert "mine.npz" in found
        assert "scripts/train" in found
    else:
        assert found.labels == ("no_heat",)
        assert found.embedding.tolist() == list(range(8))


def _loaded(file: Path, content: bytes) -> model.Weights | str:
    """The weights, or why they were refused."""
    file.write_bytes(content)
    try:
        return model.load(file)
    except model.WrongArtefact as error:
        return str(error)


@pytest.mark.parametrize("length", [10, 1000, 100_000])
def test_a_torn_shipped_artefact_says_to_install_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    torn = tmp_path / "intents.npz"
    torn.write_bytes(model.SHIPPED.read_bytes()[:length])
    monkeypatch.setattr(model, "SHIPPED", torn)
    with pytest.raises(model.WrongArtefact, match=r"intents\.npz is damaged .*install voicectl"):
        model.load(torn)


def test_an_artefact_without_all_its_arrays_names_them(tmp_path: Path) -> None:
    np.savez(tmp_path / "half.npz", rule_names=np.array(features.RULE_NAMES))
    with pytest.raises(model.WrongArtefact, match="without bias, buckets, embedding, idf"):
        model.load(tmp_path / "half.npz")


class Other:
    """Makes vectors of another kind."""

    name = "openai:some-model"

    def embed(self, text: str) -> Any:
        return np.zeros(1536, dtype=np.float32)


def test_an_artefact_is_refused_with_an_embedder_it_was_not_trained_with() -> None:
    with pytest.raises(model.WrongArtefact, match="trained with minilm-l6, not with openai:some"):
        model.IntentModel(model.load(), Other())


class Fixed:
    """Always has the same vector, and tells whether it was closed."""

    name = MINILM

    def __init__(self, size: int = 384) -> None:
        self.size = size
        self.closed = False

    def embed(self, text: str) -> Any:
        return np.full(self.size, self.size**-0.5, dtype=np.float32)

    def close(self) -> None:
        self.closed = True


def test_vectors_of_another_length_are_no_guess_rather_than_the_end_of_the_call() -> None:
    """A service may change its model behind the same name."""
    trained = model.IntentModel(model.load(), Fixed(1536))
    with pytest.raises(ProviderError, match="gave 1536 numbers, not 384"):
        trained.classify("no heat")


def test_words_of_which_training_saw_no_part_leave_probabilities() -> None:
    weights = model.load()
    blind = replace(weights, idf=np.zeros_like(weights.idf))
    shares = model.IntentModel(blind, Fixed()).probabilities("no heat")
    assert np.isclose(shares.sum(), 1.0, atol=1e-4)


def test_whoever_ends_the_model_ends_its_embedder() -> None:
    embedder = Fixed()
    asyncio.run(ThreadedIntents(model.IntentModel(model.load(), embedder), deadline=1.0).close())
    assert embedder.closed


class Stalled:
    """An embedder that waits until the test is over."""

    name = MINILM

    def __init__(self) -> None:
        self.over = threading.Event()

    def embed(self, text: str) -> Any:
        self.over.wait(10.0)
        return np.ones(384, dtype=np.float32)


def test_a_vector_that_is_late_is_no_guess() -> None:
    stalled = Stalled()
    intents = ThreadedIntents(model.IntentModel(model.load(), stalled), deadline=0.01)

    async def main() -> None:
        try:
            with pytest.raises(ProviderError, match="slow"):
                await intents.classify("no heat")
        finally:
            stalled.over.set()

    asyncio.run(main())


# --- rules and model together -------------------------------------------------------------------


def guess(label: str, share: float) -> Guess:
    return Guess(ranked=((label, share), ("pricing", 0.01)), model="test")


def test_without_a_guess_the_rules_answer_alone() -> None:
    assert intents.decide("cancel my visit", None) == intents.classify("cancel my visit")


def test_a_sure_model_overrules_the_rules() -> None:
    wish = intents.decide("what would that run me to get somebody out", guess("pricing", 0.9))
    assert (wish.label, wish.score, wish.category) == ("pricing", 0.9, "pricing")


def test_a_danger_the_rules_hear_is_never_argued_away() -> None:
    assert intents.decide("i smell gas", guess("out_of_scope", 0.99)).label == "emergency_gas"


def test_a_terse_answer_belongs_to_the_rules_unless_the_model_is_very_sure() -> None:
    assert intents.decide("furnace repair", guess("pricing", 0.6)).label == "book_service"
    assert intents.decide("furnace repair", guess("pricing", 0.9)).label == "pricing"


def test_an_unsure_model_leaves_what_the_rules_know() -> None:
    text = "i would like to cancel the appointment for friday"
    assert intents.decide(text, guess("pricing", 0.3)) == intents.classify(text)


def test_an_unsure_guess_where_the_rules_know_nothing_is_unclear() -> None:
    wish = intents.decide("the thing in the attic went sideways again", guess("water_leak", 0.3))
    assert wish.category == "unclear"
    assert wish.score == 0.3


def test_a_danger_too_unlikely_to_ask_about_is_no_label() -> None:
    """From 30 % for all dangers together we would ask; below it the next guess counts."""
    text = "it could go this way or the other"
    shares = (("emergency_gas", 0.2), ("deny", 0.15), ("emergency_co", 0.05))
    assert intents.decide(text, Guess(ranked=shares, model="test")).label == "deny"
    asked = (("emergency_gas", 0.2), ("deny", 0.15), ("emergency_co", 0.12))
    assert intents.decide(text, Guess(ranked=asked, model="test")).label == "emergency_gas"


# --- beside the recogniser ------------------------------------------------------------------------


class Ear:
    """Hears one sentence."""

    async def transcribe(
        self, ulaw: bytes, expecting: Any, *, have: str = "", tongue: Tongue | None = None
    ) -> Transcript:
        return Transcript(ulaw.decode(), 0.9)


class Mind:
    """Has one opinion, or fails."""

    def __init__(self, found: Guess | None = None) -> None:
        self.found = found

    async def classify(self, text: str) -> Guess | None:
        if self.found is None:
            raise ProviderError("slow", "too late")
        return self.found


async def hear(words: str, mind: Mind, expecting: Any = "free") -> Transcript:
    return await Understanding(Ear(), mind).transcribe(words.encode(), expecting)


def test_a_transcript_carries_the_guess() -> None:
    opinion = guess("no_heat", 0.8)
    assert asyncio.run(hear("it is cold", Mind(opinion))).guess == opinion


def test_no_guess_for_numbers_for_silence_and_from_a_model_that_fails() -> None:
    opinion = Mind(guess("no_heat", 0.8))
    assert asyncio.run(hear("two one four", opinion, "phone")).guess is None
    assert asyncio.run(hear(" ", opinion)).guess is None
    assert asyncio.run(hear("it is cold", Mind())).guess is None


def test_features_and_artefact_agree_on_their_sizes() -> None:
    weights = model.load()
    assert weights.labels == features.LABELS
    assert weights.buckets.shape == (features.BUCKETS, len(features.LABELS))
    assert weights.rules.shape == (len(features.RULE_NAMES), len(features.LABELS))
