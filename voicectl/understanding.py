"""The intent model inside this process, for typed calls and evaluations."""

from collections.abc import Callable
from functools import cache

from agent.events import Guess

Classify = Callable[[str], Guess | None]


@cache
def classifier() -> Classify | None:
    """The model that a node with these settings would ask; None when the settings want none.

    Raises ModelMissing and ModelCorrupt, whose messages say what to do.
    """
    from agent import models
    from agent.intent.embedder import Embedder
    from agent.intent.model import IntentModel, load
    from agent.settings_sources import load as load_settings

    settings = load_settings({}).settings
    if settings.speech.intent_model == "none" or not settings.flags.intent_model:
        return None
    shelf = models.Shelf(settings.data_dir, settings.models)
    return IntentModel(
        load(), Embedder(models.minilm(shelf), models.bert_vocabulary(shelf))
    ).classify
