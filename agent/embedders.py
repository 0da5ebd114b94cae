"""Builds the embedder that an intent artefact names, and the classifier on top of both.

Part of the composition root, like `agent.engines`.
"""

from agent import models
from agent.intent.embedder import MINILM, Embedder
from agent.intent.minilm import MiniLm
from agent.intent.model import SHIPPED, IntentModel, load
from agent.intent.moods import load as load_moods
from agent.llm.openai_embedder import PREFIX, OpenAiEmbedder
from agent.settings import Settings


class UnknownEmbedder(ValueError):
    """A name that is no embedder of ours, or one that lacks its key."""


def intent_model(settings: Settings) -> IntentModel:
    """The classifier of the settings, in this process.

    Raises OSError, WrongArtefact, WrongMoods, UnknownEmbedder, ModelMissing and ModelCorrupt.
    """
    weights = load(settings.speech.intent_artefact or SHIPPED)
    moods = load_moods() if settings.flags.mood_model else None
    return IntentModel(weights, embedder(weights.embedder, settings), moods)


def embedder(
    name: str, settings: Settings, *, timeout: float | None = None, retries: int = 0
) -> Embedder:
    """An embedder by name: "minilm-l6", or "openai:MODEL" for a service.

    Raises UnknownEmbedder, ModelMissing and ModelCorrupt.
    """
    if name == MINILM:
        shelf = models.Shelf(settings.data_dir, settings.models)
        return MiniLm(models.file(shelf, models.MINILM), models.file(shelf, models.BERT_VOCABULARY))
    if not name.startswith(PREFIX) or name == PREFIX:
        raise UnknownEmbedder(f"{name!r} is no embedder; there are {MINILM} and {PREFIX}MODEL")
    key = settings.llm.openai_api_key.get_secret_value()
    if not key:
        raise UnknownEmbedder(f"{name} needs llm.openai_api_key (OPENAI_API_KEY)")
    return OpenAiEmbedder(
        name,
        api_key=key,
        base_url=settings.llm.openai_base_url,
        timeout=timeout or settings.timeouts.embeddings.spoken_s,
        retries=retries,
    )
